"""A timeline seen from the session that a visitor has in mind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from bot.aftercare.day_words import lowered, told
from bot.aftercare.rules import Step
from bot.aftercare.sessions import Session, ordinal
from bot.aftercare.timeline import Entry, Timeline


def anchor(shown: Timeline) -> Session | None:
    """The latest session that has been, or the next one where there is none or where everything is over with it."""
    following = shown.plan.following(shown.today)
    if shown.current is None:
        return following
    ends = [
        entry.first if entry.step.to_day is None or entry.last is None else entry.last
        for entry in (*shown.entries, *shown.replaced)
        if entry.session == shown.current.number
    ]
    return following if following is not None and shown.today >= max(ends) else shown.current


def introduction(shown: Timeline, session: Session) -> str:
    """ "Your second session was on Thursday 19 November, so today is day 3." """
    which = f"{ordinal(session.number)} session" if session.number > 1 else "session"
    if session.day > shown.today:
        return f"Your {which} is on {told(session.day, shown.today)}."
    if session.day == shown.today:
        return f"Your {which} is today, so today is day 0."
    day = (shown.today - session.day).days
    return f"Your {which} was on {told(session.day, shown.today)}, so today is day {day}."


def through(shown: Timeline, session: Session, step: Step) -> Entry | None:
    """The step as it comes about in the end: sessions that follow put its days off, or make them longer.

    A step that counts from the last session only is taken from there. None if it does not come about.
    """
    last = shown.plan.last
    number = last.number if step.last_only and last is not None else session.number
    entry = shown.entry(number, step.id)
    following = shown.plan.session(entry.cut_by) if entry is not None and entry.cut_by is not None else None
    if entry is None or following is None:
        return None if entry is None or entry.replaced else entry
    later = through(shown, following, step)
    if later is None or entry.replaced:
        return later
    # What holds from day 0 holds on without a gap; anything else ends here and starts anew.
    return replace(entry, last=later.last) if later.first == following.day else entry


def restart(shown: Timeline, session: Session, steps: Iterable[Step]) -> str | None:
    """ "Your second session on Thursday 3 December starts the count again", where that changes days of the steps."""
    following = shown.plan.after(session)
    if following is None or following.day <= shown.today:
        return None
    dated = [shown.entry(session.number, step.id) for step in steps if step.kind != "ask" or step.to_day]
    if not any(entry is not None and entry.cut_by == following.number for entry in dated):
        return None
    return f"Your {ordinal(following.number)} session on {told(following.day, shown.today)} starts the count again."


def until(entry: Entry, today: dt.date) -> str:
    """ "Up to and including Sunday 22 November"; only for an entry that ends."""
    return f"Up to and including {told(entry.last or entry.first, today)}"


def beginning(entry: Entry, today: dt.date) -> str:
    """ "gentle washing from Monday 23 November (to be careful, from Wednesday 25 November)"."""
    if entry.step.kind == "ask":
        return f"from {told(entry.first, today)} {lowered(entry.step.text)}"
    return f"{lowered(entry.step.title)} from {told(entry.first, today)}{careful(entry, today)}"


def careful(entry: Entry, today: dt.date) -> str:
    """ " (to be careful, from Wednesday 25 November)", or nothing where that is over or was never."""
    if entry.safe is None or entry.safe <= today:
        return ""
    return f" (to be careful, from {told(entry.safe, today)})"
