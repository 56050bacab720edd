"""What of somebody's preferred times falls into the clinic's opening hours, and by when a person can answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

from bot.booking.time_groups import ALL_DAYS, Stretch
from bot.knowledge.clinic import WEEKDAYS, Clinic, Opening

_LONGEST_LOOK: Final = 400
"""Days ahead in which an open day is looked for; a clinic without any has no reply time."""

Why = Literal["weekday", "holiday", "hours"]


@dataclass(frozen=True)
class Closed:
    """Why a wish cannot be: closed on that weekday, on a holiday with this name, or at that time of day.

    days: the weekday's number, or the date.
    """

    why: Why
    days: tuple[int | date, ...]
    holiday: str = ""


@dataclass(frozen=True)
class Fitted:
    """kept: what falls into the opening hours. closed: what does not, and why."""

    kept: tuple[Stretch, ...]
    closed: tuple[Closed, ...]


def fitted(stretches: Sequence[Stretch], clinic: Clinic) -> Fitted:
    """Sorts out of each wish the days on which the clinic is closed."""
    kept: list[Stretch] = []
    closed: list[Closed] = []
    for stretch in stretches:
        left, reasons = _fit(stretch, clinic)
        if left is not None:
            kept.append(left)
        closed += [reason for reason in reasons if reason not in closed]
    return Fitted(tuple(dict.fromkeys(kept)), tuple(closed))


def holiday_on(day: date, clinic: Clinic) -> str | None:
    """The name of the holiday on which the clinic is closed that day."""
    return next((holiday.name for holiday in clinic.holidays if holiday.date == day), None)


def hours_on(day: date, clinic: Clinic) -> tuple[Opening, ...]:
    """The opening hours of a day; () when closed."""
    return () if holiday_on(day, clinic) is not None else clinic.hours[WEEKDAYS[day.weekday()]]


def reply_by(now: datetime, clinic: Clinic, working_days: int) -> datetime | None:
    """When so many working days are over, at closing time; None for a clinic that never opens.

    now: in any time zone. A day counts if the clinic opens on it after `now`.
    """
    local = now.astimezone(clinic.timezone)
    left = working_days
    for step in range(_LONGEST_LOOK):
        day = local.date() + timedelta(step)
        hours = hours_on(day, clinic)
        if not hours or (step == 0 and hours[0].start <= local.time()):
            continue
        left -= 1
        if left <= 0:
            return datetime.combine(day, hours[-1].end, tzinfo=clinic.timezone)
    return None


def is_open(now: datetime, clinic: Clinic) -> bool:
    local = now.astimezone(clinic.timezone)
    return any(item.start <= local.time() < item.end for item in hours_on(local.date(), clinic))


def _fit(stretch: Stretch, clinic: Clinic) -> tuple[Stretch | None, Sequence[Closed]]:
    if stretch.first is not None and stretch.last is not None:
        return _fit_dates(stretch, clinic)
    return _fit_weekdays(stretch, clinic)


def _fit_dates(stretch: Stretch, clinic: Clinic) -> tuple[Stretch | None, Sequence[Closed]]:
    days = [day for day in _days(stretch) if not stretch.weekdays or day.weekday() in stretch.weekdays]
    if any(_overlaps(stretch, hours_on(day, clinic)) for day in days):
        return stretch, ()
    reasons = [_why_closed(day, clinic) for day in days]
    return None, reasons if len(days) == 1 else _merged(reasons)


def _fit_weekdays(stretch: Stretch, clinic: Clinic) -> tuple[Stretch | None, Sequence[Closed]]:
    days = stretch.weekdays or ALL_DAYS
    fit = tuple(day for day in days if _overlaps(stretch, clinic.hours[WEEKDAYS[day]]))
    if stretch.weekdays and fit:
        left: Stretch | None = replace(stretch, weekdays=fit)
    else:
        left = stretch if fit else None
    if not stretch.weekdays and left is not None:
        return left, ()
    shut = tuple(day for day in days if not clinic.hours[WEEKDAYS[day]])
    outside = tuple(day for day in days if day not in fit and day not in shut)
    reasons = [Closed("weekday", shut)] if shut and stretch.weekdays else []
    return left, [*reasons, *([Closed("hours", outside)] if outside else [])]


def _days(stretch: Stretch) -> Iterator[date]:
    assert stretch.first is not None
    assert stretch.last is not None
    for step in range((stretch.last - stretch.first).days + 1):
        yield stretch.first + timedelta(step)


def _why_closed(day: date, clinic: Clinic) -> Closed:
    name = holiday_on(day, clinic)
    if name is not None:
        return Closed("holiday", (day,), name)
    return Closed("hours" if clinic.hours[WEEKDAYS[day.weekday()]] else "weekday", (day,))


def _merged(reasons: Sequence[Closed]) -> list[Closed]:
    """One reason for each kind and weekday of a longer span, and each holiday by its name."""
    merged: list[Closed] = [reason for reason in reasons if reason.why == "holiday"]
    for why in ("weekday", "hours"):
        days = {
            day.weekday()
            for reason in reasons
            if reason.why == why
            for day in reason.days
            if isinstance(day, date)
        }
        if days:
            merged.append(Closed(why, tuple(sorted(days))))
    return merged


def _overlaps(stretch: Stretch, hours: Sequence[Opening]) -> bool:
    start, end = stretch.start or time.min, stretch.end or time.max
    if start == end:
        return any(item.start <= start < item.end for item in hours)
    return any(start < item.end and item.start < end for item in hours)
