"""What holds on which day: the rules laid over a visitor's own sessions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from bot.aftercare.rules import Rules, Step
from bot.aftercare.sessions import Session, SessionPlan, Suggested, suggested, too_close


@dataclass(frozen=True)
class Entry:
    """A step on calendar days.

    session: number of the session that it counts from.
    first, last: the days on which it holds, both included; last None: it goes on.
    safe: the careful first day where the rule is a span, else None.
    cut_by: number of the later session that ended it early or replaced it, else None.
    replaced: it never holds, because that session comes first or the step belongs to the last session only; its
        days are those it would have had.
    """

    session: int
    step: Step
    first: dt.date
    last: dt.date | None
    safe: dt.date | None = None
    cut_by: int | None = None
    replaced: bool = False

    def holds(self, day: dt.date) -> bool:
        return not self.replaced and self.first <= day and (self.last is None or day <= self.last)

    def overlaps(self, first: dt.date, last: dt.date) -> bool:
        """Whether it holds on any of the days first..last, both included."""
        return not self.replaced and self.first <= last and (self.last is None or first <= self.last)


@dataclass(frozen=True)
class SessionDays:
    """One session with its entries in order of their first days; those that never hold are kept apart."""

    session: Session
    entries: tuple[Entry, ...]
    replaced: tuple[Entry, ...]


@dataclass(frozen=True)
class Timeline:
    """Everything about one visitor's dates on one day.

    sessions: in order of their days. suggested: sessions that could be booked.
    current: the latest session that has been, None before the first. day: whole days since then, 0 on the day.
    holds: what holds today and counts from `current`. ahead: what begins later, soonest first.
    close: neighbouring sessions nearer to each other than the clinic leaves.
    """

    plan: SessionPlan
    today: dt.date
    sessions: tuple[SessionDays, ...]
    suggested: tuple[Suggested, ...]
    close: tuple[tuple[Session, Session], ...]
    current: Session | None
    day: int | None

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All that hold at some time, session by session."""
        return tuple(entry for days in self.sessions for entry in days.entries)

    @property
    def replaced(self) -> tuple[Entry, ...]:
        """All that never hold."""
        return tuple(entry for days in self.sessions for entry in days.replaced)

    @property
    def holds(self) -> tuple[Entry, ...]:
        return self.on(self.today)

    @property
    def ahead(self) -> tuple[Entry, ...]:
        later = [entry for entry in self.entries if entry.first > self.today]
        return tuple(sorted(later, key=lambda entry: entry.first))

    def on(self, day: dt.date) -> tuple[Entry, ...]:
        """What holds on a day."""
        return tuple(entry for entry in self.entries if entry.holds(day))

    def entry(self, session: int, step: str) -> Entry | None:
        """The entry of a step (its id) after a session (its number), also a replaced one."""
        return next(
            (
                item
                for item in (*self.entries, *self.replaced)
                if item.session == session and item.step.id == step
            ),
            None,
        )


def timeline(plan: SessionPlan, rules: Rules, today: dt.date) -> Timeline:
    """today: the day it is at the clinic. A plan without sessions gives an empty timeline."""
    current = plan.latest(today)
    return Timeline(
        plan=plan,
        today=today,
        sessions=tuple(_days_of(session, plan, rules) for session in plan.sessions),
        suggested=suggested(plan, rules, today),
        close=too_close(plan, rules),
        current=current,
        day=(today - current.day).days if current else None,
    )


def entry_of(step: Step, session: Session) -> Entry:
    """A step after one session, as if no other followed."""
    return Entry(
        session=session.number,
        step=step,
        first=_day(session, step.from_day),
        last=None if step.to_day is None else _day(session, step.to_day),
        safe=None if step.safe_day is None else _day(session, step.safe_day),
    )


def _days_of(session: Session, plan: SessionPlan, rules: Rules) -> SessionDays:
    following = plan.after(session)
    may_be_last = plan.may_be_last(session, rules.course_low)
    entries = [
        _overtaken(entry_of(step, session), following)
        if step.last_only and not may_be_last
        else _cut(entry_of(step, session), following)
        for step in rules.steps
    ]
    return SessionDays(
        session=session,
        entries=tuple(
            sorted((entry for entry in entries if not entry.replaced), key=lambda entry: entry.first)
        ),
        replaced=tuple(entry for entry in entries if entry.replaced),
    )


def _cut(entry: Entry, following: Session | None) -> Entry:
    """With a later session the count starts again, so that this one's rules end the day before it."""
    if following is None or (entry.last is not None and entry.last < following.day):
        return entry
    if entry.first >= following.day:
        return _overtaken(entry, following)
    last = following.day - dt.timedelta(days=1)
    safe = entry.safe if entry.safe is not None and entry.safe <= last else None
    return replace(entry, last=last, safe=safe, cut_by=following.number)


def _overtaken(entry: Entry, following: Session | None) -> Entry:
    return replace(entry, cut_by=following.number if following else None, replaced=True)


def _day(session: Session, days: int) -> dt.date:
    return session.day + dt.timedelta(days=days)
