"""Whether a day that somebody gives can be the day of a session, and what is said where it cannot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bot.aftercare.rules import Rules
from bot.aftercare.sessions import SessionPlan, ordinal

Expected = Literal["any", "past", "planned"]
Trouble = Literal[
    "impossible",  # 31 February
    "far_past",
    "far_future",
    "not_yet",  # to come, where it has to have been
    "already_past",  # the other way round
    "too_wide",  # "last month"
    "unknown_session",  # "a week after my second session", which nobody named
    "day_number",  # "day -3", "day 5000"
    "wanted",  # 0 or 40 sessions
]


@dataclass(frozen=True)
class Problem:
    """Why something cannot be used. text: what is possible, in a sentence or two for the visitor."""

    kind: Trouble
    text: str


@dataclass(frozen=True)
class Settled:
    """What became of the days that a text allows.

    day: the one day that it means, None if there is none or more than one.
    candidates: the days to choose from where there are several ("3/4": 3 April or 4 March), soonest first.
    problem: why none can be used, else None.
    """

    day: dt.date | None = None
    candidates: tuple[dt.date, ...] = ()
    problem: Problem | None = None


_SAID: Final[dict[Trouble, str]] = {
    "impossible": "That day is not in the calendar. Please give me the day and the month again.",
    "far_past": "That is too long ago to plan with. Which day was your latest session?",
    "far_future": "That is too far ahead to plan with. Please check the year and give me the day again.",
    "not_yet": "That day is still to come, so there are no days after it to count yet. Is that when your session is?",
    "already_past": "That day has gone by. Please give me a day that is still to come.",
    "too_wide": "I need the exact day to work out dates. Which day is it?",
}


def problem(kind: Trouble) -> Problem:
    """For the kinds that need no more to be said. Raises KeyError for the others."""
    return Problem(kind, _SAID[kind])


def settle(days: Sequence[dt.date], rules: Rules, today: dt.date, expected: Expected = "any") -> Settled:
    """Takes the days that a text can mean (bot/reading/session_dates.py) and keeps those that can be a session's.

    days: empty for a day that does not exist ("31 February").
    expected: "past" where the session must have been, as when the day number is asked for; "planned" where it
        must be to come. Today is both.
    """
    checks: tuple[tuple[Trouble, Callable[[dt.date], bool]], ...] = (
        ("not_yet", lambda day: expected != "past" or day <= today),
        ("already_past", lambda day: expected != "planned" or day >= today),
        ("far_past", lambda day: (today - day).days <= rules.days_back),
        ("far_future", lambda day: (day - today).days <= rules.days_ahead),
    )
    left = sorted(set(days))
    if not left:
        return Settled(problem=problem("impossible"))
    for kind, passes in checks:
        kept = [day for day in left if passes(day)]
        if not kept:
            return Settled(problem=problem(kind))
        left = kept
    return Settled(day=left[0]) if len(left) == 1 else Settled(candidates=tuple(left))


def from_session(plan: SessionPlan, number: int | None, days: int) -> dt.date | Problem:
    """ "a week after my second session" as a day: `days` after session `number`, after the last known if None."""
    session = plan.last if number is None else plan.session(number)
    if session is not None:
        return session.day + dt.timedelta(days=days)
    which = f"your {ordinal(number)} session" if number is not None else "your session"
    return Problem("unknown_session", f"I do not know the day of {which} yet. When is it?")


def from_day_number(number: int, rules: Rules, today: dt.date) -> dt.date | Problem:
    """The session's day, if today is day `number` after it."""
    if not 0 <= number <= rules.days_back:
        return Problem(
            "day_number",
            "I count the days from the session, which is day 0. Which day was your session?",
        )
    return today - dt.timedelta(days=number)


def wanted_problem(wanted: int, rules: Rules) -> Problem | None:
    """None if a course can have so many sessions; what is possible, if it cannot."""
    if 1 <= wanted <= rules.course_high:
        return None
    return Problem(
        "wanted",
        f"A course is {rules.course_low} to {rules.course_high} sessions, most often {rules.course_usual}. "
        "How many shall I plan?",
    )
