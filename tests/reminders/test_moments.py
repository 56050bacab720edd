"""Times of day on a zone's clock, through both changes of the clock, and the hours in which nobody is written to."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reminders.moments import Quiet, allowed_from, moment
from tests.reminders.known import LONDON, on

NIGHT = Quiet(dt.time(20), dt.time(9))
ZONES = [
    ZoneInfo(name)
    for name in (
        "Europe/London",
        "America/New_York",
        "Europe/Istanbul",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "Pacific/Apia",
    )
]
MOMENTS = st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2028, 1, 1), timezones=st.just(dt.timezone.utc))
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
QUIET = st.builds(Quiet, CLOCKS, CLOCKS)


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("2026-11-23 10:00", "2026-11-23 10:00"),
        ("2026-11-23 19:59", "2026-11-23 19:59"),
        ("2026-11-23 20:00", "2026-11-24 09:00"),
        ("2026-11-24 03:00", "2026-11-24 09:00"),
        ("2026-11-24 09:00", "2026-11-24 09:00"),
        ("2027-03-27 22:00", "2027-03-28 09:00"),  # the night on which summer begins
        ("2026-10-24 22:00", "2026-10-25 09:00"),  # the night on which it ends
    ],
)
def test_the_night_is_waited_for(wanted: str, told: str) -> None:
    assert allowed_from(on(wanted), LONDON, NIGHT) == on(told)


def test_quiet_hours_within_a_day() -> None:
    siesta = Quiet(dt.time(13), dt.time(15))
    assert allowed_from(on("2026-11-23 14:00"), LONDON, siesta) == on("2026-11-23 15:00")
    assert allowed_from(on("2026-11-23 15:00"), LONDON, siesta) == on("2026-11-23 15:00")


def test_the_same_time_twice_is_no_quiet_at_all() -> None:
    assert not Quiet(dt.time(9), dt.time(9)).covers(dt.time(9))


def test_a_time_that_the_clock_leaves_out_is_just_after_the_change() -> None:
    assert moment(dt.date(2027, 3, 28), dt.time(1, 30), LONDON) == on("2027-03-28 02:30")


def test_an_hour_that_comes_twice_is_waited_through() -> None:
    until_half_past = Quiet(dt.time(0), dt.time(1, 30))
    second = dt.datetime(2026, 10, 25, 1, 10, tzinfo=dt.timezone.utc)  # 01:10 for the second time
    told = allowed_from(second, LONDON, until_half_past)
    assert told == dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.timezone.utc)


@given(MOMENTS, st.sampled_from(ZONES))
def test_nobody_is_written_to_at_night_wherever_they_are(at: dt.datetime, zone: ZoneInfo) -> None:
    told = allowed_from(at, zone, NIGHT)
    assert at <= told < at + dt.timedelta(hours=15)
    assert dt.time(9) <= told.astimezone(zone).time() < dt.time(20)


@given(MOMENTS, st.sampled_from(ZONES), QUIET)
def test_waiting_is_never_backwards_and_only_where_it_must_be(
    at: dt.datetime, zone: ZoneInfo, quiet: Quiet
) -> None:
    told = allowed_from(at, zone, quiet)
    assert told >= at
    assert (told == at) == (not quiet.covers(at.astimezone(zone).time()))


@given(MOMENTS, st.timedeltas(dt.timedelta(0), dt.timedelta(days=3)), st.sampled_from(ZONES))
def test_the_order_is_kept(at: dt.datetime, later: dt.timedelta, zone: ZoneInfo) -> None:
    assert allowed_from(at, zone, NIGHT) <= allowed_from(at + later, zone, NIGHT)


@given(st.dates(dt.date(2026, 1, 1), dt.date(2028, 1, 1)), CLOCKS, st.sampled_from(ZONES))
def test_a_time_of_day_is_that_time_but_where_the_clock_leaves_it_out(
    day: dt.date, clock: dt.time, zone: ZoneInfo
) -> None:
    local = moment(day, clock, zone).astimezone(zone)
    off = dt.datetime.combine(local.date(), local.time()) - dt.datetime.combine(day, clock)
    assert off in (dt.timedelta(0), dt.timedelta(minutes=30), dt.timedelta(hours=1))
