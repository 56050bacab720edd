"""When something was or will be: every mention of a time in a text, as a window of calendar days.

Days come first in numeric dates ("10/3" is 10 March) unless told otherwise. A vague time keeps its width
("last year" is the whole of it); nothing is guessed narrower than it was said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bot.reading.calendar_words import Window, read_calendar_words
from bot.reading.relative_times import RELATIVE_RULES, FoundTime, Kind
from bot.reading.text import Line, Message, read_message


@dataclass(frozen=True)
class DateMention:
    """One mention of a time.

    text: the words, text[start:end] of what was read.
    kind: see `Kind`.
    when: as in `Finding.when`.
    when_from, when_to: first and last day it can mean, both included, None where open.
    ahead: the same words read as a time to come, if they can be ("on Friday", "in three weeks").
    behind: the same words read as a time gone by, where the plain reading is to come ("in three weeks" after
        "haven't had one").
    """

    text: str
    start: int
    end: int
    kind: Kind
    when: str | None
    when_from: date | None
    when_to: date | None
    ahead: Window | None = None
    behind: Window | None = None

    def in_future(self) -> DateMention:
        """This mention, read as a time to come where the words allow it."""
        return self if self.ahead is None else self._as(self.ahead, "ahead")

    def in_past(self) -> DateMention:
        """This mention, read as a time gone by where the words allow it."""
        return self if self.behind is None else self._as(self.behind, "ago")

    def _as(self, window: Window, kind: Kind) -> DateMention:
        return replace(self, kind=kind, when=window.name, when_from=window.first, when_to=window.last)


def read_dates(text: str, today: date, day_first: bool = True) -> tuple[DateMention, ...]:
    """Every time mentioned in a text, in order, none overlapping another.

    today: the day the text was written; every window is counted from it.
    day_first: "10/3" is 10 March (True) or 3 October (False).
    """
    return dates_of(read_message(text), today, day_first)


def dates_of(message: Message, today: date, day_first: bool = True) -> tuple[DateMention, ...]:
    """The same, for a message that has been cut into tokens already."""
    line = message.line
    kept = _longest_first([*_relative(line, today), *_named(line, today, day_first)])
    mentions = []
    for found in kept:
        start, end = message.span(*line.tokens_at(found.start, found.end))
        mentions.append(
            DateMention(
                message.text[start:end],
                start,
                end,
                found.kind,
                found.when,
                found.first,
                found.last,
                found.ahead,
                found.behind,
            )
        )
    return tuple(mentions)


def _longest_first(found: Iterable[FoundTime]) -> list[FoundTime]:
    kept: list[FoundTime] = []
    for item in sorted(found, key=lambda item: (item.start - item.end, item.start)):
        if all(item.end <= other.start or item.start >= other.end for other in kept):
            kept.append(item)
    return sorted(kept, key=lambda item: item.start)


_LONGEST_LEAD: Final = len("until the beginning of ")
_LEADS: Final[tuple[tuple[re.Pattern[str], Kind], ...]] = (
    (
        re.compile(r"(?<= )since (?:about |around |the (?:start|end|beginning|middle) of )?$"),
        "since",
    ),
    (re.compile(r"(?<= )(?:until|till|til) (?:the )?(?:(?:end|start|middle|beginning) of )?$"), "until"),
)


def _named(line: Line, today: date, day_first: bool) -> list[FoundTime]:
    found = []
    for words in read_calendar_words(line.string, today, day_first):
        start, kind = _with_lead(line.string, words.start)
        said = line.string[start : words.end]
        past, future = words.past, words.future
        if past is None and future is None:
            found.append(FoundTime(start, words.end, "impossible", None, None, None))
            continue
        if kind == "on" and re.match(r"(?:last|past|back in) ", said):
            future = None
        if kind == "on" and re.match(r"(?:(?:this )?(?:next|coming)|by) ", said):
            past = None
        found.append(_calendar_found(start, words.end, kind, past, future, today))
    return found


def _with_lead(string: str, start: int) -> tuple[int, Kind]:
    """Takes in a "since" or "until" that stands before or within the words."""
    begin = max(start - _LONGEST_LEAD, 0)
    before = string[begin:start]
    for pattern, kind in _LEADS:
        found = pattern.search(before)
        if found:
            return begin + found.start(), kind
    if string.startswith("since ", start):
        return start, "since"
    if string.startswith(("until ", "till ", "til "), start):
        return start, "until"
    return start, "on"


def _calendar_found(
    start: int, end: int, kind: Kind, past: Window | None, future: Window | None, today: date
) -> FoundTime:
    if kind == "until":
        window = future or past
    elif kind == "since":
        window = past or future
    else:
        window = past or future
        if past is None:
            kind = "ahead"
        elif future is None or (past == future and past.last is not None and past.last < today):
            kind = "ago"
        elif past == future and past.first is not None and past.first > today:
            kind = "ahead"
    if window is None:
        return FoundTime(start, end, "impossible", None, None, None)
    ahead = future if kind == "on" else None
    return FoundTime(start, end, kind, window.name, window.first, window.last, ahead)


def _relative(line: Line, today: date) -> list[FoundTime]:
    found = []
    for pattern, make in RELATIVE_RULES:
        for match in pattern.finditer(line.string):
            made = make(match, today)
            if made is not None:
                found.append(_since_that(made, line.string))
    return found


def _since_that(found: FoundTime, string: str) -> FoundTime:
    """ "since yesterday", "until next week": a lead turns a point into a start or an end."""
    start, kind = _with_lead(string, found.start)
    if kind == "on" or found.kind in {"for", "within", "before"}:
        return found
    return replace(found, start=start, kind=kind)
