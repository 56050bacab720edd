"""Wishes against the opening hours of the clinic, and by when a person can answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from bot.booking.opening import fitted, is_open, reply_by
from bot.booking.telling import closed_text, stretch_shown
from bot.booking.times import read_times
from bot.booking.wording import Wording
from bot.knowledge import Knowledge
from tests.booking.talking import TODAY

LONDON = ZoneInfo("Europe/London")
FITTED = [
    ("Saturday mornings", ["Saturday, in the morning"], []),
    ("weekday evenings", ["Monday to Friday, in the evening"], []),
    ("Sundays", [], ["The clinic is closed on Sundays."]),
    ("weekends", ["Saturday"], ["The clinic is closed on Sundays."]),
    ("Saturday evening", [], ["On Saturday the clinic is open from 10:00 to 16:00."]),
    ("Saturday at 4pm", [], ["On Saturday the clinic is open from 10:00 to 16:00."]),
    ("Thursday at 7pm", ["Thursday, at 19:00"], []),
    (
        "Wednesday and Thursday at 7pm",
        ["Thursday, at 19:00"],
        ["On Wednesday the clinic is open from 09:00 to 18:00."],
    ),
    ("25 December", [], ["On Friday 25 December 2026 the clinic is closed (Christmas Day)."]),
    ("28 December", [], ["On Monday 28 December 2026 the clinic is closed (Boxing Day (substitute))."]),
    ("Sunday 29 November", [], ["The clinic is closed on Sunday 29 November 2026."]),
    (
        "Saturday 5 December at 5pm",
        [],
        ["On Saturday 5 December 2026 the clinic is open from 10:00 to 16:00."],
    ),
    ("next week", ["Monday 30 November to Sunday 6 December 2026"], []),
    ("christmas eve", ["Thursday 24 December 2026"], []),
    ("mornings", ["any day, in the morning"], []),
    ("before 7am", [], ["Monday to Wednesday and Friday", "Thursday", "Saturday"]),
]
REPLIES = [
    ("2026-11-22T21:00", "2026-11-23T18:00", "a Sunday counts from Monday"),
    ("2026-11-23T08:00", "2026-11-23T18:00", "before opening that day is the working day"),
    ("2026-11-23T09:00", "2026-11-24T18:00", "once open the next one is"),
    ("2026-11-25T19:00", "2026-11-26T20:00", "Thursday closes later"),
    ("2026-11-27T17:00", "2026-11-28T16:00", "Saturday is a working day here"),
    ("2026-12-24T19:00", "2026-12-29T18:00", "Christmas, Boxing Day, Sunday and the substitute are closed"),
    ("2027-03-25T19:30", "2027-03-27T16:00", "Good Friday is closed"),
]


@pytest.mark.parametrize(("text", "kept", "why"), FITTED)
def test_wishes_are_kept_where_the_clinic_opens_and_the_rest_is_explained(
    knowledge: Knowledge, wording: Wording, text: str, kept: list[str], why: list[str]
) -> None:
    fit = fitted(read_times(text, TODAY, wording.parts).stretches, knowledge.clinic)
    assert [stretch_shown(stretch) for stretch in fit.kept] == kept
    told = [closed_text(closed, knowledge.clinic, wording) for closed in fit.closed]
    if len(why) > 1:
        assert all(part in " ".join(told) for part in why)
    else:
        assert told == why


@pytest.mark.parametrize(("now", "by", "because"), REPLIES)
def test_an_answer_is_promised_for_the_end_of_a_day_on_which_the_clinic_opens(
    knowledge: Knowledge, now: str, by: str, because: str
) -> None:
    at = dt.datetime.fromisoformat(now).replace(tzinfo=LONDON)
    promised = dt.datetime.fromisoformat(by).replace(tzinfo=LONDON)
    assert reply_by(at, knowledge.clinic, 1) == promised, because


def test_the_time_zone_of_the_clinic_decides_which_day_it_is(knowledge: Knowledge) -> None:
    late_in_tokyo = dt.datetime(2026, 11, 24, 2, 0, tzinfo=ZoneInfo("Asia/Tokyo"))  # Monday 17:00 in London
    assert is_open(late_in_tokyo, knowledge.clinic)
    assert reply_by(late_in_tokyo, knowledge.clinic, 1) == dt.datetime(2026, 11, 24, 18, 0, tzinfo=LONDON)


def test_a_clinic_that_never_opens_promises_nothing(knowledge: Knowledge) -> None:
    shut = replace(knowledge.clinic, hours=dict.fromkeys(knowledge.clinic.hours, ()))
    assert reply_by(dt.datetime(2026, 11, 24, tzinfo=LONDON), shut, 1) is None
