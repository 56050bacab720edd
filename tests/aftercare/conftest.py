"""The clinic's own rules, and a short way to say which sessions there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.aftercare.rule_reading import load_rules
from bot.aftercare.rules import Rules
from bot.aftercare.sessions import SessionPlan, plan_of
from bot.aftercare.timeline import Timeline, timeline

CLINIC = Path("data/clinic")
TODAY = dt.date(2026, 11, 22)  # a Sunday

Shown = Callable[..., Timeline]


@pytest.fixture(scope="session")
def rules() -> Rules:
    return load_rules(CLINIC)


@pytest.fixture(scope="session")
def shown(rules: Rules) -> Shown:
    """The timeline of sessions so many days ago; a session to come has a number below zero."""

    def make(*ago: int, wanted: int | None = None, today: dt.date = TODAY) -> Timeline:
        return timeline(sessions_ago(*ago, wanted=wanted, today=today), rules, today)

    return make


def sessions_ago(*ago: int, wanted: int | None = None, today: dt.date = TODAY) -> SessionPlan:
    return plan_of([(None, today - dt.timedelta(days=days)) for days in ago], wanted)
