"""Lengths of time as the rules name them, and the day on which one that began on a given day is over."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

UNITS = ("years", "months", "weeks", "days", "hours")
_ISO = re.compile(
    r"(?P<sign>[-+]?)P(?=\d|T\d)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?P<hours>\d+)H)?"
)
_HOURS_IN = {"months": 730, "days": 24, "hours": 1}


@dataclass(frozen=True)
class Period:
    """Calendar months, days and hours; a year is twelve months, a week seven days."""

    months: int = 0
    days: int = 0
    hours: int = 0

    @property
    def in_hours(self) -> int:
        """A length to compare by, with months of 730 hours."""
        return sum(getattr(self, unit) * hours for unit, hours in _HOURS_IN.items())

    @property
    def in_days(self) -> int:
        """Whole days that hours can reach into: 24 hours after an evening end on the evening of the next day,
        so that only the day after that is safe for a session at any time."""
        return self.days + (-(-self.hours // 24) + 1 if self.hours else 0)


def of_units(units: dict[str, int]) -> Period:
    """From counts by unit, names as in UNITS."""
    return Period(
        months=12 * units.get("years", 0) + units.get("months", 0),
        days=7 * units.get("weeks", 0) + units.get("days", 0),
        hours=units.get("hours", 0),
    )


def of_iso(text: str) -> tuple[int, Period] | None:
    """Sign (-1 or 1) and length of an ISO 8601 duration; None if the text is none."""
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    units = {unit: int(found[unit]) for unit in UNITS if found[unit]}
    return (-1 if found["sign"] == "-" else 1), of_units(units)


def after(day: dt.date, period: Period) -> dt.date:
    """The first day on which the period is over; 31 August and six months make the last day of February."""
    return _months(day, period.months) + dt.timedelta(days=period.in_days)


def before(day: dt.date, period: Period) -> dt.date:
    """The day that lies the period before; hours count as whole days, begun ones included."""
    return _months(day, -period.months) - dt.timedelta(days=period.days + -(-period.hours // 24))


def _months(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def day_of(text: str, today: dt.date, *, last: bool) -> dt.date | None:
    """The day that "-P6W", "2019", "2024-03" or "2026-11-03" means; of a vague one the last day or the first."""
    iso = of_iso(text)
    if iso is not None:
        sign, period = iso
        return (
            before(today, period) if sign < 0 else _months(today, period.months) + dt.timedelta(period.days)
        )
    found = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", text)
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    try:
        if month is None:
            return dt.date(year, 12, 31) if last else dt.date(year, 1, 1)
        if day is None:
            return dt.date(year, month, calendar.monthrange(year, month)[1] if last else 1)
        return dt.date(year, month, day)
    except ValueError:
        return None
