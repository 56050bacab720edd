"""The article's days, counted on the calendar.

Worked by hand from "Scalp Care for Post-SMP", lines 193 to 207, and line 82: water from day 4 at the earliest and
day 6 to be safe, shampoo and shaving from day 15, life as before after a month, the next session about two weeks on.
"""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.aftercare.rule_reading import load_rules
from bot.aftercare.rules import Rules
from bot.aftercare.sessions import plan_of
from bot.aftercare.timeline import Timeline, timeline
from tests.aftercare.conftest import CLINIC, Shown

RULES = load_rules(CLINIC)

FIRST_DAYS = {"keep_dry", "no_sweat", "no_steam_or_pool", "no_sun", "no_picking", "no_shave", "artists_care"}
AS_ARTIST_SAYS = {"exercise_as_artist_says", "pools_wait", "sun_as_artist_says"}

HELD = [
    (0, FIRST_DAYS),
    (3, FIRST_DAYS),
    (4, FIRST_DAYS - {"keep_dry"} | {"wash_gently"}),
    (6, FIRST_DAYS - {"keep_dry"} | {"wash_gently"}),
    (7, {"no_picking", "no_shave", "artists_care", "wash_gently"} | AS_ARTIST_SAYS),
    (14, {"no_picking", "no_shave", "artists_care", "wash_gently"} | AS_ARTIST_SAYS),
    (15, {"artists_care", "shampoo", "shave"} | AS_ARTIST_SAYS),
    (30, {"artists_care", "shampoo", "shave"} | AS_ARTIST_SAYS),
    (31, {"shampoo", "shave", "settled"}),
    (90, {"shampoo", "shave", "settled"}),
]


@pytest.mark.parametrize(("day", "steps"), HELD)
def test_each_day_has_its_rules(shown: Shown, day: int, steps: set[str]) -> None:
    today = shown(day)
    assert today.day == day
    assert {entry.step.id for entry in today.holds} - {"minoxidil"} == steps


def test_minoxidil_is_never_given_a_day_of_its_own(rules: Rules) -> None:
    step = rules.step("minoxidil")
    assert (step.kind, step.to_day, step.calendar, step.private) == ("ask", None, None, True)
    assert "prescribed" in step.text
    assert "stop" not in step.text


def test_gentle_washing_has_an_earliest_and_a_careful_day(shown: Shown) -> None:
    washing = shown(0).entry(1, "wash_gently")
    assert washing is not None
    assert (washing.first, washing.safe) == (dt.date(2026, 11, 26), dt.date(2026, 11, 28))


CALENDAR = [
    # A month counts 31 days: from 31 January a calendar month would end in February already.
    ("2026-01-31", "settled", "2026-03-03"),
    ("2026-02-15", "shave", "2026-03-02"),
    ("2028-02-15", "shave", "2028-03-01"),  # a leap year
    ("2028-02-29", "settled", "2028-03-31"),
    ("2026-12-20", "shampoo", "2027-01-04"),
    ("2026-03-27", "wash_gently", "2026-03-31"),  # the clocks go forward on the 29th
    ("2026-10-23", "wash_gently", "2026-10-27"),  # and back on the 25th
    ("2026-11-01", "settled", "2026-12-02"),
]


@pytest.mark.parametrize(("session", "step", "first"), CALENDAR)
def test_days_are_counted_over_ends_of_months_years_and_clock_changes(
    rules: Rules, session: str, step: str, first: str
) -> None:
    day = dt.date.fromisoformat(session)
    entry = timeline(plan_of([(1, day)]), rules, day).entry(1, step)
    assert entry is not None
    assert entry.first.isoformat() == first


def test_a_session_to_come_has_no_day_number_yet(shown: Shown) -> None:
    before = shown(-12)
    assert (before.current, before.day, before.holds) == (None, None, ())
    assert before.ahead[0].first == dt.date(2026, 12, 4)


def test_a_plan_without_sessions_is_empty(shown: Shown) -> None:
    nothing = shown()
    assert (nothing.entries, nothing.suggested, nothing.day) == ((), (), None)


def test_the_second_session_starts_the_count_again(shown: Shown) -> None:
    two = shown(14, 0)
    assert two.day == 0
    assert {entry.session for entry in two.holds} == {2}
    shaving = two.entry(1, "shave")
    assert shaving is not None
    assert shaving.replaced
    assert shaving.cut_by == 2


def test_rules_of_the_first_session_end_the_day_before_the_second(shown: Shown) -> None:
    no_shave = shown(3, -6).entry(1, "no_shave")
    assert no_shave is not None
    assert (no_shave.last, no_shave.cut_by) == (dt.date(2026, 11, 27), 2)


RESULTS = [
    ((3,), 1, True),
    ((3,), 2, False),
    ((3,), None, False),  # a course has two sessions at least, so the first is not the last
    ((17, 3), None, True),
    ((17, 3), 3, False),
]


@pytest.mark.parametrize(("ago", "wanted", "there"), RESULTS)
def test_the_full_look_counts_from_the_last_session_only(
    shown: Shown, ago: tuple[int, ...], wanted: int | None, there: bool
) -> None:
    steps = {entry.step.id for entry in shown(*ago, wanted=wanted).entries if not entry.replaced}
    assert ("result" in steps) is there


sessions = st.lists(
    st.dates(dt.date(2024, 1, 1), dt.date(2028, 12, 31)), min_size=1, max_size=5, unique=True
).map(lambda days: plan_of([(None, day) for day in days]))
todays = st.dates(dt.date(2023, 12, 1), dt.date(2029, 3, 1))


@settings(max_examples=100, deadline=None)
@given(sessions, todays)
def test_entries_are_in_order_and_end_after_they_begin(plan, today: dt.date) -> None:  # type: ignore[no-untyped-def]
    for days in timeline(plan, RULES, today).sessions:
        firsts = [entry.first for entry in days.entries]
        assert firsts == sorted(firsts)
        assert all(entry.last is None or entry.first <= entry.last for entry in days.entries)
        assert all(entry.safe is None or entry.first < entry.safe for entry in days.entries)


@settings(max_examples=100, deadline=None)
@given(sessions, todays)
def test_on_every_day_only_one_session_counts(plan, today: dt.date) -> None:  # type: ignore[no-untyped-def]
    shown: Timeline = timeline(plan, RULES, today)
    counted = {entry.session for entry in shown.holds}
    assert counted == ({shown.current.number} if shown.current else set())


@settings(max_examples=100, deadline=None)
@given(sessions, todays, st.integers(1, 40))
def test_a_session_added_later_moves_the_end_and_nothing_before_it(plan, today: dt.date, gap: int) -> None:  # type: ignore[no-untyped-def]
    last = plan.last.day
    more = plan_of(
        [*((item.number, item.day) for item in plan.sessions), (None, last + dt.timedelta(days=gap))]
    )
    before, after = timeline(plan, RULES, today), timeline(more, RULES, today)
    for entry in before.entries:
        if entry.last is not None and entry.last < last + dt.timedelta(days=gap) and not entry.step.last_only:
            assert entry in after.entries
    assert max(entry.first for entry in after.entries) > max(entry.first for entry in before.entries)
