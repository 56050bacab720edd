"""Whole requests for a consultation, through the HTTP API and the trained assistant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.engine import Row

from bot.booking.wording import load_wording
from bot.database.models import consent, conversation, lead
from bot.database.session import open_engine
from bot.knowledge import load_knowledge
from tests.conversations.screening_talk import AGREE as AGREE_HEALTH
from tests.conversations.screening_talk import WORDING as SCREENING
from tests.conversations.screening_talk import rows, talk
from tests.product import Product, Said, Visitor

KNOWLEDGE = load_knowledge(Path("data/clinic"))
WORDING = load_wording(Path("data/clinic"), KNOWLEDGE)
AGREE, DECLINE = WORDING.agree, WORDING.decline
WISH = "I'd like to book a consultation"
ALL_AT_ONCE = "I'm Tom, 07700 900123, Saturday mornings"
UNDERSTOOD = (WORDING.buttons["understood"],) * 3
NOTHING = WORDING.buttons["no_wishes"]
SEND = WORDING.buttons["send"]


def requests(product: Product, visitor: Visitor) -> Sequence[Row]:
    engine = open_engine(product.environment["DATABASE_URL"])
    query = select(lead).where(lead.c.conversation_id == visitor.conversation).order_by(lead.c.created_at)
    with engine.connect() as connection:
        found = list(connection.execute(query).all())
    engine.dispose()
    return found


def copy_of(product: Product, said: Said) -> httpx.Response:
    """The page behind the link that came with a reply."""
    (link,) = [item for reply in said.replies for item in reply["attachments"]]
    assert link["kind"] == "file"
    return httpx.get(httpx.URL(product.url).join(link["url"]))


@pytest.mark.parametrize(
    "words",
    [
        WISH,
        "can someone call me",
        "my number is 07700 900123",
        "can I come in for a consultation",
        ALL_AT_ONCE,
    ],
)
def test_consent_for_contact_details_comes_first(product: Product, visitor: Visitor, words: str) -> None:
    said = visitor.say(words)
    assert WORDING.consent in said.text
    assert list(said.buttons) == [AGREE, DECLINE]
    assert rows(product, consent, visitor) == []


def test_a_whole_request_is_stored_and_nothing_is_booked(product: Product, visitor: Visitor) -> None:
    said = talk(
        visitor, WISH, AGREE, "Tom Baker", "07700 900123", "Saturday mornings", "a low hairline", *UNDERSTOOD
    )
    for line in (
        "Name: Tom Baker",
        "Telephone: +44 7700 900123",
        "Times: Saturday, in the morning",
        "Wishes: a low hairline",
    ):
        assert line in said.text
    assert requests(product, visitor) == []
    said = visitor.tap(said.buttons[SEND])
    assert "nothing is booked yet" in said.text
    (stored,) = requests(product, visitor)
    assert (stored.name, stored.contact_kind, stored.contact) == ("Tom Baker", "phone", "+447700900123")
    assert stored.preferred["shown"] == "Saturday, in the morning"
    assert stored.wishes == "a low hairline"
    assert [(item["id"], item["answer"]) for item in stored.expectation] == [
        (item.id, "understood") for item in WORDING.expectations
    ]
    (agreed,) = rows(product, consent, visitor)
    assert (agreed.purpose, agreed.wording_version) == ("contact", WORDING.consent_version)
    (row,) = rows(product, conversation, visitor)
    assert row.needs_person
    assert "Tom" not in row.needs_person_reason


def test_everything_can_be_told_in_one_message(product: Product, visitor: Visitor) -> None:
    said = talk(visitor, f"I'd like to book. {ALL_AT_ONCE}", AGREE)
    assert said.text.endswith(WORDING.say("ask_wishes"))
    talk(visitor, NOTHING)
    said = talk(visitor, "understood", "ok", "got it", "yes")
    assert "nothing is booked yet" in said.text
    (stored,) = requests(product, visitor)
    assert (stored.name, stored.contact) == ("Tom", "+447700900123")


def test_without_consent_nothing_is_stored_and_other_ways_are_offered(
    product: Product, visitor: Visitor
) -> None:
    talk(visitor, WISH)
    said = visitor.say("no thanks")
    assert said.text == WORDING.say("declined")
    assert KNOWLEDGE.clinic.phone in said.text
    assert KNOWLEDGE.clinic.email in said.text
    assert requests(product, visitor) == []
    assert rows(product, consent, visitor) == []
    assert "2 to 4 out of 10" in visitor.say("does it hurt?").text


def test_the_visitors_copy_shows_what_was_passed_on_and_goes_when_it_is_withdrawn(
    product: Product, visitor: Visitor
) -> None:
    said = talk(visitor, WISH, AGREE, "Tom Baker", "tom@example.org", "any time", NOTHING, *UNDERSTOOD, SEND)
    answer = copy_of(product, said)
    assert answer.status_code == 200
    for part in ("Tom Baker", "tom@example.org", "not reviewed by a person yet"):
        assert part in answer.text
    told = visitor.say("please delete my details")
    assert told.text == WORDING.say("withdrawn")
    (stored,) = requests(product, visitor)
    assert (stored.state, stored.name, stored.contact, stored.preferred) == ("withdrawn", None, None, None)
    assert rows(product, consent, visitor)[0].withdrawn_at is not None
    assert copy_of(product, said).status_code == 404


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("tom@", "the part after the @ is not complete"),
        ("07700 9001", "is not a complete telephone number"),
    ],
)
def test_a_contact_that_cannot_be_one_is_explained_and_not_stored(
    visitor: Visitor, words: str, told: str
) -> None:
    said = talk(visitor, WISH, AGREE, "Tom", words)
    assert told in said.text
    assert said.text.endswith(WORDING.say("ask_contact"))


def test_closed_days_are_said_and_possible_ones_kept(visitor: Visitor) -> None:
    talk(visitor, WISH, AGREE, "Tom", "in this chat")
    assert "The clinic is closed on Sundays." in visitor.say("Sundays").text
    assert "is not a day of the calendar" in visitor.say("31 February").text
    said = visitor.say("weekends")
    assert "The clinic is closed on Sundays." in said.text
    assert said.text.endswith(WORDING.say("ask_wishes"))


def test_an_illness_is_not_a_name(visitor: Visitor) -> None:
    said = talk(visitor, WISH, AGREE, "psoriasis")
    assert "Name: " not in said.text
    assert WORDING.say("ask_contact") not in said.text


def test_questions_in_between_are_answered_and_the_request_goes_on(visitor: Visitor) -> None:
    talk(visitor, WISH, AGREE)
    said = visitor.say("does it hurt?")
    assert "2 to 4 out of 10" in said.text
    assert said.text.endswith(WORDING.say("ask_name"))
    said = visitor.say("what happens with my data?")
    assert said.text.endswith(WORDING.say("ask_name"))
    assert visitor.say("Tom").text.endswith(WORDING.say("ask_contact"))


def test_a_statement_is_explained_from_the_facts_when_that_is_wanted(
    product: Product, visitor: Visitor
) -> None:
    talk(visitor, WISH, AGREE, ALL_AT_ONCE, NOTHING)
    statement = WORDING.expectations[0]
    said = talk(visitor, "tell me more")
    assert KNOWLEDGE.answer(statement.more).first in said.text
    assert said.text.endswith(statement.text)
    talk(visitor, "no")
    talk(visitor, "understood", "understood", "yes")
    (stored,) = requests(product, visitor)
    assert [(item["answer"], item["explained"]) for item in stored.expectation] == [
        ("to_talk", True),
        ("understood", False),
        ("understood", False),
    ]


def test_it_stops_when_told_and_goes_on_where_it_was(product: Product, visitor: Visitor) -> None:
    talk(visitor, WISH, AGREE, "Tom")
    said = visitor.say("stop")
    assert requests(product, visitor) == []
    assert "2 to 4 out of 10" in visitor.say("does it hurt?").text
    said = visitor.tap(said.buttons["Continue"])
    assert said.text.endswith(WORDING.say("ask_contact"))
    said = talk(visitor, "07700 900123", "Saturdays", NOTHING, *UNDERSTOOD)
    assert "Name: Tom" in said.text


def test_after_a_stop_the_same_wish_offers_to_go_on(visitor: Visitor) -> None:
    talk(visitor, WISH, AGREE, "Tom", "stop")
    said = visitor.say(WISH)
    assert said.text == WORDING.say("resume_offer")
    assert visitor.say("yes please").text.endswith(WORDING.say("ask_contact"))


def test_what_was_told_can_be_put_right_before_and_after_sending(product: Product, visitor: Visitor) -> None:
    said = talk(visitor, ALL_AT_ONCE, AGREE, NOTHING, *UNDERSTOOD)
    assert "Times: Saturday, in the morning" in said.text
    said = visitor.say("change the times")
    assert said.text == WORDING.say("ask_times")
    said = visitor.say("Thursday evenings")
    assert "Times: Thursday, in the evening" in said.text
    visitor.tap(said.buttons[SEND])
    said = visitor.say("actually my number is 07700 900124")
    assert "Telephone: +44 7700 900124" in said.text
    assert len(requests(product, visitor)) == 1
    talk(visitor, "send it")
    assert [(row.state, row.contact) for row in requests(product, visitor)] == [
        ("replaced", "+447700900123"),
        ("new", "+447700900124"),
    ]


def test_a_person_can_be_asked_for_at_any_time_and_nothing_is_lost(
    product: Product, visitor: Visitor
) -> None:
    talk(visitor, WISH, AGREE, "Tom")
    said = visitor.say("can i speak to a human please")
    (row,) = rows(product, conversation, visitor)
    assert row.needs_person
    said = visitor.tap(said.buttons["Continue"])
    assert said.text.endswith(WORDING.say("ask_contact"))


def test_a_price_can_be_asked_for_in_the_middle_and_the_request_is_taken_up_again(visitor: Visitor) -> None:
    talk(visitor, WISH, AGREE, "Tom")
    said = visitor.say("how much would it be for me?")
    assert WORDING.say("ask_contact") not in said.text
    said = talk_on(visitor, said, "stop", WISH, "yes")
    assert said.text.endswith(WORDING.say("ask_contact"))


@pytest.mark.parametrize(
    ("before", "answer", "next_question"),
    [
        ((), "just call me Al", "ask_contact"),
        ((), "Mr Black", "ask_contact"),
        (("Tom",), "just message me here", "ask_times"),
        (("Tom",), "tom at gmail dot com", "ask_times"),
        (("Tom", "in this chat"), "the sooner the better", "ask_wishes"),
        (("Tom", "in this chat"), "I finish at 5 so after that", "ask_wishes"),
    ],
)
def test_an_answer_is_an_answer_whatever_else_it_looks_like(
    visitor: Visitor, before: tuple[str, ...], answer: str, next_question: str
) -> None:
    said = talk(visitor, WISH, AGREE, *before, answer)
    assert said.text.endswith(WORDING.say(next_question))


def test_a_symptom_goes_before_the_request_which_waits(visitor: Visitor) -> None:
    talk(visitor, WISH, AGREE, "Tom")
    said = visitor.say("my scalp is red and hot and it is spreading since the session yesterday")
    assert WORDING.say("ask_contact") not in said.text


def test_health_goes_into_the_copy_only_with_its_own_consent(product: Product, visitor: Visitor) -> None:
    said = talk(visitor, WISH, AGREE, ALL_AT_ONCE, "a soft hairline. I take warfarin.", *UNDERSTOOD, SEND)
    assert "warfarin" not in copy_of(product, said).text
    (stored,) = requests(product, visitor)
    assert stored.wishes == "a soft hairline."


def test_after_the_health_check_the_copy_holds_its_outcome(product: Product, visitor: Visitor) -> None:
    said = talk(visitor, "I finished accutane one month ago, am I suitable?", AGREE_HEALTH)
    said = visitor.tap(said.buttons[SCREENING.buttons["book"]])
    assert WORDING.consent in said.text
    said = talk_on(visitor, said, AGREE, ALL_AT_ONCE, NOTHING, *UNDERSTOOD, SEND)
    text = copy_of(product, said).text
    assert "Isotretinoin" in text
    assert "Not before" in text


def test_the_promised_answer_is_on_a_day_on_which_the_clinic_opens(
    product: Product, visitor: Visitor
) -> None:
    talk(visitor, WISH, AGREE, ALL_AT_ONCE, NOTHING, *UNDERSTOOD, "yes")
    (stored,) = requests(product, visitor)
    promised = dt.datetime.fromisoformat(stored.pack["reply_by"])
    assert promised > dt.datetime.now(dt.timezone.utc)
    assert promised.astimezone(KNOWLEDGE.clinic.timezone).weekday() != 6


def talk_on(visitor: Visitor, said: Said, *messages: str) -> Said:
    """Like `talk`, after a reply whose buttons may be tapped."""
    for message in messages:
        shown: dict[str, Any] = said.buttons
        said = visitor.tap(shown[message]) if message in shown else visitor.say(message)
    return said
