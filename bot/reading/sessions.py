"""Mentions of an SMP session, past or planned: which lane a message belongs to, and on which day after it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from bot.reading.dates import DateMention
from bot.reading.findings import SessionMention
from bot.reading.periods import read_number
from bot.reading.session_words import ASKING, HAPPENING, NAMED, ORDINALS, OTHER_TREATMENTS, PAST, PLANNED
from bot.reading.text import Message

Sort = Literal["past", "planned", "named"]

_REACH: Final = 5  # words between a session and its day, where a verb tells that they belong together
_BESIDE: Final = 3  # the same, where nothing but the day tells when the session is
_WAS: Final = frozenset({"was", "were", "had", "finished", "went"})
_AFTER: Final = frozenset({"after", "since", "from", "following", "post"})
_WILL_BE: Final = frozenset({"is", "'s", "booked", "next", "for", "will"})
_DAYS: Final = frozenset({"ago", "on", "ahead", "since", "length", "for", "vague"})


@dataclass(frozen=True)
class _Place:
    first: int
    last: int
    sort: Sort
    match: re.Match[str]


@dataclass(frozen=True)
class Placed:
    """A mention and the words first..last (last excluded) that it was read from."""

    mention: SessionMention
    first: int
    last: int


def find_sessions(
    message: Message, dates: Sequence[DateMention], today: dt.date, symptoms: bool = False
) -> tuple[Placed, ...]:
    """Every mention of a session in a text, in order.

    dates: the times that it mentions.
    symptoms: the text tells of symptoms, so that "session on Monday" means the Monday gone by.
    """
    line = message.line
    sorts: tuple[tuple[Sort, Sequence[re.Pattern[str]]], ...] = (
        ("past", PAST),
        ("planned", PLANNED),
        ("named", (NAMED,)),
    )
    places = [
        _Place(found.first, found.last, sort, found.match)
        for sort, patterns in sorts
        for pattern in patterns
        for found in line.find(pattern)
    ]
    found = []
    for place in _apart(places):
        date = _date_of(message, place, dates)
        decided = _decided(message, place, date, symptoms)
        if decided is not None and not _about_others(message, decided):
            found.append(Placed(_mention(message, decided, date, today), place.first, place.last))
    return tuple(found)


def _apart(places: Sequence[_Place]) -> list[_Place]:
    """Without overlaps: those with a verb before those that are only named, then the longer one first."""
    kept: list[_Place] = []
    for place in sorted(
        places, key=lambda place: (place.sort == "named", place.first - place.last, place.sort)
    ):
        if all(place.last <= other.first or place.first >= other.last for other in kept):
            kept.append(place)
    return sorted(kept, key=lambda place: place.first)


def _decided(message: Message, place: _Place, date: DateMention | None, symptoms: bool) -> _Place | None:
    """The place as past or planned; None for a session that is only named."""
    words = message.line.words
    if (
        place.sort == "past"
        and words[place.last - 1] in {"appt", "appointment"}
        and "got" in words[place.first : place.last]
    ):
        return replace(place, sort="planned")
    if place.sort != "named":
        return place
    if date is None:
        return None
    start, end = message.span(place.first, place.last)
    between = set(_between(message, date, start, end).split())
    led = message.text[: min(date.start, start)].lower().split()[-1:]
    before = led[0] if led else ""
    if date.kind in {"ago", "since", "vague"} or between & _WAS or before in _AFTER:
        return replace(place, sort="past")
    if date.kind in {"length", "for"}:
        return None
    if date.kind == "ahead" or between & _WILL_BE:
        return replace(place, sort="planned")
    return replace(place, sort="past" if symptoms else "planned")


def _about_others(message: Message, place: _Place) -> bool:
    """ "my last laser session" is none of ours; "when can I swim after my session?" tells of none."""
    words = message.line.words
    if OTHER_TREATMENTS & set(words[max(place.first - 1, 0) : place.last]):
        return True
    if place.first and words[place.first - 1] in _EARLIER_WORK:
        return True
    sentence = next(item for item in message.sentences if item.first <= place.first < item.last)
    if place.sort != "past" or not sentence.question:
        return False
    before = " " + " ".join(words[sentence.first : place.first]) + " "
    asked = ASKING.search(before) or before.startswith((" how ", " when ", " what ", " which "))
    return bool(asked) and not HAPPENING.search(before)


def _mention(message: Message, place: _Place, date: DateMention | None, today: dt.date) -> SessionMention:
    start, end = message.span(place.first, place.last)
    groups = place.match.groupdict()
    said = groups.get("number")
    number = int(said) if said else ORDINALS.get(groups.get("ordinal") or "", 0) or None
    past = place.sort == "past"
    plain = SessionMention("past" if past else "planned", message.text[start:end], start, end, number=number)
    if past and groups.get("count"):
        days = min(int(read_number(groups["count"])), _MANY_DAYS)
        on = today - dt.timedelta(days=days)
        return replace(plain, date=on, date_from=on, date_to=on, day=days)
    if date is None:
        return plain
    date = date.in_past() if past else date.in_future()
    if date.when_to is None:
        return plain
    if date.when_to > today and date.when_from is not None:
        ahead = date.when_from > today
        return replace(
            plain,
            temporality="planned" if ahead or not past else "past",
            date=date.when_from if ahead or not past else today,
            date_from=date.when_from,
            date_to=date.when_to,
        )
    gone = past or date.when_to < today
    exact = date.when_from == date.when_to
    return replace(
        plain,
        temporality="past" if gone else "planned",
        date=date.when_to,
        date_from=date.when_from,
        date_to=date.when_to,
        day=(today - date.when_to).days if gone and exact else None,
    )


_EARLIER_WORK: Final = frozenset("old previous existing bad botched faded prior removed cheap".split())
_MANY_DAYS: Final = 10_000


def _date_of(message: Message, place: _Place, dates: Sequence[DateMention]) -> DateMention | None:
    """The nearest time in the same sentence: inside, after, or before the mention; after comes first."""
    start, end = message.span(place.first, place.last)
    sentence = next(item for item in message.sentences if item.first <= place.first < item.last)
    low, high = message.span(sentence.first, sentence.last)
    reach = _BESIDE if place.sort == "named" else _REACH

    def distance(date: DateMention) -> int:
        words = len(_between(message, date, start, end).split())
        return words + (2 if date.end <= start else 0)

    near = [
        date
        for date in dates
        if low <= date.start
        and date.end <= high
        and date.kind in _DAYS
        and not (date.when or "").endswith("soon")
        and distance(date) <= reach
    ]
    if place.sort == "planned":
        near = [date for date in near if date.kind not in {"ago", "since", "vague"}] or near
    return min(near, key=distance, default=None)


def _between(message: Message, date: DateMention, start: int, end: int) -> str:
    if date.start < end and start < date.end:
        return ""
    gap = message.text[end : date.start] if date.start >= end else message.text[date.end : start]
    return gap.replace("'s", "").lower()
