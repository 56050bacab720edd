"""Days as they are told."""

from __future__ import annotations

import datetime as dt
from typing import Final

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def written_day(day: dt.date) -> str:
    """ "22 December 2026", in English whatever the machine's language is."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
