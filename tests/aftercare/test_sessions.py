from __future__ import annotations

import datetime as dt

import pytest

from bot.aftercare.rules import Rules
from bot.aftercare.sessions import PlanError, Session, moved, plan_of, suggested, too_close
from tests.aftercare.conftest import TODAY, sessions_ago

DAY = dt.date


def test_sessions_without_numbers_are_counted_by_their_days() -> None:
    plan = plan_of([(None, DAY(2026, 12, 18)), (None, DAY(2026, 12, 4))])
    assert plan.sessions == (Session(1, DAY(2026, 12, 4)), Session(2, DAY(2026, 12, 18)))


def test_a_number_that_was_said_sets_the_others() -> None:
    plan = plan_of([(None, DAY(2026, 12, 4)), (3, DAY(2026, 12, 18)), (None, DAY(2027, 1, 2))])
    assert [session.number for session in plan.sessions] == [2, 3, 4]


def test_a_session_told_twice_is_one() -> None:
    plan = plan_of([(2, DAY(2026, 12, 4)), (None, DAY(2026, 12, 4))])
    assert plan.sessions == (Session(2, DAY(2026, 12, 4)),)


IMPOSSIBLE = [
    ([(1, DAY(2026, 12, 4)), (2, DAY(2026, 12, 4))], "cannot be on the same day"),
    ([(2, DAY(2026, 12, 4)), (1, DAY(2026, 12, 18))], "does not fit"),
    ([(1, DAY(2026, 12, 4)), (1, DAY(2026, 12, 18))], "does not fit"),
    ([(None, DAY(2026, 12, 4)), (1, DAY(2026, 12, 18))], "does not fit"),
    ([(0, DAY(2026, 12, 4))], "counted from the first"),
    ([(13, DAY(2026, 12, 4))], "counted from the first"),
    ([(12, DAY(2026, 12, 4)), (None, DAY(2026, 12, 18))], "more sessions than I can plan"),
]


@pytest.mark.parametrize(("days", "said"), IMPOSSIBLE)
def test_days_that_cannot_be_one_course_are_refused_in_a_sentence(
    days: list[tuple[int | None, dt.date]], said: str
) -> None:
    with pytest.raises(PlanError, match=said) as raised:
        plan_of(days)
    assert str(raised.value).endswith(".")


@pytest.mark.parametrize("wanted", [0, -1, 40])
def test_a_number_of_sessions_beyond_all_reason_is_refused(wanted: int) -> None:
    with pytest.raises(PlanError):
        plan_of([(1, DAY(2026, 12, 4))], wanted)


def test_a_moved_session_keeps_its_number() -> None:
    plan = moved(sessions_ago(3, -11), 2, DAY(2026, 12, 9))
    assert plan.session(2) == Session(2, DAY(2026, 12, 9))
    assert plan.session(1) == Session(1, DAY(2026, 11, 19))


def test_a_session_cannot_be_moved_before_an_earlier_one() -> None:
    with pytest.raises(PlanError):
        moved(sessions_ago(3, -11), 2, DAY(2026, 11, 10))


def test_sessions_to_come_are_about_two_weeks_apart(rules: Rules) -> None:
    # Article, line 82: approximately two weeks later.
    following = suggested(sessions_ago(3, wanted=3), rules, TODAY)
    assert [(item.number, item.day) for item in following] == [(2, DAY(2026, 12, 3)), (3, DAY(2026, 12, 17))]


def test_only_the_next_one_is_suggested_when_nobody_said_how_many(rules: Rules) -> None:
    assert [item.number for item in suggested(sessions_ago(3), rules, TODAY)] == [2]


def test_nothing_is_suggested_after_the_longest_usual_course(rules: Rules) -> None:
    assert suggested(sessions_ago(50, 36, 22, 8), rules, TODAY) == ()


def test_a_suggestion_never_lies_behind_us(rules: Rules) -> None:
    (soonest,) = suggested(sessions_ago(40), rules, TODAY)
    assert (soonest.day, soonest.waited) == (TODAY, True)


def test_sessions_closer_than_usual_are_named(rules: Rules) -> None:
    assert too_close(sessions_ago(3, -11), rules) == ()
    ((one, two),) = too_close(sessions_ago(3, -2), rules)
    assert (one.number, two.number) == (1, 2)
