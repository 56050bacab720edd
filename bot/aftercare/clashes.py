"""Whether something that a visitor plans meets what holds after a session."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from bot.aftercare.rules import EventRule, Rules
from bot.aftercare.sessions import PlanError, Session, SessionPlan
from bot.aftercare.timeline import Entry, timeline

Verdict = Literal["clashes", "ask", "fits"]
_Days = tuple[dt.date, dt.date]


@dataclass(frozen=True)
class Event:
    """Something planned. kind: a key of `rules.events`, "generic" if unknown. first, last: its days, included."""

    kind: str
    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class Clash:
    """What an event meets.

    verdict: "clashes" if it meets what rules it out; "ask" if only the artist can say; "fits" if nothing stands
        against it.
    avoid, ask: the entries that it meets, of each kind.
    anchor: the session that it is counted from, the latest on or before its last day; None if it comes before all.
    on_session: a session on one of the event's days, or None.
    fits_from: the first day on which nothing that rules it out is left; None where it meets nothing of that kind,
        and where no day may be named.
    free_from: the first day on which the artist need not be asked either; None likewise.
    unready: what should be reached by then (a wedding) is not.
    next_session: the known session that comes after the event.
    """

    event: Event
    rule: EventRule
    verdict: Verdict
    avoid: tuple[Entry, ...] = ()
    ask: tuple[Entry, ...] = ()
    unready: bool = False
    anchor: Session | None = None
    on_session: Session | None = None
    fits_from: dt.date | None = None
    free_from: dt.date | None = None
    next_session: Session | None = None


@dataclass(frozen=True)
class BookBy:
    """The latest days for sessions, so that an event fits ("wedding on the 20th, when should I book?").

    sessions: (number, latest day), soonest first, counted back about two weeks each from the last one; empty where
        no day may be named or none is needed.
    gone: the first of them lies before today.
    """

    event: Event
    rule: EventRule
    sessions: tuple[tuple[int, dt.date], ...]
    gone: bool


def clash(event: Event, plan: SessionPlan, rules: Rules) -> Clash:
    """Raises KeyError for an unknown kind, PlanError without a session or for a range that ends before it begins."""
    rule = rules.events[event.kind]
    if plan.first is None:
        raise PlanError("I need the day of your session for that.")
    if event.last < event.first:
        raise PlanError("That ends before it begins; please give me its days again.")
    met = [entry for entry in timeline(plan, rules, event.first).entries if entry.step.id in rule.steps]
    then = [entry for entry in met if entry.overlaps(event.first, event.last)]
    avoid = tuple(entry for entry in then if entry.step.kind != "ask")
    ask = tuple(entry for entry in then if entry.step.kind == "ask")
    unready = _unready(rule, plan, rules)
    ruling_out = [*unready, *(_span(entry) for entry in met if entry.step.kind != "ask")]
    asking = [*unready, *map(_span, met)]
    on_session = next((item for item in plan.sessions if event.first <= item.day <= event.last), None)
    ruled_out = _meets(ruling_out, event.first, event.last)
    named = rule.fit != "no"
    return Clash(
        event=event,
        rule=rule,
        verdict=_verdict(rule, ruled_out, bool(ask) or on_session is not None),
        avoid=avoid,
        ask=ask,
        unready=_meets(unready, event.first, event.last),
        anchor=plan.latest(event.last),
        on_session=on_session,
        fits_from=_free_day(event, ruling_out) if named and ruled_out else None,
        free_from=_free_day(event, asking) if named and _meets(asking, event.first, event.last) else None,
        next_session=plan.following(event.last),
    )


def book_by(event: Event, rules: Rules, today: dt.date, sessions: int | None = None) -> BookBy:
    """sessions: how many are wanted; the usual number of a course if None. Raises KeyError for an unknown kind."""
    rule = rules.events[event.kind]
    steps = [rules.step(id_) for id_ in rule.steps]
    ends = [step.to_day + 1 for step in steps if step.to_day is not None]
    if rule.needs is not None:
        ends.append(rules.step(rule.needs).from_day)
    if rule.fit == "no" or not ends:
        return BookBy(event, rule, (), gone=False)
    last = event.first - dt.timedelta(days=max(ends))
    count = sessions or rules.course_usual
    days = [last - dt.timedelta(days=rules.gap_days * back) for back in reversed(range(count))]
    return BookBy(event, rule, tuple(enumerate(days, start=1)), gone=days[0] < today)


def _verdict(rule: EventRule, ruled_out: bool, to_ask: bool) -> Verdict:
    if ruled_out:
        return "ask" if rule.fit == "depends" else "clashes"
    return "ask" if to_ask or rule.fit == "no" or not (rule.steps or rule.needs) else "fits"


def _unready(rule: EventRule, plan: SessionPlan, rules: Rules) -> list[_Days]:
    """The days on which what the event needs is not reached: after every session, whatever follows it."""
    if rule.needs is None:
        return []
    wait = dt.timedelta(days=rules.step(rule.needs).from_day - 1)
    return [(session.day, session.day + wait) for session in plan.sessions]


def _span(entry: Entry) -> _Days:
    return entry.first, entry.last or dt.date.max


def _meets(spans: Collection[_Days], first: dt.date, last: dt.date) -> bool:
    return any(start <= last and first <= end for start, end in spans)


def _free_day(event: Event, spans: Collection[_Days]) -> dt.date:
    """The first day from the event's own on which it would meet none of these."""
    length = event.last - event.first
    starts = sorted({event.first, *(end + dt.timedelta(days=1) for _, end in spans if end < dt.date.max)})
    return next(
        start for start in starts if start >= event.first and not _meets(spans, start, start + length)
    )
