"""A worried visitor asks, through the HTTP API and the trained assistant."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from bot.database.models import INBOUND, message
from bot.forms.names import BY_TOPIC
from bot.knowledge import load_knowledge
from bot.web import newest_model
from tests.conversations.screening_talk import rows
from tests.product import Product, Visitor

KNOWLEDGE = load_knowledge(Path("data/clinic"))

ASKED = [
    ("will it hurt??", "pain"),
    ("how long does it last", "permanence"),
    ("can u do it on grey hair", "gray_hair"),
    ("Does insurance pay for SMP?", "insurance"),
    ("what if i want it gone one day", "removal"),
    ("is rogaine a problem with the dots", "minoxidil"),
    ("how many visits will I need", "sessions_count"),
    ("when am i allowed to go swimming after", "aftercare_water_heat"),
    ("how does it compare with a hair transplant", "vs_transplant"),
    ("price in istanbul?", "cost_turkey"),
]


@pytest.mark.parametrize(("question", "topic"), ASKED)
def test_a_question_in_own_words_gets_the_answer_of_its_topic(
    visitor: Visitor, question: str, topic: str
) -> None:
    assert visitor.say(question).text == KNOWLEDGE.answer(topic).text


@pytest.mark.parametrize("topic", [topic for topic in KNOWLEDGE.topics if topic not in BY_TOPIC])
def test_every_topic_can_be_reached_by_its_button(product: Product, topic: str) -> None:
    sender = Visitor(product.url).conversation
    port = product.environment["RASA_PORT"]
    answer = httpx.post(
        f"http://127.0.0.1:{port}/webhooks/rest/webhook",
        json={"sender": sender, "message": f"/{topic}"},
        timeout=30,
    ).json()
    said = answer[0]["custom"]["reply"]["text"]
    expected = KNOWLEDGE.answer(topic).text if topic in KNOWLEDGE.faq else KNOWLEDGE.phrase(topic).text
    assert said == expected


def test_two_questions_in_one_message_are_both_answered(visitor: Visitor) -> None:
    said = visitor.say("does it hurt and how long does it last?")
    assert KNOWLEDGE.answer("pain").first in said.text
    assert KNOWLEDGE.answer("permanence").first in said.text
    assert len(said.replies) == 1


def test_the_source_of_the_last_answer_is_told_on_request(visitor: Visitor) -> None:
    visitor.say("does it hurt?")
    said = visitor.say("where is this from?")
    assert KNOWLEDGE.sources(KNOWLEDGE.answer("pain").facts) in said.text


def test_asking_for_a_source_before_any_answer_is_answered_honestly(visitor: Visitor) -> None:
    assert visitor.say("where is this from?").text == KNOWLEDGE.phrase("source_none").text


def test_a_button_can_be_chosen_by_its_number(visitor: Visitor) -> None:
    first = visitor.say("does it hurt?")
    titles = list(first.buttons)
    second = visitor.say("2")
    topic = first.buttons[titles[1]].removeprefix("/")
    expected = KNOWLEDGE.answer(topic).text if topic in KNOWLEDGE.faq else KNOWLEDGE.phrase(topic).text
    assert second.text == expected


def test_what_is_unrelated_is_turned_away_calmly_with_a_way_on(visitor: Visitor) -> None:
    said = visitor.say("who won the football last night?")
    assert said.text == KNOWLEDGE.phrase("out_of_scope").text
    assert said.buttons


def test_it_says_honestly_that_it_is_a_program(visitor: Visitor) -> None:
    assert "not a person" in visitor.say("am I talking to a real person or a bot?").text


def test_a_payload_that_was_never_offered_is_refused(visitor: Visitor) -> None:
    with pytest.raises(httpx.HTTPStatusError, match="400"):
        visitor.tap("/restart")


def test_a_typed_intent_with_entities_is_read_as_words(visitor: Visitor) -> None:
    said = visitor.say('/pain{"secret": "x"}')
    assert "secret" not in said.text
    assert visitor.history()[-2]["text"] == '/pain{"secret": "x"}'


def test_a_request_for_a_person_is_marked_for_staff_and_says_when_somebody_means_to_answer(
    visitor: Visitor,
) -> None:
    said = visitor.say("can i speak to a human please")
    assert said.text.startswith(KNOWLEDGE.phrase("talk_to_human").text)
    assert "Somebody there means to answer" in said.text


def test_a_health_question_is_neither_reassured_nor_told_to_stop_a_medicine(visitor: Visitor) -> None:
    said = visitor.say("i'm on warfarin, should i stop it before my session?")
    assert "do not stop" in said.text.lower()


def test_the_whole_conversation_is_there_after_a_reload(visitor: Visitor) -> None:
    visitor.say("does it hurt?")
    texts = [message["text"] for message in visitor.history()]
    assert texts[0] == KNOWLEDGE.phrase("welcome").text
    assert "does it hurt?" in texts
    assert texts[-1] == KNOWLEDGE.answer("pain").text


def test_nothing_that_a_visitor_said_is_in_the_logs(product: Product, visitor: Visitor) -> None:
    visitor.say("my neighbour Zebedee Quixotewith has a purple aardvark")
    assert "aardvark" not in product.log
    assert "Quixotewith" not in product.log


def test_it_is_kept_which_model_and_which_answers_a_message_was_answered_by(
    product: Product, visitor: Visitor
) -> None:
    visitor.say("will it hurt??")
    (asked,) = [row for row in rows(product, message, visitor) if row.direction == INBOUND]
    assert asked.knowledge_version == KNOWLEDGE.version
    assert asked.model_version == newest_model(Path("models"))
