"""Events against the care after a session on Thursday 19 November, told on Sunday 22 November."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.aftercare.clashes import Event, book_by, clash
from bot.aftercare.rule_reading import load_rules
from bot.aftercare.rules import Rules
from bot.aftercare.sessions import PlanError, plan_of
from tests.aftercare.conftest import CLINIC, TODAY, sessions_ago

RULES = load_rules(CLINIC)
SESSION = dt.date(2026, 11, 19)


def on(kind: str, day: int, days: int = 1) -> Event:
    """An event beginning on a day after the session."""
    first = SESSION + dt.timedelta(days=day)
    return Event(kind, first, first + dt.timedelta(days=days - 1))


def after(days: int | None) -> dt.date | None:
    return None if days is None else SESSION + dt.timedelta(days=days)


CLASHES = [
    # kind, day, length, verdict, fits from day, fits without asking from day
    ("gym", 0, 1, "clashes", 7, 31),
    ("gym", 6, 1, "clashes", 7, 31),
    ("gym", 7, 1, "ask", None, 31),
    ("gym", 31, 1, "fits", None, None),
    ("pool", 2, 1, "clashes", 7, 31),
    ("sauna", 10, 1, "ask", None, 31),
    ("beach", 3, 1, "clashes", 7, 31),
    ("sunbathing", 30, 1, "ask", None, 31),
    ("holiday", 4, 8, "clashes", 7, 31),
    ("holiday", 28, 8, "ask", None, 31),
    ("holiday", 31, 8, "fits", None, None),
    ("flight", 2, 1, "ask", 7, 31),
    ("flight", 40, 1, "fits", None, None),
    ("shave", 14, 1, "clashes", 15, 15),
    ("shave", 15, 1, "fits", None, None),
    ("military_haircut", 5, 1, "clashes", 15, 15),
    ("military_haircut", 15, 1, "fits", None, None),
    ("haircut", 12, 1, "clashes", 15, 15),
    ("wedding", 10, 1, "clashes", 31, 31),
    ("wedding", 31, 1, "fits", None, None),
    ("deadline", 30, 1, "clashes", 31, 31),
    ("work", 2, 1, "ask", 7, 7),
    ("work", 7, 1, "fits", None, None),
    ("generic", 3, 1, "ask", 15, 31),
    # Where the source gives no day, none is named, however late it is.
    ("dye", 2, 1, "clashes", None, None),
    ("dye", 60, 1, "ask", None, None),
    ("transplant", 20, 1, "clashes", None, None),
    ("transplant", 60, 1, "ask", None, None),
    ("prp", 5, 1, "clashes", None, None),
    ("prp", 60, 1, "ask", None, None),
    ("treatment", 31, 1, "ask", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "day", "days", "verdict", "fits", "free"), CLASHES)
def test_events_meet_the_rules_of_their_days(
    kind: str, day: int, days: int, verdict: str, fits: int | None, free: int | None
) -> None:
    met = clash(on(kind, day, days), sessions_ago(3), RULES)
    assert met.verdict == verdict
    assert (met.fits_from, met.free_from) == (after(fits), after(free))


def test_an_event_before_the_first_session_meets_no_care_afterwards() -> None:
    met = clash(on("pool", -2), sessions_ago(3), RULES)
    assert (met.verdict, met.anchor, met.avoid) == ("fits", None, ())


def test_a_transplant_before_the_session_is_for_the_clinic_to_judge_too() -> None:
    assert clash(on("transplant", -2), sessions_ago(3), RULES).verdict == "ask"


def test_a_session_within_a_holiday_is_seen() -> None:
    met = clash(on("holiday", -2, 5), sessions_ago(3), RULES)
    assert met.verdict == "clashes"
    assert met.on_session is not None


def test_a_second_session_puts_off_what_would_fit() -> None:
    # Session 2 on day 14: its own first days begin then, so pools are free 31 days after that one.
    met = clash(on("pool", 16), sessions_ago(3, -11), RULES)
    assert met.anchor is not None
    assert met.anchor.number == 2
    assert met.fits_from == after(14 + 7)
    assert met.free_from == after(14 + 31)


def test_a_wedding_between_two_sessions_does_not_find_the_scalp_settled() -> None:
    met = clash(on("wedding", 10), sessions_ago(3, -11), RULES)
    assert (met.verdict, met.fits_from) == ("clashes", after(14 + 31))


def test_without_a_session_there_is_nothing_to_compare_with() -> None:
    with pytest.raises(PlanError, match="the day of your session"):
        clash(on("pool", 3), plan_of([]), RULES)


def test_an_event_cannot_end_before_it_begins() -> None:
    with pytest.raises(PlanError, match="before it begins"):
        clash(Event("pool", TODAY, TODAY - dt.timedelta(days=1)), sessions_ago(3), RULES)


def test_an_unknown_kind_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError):
        clash(on("skydiving", 3), sessions_ago(3), RULES)


def test_a_course_is_counted_back_from_a_wedding(rules: Rules) -> None:
    # 20 February less 31 days is 20 January; two weeks before that the 6th, and 23 December.
    wedding = dt.date(2027, 2, 20)
    found = book_by(Event("wedding", wedding, wedding), rules, TODAY)
    assert found.sessions == ((1, dt.date(2026, 12, 23)), (2, dt.date(2027, 1, 6)), (3, dt.date(2027, 1, 20)))
    assert not found.gone


def test_a_day_too_near_for_a_course_is_said_to_be(rules: Rules) -> None:
    soon = TODAY + dt.timedelta(days=40)
    assert book_by(Event("wedding", soon, soon), rules, TODAY).gone
    assert not book_by(Event("wedding", soon, soon), rules, TODAY, sessions=1).gone


def test_no_day_is_counted_back_from_a_transplant(rules: Rules) -> None:
    day = dt.date(2027, 2, 20)
    assert book_by(Event("transplant", day, day), rules, TODAY).sessions == ()


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(sorted(RULES.events)),
    st.integers(-20, 120),
    st.integers(1, 21),
    st.lists(st.integers(0, 120), min_size=1, max_size=4, unique=True),
)
def test_a_day_named_as_fitting_does_fit(kind: str, day: int, days: int, sessions: list[int]) -> None:
    plan = plan_of([(None, SESSION + dt.timedelta(days=item)) for item in sessions])
    met = clash(on(kind, day, days), plan, RULES)
    for named, allowed in ((met.fits_from, {"ask", "fits"}), (met.free_from, {"fits"})):
        if named is not None:
            assert named >= met.event.first
            again = clash(Event(kind, named, named + dt.timedelta(days=days - 1)), plan, RULES)
            assert again.verdict in allowed
            assert not again.avoid
    if met.rule.fit == "no":
        assert (met.fits_from, met.free_from) == (None, None)
