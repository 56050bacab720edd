from __future__ import annotations

import datetime as dt

import pytest

from bot.aftercare.asking import Expected, Problem, from_day_number, from_session, settle, wanted_problem
from bot.aftercare.rules import Rules
from tests.aftercare.conftest import TODAY, sessions_ago

DAY = dt.date

TROUBLES: list[tuple[tuple[dt.date, ...], Expected, str]] = [
    ((), "any", "impossible"),
    ((DAY(2019, 3, 1),), "any", "far_past"),
    ((DAY(2035, 3, 1),), "any", "far_future"),
    ((DAY(2026, 11, 23),), "past", "not_yet"),
    ((DAY(2026, 11, 21),), "planned", "already_past"),
    ((DAY(2026, 12, 4), DAY(2026, 12, 5)), "past", "not_yet"),
]


@pytest.mark.parametrize(("days", "expected", "kind"), TROUBLES)
def test_a_day_that_cannot_be_used_is_answered_with_what_is_possible(
    rules: Rules, days: tuple[dt.date, ...], expected: Expected, kind: str
) -> None:
    settled = settle(days, rules, TODAY, expected)
    assert settled.day is None
    assert settled.candidates == ()
    assert settled.problem is not None
    assert settled.problem.kind == kind
    assert settled.problem.text.endswith((".", "?"))
    assert not any(sign.isdigit() for sign in settled.problem.text)


USABLE: list[tuple[tuple[dt.date, ...], Expected, dt.date]] = [
    ((TODAY,), "past", TODAY),
    ((TODAY,), "planned", TODAY),
    ((DAY(2026, 11, 20), DAY(2026, 11, 27)), "past", DAY(2026, 11, 20)),
    ((DAY(2026, 11, 20), DAY(2026, 11, 27)), "planned", DAY(2026, 11, 27)),
    ((DAY(2026, 12, 4), DAY(2035, 12, 4)), "any", DAY(2026, 12, 4)),
]


@pytest.mark.parametrize(("days", "expected", "day"), USABLE)
def test_what_is_expected_settles_a_day(
    rules: Rules, days: tuple[dt.date, ...], expected: Expected, day: dt.date
) -> None:
    assert settle(days, rules, TODAY, expected).day == day


def test_two_days_that_can_both_be_meant_are_both_handed_back(rules: Rules) -> None:
    settled = settle((DAY(2027, 4, 3), DAY(2027, 3, 4)), rules, TODAY)
    assert settled.day is None
    assert settled.candidates == (DAY(2027, 3, 4), DAY(2027, 4, 3))


def test_a_week_after_the_second_session_is_a_day() -> None:
    assert from_session(sessions_ago(3, -11), 2, 7) == DAY(2026, 12, 10)
    assert from_session(sessions_ago(3, -11), None, 7) == DAY(2026, 12, 10)


@pytest.mark.parametrize(("number", "said"), [(2, "your second session"), (None, "your session")])
def test_an_unknown_session_is_asked_for(number: int | None, said: str) -> None:
    plan = sessions_ago() if number is None else sessions_ago(3)
    found = from_session(plan, number, 7)
    assert isinstance(found, Problem)
    assert said in found.text


def test_todays_day_number_gives_the_sessions_day(rules: Rules) -> None:
    assert from_day_number(4, rules, TODAY) == DAY(2026, 11, 18)
    assert from_day_number(0, rules, TODAY) == TODAY


@pytest.mark.parametrize("number", [-3, 5000])
def test_a_day_number_beyond_all_reason_is_asked_back(rules: Rules, number: int) -> None:
    assert isinstance(from_day_number(number, rules, TODAY), Problem)


@pytest.mark.parametrize("wanted", [-1, 0, 5, 40])
def test_a_course_is_two_to_four_sessions(rules: Rules, wanted: int) -> None:
    # Article, line 5: 2-4 sessions; lines 136 to 144: the price table is for 3.
    found = wanted_problem(wanted, rules)
    assert found is not None
    assert "2 to 4 sessions, most often 3" in found.text


@pytest.mark.parametrize("wanted", [1, 2, 3, 4])
def test_a_possible_number_of_sessions_is_no_problem(rules: Rules, wanted: int) -> None:
    assert wanted_problem(wanted, rules) is None
