"""What somebody is reminded of follows from their days, and falls due at a time of day where they live."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.reminders.planning import Known, Promise
from bot.reminders.rules import CARE, CHECK, DEFERRED, SESSION, UNANSWERED
from tests.reminders.known import DAY, LONDON, RULES, on, plan, session, shown

AFTER_ONE = [
    (SESSION, "", "2026-11-19 17:00"),
    (CHECK, "3", "2026-11-23 11:00"),
    (CARE, "wash_gently", "2026-11-26 10:00"),  # day 6, the careful one of 4 to 6
    (CARE, "exercise_as_artist_says", "2026-11-27 10:00"),
    (CHECK, "10", "2026-11-30 11:00"),
    (CARE, "shampoo+shave", "2026-12-05 10:00"),
    (CARE, "settled", "2026-12-21 10:00"),
]


def test_after_a_session_come_its_care_days_and_check_ins() -> None:
    assert shown(plan(Known(True, (session(DAY),)), DAY)) == AFTER_ONE


def test_nothing_is_planned_for_who_did_not_agree() -> None:
    known = Known(False, (session(DAY),), deferred_until=DAY)
    assert plan(known, DAY) == ()


def test_a_day_that_was_only_asked_about_is_no_session() -> None:
    assert plan(Known(True, (session(DAY, "asked"),)), DAY) == ()


def test_the_next_session_begins_the_count_anew() -> None:
    second = DAY + dt.timedelta(days=14)
    found = shown(plan(Known(True, (session(DAY), session(second, "booked"))), DAY))
    assert (SESSION, "", "2026-12-03 17:00") in found
    assert (CARE, "shampoo+shave", "2026-12-05 10:00") not in found
    assert (CARE, "shampoo+shave", "2026-12-19 10:00") in found
    assert [due for kind, _, due in found if kind == CHECK] == [
        "2026-11-23 11:00",
        "2026-11-30 11:00",
        "2026-12-07 11:00",
        "2026-12-14 11:00",
    ]


def test_days_that_cannot_be_one_course_remind_of_nothing() -> None:
    known = Known(True, (session(DAY, number=3), session(DAY + dt.timedelta(days=14), number=2)))
    assert plan(known, DAY) == ()


def test_the_earliest_day_is_told_on_that_day() -> None:
    (found,) = plan(Known(True, deferred_until=DAY), DAY)
    assert (found.kind, found.day, found.due_at) == (DEFERRED, DAY, on("2026-11-20 10:00"))


def test_a_promise_that_was_not_kept_is_told_without_agreement_but_not_at_night() -> None:
    promise = Promise("p", DAY, on("2026-11-20 20:00"))
    (found,) = plan(Known(promises=(promise,)), DAY)
    assert (found.kind, found.subject, found.due_at) == (UNANSWERED, "p", on("2026-11-21 09:00"))


def test_times_are_those_of_the_place_that_was_named() -> None:
    istanbul = ZoneInfo("Europe/Istanbul")
    found = plan(Known(True, (session(DAY),)), DAY, istanbul)
    assert shown(found, istanbul) == AFTER_ONE
    assert found[0].due_at == on("2026-11-19 14:00")


def test_ten_in_the_morning_stays_ten_through_the_change_of_the_clock() -> None:
    before_summer = dt.date(2027, 3, 20)  # clocks change on the 28th
    found = shown(plan(Known(True, (session(before_summer),)), before_summer))
    assert (CARE, "wash_gently", "2027-03-26 10:00") in found
    assert (CARE, "shampoo+shave", "2027-04-04 10:00") in found


DAYS = st.lists(st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31)), min_size=1, max_size=4, unique=True)
ZONES = st.sampled_from([LONDON, ZoneInfo("America/New_York"), ZoneInfo("Pacific/Apia")])


@given(DAYS, st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31)), ZONES)
def test_plans_are_in_order_unique_and_never_at_night(
    days: list[dt.date], today: dt.date, zone: ZoneInfo
) -> None:
    known = Known(True, tuple(session(day, "booked") for day in sorted(days)), deferred_until=days[0])
    found = plan(known, today, zone)
    assert [item.due_at for item in found] == sorted(item.due_at for item in found)
    assert len({(item.kind, item.subject, item.day) for item in found}) == len(found)
    for item in found:
        local = item.due_at.astimezone(zone).time()
        assert not RULES.quiet.covers(local)
        assert item.due_at < item.until
    assert all(item.day in days for item in found)


@given(DAYS, st.integers(1, 20), ZONES)
def test_a_moved_course_moves_everything_by_as_much(days: list[dt.date], by: int, zone: ZoneInfo) -> None:
    def of(moved: int) -> list[tuple[str, str, dt.date]]:
        sessions = tuple(session(day + dt.timedelta(days=moved), "booked") for day in sorted(days))
        found = plan(Known(True, sessions), dt.date(2026, 1, 1), zone)
        return [(item.kind, item.subject, item.due_at.astimezone(zone).date()) for item in found]

    assert sorted(of(by)) == sorted((kind, key, day + dt.timedelta(days=by)) for kind, key, day in of(0))


def test_a_care_step_that_the_clinic_does_not_name_is_not_told() -> None:
    from bot.reminders.planning import Planner
    from tests.reminders.known import CARE as CARE_RULES

    rules = replace(RULES, care=frozenset({"shave"}))
    found = Planner(rules, CARE_RULES, LONDON).plan(Known(True, (session(DAY),)), DAY)
    assert [item.subject for item in found if item.kind == CARE] == ["shave"]
