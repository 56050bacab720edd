"""What is said to the visitor about their dates, each text under 120 words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from bot.aftercare.clash_wording import book_by_text, clash_text
from bot.aftercare.day_words import ARTIST_FIRST, lowered, told
from bot.aftercare.own_days import anchor, careful, introduction, restart, through, until
from bot.aftercare.personal import GENERAL, everything
from bot.aftercare.rules import Step
from bot.aftercare.sessions import Session, ordinal
from bot.aftercare.timeline import Entry, Timeline

__all__ = ["ARTIST_FIRST", "book_by_text", "clash_text", "day_text", "plan_text"]

_MOST_SESSIONS: Final = 2
"""Sessions named in one text; all of them stand in the calendar and the picture."""


def plan_text(shown: Timeline) -> str:
    """The plan from today on, a line a date: until when, from when, the sessions. "" for a plan without sessions."""
    session = anchor(shown)
    if session is None:
        return ""
    steps = _steps(shown)
    entries = [entry for step in steps if (entry := through(shown, session, step)) is not None]
    dated = [entry for entry in entries if entry.step.calendar is not None and _sure(entry, shown)]
    lines = [
        introduction(shown, session),
        *_untils([entry for entry in dated if entry.step.kind == "avoid"], shown.today),
        *_froms([entry for entry in dated if entry.step.kind != "avoid"], shown),
        *_sessions(shown, session),
        *_starts_again(shown, session, [entry.step for entry in dated]),
        ARTIST_FIRST,
    ]
    return "\n".join(lines)


def day_text(shown: Timeline) -> str:
    """Today alone: which day it is, what holds, what comes next. "" for a plan without sessions."""
    session = anchor(shown)
    if session is None:
        return ""
    steps = [step for step in _steps(shown) if GENERAL in step.topics]
    said = [introduction(shown, session), *everything(shown, session, steps)]
    return " ".join([*said, *filter(None, [restart(shown, session, steps)]), ARTIST_FIRST])


def _sure(entry: Entry, shown: Timeline) -> bool:
    """Whether it is known which session is the last one and when, where that matters."""
    return not entry.step.last_only or (shown.plan.wanted is not None and not shown.close)


def _steps(shown: Timeline) -> list[Step]:
    """The steps of the plan, each once, in the order of the rules."""
    return list(dict.fromkeys(entry.step for entry in (*shown.entries, *shown.replaced)))


def _untils(entries: Sequence[Entry], today: dt.date) -> list[str]:
    """ "Up to and including Sunday 22 November: keep your scalp dry.", one line a day."""
    left = sorted((entry for entry in entries if entry.last and entry.last >= today), key=_last)
    days = list(dict.fromkeys(entry.last for entry in left))
    grouped = [[entry for entry in left if entry.last == day] for day in days]
    return [
        f"{until(group[0], today)}: {', '.join(lowered(entry.step.title) for entry in group)}."
        for group in grouped
    ]


def _froms(entries: Sequence[Entry], shown: Timeline) -> list[str]:
    """ "From Friday 4 December: shampoo again, shaving again.", and what may be done already."""
    now = [entry for entry in entries if entry.holds(shown.today)]
    ahead = sorted((entry for entry in entries if entry.first > shown.today), key=lambda entry: entry.first)
    days = list(dict.fromkeys(entry.first for entry in ahead))
    lines = [f"Now: {_titles(now, shown)}."] if now else []
    for day in days:
        group = [entry for entry in ahead if entry.first == day]
        lines.append(f"From {told(day, shown.today)}: {_titles(group, shown)}.")
    return lines


def _titles(entries: Sequence[Entry], shown: Timeline) -> str:
    return ", ".join(f"{lowered(entry.step.title)}{careful(entry, shown.today)}" for entry in entries)


def _last(entry: Entry) -> dt.date:
    return entry.last or dt.date.max


def _sessions(shown: Timeline, session: Session) -> list[str]:
    """The sessions after this one: booked ones, then those that could follow."""
    booked = [
        (item.number, f"on {told(item.day, shown.today)}")
        for item in shown.plan.sessions
        if item.day > shown.today and item != session
    ]
    # After sessions that are too close, the clinic has to say when the next one is.
    soon = [] if shown.close else [item for item in shown.suggested if not item.waited]
    could = [(item.number, f"about {told(item.day, shown.today)}") for item in soon]
    named = ", ".join(
        f"{ordinal(number)} session {when}" for number, when in [*booked, *could][:_MOST_SESSIONS]
    )
    lines = [f"{named[:1].upper()}{named[1:]}."] if named else []
    if any(item.waited for item in shown.suggested):
        lines.append("The usual time for the next session has gone by; ask the clinic for a day.")
    return lines


def _starts_again(shown: Timeline, session: Session, steps: Sequence[Step]) -> list[str]:
    """What another session does to these days, in one line."""
    if shown.close:
        one, two = shown.close[0]
        days = (two.day - one.day).days
        apart = "a day" if days == 1 else f"{days} days"
        return [
            f"Your {ordinal(one.number)} and {ordinal(two.number)} session are only {apart} apart; ask the clinic."
        ]
    if shown.suggested or restart(shown, session, steps) is not None:
        return ["Each session starts the count again."]
    return []
