"""The clinic's own reminders, and shortcuts that tests of them share."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.aftercare.rule_reading import load_rules as load_care_rules
from bot.knowledge import load_knowledge
from bot.planning.days import DayState, SessionDay
from bot.reminders.planning import Known, Planned, Planner
from bot.reminders.rules import load_rules
from bot.reminders.telling import Teller

FOLDER = Path("data/clinic")
KNOWLEDGE = load_knowledge(FOLDER)
CARE = load_care_rules(FOLDER)
RULES = load_rules(FOLDER, CARE, KNOWLEDGE)
TELLER = Teller(RULES, CARE, KNOWLEDGE)
LONDON = ZoneInfo("Europe/London")
DAY = dt.date(2026, 11, 20)


def on(clock: str, zone: ZoneInfo = LONDON) -> dt.datetime:
    """ "2026-11-23 10:00" on a zone's clock."""
    return dt.datetime.fromisoformat(clock).replace(tzinfo=zone)


def session(day: dt.date, state: DayState = "past", number: int | None = None) -> SessionDay:
    return SessionDay(day, state, number)


def plan(known: Known, today: dt.date, zone: ZoneInfo = LONDON) -> tuple[Planned, ...]:
    return Planner(RULES, CARE, zone).plan(known, today)


def shown(planned: tuple[Planned, ...], zone: ZoneInfo = LONDON) -> list[tuple[str, str, str]]:
    """(kind, subject, due on the zone's clock) of each."""
    return [(item.kind, item.subject, f"{item.due_at.astimezone(zone):%Y-%m-%d %H:%M}") for item in planned]
