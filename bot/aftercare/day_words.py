"""Days as they are told, in British order and in English whatever the machine's language is, and words around them."""

from __future__ import annotations

import datetime as dt
from typing import Final

_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

_HALF_A_YEAR: Final = 180
ARTIST_FIRST: Final = "Your own artist’s instructions come first."


def told(day: dt.date, today: dt.date) -> str:
    """ "Thursday 19 November", with the year where the day is half a year away or more."""
    year = "" if abs((day - today).days) < _HALF_A_YEAR else f" {day.year}"
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}{year}"


def short(day: dt.date) -> str:
    """ "Thu 19 Nov"."""
    return f"{_WEEKDAYS[day.weekday()][:3]} {day.day} {_MONTHS[day.month - 1][:3]}"


def full(day: dt.date) -> str:
    """ "Thu 19 Nov 2026"."""
    return f"{short(day)} {day.year}"


def listed(items: list[str]) -> str:
    """ "one, two and three"."""
    return f"{', '.join(items[:-1])} and {items[-1]}" if len(items) > 1 else "".join(items)


def lowered(text: str) -> str:
    """With a small first letter and without the full stop, to stand inside a sentence."""
    return (text[:1].lower() + text[1:]).rstrip(".")
