"""Marks in a message the words that findings were read from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.reading.findings import Finding
from bot.reading.reader import Reader

_DURATION: Final = re.compile(r"(?P<sign>[+-]?)P(?P<time>T?)(?P<number>\d+)(?P<unit>[YMWDHS])")
_UNITS: Final = {
    ("", "Y"): "year",
    ("", "M"): "month",
    ("", "W"): "week",
    ("", "D"): "day",
    ("T", "H"): "hour",
    ("T", "M"): "minute",
    ("T", "S"): "second",
}
_TIMES: Final = {"past": "past", "planned": "planned", "current": ""}
LONGEST_READ = 20_000
"""Characters of a message that are read; longer ones are shown without marks beyond."""


@dataclass(frozen=True)
class Piece:
    """A stretch of a message. concept: what was read from it, "" for plain words; detail: how it was read."""

    text: str
    concept: str = ""
    detail: str = ""


def marked(text: str, day: date, reader: Reader, after_session: bool) -> tuple[Piece, ...]:
    """The message in pieces that put together are the message. day: on which it was written."""
    return pieces(text, reader.read(text[:LONGEST_READ], day, after_session=after_session))


def pieces(text: str, findings: Sequence[Finding]) -> tuple[Piece, ...]:
    """Where findings overlap, the first one is marked and the others are left out."""
    made: list[Piece] = []
    at = 0
    for found in sorted(findings, key=lambda item: (item.start, -item.end)):
        if found.start < at or found.end <= found.start:
            continue
        if found.start > at:
            made.append(Piece(text[at : found.start]))
        made.append(Piece(text[found.start : found.end], found.concept, detail(found)))
        at = found.end
    if at < len(text):
        made.append(Piece(text[at:]))
    return tuple(made)


def detail(found: Finding) -> str:
    """What decides how a finding counts: "denied", "past, -P4M", "somebody else's"."""
    parts = [
        "denied" if found.negated else "",
        "not certain" if found.uncertain else "",
        "ended" if found.ended else _TIMES[found.temporality],
        when_shown(found.when or ""),
        {"self": "", "other": "another person", "family": "in the family"}[found.experiencer],
    ]
    return ", ".join(part for part in parts if part)


def when_shown(when: str) -> str:
    """A time as the reader notes it, in words: "-P4M" is "4 months ago"; other notes stay as they are."""
    found = _DURATION.fullmatch(when)
    unit = _UNITS.get((found["time"], found["unit"])) if found else None
    if found is None or unit is None:
        return when
    number = int(found["number"])
    if number == 0:
        return "today"
    length = f"{number} {unit}{'' if number == 1 else 's'}"
    return f"in {length}" if found["sign"] == "+" else f"{length} ago" if found["sign"] else length
