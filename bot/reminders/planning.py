"""Which reminders follow from what is known of somebody, and when each falls due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from bot.aftercare.rules import Rules as CareRules
from bot.aftercare.sessions import PlanError, SessionPlan
from bot.aftercare.timeline import Timeline, timeline
from bot.planning.days import SessionDay
from bot.planning.days import plan as plan_of
from bot.reminders.moments import allowed_from, moment
from bot.reminders.rules import CARE, CHECK, DEFERRED, SESSION, UNANSWERED, Rules

JOINED = "+"
"""Between the ids of steps that begin on one day."""


@dataclass(frozen=True)
class Promise:
    """Somebody at the clinic meant to answer by `due_at`, and has not yet. day: on which it was said."""

    id: str
    day: date
    due_at: datetime


@dataclass(frozen=True)
class Known:
    """What there is to be reminded of.

    agreed: reminders were agreed to; without it only a promise that is not kept is told.
    sessions: as they were told. deferred_until: the earliest day that the last health check named.
    """

    agreed: bool = False
    sessions: tuple[SessionDay, ...] = ()
    deferred_until: date | None = None
    promises: tuple[Promise, ...] = ()


@dataclass(frozen=True)
class Planned:
    """One reminder.

    subject: which of its kind, such as the ids of the steps, "3" for a check-in after three days, a promise's id.
    day: what it counts from: the day of the session, the earliest day, the day of the promise.
    due_at, until: when it is told, and until when it still makes sense; in UTC.
    """

    kind: str
    subject: str
    day: date
    due_at: datetime
    until: datetime


@dataclass(frozen=True)
class Planner:
    """Plans by the clinic's rules. zone: of the visitor."""

    rules: Rules
    care: CareRules
    zone: tzinfo

    def plan(self, known: Known, today: date) -> tuple[Planned, ...]:
        """Everything that follows, the earliest first, also what has gone by."""
        found = [self._promise(promise) for promise in known.promises]
        if known.agreed:
            found += self._of_sessions(known.sessions, today)
            if known.deferred_until is not None:
                found.append(self._planned(DEFERRED, "", known.deferred_until, known.deferred_until))
        return tuple(sorted(found, key=lambda item: (item.due_at, item.kind, item.subject)))

    def allowed(self, at: datetime) -> datetime:
        """When somebody may be written to who would be written to at `at`."""
        return allowed_from(at, self.zone, self.rules.quiet)

    def _of_sessions(self, sessions: tuple[SessionDay, ...], today: date) -> Iterator[Planned]:
        try:
            plan = plan_of(item for item in sessions if item.state != "asked")
        except PlanError:
            return  # days that cannot be one course: nobody is reminded of a guess
        yield from self._care(timeline(plan, self.care, today))
        for session in plan.sessions:
            before = session.day - timedelta(days=self.rules.session_days_before)
            yield self._planned(SESSION, "", session.day, before)
        yield from self._checks(plan)

    def _care(self, days: Timeline) -> Iterator[Planned]:
        for session in days.sessions:
            begins: dict[date, list[str]] = {}
            for entry in session.entries:
                first = entry.safe or entry.first
                if entry.step.id in self.rules.care and (entry.last is None or first <= entry.last):
                    begins.setdefault(first, []).append(entry.step.id)
            for first, steps in begins.items():
                yield self._planned(CARE, JOINED.join(sorted(steps)), session.session.day, first)

    def _checks(self, plan: SessionPlan) -> Iterator[Planned]:
        for session in plan.sessions:
            following = plan.after(session)
            for days in self.rules.check_days:
                day = session.day + timedelta(days=days)
                if following is None or day < following.day:
                    yield self._planned(CHECK, str(days), session.day, day)

    def _planned(self, kind: str, subject: str, counts_from: date, tells_on: date) -> Planned:
        when = self.rules.when[kind]
        due = moment(tells_on, when.clock, self.zone)
        return Planned(kind, subject, counts_from, self.allowed(due), due + when.late)

    def _promise(self, promise: Promise) -> Planned:
        late = self.rules.when[UNANSWERED].late
        due = self.allowed(promise.due_at)
        return Planned(UNANSWERED, promise.id, promise.day, due, due + late)
