"""Every row and branch of the rule tables, worked by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.triage.rules import Rulebook
from bot.triage.screening import screen
from tests.triage.rows_after import ROWS as AFTER
from tests.triage.rows_health import ROWS as HEALTH
from tests.triage.rows_medicines import ROWS as MEDICINES
from tests.triage.rows_skin import ROWS as SKIN
from tests.triage.telling import TODAY, told

BEFORE = (*SKIN, *HEALTH, *MEDICINES)


@pytest.mark.parametrize(("facts", "expected"), BEFORE)
def test_row_before_a_session(facts: str, expected: str, rulebook: Rulebook) -> None:
    disposition, *rest = expected.split()
    outcome = screen(told(facts), today=TODAY, rulebook=rulebook)
    assert outcome.disposition == disposition
    if rest:
        assert rest[0] in [reason.rule for reason in outcome.reasons if reason.disposition == disposition]
    day = dt.date.fromisoformat(rest[1]) if len(rest) > 1 else None
    assert outcome.earliest_date == day


@pytest.mark.parametrize(("day", "facts", "expected"), AFTER)
def test_row_after_a_session(day: int | None, facts: str, expected: str, rulebook: Rulebook) -> None:
    session = TODAY - dt.timedelta(days=day) if day is not None else None
    outcome = screen(told(facts), today=TODAY, session_date=session, lane="after", rulebook=rulebook)
    disposition, rule = expected.split()
    assert (outcome.lane, outcome.disposition) == ("after", disposition)
    assert rule in [reason.rule for reason in outcome.reasons if reason.disposition == disposition]


def test_every_branch_has_a_row(rulebook: Rulebook) -> None:
    worked = {word for _, expected in BEFORE for word in expected.split()}
    worked |= {expected.split()[1] for _, _, expected in AFTER}
    branches = {branch.id for condition in rulebook.conditions.values() for branch in condition.branches}
    assert branches - worked == set()
