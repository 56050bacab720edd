"""Whole dialogues about a visitor's own dates, through the HTTP API and the trained assistant."""

from __future__ import annotations

import datetime as dt

import icalendar
import pytest

from bot.database.models import conversation
from tests.conversations.dates_talk import (
    ASK,
    KNOWLEDGE,
    WORDING,
    ahead,
    attached,
    days,
    fetched,
    said,
    stored,
    today,
    told,
)
from tests.conversations.screening_talk import AGREE, rows, talk
from tests.product import Product, Visitor

SOON = ahead(12)
PLAN = f"my session is on {said(SOON)}, can you work out my dates"


def test_one_message_with_the_day_gets_plan_picture_and_calendar(product: Product, visitor: Visitor) -> None:
    answer = visitor.say(PLAN)
    assert told(SOON) in answer.text
    assert told(SOON + dt.timedelta(days=15)) in answer.text
    assert days(product, visitor) == [SOON]
    (picture,), (calendar,) = attached(answer, "image"), attached(answer, "calendar")
    assert fetched(product, picture).headers["content-type"].startswith("image/svg+xml")
    events = icalendar.Calendar.from_ical(fetched(product, calendar).content).walk("VEVENT")
    assert SOON in {event["DTSTART"].dt for event in events}


def test_the_day_is_asked_for_only_while_nobody_knows_it(product: Product, visitor: Visitor) -> None:
    assert ASK in visitor.say("can you work out my dates").text
    assert told(SOON) in visitor.say(said(SOON)).text
    assert ASK not in visitor.say("send me the dates again please").text
    assert days(product, visitor) == [SOON]


def test_the_day_number_is_enough(product: Product, visitor: Visitor) -> None:
    answer = visitor.say("today is day 3, can i shave")
    assert "day 3" in answer.text
    assert told(ahead(12)) in answer.text
    assert days(product, visitor) == [ahead(-3)]


def test_a_question_about_care_in_the_same_message_is_answered_for_that_day(visitor: Visitor) -> None:
    answer = visitor.say(f"my session is on {said(SOON)}, when can I swim")
    assert told(SOON + dt.timedelta(days=31)) in answer.text


def test_three_four_is_march_or_april(product: Product, visitor: Visitor) -> None:
    answer = visitor.say("my session is on 3/4, can you work out my dates")
    assert "March" in answer.text
    assert "April" in answer.text
    assert days(product, visitor) == []
    answer = visitor.tap(next(payload for title, payload in answer.buttons.items() if "Apr" in title))
    assert [(day.day, day.month) for day in days(product, visitor)] == [(3, 4)]
    assert attached(answer, "image")


@pytest.mark.parametrize(
    "message",
    [
        "my session is on 31 february, can you work out my dates",
        "my session was on 4 march 2009, what can I do today",
        "im on day 4000, can i shave now",
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_kept(product: Product, visitor: Visitor, message: str) -> None:
    answer = visitor.say(message)
    assert days(product, visitor) == []
    assert attached(answer, "image") == []
    assert told(SOON) in visitor.say(said(SOON)).text
    assert days(product, visitor) == [SOON]


def test_a_moved_session_supersedes_and_the_calendar_entries_move(product: Product, visitor: Visitor) -> None:
    before = visitor.say(PLAN)
    link = attached(before, "calendar")[0]
    old = {str(event["UID"]): event for event in _events(product, link)}
    moved = SOON + dt.timedelta(days=5)
    answer = visitor.say(f"my session moved to the {said(moved)}")
    assert told(moved) in answer.text
    assert days(product, visitor) == [moved]
    assert stored(product, visitor).sequence == 1
    for event in _events(product, link):
        was = old[str(event["UID"])]
        assert event["DTSTART"].dt - was["DTSTART"].dt == dt.timedelta(days=5)
        assert int(event["SEQUENCE"]) > int(was["SEQUENCE"])


def _events(product: Product, link: str) -> list[icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(fetched(product, link).content)
    return [item for item in calendar.walk("VEVENT") if str(item.get("STATUS")) != "CANCELLED"]


def test_a_second_session_starts_the_count_again(product: Product, visitor: Visitor) -> None:
    visitor.say(f"I had my first session on {said(ahead(-5))}, work out my dates please")
    second = ahead(10)
    answer = visitor.say(f"my second session is on {said(second)}, what are my dates now")
    assert told(second) in answer.text
    assert "starts the count again" in answer.text
    assert days(product, visitor) == [ahead(-5), second]


def test_when_the_next_session_could_be(visitor: Visitor) -> None:
    visitor.say(f"I had my first session on {said(ahead(-3))}, work out my dates please")
    assert told(ahead(11)) in visitor.say("when should my second session be").text


def test_a_flight_waits_for_the_session_and_is_then_held_against_it(visitor: Visitor) -> None:
    flight = ahead(20)
    assert ASK in visitor.say(f"I fly to Spain on {said(flight)}, is that ok").text
    answer = visitor.say(f"my session is on {said(SOON)}")
    assert told(flight) in answer.text
    assert "day 8" in answer.text


def test_a_wedding_needs_no_session_to_count_back(product: Product, visitor: Visitor) -> None:
    wedding = ahead(150)
    answer = visitor.say(f"my wedding is on {said(wedding)}, when should I book my sessions")
    assert ASK not in answer.text
    assert told(wedding) in answer.text
    assert days(product, visitor) == []


def test_a_question_in_between_is_answered_and_the_day_asked_again(visitor: Visitor) -> None:
    visitor.say("can you work out my dates")
    answer = visitor.say("does it hurt?")
    assert KNOWLEDGE.answer("pain").first in answer.text
    assert ASK in answer.text
    assert told(SOON) in visitor.say(said(SOON)).text


def test_stopping_keeps_what_was_asked(visitor: Visitor) -> None:
    flight = ahead(20)
    visitor.say(f"I fly to Spain on {said(flight)}, is that ok")
    answer = visitor.say("stop")
    assert ASK in visitor.tap(answer.buttons["Continue"]).text
    assert told(flight) in visitor.say(said(SOON)).text


def test_who_has_no_session_yet_is_let_go(visitor: Visitor) -> None:
    answer = talk(visitor, "can you work out my dates", WORDING.buttons["not_booked"])
    assert WORDING.say("not_booked") in answer.text


def test_a_problem_after_a_session_goes_to_the_screening(product: Product, visitor: Visitor) -> None:
    visitor.say("can you work out my dates")
    answer = visitor.say("I had my session yesterday and now it is swollen and hot and I have a fever")
    assert ASK not in answer.text
    assert attached(answer, "image") == []


def test_a_general_question_later_is_answered_for_the_visitors_own_day(visitor: Visitor) -> None:
    visitor.say(f"I had my first session on {said(ahead(-3))}, work out my dates please")
    answer = visitor.say("when can I use shampoo?")
    assert KNOWLEDGE.answer("aftercare_washing").first in answer.text
    assert told(ahead(12)) in answer.text


def test_a_general_question_that_names_the_day_is_answered_for_it_and_the_day_is_kept(
    product: Product, visitor: Visitor
) -> None:
    answer = visitor.say("had my session yesterday, when can I wash?")
    assert told(ahead(3)) in answer.text
    assert days(product, visitor) == [ahead(-1)]


def test_minoxidil_is_left_to_artist_and_prescriber(visitor: Visitor) -> None:
    visitor.say(f"I had my first session on {said(ahead(-3))}, work out my dates please")
    answer = visitor.say("when can I use minoxidil again?")
    assert "only when your artist and whoever prescribed it say so" in answer.text
    assert "stop" not in answer.text.lower()


def test_nobody_is_called_for_what_the_assistant_does_itself(product: Product, visitor: Visitor) -> None:
    visitor.say(PLAN)
    (row,) = rows(product, conversation, visitor)
    assert not row.needs_person


def test_a_restart_in_the_middle_forgets_nothing(product: Product, visitor: Visitor) -> None:
    flight = ahead(20)
    visitor.say(f"I fly to Spain on {said(flight)}, is that ok")
    product.stop()
    product.start()
    assert told(flight) in visitor.say(said(SOON)).text


def test_yesterday_is_the_clinics_yesterday(product: Product, visitor: Visitor) -> None:
    talk(visitor, "can you work out my dates", WORDING.buttons["yesterday"])
    assert days(product, visitor) == [today() - dt.timedelta(days=1)]


def test_a_day_told_to_the_screening_is_not_asked_again(product: Product, visitor: Visitor) -> None:
    talk(visitor, f"I have diabetes and my session is on {said(SOON)}, am I suitable?", AGREE)
    answer = visitor.say("can you work out my dates")
    assert told(SOON) in answer.text
    assert ASK not in answer.text
    assert days(product, visitor) == [SOON]
    assert fetched(product, attached(answer, "image")[0]).status_code == 200


def test_a_cancelled_session_is_taken_out_and_staff_hear_of_it(product: Product, visitor: Visitor) -> None:
    link = attached(visitor.say(PLAN), "calendar")[0]
    answer = visitor.say("my session got cancelled")
    assert KNOWLEDGE.clinic.phone in answer.text
    assert days(product, visitor) == []
    assert fetched(product, link).status_code == 404
    (row,) = rows(product, conversation, visitor)
    assert row.needs_person


def test_somebody_elses_session_is_answered_and_not_kept(product: Product, visitor: Visitor) -> None:
    answer = visitor.say("my husband had his session on Saturday, when can he wash?")
    assert WORDING.say("theirs") in answer.text
    assert days(product, visitor) == []


def test_swimming_on_a_named_day_waits_for_the_session(visitor: Visitor) -> None:
    swim = ahead(60)
    assert ASK in visitor.say(f"can I go swimming on {said(swim)}?").text
    answer = visitor.say(said(SOON))
    assert told(swim) in answer.text
    assert "fits" in answer.text


def test_a_mere_tomorrow_is_the_answer_and_stops_nothing(product: Product, visitor: Visitor) -> None:
    answer = talk(visitor, "can you work out my dates", "tomorrow")
    assert told(ahead(1)) in answer.text
    assert days(product, visitor) == [ahead(1)]


def test_two_dialogues_at_once_lose_nothing(product: Product, visitor: Visitor) -> None:
    visitor.say("can you work out my dates")
    answer = visitor.say("book me a consultation please")
    assert KNOWLEDGE.title("plan_dates") in answer.text
    assert ASK in talk(visitor, "stop", "can you work out my dates").text
    answer = visitor.say(said(SOON))
    assert told(SOON) in answer.text
    assert days(product, visitor) == [SOON]


def test_each_of_two_questions_about_care_is_answered_for_ones_own_day(visitor: Visitor) -> None:
    said = visitor.say("had my second session last tuesday, when can I swim and shave?")
    assert "avoid pools" in said.text
    assert "shav" in said.text
