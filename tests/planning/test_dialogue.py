"""The dialogue about dates: asks only for what is missing, keeps nothing half, and answers what was asked.

Today is Sunday 22 November 2026.
"""

from __future__ import annotations

import datetime as dt

import pytest

from bot.planning.days import SessionDay
from tests.planning.talking import ADDRESSES, WORDING, Talk

ASK = WORDING.say("ask_session")
BOOKED = (SessionDay(dt.date(2026, 12, 4), "booked"),)
HAD = (SessionDay(dt.date(2026, 11, 19), "past", 1),)

COMPLETE = [
    ("my session is on friday 4 dec, when can I swim", ["Friday 4 December", "4 January"], [(None, "2026-12-04")]),
    ("today is day 3, can i shave", ["day 3", "Friday 4 December"], [(None, "2026-11-19")]),
    ("had my session yesterday, what can I do today", ["day 1"], [(None, "2026-11-21")]),
    ("work out my dates please, my session was last tuesday", ["Tuesday 17 November", "day 5"], [(None, "2026-11-17")]),
    ("my second session is on 14 december", ["second session", "Monday 14 December"], [(2, "2026-12-14")]),
    (
        "first session was 19 november, second one is on 4 december",
        ["Thursday 19 November", "Friday 4 December"],
        [(1, "2026-11-19"), (2, "2026-12-04")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("message", "told", "kept"), COMPLETE, ids=[row[0] for row in COMPLETE])
def test_one_complete_message_gets_its_answer_at_once(
    message: str, told: list[str], kept: list[tuple[int | None, str]]
) -> None:
    talk = Talk()
    turn = talk.say(message)
    assert all(part in turn.text for part in told), turn.text
    assert talk.known == kept
    assert not turn.goes_on


def test_the_session_is_asked_for_only_when_nobody_knows_it() -> None:
    assert ASK in Talk().say("can you work out my dates").text
    assert ASK not in Talk(BOOKED).say("can you work out my dates").text


def test_the_answer_comes_with_the_picture_and_the_calendar() -> None:
    turn = Talk().say("my session is on 4 december, work out my dates")
    assert [(item.kind, item.url) for item in turn.attachments] == [
        ("image", ADDRESSES["timeline"]),
        ("calendar", ADDRESSES["calendar"]),
    ]
    assert "Fri 4 Dec" in turn.attachments[0].title


@pytest.mark.parametrize(
    ("answer", "day"),
    [
        ("4 december", "2026-12-04"),
        ("it was last tuesday", "2026-11-17"),
        ("Today", "2026-11-22"),
        ("Yesterday", "2026-11-21"),
        ("yesterday", "2026-11-21"),
        ("today is day four", "2026-11-18"),
        ("my session is on friday", "2026-11-27"),
    ],
)
def test_any_way_of_naming_the_day_is_an_answer(answer: str, day: str) -> None:
    talk = Talk()
    turn = talk.say("can you work out my dates", answer)
    assert [item for _, item in talk.known] == [day]
    assert not turn.goes_on


def test_what_was_asked_first_is_answered_when_the_day_is_known() -> None:
    turn = Talk().say("I fly to Spain on the 14th of december, is that ok", "it's on 10 december")
    assert "14 December" in turn.text
    assert "10 December" in turn.text or "day 4" in turn.text


def test_a_day_that_can_be_two_is_asked_about_and_not_kept() -> None:
    talk = Talk()
    turn = talk.say("my session is on 3/4, can you work out my dates")
    assert talk.days == ()
    assert turn.goes_on
    assert len(turn.buttons) == 2
    assert "March" in turn.text
    assert "April" in turn.text


@pytest.mark.parametrize(
    ("answer", "month"), [("april", 4), ("the one in March", 3), ("4 march", 3), ("3rd of April", 4)]
)
def test_the_month_settles_which_day_is_meant(answer: str, month: int) -> None:
    talk = Talk()
    talk.say("my session is on 3/4, can you work out my dates", answer)
    assert [item.day.month for item in talk.days] == [month]


def test_the_month_can_be_tapped() -> None:
    talk = Talk()
    turn = talk.say("my session is on 3/4, can you work out my dates")
    talk.say(turn.buttons[0].title)
    assert len(talk.days) == 1


IMPOSSIBLE = [
    "my session is on 31 february",
    "my session was on 4 march 2011",
    "my session is on 4 december 2041",
    "today is day 9999, can i shave",
]


@pytest.mark.parametrize("message", IMPOSSIBLE)
def test_what_cannot_be_is_answered_with_what_can_and_nothing_is_kept(message: str) -> None:
    talk = Talk()
    turn = talk.say(message)
    assert talk.days == ()
    assert turn.goes_on
    assert turn.text
    talk.say("19 november")
    assert [item for _, item in talk.known] == ["2026-11-19"]


def test_a_moved_session_takes_the_place_of_the_one_to_come() -> None:
    talk = Talk((*HAD, SessionDay(dt.date(2026, 12, 4), "booked", 2)))
    turn = talk.say("my session moved to the 9th of december")
    assert talk.known == [(1, "2026-11-19"), (2, "2026-12-09")]
    assert "put that right" in turn.text
    assert "Wednesday 9 December" in turn.text


def test_a_day_near_a_known_session_may_be_the_same_one() -> None:
    talk = Talk(BOOKED)
    turn = talk.say("my session is on the 9th of december")
    assert "Friday 4 December" in turn.text
    assert talk.days == BOOKED
    moved, more = WORDING.buttons["moved"], WORDING.buttons["one_more"]
    assert [button.title for button in turn.buttons] == [moved, more]
    talk.say(moved)
    assert [day for _, day in talk.known] == ["2026-12-09"]


@pytest.mark.parametrize("answer", ["One more session", "another one", "both"])
def test_it_may_also_be_one_more(answer: str) -> None:
    talk = Talk(BOOKED)
    talk.say("my session is on the 9th of december", answer)
    assert [day for _, day in talk.known] == ["2026-12-04", "2026-12-09"]


def test_several_sessions_start_the_count_again() -> None:
    turn = Talk((*HAD, SessionDay(dt.date(2026, 12, 4), "booked", 2))).say("send me the dates")
    assert "starts the count again" in turn.text


def test_what_the_screening_was_told_is_not_asked_again_and_is_kept() -> None:
    talk = Talk(elsewhere=BOOKED)
    turn = talk.say("can you work out my dates")
    assert ASK not in turn.text
    assert talk.days == BOOKED
