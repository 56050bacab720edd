"""When somebody would like to come, as said in free text: days, dates and parts of the day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from bot.booking.clock_words import ClockWords, read_clock
from bot.booking.time_groups import Item, Parts, Stretch, stretches_of
from bot.reading.dates import DateMention, read_dates

Trouble = Literal["impossible", "past", "too_far", "mismatch"]

FARTHEST: Final = timedelta(days=366)


@dataclass(frozen=True)
class TimesRead:
    """What a text says of times. troubles: days that cannot be meant, each with its words.

    spans: where the words stand.
    """

    stretches: tuple[Stretch, ...] = ()
    troubles: tuple[tuple[Trouble, str], ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


_NAMES: Final = (
    "mondays?|mon", "tuesdays?|tues?", "wednesdays?|weds?", "thursdays?|thurs?|thu", "fridays?|fri",
    "saturdays?|sat", "sundays?|sun",
)  # fmt: skip
_DAY: Final = rf"(?:{'|'.join(_NAMES)})"
_DAYS: Final = re.compile(
    rf"\b(?:(?P<from>{_DAY}) ?(?:-|–|to|till|until|through|thru) ?(?P<to>{_DAY})|(?P<day>{_DAY}))\b",
    re.IGNORECASE,
)
_OTHER_WORD: Final = re.compile(r"\b(?:i|we|he|she|they|the|was|who) (?:sat|sun|wed)$", re.IGNORECASE)
_SETS: Final = (
    (re.compile(r"\b(?:week ?days?|working days?|during the week)\b", re.I), (0, 1, 2, 3, 4)),
    (re.compile(r"\b(?:at |on |the )*week ?ends?\b", re.I), (5, 6)),
)
_ANY: Final = re.compile(
    r"\b(?:any ?day|every ?day|any ?time|any date|whenever(?: (?:you|suits?)\b)?|flexible|all week|no preference"
    r"|(?:i )?(?:don'?t|do not|doesn'?t) (?:mind|matter|care)|(?:i'?m )?easy)\b",
    re.IGNORECASE,
)
_SOON: Final = re.compile(
    r"\b(?:asap|a\.s\.a\.p\.?|as soon as (?:possible|you can)|soon|sooner|soonest|earliest|first available)\b",
    re.I,
)
_NOT: Final = re.compile(
    r"\b(?:not|except(?: for)?|apart from|other than|but no|no|never|can'?t (?:do|make)|cannot (?:do|make)|excluding)"
    r"(?: (?:on|in the|the|at))?(?= )",
    re.IGNORECASE,
)
_ABOUT: Final = re.compile(r"in .*\b(?:weeks?|months?)\b", re.IGNORECASE)
"""Nobody counts the days of "in two weeks"."""
_GIVE_OR_TAKE: Final = timedelta(3)
_BREAK: Final = re.compile(r"[.;!?\n](?=\s|$)|\bbut\b", re.IGNORECASE)
_BARE_WEEKDAY: Final = re.compile(rf"(?:on |by |for )?{_DAY}", re.IGNORECASE)
_EVES: Final = (("christmas eve", "24th december"), ("new year's eve", "31st  december"))
"""Days that the reading of dates does not know; written over in the same length."""
_WEEKDAY_BEFORE: Final = re.compile(rf"\b(?:on )?({_DAY})[ ,]*$", re.IGNORECASE)
_OPENS: Final = re.compile(
    r"\b(?:from|after|starting|not before|any ?time after)(?: on)?(?: the)? ?$", re.IGNORECASE
)
_CLOSES: Final = re.compile(r"\b(?:before|until|till|by|up to|no later than)(?: the)? ?$", re.IGNORECASE)
_AFTER_THAT: Final = ("after",)


def read_times(text: str, today: date, parts: Parts) -> TimesRead:
    """Days and times named in a text. Days are counted from `today`; `parts` says when a morning begins and ends."""
    plain = _plain(text)
    mentions = [mention.in_future() for mention in read_dates(plain, today)]
    items: list[Item] = []
    troubles: list[tuple[Trouble, str]] = []
    for mention in mentions:
        if _BARE_WEEKDAY.fullmatch(mention.text) or mention.text.lower() == "soon":
            continue
        trouble = _trouble(mention, today, plain)
        if trouble is not None:
            troubles.append((trouble, mention.text))
            named = _WEEKDAY_BEFORE.search(plain[: mention.start])
            items.append(Item(named.start() if named else mention.start, mention.end, "break"))
        elif mention.when_to is not None and mention.kind in ("on", "ahead", "until", "since"):
            items.append(_date_item(mention, plain, today))
    masked = _masked(plain, items)
    items += _weekday_items(masked, items)
    masked = _masked(masked, [item for item in items if item.kind != "break"])
    items += [Item(found.start, found.end, "window", window=found.window) for found in _clock(masked, parts)]
    items += _other_items(_masked(masked, [item for item in items if item.kind == "window"]))
    said = sorted(items, key=lambda item: item.start)
    spans = tuple((item.start, item.end) for item in said if item.kind not in ("not", "break"))
    return TimesRead(stretches_of(said, plain, parts), tuple(troubles), spans)


def _plain(text: str) -> str:
    """The same length as `text`, so that places stay."""
    plain = text.replace("’", "'").replace("\n", " ")
    for eve, day in _EVES:
        plain = re.sub(rf"\b{eve}\b", day, plain, flags=re.IGNORECASE)
    return plain


def _masked(text: str, items: list[Item]) -> str:
    letters = list(text)
    for item in items:
        letters[item.start : item.end] = "\x00" * (item.end - item.start)
    return "".join(letters)


def _clock(text: str, parts: Parts) -> list[ClockWords]:
    return read_clock(text, parts)


# -- days ---------------------------------------------------------------------------------------------------------


def _trouble(mention: DateMention, today: date, text: str) -> Trouble | None:
    if mention.kind == "impossible":
        return "impossible"
    last = mention.when_to or mention.when_from
    if mention.kind in ("on", "ahead", "ago") and last is not None and last < today:
        return "past"
    first = mention.when_from
    if first is not None and first > today + FARTHEST and mention.kind in ("on", "ahead"):
        return "too_far"
    before = _WEEKDAY_BEFORE.search(text[: mention.start])
    if before and first is not None and first == mention.when_to and first.weekday() != _number(before[1]):
        return "mismatch"
    return None


def _date_item(mention: DateMention, text: str, today: date) -> Item:
    first, last = mention.when_from, mention.when_to
    if _ABOUT.match(mention.text) and first is not None and first == last:
        first, last = max(first - _GIVE_OR_TAKE, today + timedelta(1)), first + _GIVE_OR_TAKE
    start = mention.start
    named = _WEEKDAY_BEFORE.search(text[:start])
    start = named.start() if named else start
    opens, closes = _OPENS.search(text[:start]), _CLOSES.search(text[:start])
    words = mention.text.lower()
    if opens or words.startswith(_AFTER_THAT):
        after = words.startswith(_AFTER_THAT) or (opens is not None and "after" in opens.group().lower())
        first, last = (last + timedelta(1) if after and last else first), None
    elif closes or mention.kind == "until":
        before = closes is not None and "before" in closes.group().lower()
        first, last = None, last - timedelta(1) if before and last else last
    return Item(opens.start() if opens else start, mention.end, "dates", first=first, last=last)


def _weekday_items(text: str, dates: list[Item]) -> Iterator[Item]:
    taken = [(item.start, item.end) for item in dates]
    for found in _DAYS.finditer(text):
        if any(found.start() < end and start < found.end() for start, end in taken):
            continue
        if _OTHER_WORD.search(text[: found.end()]):
            continue
        if found["day"]:
            days: tuple[int, ...] = (_number(found["day"]),)
        else:
            first, last = _number(found["from"]), _number(found["to"])
            days = tuple((first + step) % 7 for step in range((last - first) % 7 + 1))
        yield Item(found.start(), found.end(), "weekdays", weekdays=days)
    for pattern, days in _SETS:
        for found in pattern.finditer(text):
            yield Item(found.start(), found.end(), "weekdays", weekdays=days)


def _number(name: str) -> int:
    return next(place for place, names in enumerate(_NAMES) if re.fullmatch(names, name, re.IGNORECASE))


def _other_items(text: str) -> Iterator[Item]:
    for kind, pattern in (("any", _ANY), ("soon", _SOON), ("not", _NOT), ("break", _BREAK)):
        for found in pattern.finditer(text):
            yield Item(found.start(), found.end(), kind)  # type: ignore[arg-type]
