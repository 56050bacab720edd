"""The visitor's own day for a general question about care after a session."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from bot.aftercare.day_words import lowered, told
from bot.aftercare.own_days import anchor, beginning, careful, introduction, restart, through, until
from bot.aftercare.rules import SPACING, Rules, Step
from bot.aftercare.sessions import Session, SessionPlan
from bot.aftercare.timeline import Entry, Timeline, timeline

GENERAL: Final = "aftercare"
"""The topic that asks for everything at once."""


def personal(topic: str, plan: SessionPlan, rules: Rules, today: dt.date) -> str | None:
    """One to three short sentences for this visitor, to stand beside the general answer.

    topic: a topic id; `rules.topics()` names those that have something to say.
    None for any other topic, for a plan without sessions, and where the plan has nothing to say to the topic.
    """
    shown = timeline(plan, rules, today)
    session = anchor(shown)
    if session is None:
        return None
    if topic == SPACING:
        said = _spacing(shown, session)
    else:
        said = _about([step for step in rules.steps if topic in step.topics], shown, session, topic)
    if not said:
        return None
    opening = introduction(shown, session)
    return " ".join([f"For you: {opening[:1].lower()}{opening[1:]}", *said])


def everything(shown: Timeline, session: Session, steps: Sequence[Step]) -> list[str]:
    """All that holds on the day (the session's own, where it is to come), and the next thing."""
    day = max(session.day, shown.today)
    entries = [entry for entry in shown.on(day) if entry.step in steps]
    holds = [
        f"{lowered(entry.step.title)}{careful(entry, shown.today)}"
        for entry in entries
        if entry.step.kind in {"avoid", "do"}
    ]
    reached = [entry for entry in entries if entry.step.kind == "reached"]
    ahead = [entry for entry in shown.ahead if entry.first > day and entry.step in steps]
    when = "On that day" if session.day > shown.today else "Today"
    said = [f"{when}: {', '.join(holds)}."] if holds else [entry.step.text for entry in reached[-1:]]
    return [*said, *(f"Next: {beginning(entry, shown.today)}." for entry in ahead[:1])]


def _about(steps: Sequence[Step], shown: Timeline, session: Session, topic: str) -> list[str]:
    if topic == GENERAL:
        said = everything(shown, session, steps)
    else:
        entries = [entry for step in steps if (entry := through(shown, session, step)) is not None]
        said = _in_turn(shown, entries)
    started_again = restart(shown, session, steps) if said else None
    return [*said, started_again] if started_again else said


def _in_turn(shown: Timeline, entries: Sequence[Entry]) -> list[str]:
    """What holds now, then what comes, each with its day."""
    now = [entry for entry in entries if entry.holds(shown.today)]
    ahead = sorted((entry for entry in entries if entry.first > shown.today), key=lambda entry: entry.first)
    reached = [entry for entry in now if entry.step.kind == "reached"]
    if reached:  # it goes on for good, and overtakes what came before it
        return [reached[-1].step.text]
    said = [_now(shown, entry) for entry in now]
    if not said and ahead:
        said = [_first(shown, ahead.pop(0))]
    if ahead:
        listed = "; ".join(beginning(entry, shown.today) for entry in ahead)
        said.append(f"{listed[:1].upper()}{listed[1:]}.")
    return said


def _now(shown: Timeline, entry: Entry) -> str:
    if entry.step.kind == "avoid":
        return f"{until(entry, shown.today)}: {lowered(entry.step.text)}."
    if entry.safe is not None and shown.today < entry.safe:
        return f"{entry.step.text} To be careful, wait until {told(entry.safe, shown.today)}."
    return entry.step.text


def _first(shown: Timeline, entry: Entry) -> str:
    """What comes first where nothing holds yet, as before a session."""
    if entry.step.kind == "avoid":
        return f"After it, {lowered(until(entry, shown.today))}: {lowered(entry.step.text)}."
    if entry.step.kind == "ask":
        return f"After it, {lowered(entry.step.text)}."
    return f"From {told(entry.first, shown.today)}: {lowered(entry.step.text)}."


def _spacing(shown: Timeline, session: Session) -> list[str]:
    """When the next session is, or could be."""
    following = shown.plan.following(shown.today)
    if following is not None and following != session:
        return [f"Your next one is on {told(following.day, shown.today)}."]
    if not shown.suggested:
        return []
    if shown.suggested[0].waited:
        return ["The usual time for the next one has gone by; ask the clinic for a day."]
    return [f"The next one could be about {told(shown.suggested[0].day, shown.today)}."]
