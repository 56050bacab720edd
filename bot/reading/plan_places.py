"""Which day in a text belongs to which session or event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.reading.day_mentions import DayMention, Tense
from bot.reading.plan_words import (
    BREAKS_CLAUSE,
    DONE_CUES,
    EVENTS,
    NOT_OURS,
    NUMBERS,
    PAST_CUES,
    PLANNED_CUES,
    SESSION,
    WEAK,
)
from bot.reading.session_words import OTHER_TREATMENTS
from bot.reading.text import Line, Match, Message

_FARTHEST: Final = 15
_BREAK: Final = 7
_BEHIND: Final = 3
_WEAK: Final = 4


@dataclass(frozen=True)
class Place:
    """Words first..last (last excluded) that a day can be told for.

    kind: "session", an event's kind, or "other" for an appointment that is no session.
    number: of the session, None if not said. nth: the word that says which ("last", "next", "second").
    weak: a verb alone ("booked", "done"), which gives way to a noun nearby.
    """

    first: int
    last: int
    kind: str
    number: int | None = None
    nth: str | None = None
    weak: bool = False


def places(message: Message) -> tuple[Place, ...]:
    """Sessions, events and other appointments in a text, none overlapping another."""
    line = message.line
    found = [
        Place(match.first, match.last, "session", *_which(match), weak=place >= WEAK)
        for place, pattern in enumerate(SESSION)
        for match in line.find(pattern)
    ]
    found = [item for item in found if not _of_another(line, item)]
    others = [Place(match.first, match.last, "other") for match in line.find(NOT_OURS)]
    events = [
        Place(match.first, match.last, kind) for kind, pattern in EVENTS for match in line.find(pattern)
    ]
    kept: list[Place] = []
    for item in [*_longest_first(others), *_longest_first(found), *events]:
        if all(item.last <= other.first or other.last <= item.first for other in kept):
            kept.append(item)
    return tuple(sorted(kept, key=lambda item: item.first))


def _which(found: Match) -> tuple[int | None, str | None]:
    groups = found.match.groupdict()
    nth, number = groups.get("nth"), groups.get("number")
    if any(word.startswith("start") for word in found.match.group().split()):
        return 1, None
    return NUMBERS.get(number or nth or ""), nth


def _longest_first(items: Sequence[Place]) -> list[Place]:
    return sorted(items, key=lambda item: (item.weak, item.first - item.last, item.first))


def _of_another(line: Line, item: Place) -> bool:
    """ "my laser session" is none of ours."""
    return bool(OTHER_TREATMENTS & set(line.words[max(item.first - 1, 0) : item.last]))


def assigned(message: Message, days: Sequence[DayMention], all_places: Sequence[Place]) -> list[Place | None]:
    """What each day is told for; None for a bare day."""
    own = [item for item in all_places if not any(_inside(item, day) for day in days)]
    found = [_nearest(message, day, own) for day in days]
    for index, day in enumerate(days):
        if index and _listed(message, days[index - 1], day):
            found[index] = found[index - 1]
    return [place if _keeps(message, index, days, found) else None for index, place in enumerate(found)]


def _inside(item: Place, day: DayMention) -> bool:
    """ "the 2nd" is a day where it was read as one, and "Boxing Day" no sport."""
    return day.first <= item.first and item.last <= day.last


def _nearest(message: Message, day: DayMention, all_places: Sequence[Place]) -> Place | None:
    near = [(cost, item) for item in all_places if (cost := _cost(message, day, item)) <= _FARTHEST]
    return min(near, key=lambda pair: (pair[0], pair[1].first), default=(0, None))[1]


def _listed(message: Message, one: DayMention, two: DayMention) -> bool:
    """ "on 1, 15 and 29 June"."""
    between = message.line.words[one.last : two.first]
    return 0 < len(between) <= 4 and all(word in _LISTING or word.isdigit() for word in between)


def _keeps(message: Message, index: int, days: Sequence[DayMention], found: Sequence[Place | None]) -> bool:
    """Not for a day in another clause than its place, where the place has a nearer day of its own."""
    place, day = found[index], days[index]
    if place is None:
        return False
    cost = _cost(message, day, place)
    rivals = [other for at, other in enumerate(days) if at != index and found[at] is place]
    if index and found[index - 1] is place and _listed(message, days[index - 1], day):
        return True
    return not any(_cost(message, other, place) + _BREAK <= cost for other in rivals)


def _cost(message: Message, day: DayMention, item: Place) -> int:
    """Words between the two, more where a clause ends between them or the day comes first."""
    words = message.line.words
    if item.first < day.last and day.first < item.last:
        return 0
    ahead = item.last <= day.first
    if max(day.first - item.last, item.first - day.last) > _FARTHEST:
        return _FARTHEST + 1
    between = words[item.last : day.first] if ahead else words[day.last : item.first]
    if {".", "?", "!"} & set(between):
        return _FARTHEST + 1
    breaks = sum(word in BREAKS_CLAUSE for word in between)
    return len(between) + _BREAK * breaks + (0 if ahead else _BEHIND) + (_WEAK if item.weak else 0)


def tense_of(message: Message, item: Place | None, day: DayMention) -> Tense:
    """Whether the words around say that it has been or is to come; a word between the two counts most."""
    words = message.line.words
    if item is None:
        return _cue(_before(words, day.first))
    inside = list(words[item.first : item.last])
    low, high = min(item.last, day.last), max(item.first, day.first)
    between = [word for word in words[low:high] if word not in {"?", "."}]
    after = _clause_after(words, max(day.last, item.last))
    if item.nth in {"next", "new"}:
        return "planned"
    before = _before(words, min(item.first, day.first))
    if "if" in before and not _WERE & {*before, *inside, *between}:
        return "planned"
    groups = (between, inside, before, after)
    for group in groups:
        tense = _cue(group)
        if tense != "unknown":
            return tense
    return "past" if any(DONE_CUES & set(group) for group in groups) else "unknown"


def _before(words: Sequence[str], place: int) -> list[str]:
    """The clause up to a place, from its nearest word backwards."""
    found: list[str] = []
    for word in reversed(words[max(place - _REACH, 0) : place]):
        if word in _ENDS:
            break
        found.append(word)
    return found


def _clause_after(words: Sequence[str], place: int) -> list[str]:
    found: list[str] = []
    for word in words[place : place + _REACH]:
        if word in _ENDS:
            break
        found.append(word)
    return found


def _cue(words: Sequence[str]) -> Tense:
    for word in words:
        if word in PAST_CUES:
            return "past"
        if word in PLANNED_CUES:
            return "planned"
    return "unknown"


_REACH: Final = 6
_LISTING: Final = frozenset({",", "and", "&", "the", "then", "on", ")", "("})
_WERE: Final = frozenset({"was", "were", "had", "did", "'ve", "have"})
_ENDS: Final = frozenset({",", ".", "?", "!", ";", "and", "but", "so", "when", "because"})
