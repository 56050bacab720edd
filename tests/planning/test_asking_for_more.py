"""Events, imagined days, and what comes after an answer.

Today is Sunday 22 November 2026.
"""

from __future__ import annotations

import datetime as dt

import pytest

from bot.planning.days import SessionDay
from tests.planning.talking import WORDING, Talk

ASK = WORDING.say("ask_session")
BOOKED = (SessionDay(dt.date(2026, 12, 4), "booked"),)
HAD = (SessionDay(dt.date(2026, 11, 19), "past", 1),)


def test_an_event_is_held_against_the_known_session() -> None:
    turn = Talk(BOOKED).say("I fly to Spain on the 14th of december for a beach holiday, is that ok")
    assert "Monday 14 December" in turn.text
    assert "artist" in turn.text


def test_a_wedding_is_counted_back_from_without_any_session() -> None:
    talk = Talk()
    turn = talk.say("wedding on the 20th of march, when should I book")
    assert ASK not in turn.text
    assert "20 March" in turn.text
    assert "confirm" in turn.text
    assert talk.days == ()


def test_an_event_without_a_day_is_asked_about() -> None:
    talk = Talk(BOOKED)
    turn = talk.say("i have a wedding coming up, will it be ok by then?")
    assert turn.goes_on
    assert "wedding" in turn.text
    answer = talk.say("20 december")
    assert "20 December" in answer.text
    assert talk.days == BOOKED


def test_an_event_gone_by_is_not_taken() -> None:
    talk = Talk(BOOKED)
    turn = talk.say("my wedding is on 1 november 2026, does that work?")
    assert "On which day" in turn.text
    assert talk.days == BOOKED
    assert "20 December" in talk.say("20 december").text


def test_an_imagined_day_changes_nothing_that_is_fixed() -> None:
    talk = Talk(HAD)
    turn = talk.say("if I have my second session on 10 december, when can I shave?")
    assert talk.days == HAD
    assert WORDING.say("supposed") in turn.text
    assert not turn.attachments


def test_without_a_fixed_one_an_imagined_day_is_kept_as_asked_about_and_gives_way() -> None:
    talk = Talk()
    talk.say("if I have my session on 10 december, can you work out my dates?")
    assert [(item.day.day, item.state) for item in talk.days] == [(10, "asked")]
    talk.say("my session is booked for 15 december")
    assert [(item.day.day, item.state) for item in talk.days] == [(15, "booked")]


@pytest.mark.parametrize(
    "answer", ["Not booked yet", "not yet", "nothing booked yet", "I don't have a date yet"]
)
def test_who_has_no_session_yet_is_let_go(answer: str) -> None:
    talk = Talk()
    turn = talk.say("can you work out my dates", answer)
    assert turn.text == WORDING.say("not_booked")
    assert not turn.goes_on
    assert talk.days == ()


def test_what_cannot_be_read_is_asked_again_and_then_left() -> None:
    talk = Talk()
    turn = talk.say("can you work out my dates", "purple")
    assert WORDING.say("ask_again") in turn.text
    assert ASK in turn.text
    turn = talk.say("more purple")
    assert turn.text == WORDING.say("left")
    assert not turn.goes_on


@pytest.mark.parametrize(
    "message", ["thanks", "how much is it for 3 sessions", "does it hurt?", "ok great", "when can I swim"]
)
def test_after_the_answer_other_messages_go_the_usual_way(message: str) -> None:
    talk = Talk()
    talk.say("my session is on 4 december, work out my dates")
    talk.say(message, topics=())
    assert talk.unheard == [message]


def test_after_the_answer_a_correction_is_still_heard() -> None:
    talk = Talk()
    talk.say("my session is on 4 december, work out my dates")
    turn = talk.say("sorry, it's the 5th of december", topics=())
    assert [day for _, day in talk.known] == ["2026-12-05"]
    assert "Saturday 5 December" in turn.text


def test_another_dialogue_gets_its_own_message() -> None:
    talk = Talk()
    talk.say("my session is on 4 december, work out my dates")
    message = "can I book a consultation on 10 december"
    talk.say(message, topics=("book_consultation",))
    assert talk.unheard == [message]


def test_a_date_can_be_changed_by_its_button() -> None:
    talk = Talk(BOOKED)
    talk.say("send me the dates", "Change a date", "it moved to the 9th of december")
    assert [day for _, day in talk.known] == ["2026-12-09"]


def test_a_week_after_the_second_session_is_worked_out() -> None:
    days = (*HAD, SessionDay(dt.date(2026, 12, 4), "booked", 2))
    turn = Talk(days).say("what can I do a week after my second session?")
    assert "Friday 11 December is day 7" in turn.text


def test_a_session_nobody_named_is_asked_for() -> None:
    turn = Talk(HAD).say("what can I do a week after my second session?")
    assert "second session" in turn.text
    assert "When is it?" in turn.text


def test_the_next_session_is_about_two_weeks_later() -> None:
    turn = Talk(HAD).say("when should my second session be")
    assert "Thursday 3 December" in turn.text


@pytest.mark.parametrize(
    "wish", ["can I use minoxidil on day 3?", "when can I start minoxidil again, session was on 19 november"]
)
def test_nobody_is_told_to_stop_a_medicine(wish: str) -> None:
    turn = Talk(HAD).say(wish, topics=("plan_dates", "minoxidil"))
    assert "only when your artist and whoever prescribed it say so" in turn.text
    assert "stop" not in turn.text.lower()


def test_nothing_is_longer_than_a_worried_reader_takes() -> None:
    days = (*HAD, SessionDay(dt.date(2026, 12, 4), "booked", 2))
    for message in (
        "send me the dates",
        "I fly to Spain on the 14th of december, is that ok",
        "when can i shave, swim and train?",
    ):
        assert len(Talk(days).say(message).text.split()) < 170, message


def test_the_day_at_the_clinic_counts() -> None:
    talk = Talk(HAD, day=dt.date(2026, 11, 25))
    assert "day 6" in talk.say("what can i do today").text


@pytest.mark.parametrize(
    "message",
    [
        "my session got cancelled",
        "the session on 4 december is called off",
        "I'm not having the second session",
    ],
)
def test_a_cancelled_session_is_taken_out_and_the_clinic_has_to_be_told(message: str) -> None:
    talk = Talk((*HAD, SessionDay(dt.date(2026, 12, 4), "booked", 2)))
    turn = talk.say(message)
    assert talk.days == HAD
    assert "tell them too: 123" in turn.text
    assert turn.needs_person


def test_of_several_sessions_the_cancelled_one_is_asked_for() -> None:
    talk = Talk((*BOOKED, SessionDay(dt.date(2026, 12, 20), "booked")))
    turn = talk.say("my session was cancelled")
    assert turn.text == WORDING.say("ask_dropped")
    assert len(talk.days) == 2
    talk.say("Sun 20 Dec")
    assert [day for _, day in talk.known] == ["2026-12-04"]


def test_the_only_session_cancelled_leaves_no_picture() -> None:
    talk = Talk(BOOKED)
    turn = talk.say("my session got cancelled")
    assert talk.days == ()
    assert not turn.attachments


def test_the_session_of_somebody_else_is_answered_and_not_kept() -> None:
    talk = Talk(HAD)
    turn = talk.say("my husband had his session on saturday, when can he wash?")
    assert WORDING.say("theirs") in turn.text
    assert "Saturday 21 November" in turn.text
    assert talk.days == HAD


def test_the_number_of_the_session_asked_for_is_not_lost() -> None:
    talk = Talk(HAD)
    talk.say("what can I do a week after my second session?", "14 december")
    assert talk.known == [(1, "2026-11-19"), (2, "2026-12-14")]


@pytest.mark.parametrize("count", ["0 sessions", "40 sessions"])
def test_a_course_has_a_number_of_sessions_that_can_be(count: str) -> None:
    talk = Talk(HAD)
    turn = talk.say(f"I want {count}, work out my dates please")
    assert "2 to 4" in turn.text
    assert [button.title for button in turn.buttons] == ["2", "3", "4"]
    assert "third" in talk.say("3").text.lower()


def test_several_sessions_in_a_list_are_all_kept() -> None:
    talk = Talk()
    talk.say("plan my sessions: first one 5 december, second 19 december, third 2 january")
    assert talk.known == [(1, "2026-12-05"), (2, "2026-12-19"), (3, "2027-01-02")]


def test_when_to_have_sessions_before_a_holiday_needs_no_session() -> None:
    turn = Talk().say("i go on holiday from 10 to 20 may, when should I have my session")
    assert ASK not in turn.text
    assert "10 May" in turn.text


def test_a_treatment_counted_from_the_session_waits_for_its_day() -> None:
    talk = Talk()
    turn = talk.say("can I have PRP a week after my session?", "1 december")
    assert "PRP on Tuesday 8 December" in turn.text
    assert "not done at the same time" in turn.text
