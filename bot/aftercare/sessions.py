"""The sessions of one visitor, known ones and those that could follow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from bot.aftercare.rules import Rules

MOST_SESSIONS: Final = 12
"""More in one plan than any course with its touch-ups has; anything above is a slip."""

ORDINALS: Final = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth",
)  # fmt: skip


class PlanError(ValueError):
    """These sessions cannot be one course; the message is a sentence for the visitor."""


@dataclass(frozen=True)
class Session:
    """A session with a known day, past or to come. number: its place in the course, counted from 1."""

    number: int
    day: dt.date


@dataclass(frozen=True)
class Suggested:
    """A session that could follow.

    day: about two weeks after the one before, and never before `today`.
    waited: that day has gone by already, so the clinic should say when.
    """

    number: int
    day: dt.date
    waited: bool = False


@dataclass(frozen=True)
class SessionPlan:
    """Known sessions in order of their days, with rising numbers. Build it with `plan_of`.

    wanted: how many sessions the course is to have, None if nobody said.
    """

    sessions: tuple[Session, ...] = ()
    wanted: int | None = None

    def session(self, number: int) -> Session | None:
        return next((item for item in self.sessions if item.number == number), None)

    @property
    def first(self) -> Session | None:
        return self.sessions[0] if self.sessions else None

    @property
    def last(self) -> Session | None:
        return self.sessions[-1] if self.sessions else None

    def latest(self, today: dt.date) -> Session | None:
        """The latest session that has been, today's included."""
        return next((item for item in reversed(self.sessions) if item.day <= today), None)

    def following(self, today: dt.date) -> Session | None:
        """The next session after today."""
        return next((item for item in self.sessions if item.day > today), None)

    def after(self, session: Session) -> Session | None:
        """The known session that comes after this one."""
        return next((item for item in self.sessions if item.day > session.day), None)

    def may_be_last(self, session: Session, least: int) -> bool:
        """True if no session has to follow this one. least: sessions that a course has where nobody said."""
        return session == self.last and session.number >= (self.wanted or least)


def plan_of(days: Iterable[tuple[int | None, dt.date]], wanted: int | None = None) -> SessionPlan:
    """A plan from numbers (None where unknown) and days, in any order; the same one said twice is one.

    Unknown numbers are filled in by the order of the days. Raises PlanError where that cannot be.
    """
    sessions: list[Session] = []
    for number, day in _each_day_once(days):
        if number is not None and not 1 <= number <= MOST_SESSIONS:
            raise PlanError("I can only plan with sessions counted from the first to the twelfth.")
        sessions.append(Session(number or 0, day))
    numbered = _numbered(sessions)
    if numbered and numbered[-1].number > MOST_SESSIONS:
        raise PlanError("Those are more sessions than I can plan; please ask the clinic.")
    highest = numbered[-1].number if numbered else 1
    if wanted is not None and not 1 <= wanted <= MOST_SESSIONS:
        raise PlanError("That number of sessions cannot be planned; please ask the clinic.")
    return SessionPlan(tuple(numbered), None if wanted is None else max(wanted, highest))


def moved(plan: SessionPlan, number: int, day: dt.date) -> SessionPlan:
    """The plan with a session on another day, or with one more. Raises PlanError if the order is broken."""
    kept = [(item.number, item.day) for item in plan.sessions if item.number != number]
    return plan_of([*kept, (number, day)], plan.wanted)


def suggested(
    plan: SessionPlan, rules: Rules, today: dt.date, wanted: int | None = None
) -> tuple[Suggested, ...]:
    """The sessions still to be booked, each about two weeks after the one before.

    wanted: how many sessions the course has, else the plan's own; with neither, only the next one of a usual
        course is named. None are named without a known session.
    """
    last = plan.last
    if last is None:
        return ()
    until = wanted or plan.wanted or min(last.number + 1, rules.course_high)
    found: list[Suggested] = []
    before = last.day
    for number in range(last.number + 1, min(until, MOST_SESSIONS) + 1):
        planned = before + dt.timedelta(days=rules.gap_days)
        found.append(Suggested(number, max(planned, today), waited=planned < today))
        before = found[-1].day
    return tuple(found)


def too_close(plan: SessionPlan, rules: Rules) -> tuple[tuple[Session, Session], ...]:
    """Neighbouring sessions with fewer days between them than the clinic leaves."""
    pairs = pairwise(plan.sessions)
    return tuple((one, two) for one, two in pairs if (two.day - one.day).days < rules.gap_days)


def _each_day_once(days: Iterable[tuple[int | None, dt.date]]) -> list[tuple[int | None, dt.date]]:
    by_day: dict[dt.date, int | None] = {}
    for number, day in days:
        known = by_day.get(day)
        if known is not None and number is not None and known != number:
            raise PlanError(
                f"The {ordinal(known)} and the {ordinal(number)} session cannot be on the same day."
            )
        by_day[day] = number if known is None else known
    return sorted(((number, day) for day, number in by_day.items()), key=lambda item: item[1])


def _numbered(sessions: list[Session]) -> list[Session]:
    """Fills in the numbers 0 from the session before, the first from the one after."""
    first_known = next((place for place, item in enumerate(sessions) if item.number), None)
    before = sessions[first_known].number - first_known - 1 if first_known is not None else 0
    before = max(before, 0)
    found: list[Session] = []
    for item in sessions:
        number = item.number or before + 1
        if number <= before:
            raise PlanError(
                f"There is a session before the {ordinal(number)} one that does not fit; "
                "please tell me the dates again."
            )
        found.append(Session(number, item.day))
        before = number
    return found


def ordinal(number: int) -> str:
    """ "second" for 2; from 1 to MOST_SESSIONS."""
    return ORDINALS[number - 1]
