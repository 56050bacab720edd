"""Preferred times in free text, on Tuesday 24 November 2026."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.booking.telling import stretch_shown
from bot.booking.times import read_times
from bot.booking.wording import Wording
from tests.booking.talking import TODAY

READ = [
    ("Saturday mornings", ["Saturday, in the morning"]),
    ("sat am", ["Saturday, in the morning"]),
    ("weekday evenings", ["Monday to Friday, in the evening"]),
    ("after work on weekdays", ["Monday to Friday, in the evening"]),
    ("any day after 5", ["any day, after 17:00"]),
    ("mornings", ["any day, in the morning"]),
    ("lunchtime", ["any day, at lunchtime"]),
    ("any time", ["any day"]),
    ("I don't mind", ["any day"]),
    ("asap", ["as soon as possible"]),
    ("as soon as possible, mornings", ["as soon as possible, in the morning"]),
    ("Tuesday or Thursday afternoon", ["Tuesday and Thursday, in the afternoon"]),
    ("Mon-Wed", ["Monday to Wednesday"]),
    ("Friday to Monday", ["Monday and Friday to Sunday"]),
    ("not Fridays", ["Monday to Thursday, Saturday and Sunday"]),
    ("I can't do Mondays", ["Tuesday to Sunday"]),
    ("not Monday, Tuesday or Wednesday", ["Thursday to Sunday"]),
    ("not Monday, Saturday is best", ["Saturday"]),
    ("not mornings", ["any day, in the afternoon", "any day, in the evening"]),
    ("evenings but not Friday", ["Monday to Thursday, Saturday and Sunday, in the evening"]),
    ("any weekday except Wednesday, after 4", ["Monday, Tuesday, Thursday and Friday, after 16:00"]),
    ("weekends", ["Saturday and Sunday"]),
    ("Monday morning or Thursday", ["Monday, in the morning", "Thursday"]),
    (
        "mornings Monday to Friday, afternoons Saturday",
        ["Monday to Friday, in the morning", "Saturday, in the afternoon"],
    ),
    ("Saturday morning or afternoon", ["Saturday, in the morning", "Saturday, in the afternoon"]),
    ("Mondays after 5, Tuesdays before 11", ["Monday, after 17:00", "Tuesday, before 11:00"]),
    ("after 5 on Mondays, before 11 on Tuesdays", ["Monday, after 17:00", "Tuesday, before 11:00"]),
    ("mon, wed and fri between 9 and 11", ["Monday, Wednesday and Friday, between 09:00 and 11:00"]),
    ("10-12 on thursdays", ["Thursday, between 10:00 and 12:00"]),
    ("2-4pm", ["any day, between 14:00 and 16:00"]),
    ("10 till 2", ["any day, between 10:00 and 14:00"]),
    ("half past two", ["any day, at 14:30"]),
    ("Saturday at 3", ["Saturday, at 15:00"]),
    ("thursday at 7 in the evening", ["Thursday, at 19:00"]),
    ("not before 10", ["any day, after 10:00"]),
    ("before noon", ["any day, before 12:00"]),
    ("tomorrow", ["Wednesday 25 November 2026"]),
    ("next Tuesday at 3pm", ["Tuesday 1 December 2026, at 15:00"]),
    ("in two weeks", ["Saturday 5 December to Friday 11 December 2026"]),
    ("the sooner the better", ["as soon as possible"]),
    ("next week", ["Monday 30 November to Sunday 6 December 2026"]),
    (
        "Wednesday afternoons next week",
        ["Wednesday, Monday 30 November to Sunday 6 December 2026, in the afternoon"],
    ),
    ("on the 4th of December in the morning", ["Friday 4 December 2026, in the morning"]),
    ("Friday 4 December", ["Friday 4 December 2026"]),
    ("christmas eve", ["Thursday 24 December 2026"]),
    ("the 5th or the 7th at 2", ["Saturday 5 December 2026, at 14:00", "Monday 7 December 2026, at 14:00"]),
    ("from 1 December", ["from Tuesday 1 December 2026"]),
    ("after Christmas", ["from Saturday 26 December 2026"]),
    ("before 10 December", ["until Wednesday 9 December 2026"]),
    (
        "Tues 1st Dec 10am or Weds 2nd Dec 2pm",
        ["Tuesday 1 December 2026, at 10:00", "Wednesday 2 December 2026, at 14:00"],
    ),
    ("Mondays or 4 December", ["Monday", "Friday 4 December 2026"]),
]
TROUBLES = [
    ("31 February", "impossible", "31 February"),
    ("31/2/2027", "impossible", "31/2/2027"),
    ("yesterday", "past", "yesterday"),
    ("3 March 2020", "past", "3 March 2020"),
    ("4 Dec 2028", "too_far", "4 Dec 2028"),
    ("Saturday 4 December", "mismatch", "4 December"),
]
NOTHING = [
    "does it hurt?",
    "I had 3 sessions",
    "pain is 2 to 4 out of 10",
    "norwood 5",
    "07700 900123",
    "i am free",
    "the sun burnt me",
]


@pytest.mark.parametrize(("text", "shown"), READ)
def test_times_are_read_as_they_are_meant(wording: Wording, text: str, shown: list[str]) -> None:
    read = read_times(text, TODAY, wording.parts)
    assert [stretch_shown(stretch) for stretch in read.stretches] == shown
    assert read.troubles == ()


@pytest.mark.parametrize(("text", "trouble", "words"), TROUBLES)
def test_a_day_that_cannot_be_meant_is_named_and_not_taken(
    wording: Wording, text: str, trouble: str, words: str
) -> None:
    read = read_times(text, TODAY, wording.parts)
    assert read.stretches == ()
    assert read.troubles == ((trouble, words),)


@pytest.mark.parametrize("text", NOTHING)
def test_other_words_name_no_time(wording: Wording, text: str) -> None:
    read = read_times(text, TODAY, wording.parts)
    assert (read.stretches, read.troubles) == ((), ())


def test_leap_day_is_a_day_only_in_its_year(wording: Wording) -> None:
    before = dt.date(2027, 12, 1)
    assert read_times("29 February 2028", before, wording.parts).stretches
    assert read_times("29 February 2027", TODAY, wording.parts).troubles == (
        ("impossible", "29 February 2027"),
    )
