"""A session that is told joins those known before, moves one of them, or is asked about."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.aftercare.sessions import PlanError
from bot.planning.days import SessionDay, plan
from bot.planning.placing import place
from bot.planning.state import Doubt
from tests.planning.talking import DIALOGUE, TODAY

RULES = DIALOGUE.rules


def day(text: str, number: int | None = None) -> SessionDay:
    when = dt.date.fromisoformat(text)
    return SessionDay(when, "past" if when < TODAY else "booked", number)


FIRST = day("2026-11-19", 1)
SECOND = day("2026-12-04", 2)

ROWS = [
    ("the first one told", (), day("2026-11-19"), False, False, [(None, "2026-11-19")]),
    ("told again", (FIRST,), day("2026-11-19"), False, False, [(1, "2026-11-19")]),
    ("told again with its number", (day("2026-11-19"),), FIRST, False, False, [(1, "2026-11-19")]),
    ("two weeks later", (FIRST,), day("2026-12-04"), False, False, [(1, "2026-11-19"), (None, "2026-12-04")]),
    ("an earlier one", (SECOND,), FIRST, False, False, [(1, "2026-11-19"), (2, "2026-12-04")]),
    ("another day for its number", (FIRST, SECOND), day("2026-12-09", 2), False, False,
     [(1, "2026-11-19"), (2, "2026-12-09")]),
    ("moved, the one to come", (FIRST, SECOND), day("2026-12-09"), True, False,
     [(1, "2026-11-19"), (2, "2026-12-09")]),
    ("moved, the only one", (SECOND,), day("2026-12-09"), True, False, [(2, "2026-12-09")]),
    ("moved, with nothing to come", (FIRST,), day("2026-11-20"), True, False, [(1, "2026-11-20")]),
    ("near, but told beside the other", (day("2026-12-04"),), day("2026-12-09"), False, True,
     [(None, "2026-12-04"), (None, "2026-12-09")]),
    ("near, but with a number of its own", (FIRST,), day("2026-11-26", 2), False, False,
     [(1, "2026-11-19"), (2, "2026-11-26")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("case", "known", "told", "moved", "beside", "expected"), ROWS, ids=[row[0] for row in ROWS]
)
def test_where_a_session_goes(
    case: str,
    known: tuple[SessionDay, ...],
    told: SessionDay,
    moved: bool,
    beside: bool,
    expected: list[tuple[int | None, str]],
) -> None:
    placed = place(known, told, RULES, TODAY, moved=moved, beside=beside)
    assert isinstance(placed, tuple)
    assert [(item.number, item.day.isoformat()) for item in placed] == expected
    assert len(plan(placed).sessions) == len(expected)


@pytest.mark.parametrize("near", ["2026-12-01", "2026-12-09", "2026-12-17"])
def test_a_day_near_a_known_one_is_asked_about(near: str) -> None:
    found = place((SECOND,), day(near), RULES, TODAY)
    assert found == Doubt("moved", (dt.date.fromisoformat(near),), state="booked", old=SECOND.day)


def test_an_order_that_cannot_be_is_refused() -> None:
    with pytest.raises(PlanError):
        place((SECOND,), day("2026-11-10", 3), RULES, TODAY)
