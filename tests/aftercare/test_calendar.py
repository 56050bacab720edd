"""The calendar file, read back by the library that wrote it and by a reader that knows only the standard."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from bot.aftercare.calendar import calendar_file, uid_of
from bot.aftercare.rule_reading import load_rules
from bot.aftercare.sessions import moved, plan_of
from bot.aftercare.timeline import Timeline, timeline
from tests.aftercare.conftest import CLINIC, TODAY, Shown, sessions_ago
from tests.aftercare.strict_calendar import Component, read_strictly

RULES = load_rules(CLINIC)
STAMP = dt.datetime(2026, 11, 22, 21, 30, tzinfo=dt.timezone.utc)
NAME = "Harbour, Scalp; Studio \\ Köln"


def written(shown: Timeline, *, plan: str = "plan", sequence: int = 0, clinic: str = NAME) -> bytes:
    return calendar_file(
        shown, plan_id=plan, sequence=sequence, stamp=STAMP, clinic=clinic, zone="Europe/London"
    )


def by_title(shown: Timeline, **given_: object) -> dict[str, Component]:
    calendar = read_strictly(written(shown, **given_))  # type: ignore[arg-type]
    return {event.text("SUMMARY"): event for event in calendar.inside}


def test_an_entry_lasts_from_its_first_day_to_the_day_after_its_last(shown: Shown) -> None:
    dry = by_title(shown(3))["Keep dry"]
    assert (dry.day("DTSTART"), dry.day("DTEND")) == (dt.date(2026, 11, 19), dt.date(2026, 11, 23))


def test_a_point_on_the_way_is_one_day(shown: Shown) -> None:
    shaving = by_title(shown(3))["Shaving again"]
    assert (shaving.day("DTSTART"), shaving.day("DTEND")) == (dt.date(2026, 12, 4), dt.date(2026, 12, 5))


def test_the_file_says_whose_it_is_and_in_which_time_zone(shown: Shown) -> None:
    calendar = read_strictly(written(shown(3)))
    assert calendar.name == "VCALENDAR"
    assert calendar.text("VERSION") == "2.0"
    assert calendar.text("METHOD") == "PUBLISH"
    assert calendar.text("X-WR-CALNAME") == NAME
    assert calendar.text("X-WR-TIMEZONE") == "Europe/London"


def test_signs_with_a_meaning_of_their_own_are_escaped(shown: Shown) -> None:
    events = by_title(shown(3))
    assert f"{NAME}: first session" in events
    assert events["Keep dry"].text("DESCRIPTION").endswith(f"\n{NAME}")


def test_a_long_name_in_many_bytes_is_folded_between_signs(shown: Shown) -> None:
    name = "ü€𝄞" * 60
    assert read_strictly(written(shown(3), clinic=name)).text("X-WR-CALNAME") == name


def test_others_who_see_the_calendar_learn_nothing_of_anybodys_health(shown: Shown) -> None:
    content = written(shown(3)).decode().lower().replace("\r\n ", "")
    titles = [line for line in content.splitlines() if line.startswith("summary")]
    for word in ("minoxidil", "medicine", "tablet", "hair loss", "pigment", "smp", "tattoo", "prescribed"):
        assert word not in content
    assert len(titles) == len(read_strictly(written(shown(3))).inside)
    assert content.count("class:private") == len(titles)


def test_a_session_that_could_follow_is_tentative_until_it_is_booked(shown: Shown) -> None:
    could = by_title(shown(3))[f"{NAME}: second session, about now"]
    booked = by_title(shown(3, -11))[f"{NAME}: second session"]
    assert (could.text("STATUS"), booked.text("STATUS")) == ("TENTATIVE", "CONFIRMED")
    assert could.text("UID") == booked.text("UID")


def test_a_moved_session_moves_its_entries_and_doubles_none() -> None:
    plan = sessions_ago(-12)
    first = read_strictly(written(timeline(plan, RULES, TODAY)))
    later = moved(plan, 1, dt.date(2026, 12, 9))
    second = read_strictly(written(timeline(later, RULES, TODAY), sequence=1))
    before = {event.text("UID"): event for event in first.inside}
    after = {event.text("UID"): event for event in second.inside}
    assert before.keys() <= after.keys()
    for uid in before:
        assert after[uid].day("DTSTART") - before[uid].day("DTSTART") == dt.timedelta(days=5)
        assert int(after[uid].text("SEQUENCE")) > int(before[uid].text("SEQUENCE"))


def test_what_a_new_session_overtakes_is_cancelled_in_a_later_file(shown: Shown) -> None:
    def cancelled(sequence: int) -> set[str]:
        calendar = read_strictly(written(shown(3, -11), sequence=sequence))
        return {event.text("UID") for event in calendar.inside if event.text("STATUS") == "CANCELLED"}

    assert cancelled(0) == set()
    assert {uid_of("plan", 1, step) for step in ("shampoo", "shave", "settled", "result")} == cancelled(1)


def test_uids_differ_between_plans_and_do_not_tell_the_plan(shown: Shown) -> None:
    one = {event.text("UID") for event in read_strictly(written(shown(3), plan="conversation-1")).inside}
    two = {event.text("UID") for event in read_strictly(written(shown(3), plan="conversation-2")).inside}
    assert not one & two
    assert b"conversation" not in written(shown(3), plan="conversation-1")


def test_a_stamp_without_a_time_zone_is_refused(shown: Shown) -> None:
    with pytest.raises(ValueError, match="time zone"):
        calendar_file(
            shown(3), plan_id="p", sequence=0, stamp=dt.datetime(2026, 11, 22), clinic="C", zone="UTC"
        )


def test_a_stamp_in_summer_time_is_written_in_utc(shown: Shown) -> None:
    summer = dt.datetime(2026, 7, 1, 12, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    content = calendar_file(shown(3), plan_id="p", sequence=0, stamp=summer, clinic="C", zone="Europe/London")
    assert {event.text("DTSTAMP") for event in read_strictly(content).inside} == {"20260701T110000Z"}


names = st.text(min_size=1, max_size=60).filter(str.isprintable) | st.text(
    '\\n,;:"N ü', min_size=1, max_size=90
)
days = st.lists(st.dates(dt.date(2024, 1, 1), dt.date(2030, 12, 31)), min_size=1, max_size=4, unique=True)


@settings(max_examples=100, deadline=None)
@given(days, st.integers(0, 50), names)
def test_both_readers_find_the_same_in_any_file(sessions: list[dt.date], sequence: int, clinic: str) -> None:
    plan = plan_of([(None, day) for day in sessions])
    content = written(timeline(plan, RULES, sessions[0]), sequence=sequence, clinic=clinic)
    strict = [
        (
            event.text("UID"),
            event.text("SUMMARY"),
            event.day("DTSTART"),
            event.day("DTEND"),
            event.text("SEQUENCE"),
        )
        for event in read_strictly(content).inside
    ]
    library = [
        (
            str(event["UID"]),
            str(event["SUMMARY"]),
            event["DTSTART"].dt,
            event["DTEND"].dt,
            str(event["SEQUENCE"]),
        )
        for event in Calendar.from_ical(content).walk("VEVENT")
    ]
    assert strict == library
    assert len({uid for uid, *_ in strict}) == len(strict)
    assert all(first < end for _, _, first, end, _ in strict)
