"""Times of day in words: "mornings", "after 5", "between 10 and 12", "at half past two"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Final

_HOURS: Final = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_FIRST_AFTERNOON_HOUR: Final = 7
"""Up to this hour a bare number is meant after noon: nobody comes to a consultation at four in the morning."""
PART_WORDS: Final[Mapping[str, str]] = {
    "morning": r"mornings?|before work|(?<!\bi )(?<!\d )(?<!\d)a\.?m\.?(?= |$|[,.])",
    "lunchtime": r"lunch ?times?|lunch(?: ?break| ?hour)?|midday",
    "afternoon": r"afternoons?|(?<!\d )(?<!\d)p\.?m\.?(?= |$|[,.])",
    "evening": r"evenings?|eves?|tonight|nights?|after work",
}
"""Words for the parts of a day; when a part begins and ends is for the clinic to say."""


@dataclass(frozen=True)
class Window:
    """A stretch of a day. part: its name, if it was named; start == end for "at 3"; None where it is open."""

    part: str | None
    start: time | None
    end: time | None

    @property
    def is_moment(self) -> bool:
        return self.start is not None and self.start == self.end


@dataclass(frozen=True)
class ClockWords:
    """A window named at text[start:end]."""

    start: int
    end: int
    window: Window


_HOUR: Final = rf"(?:\d{{1,2}}|{'|'.join(_HOURS)})"
_UNITS: Final = (
    r"(?!\s*(?:weeks?|days?|months?|years?|yrs?|sessions?|hours?|hrs?|minutes?|mins?|cm|mm|%|°|euros?|pounds?|usd|gbp|[€$£/]|st\b|nd\b|rd\b|th\b"
    r"|(?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)))"
)


def _time(name: str) -> str:
    return (
        rf"(?:(?P<{name}_noon>noon|midday)|(?P<{name}_half>half(?: past)? )?(?P<{name}_h>{_HOUR})"
        rf"(?:[:.h](?P<{name}_m>\d\d))?(?![\d:])\s?(?P<{name}_s>[ap]\.?m\b\.?|o'?clock)?)"
    )


_AT: Final = rf"(?:(?:at|around|about|@|say) ){_time('a')}{_UNITS}"
_RANGE: Final = rf"(?:between |from )?{_time('a')} ?(?:-|–|to|till|until|and) ?{_time('b')}{_UNITS}"
_AFTER: Final = (
    rf"(?:(?:not |never |any ?time |some ?time )?(?:after|from|past|not before|not until)) {_time('a')}"
    rf"(?: onwards?| on\b| or later)?{_UNITS}"
)
_LATER: Final = rf"{_time('a')} (?:onwards?|or later|or after|and later)"
_BEFORE: Final = rf"(?:before|until|till|by|up to|no later than|not after) {_time('a')}{_UNITS}"
_SHOWN: Final = rf"(?P<a_noon>noon)|(?P<a_half>half past )(?P<a_h>{_HOUR})(?P<a_m>\b\B)?(?P<a_s>\b\B)?"
_CLOCK: Final = (
    r"(?P<a_noon>\b\B)?(?P<a_half>\b\B)?(?P<a_h>\d{1,2})(?:(?:[:.](?P<a_m>[0-5]\d))(?![\d.])\s?(?P<a_s>[ap]\.?m\b\.?)?"
    r"|\s?(?P<a_t>[ap]\.?m\b\.?|o'?clock))"
)
_RULES: Final = tuple(
    (kind, re.compile(rf"(?<![\w.:/+-])(?:{pattern})", re.IGNORECASE))
    for kind, pattern in (
        ("range", _RANGE),
        ("before", rf"not after {_time('a')}{_UNITS}"),
        ("after", _AFTER),
        ("after", _LATER),
        ("before", _BEFORE),
        ("at", _AT),
        ("at", _SHOWN),
        ("at", _CLOCK),
    )
)
_PARTS: Final = {
    name: re.compile(rf"(?<![\w])(?:(?:in|during) the )?(?:(?:early|late|mid)[ -])?(?:{words})(?![\w])", re.I)
    for name, words in PART_WORDS.items()
}


def read_clock(text: str, parts: Mapping[str, tuple[time, time]]) -> list[ClockWords]:
    """Every time of day in a text, in order, none overlapping another. `parts` says when "morning" and so on are."""
    found = [*_clock_times(text), *_named_parts(text, parts)]
    kept: list[ClockWords] = []
    for item in sorted(found, key=lambda item: (item.start - item.end, item.start)):
        if all(item.end <= other.start or item.start >= other.end for other in kept):
            kept.append(item)
    return _joined(sorted(kept, key=lambda item: item.start), text)


def _joined(items: list[ClockWords], text: str) -> list[ClockWords]:
    """ "At 8 in the evening" is one time."""
    joined: list[ClockWords] = []
    for item in items:
        before = joined[-1] if joined else None
        if (
            before
            and before.window.is_moment
            and item.window.part
            and not text[before.end : item.start].strip()
        ):
            joined[-1] = ClockWords(before.start, item.end, _in_part(before.window, item.window))
        else:
            joined.append(item)
    return joined


def _in_part(moment: Window, part: Window) -> Window:
    at = moment.start
    assert at is not None
    if part.part == "morning" and at.hour > 12:
        at = at.replace(hour=at.hour - 12)
    if part.part in ("afternoon", "evening") and at.hour < 12:
        at = at.replace(hour=at.hour + 12)
    return Window(None, at, at)


def _named_parts(text: str, parts: Mapping[str, tuple[time, time]]) -> Iterator[ClockWords]:
    for name, pattern in _PARTS.items():
        for found in pattern.finditer(text):
            yield ClockWords(found.start(), found.end(), Window(name, *parts[name]))


def _clock_times(text: str) -> Iterator[ClockWords]:
    for kind, pattern in _RULES:
        for found in pattern.finditer(text):
            window = _window(kind, found)
            if window is not None:
                yield ClockWords(found.start(), found.end(), window)


def _window(kind: str, found: re.Match[str]) -> Window | None:
    first = _read(found, "a")
    if first is None:
        return None
    match kind:
        case "range":
            return _range(found, first)
        case "after":
            return Window(None, first, None)
        case "before":
            return Window(None, None, first)
    return Window(None, first, first)


def _range(found: re.Match[str], first: time) -> Window | None:
    last = _read(found, "b")
    if last is None:
        return None
    if not _suffix(found, "a") and _suffix(found, "b").startswith("p") and first.hour < 12:
        moved = first.replace(hour=first.hour + 12)
        first = moved if moved < last and last.hour != 12 else first
    named = _suffix(found, "a") or _suffix(found, "b") or found["a_m"] or found["b_m"]
    led = found.group().lower().startswith(("between", "from"))
    if not (named or led or _plain_hours(found)) or first >= last:
        return None
    return Window(None, first, last)


def _plain_hours(found: re.Match[str]) -> bool:
    """ "10-12", but neither "2 to 4" without a clue nor "3 and 4"."""
    return re.fullmatch(r"\d{1,2} ?(?:[-–]|till|until) ?\d{1,2}", found.group().strip()) is not None


def _read(found: re.Match[str], name: str) -> time | None:
    groups = found.groupdict()
    if groups.get(f"{name}_noon"):
        return time(12)
    word = (groups.get(f"{name}_h") or "").lower()
    if not word:
        return None
    hour = _HOURS.index(word) + 1 if word in _HOURS else int(word)
    minute = 30 if groups.get(f"{name}_half") else int(groups.get(f"{name}_m") or 0)
    suffix = _suffix(found, name)
    if suffix.startswith(("a", "p")):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if suffix.startswith("p") else 0)
    elif 1 <= hour <= _FIRST_AFTERNOON_HOUR and not word.startswith("0"):
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _suffix(found: re.Match[str], name: str) -> str:
    groups = found.groupdict()
    return (groups.get(f"{name}_s") or groups.get(f"{name}_t") or "").lower()
