"""The days of a visitor's own sessions, as they were told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from bot.aftercare.sessions import SessionPlan, plan_of

DayState = Literal["booked", "past", "asked"]


@dataclass(frozen=True)
class SessionDay:
    """One session of SMP on one day.

    number: 1 for the first session, None when it was not said.
    state: "past" when it was told as done, "booked" when it was told as fixed, "asked" when a day was only
        asked about. It is what was said then; whether the day has gone by is for the reader to see.
    """

    day: dt.date
    state: DayState
    number: int | None = None


def plan(days: Iterable[SessionDay], wanted: int | None = None) -> SessionPlan:
    """Raises PlanError for days that cannot be one course."""
    return plan_of(((item.number, item.day) for item in days), wanted)
