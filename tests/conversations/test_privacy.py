"""What somebody may have done with their own data in the chat, with the trained assistant."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Row

from bot.database.erasure import personal_data, receipts, visitor_of
from bot.database.models import consent, tracker
from bot.database.search import Wanted, found
from bot.database.search_words import words_in
from bot.database.session import open_engine
from bot.knowledge import load_knowledge
from bot.privacy.wording import load_wording
from tests.product import Product, Said, Visitor

CLINIC = Path("data/clinic")
KNOWLEDGE = load_knowledge(CLINIC)
WORDING = load_wording(CLINIC, KNOWLEDGE.clinic)
BUTTONS = WORDING.said.buttons


def phrase(name: str) -> str:
    """A sentence that fills in nothing, as it is said."""
    return WORDING.said.say(name)


def begun_screening(visitor: Visitor) -> Said:
    """Somebody in the middle of a screening that they agreed to have stored."""
    visitor.say("can you check if i can have it")
    visitor.say("yes")
    return visitor.say("I have psoriasis on my scalp")


def erased(visitor: Visitor) -> Said:
    return visitor.tap(visitor.say("delete my data").buttons[BUTTONS["erase_yes"]])


@pytest.mark.parametrize(
    "words", ["what do you know about me", "What data do you have on me?", "show me my data please"]
)
def test_what_is_stored_is_told_in_words(visitor: Visitor, words: str) -> None:
    said = visitor.say(words)
    assert said.text.startswith(phrase("shown"))
    assert said.text.endswith(phrase("shown_end"))
    assert BUTTONS["erase"] in said.buttons


def test_asking_what_is_stored_tells_findings_and_consent_and_the_screening_goes_on(visitor: Visitor) -> None:
    question = begun_screening(visitor)
    said = visitor.say("what do you know about me?")
    assert "psoriasis" in said.text
    assert WORDING.purpose("health_data") in said.text
    assert said.replies[-1]["text"].endswith(question.text.rpartition("\n\n")[2])
    assert said.buttons.keys() >= question.buttons.keys()


def test_asking_what_is_stored_in_the_middle_of_a_quote_leaves_the_quote_open(visitor: Visitor) -> None:
    asked = visitor.say("can i get a quote")
    said = visitor.say("what do you know about me")
    assert phrase("shown") in said.text
    assert said.buttons.keys() >= asked.buttons.keys()


def test_erasing_is_asked_first_and_can_be_taken_back(visitor: Visitor) -> None:
    asked = visitor.say("forget me")
    assert asked.text == phrase("erase_ask")
    assert list(asked.buttons) == [BUTTONS["erase_yes"], BUTTONS["keep"]]
    kept = visitor.say(BUTTONS["keep"])
    assert kept.text == phrase("erase_kept")
    assert "forget me" in [each["text"] for each in visitor.history()]


def test_a_plain_yes_confirms_and_a_plain_no_keeps(visitor: Visitor) -> None:
    visitor.say("delete my data")
    assert visitor.say("no").text == phrase("erase_kept")
    visitor.say("delete my data")
    assert "Receipt" in visitor.say("Yes!").text


def test_erasing_leaves_a_receipt_and_nothing_of_what_was_said(product: Product, visitor: Visitor) -> None:
    begun_screening(visitor)
    visitor.say("my neighbour Quetzalina has it too")
    said = erased(visitor)
    number = re.search(r"Receipt: ([0-9a-f]{32})\.", said.text)
    assert number is not None
    assert [each["text"] for each in visitor.history()] == [said.text]
    engine = open_engine(product.environment["DATABASE_URL"])
    with engine.connect() as connection:
        receipt = next(row for row in receipts(connection, 50) if row.id == number[1])
        person = visitor_of(connection, visitor.conversation)
        assert person is not None
        assert person != receipt.visitor_id
        assert receipt.asked_by == "visitor"
        assert receipt.counts.keys() >= {"message", "tracker", "consent"}
        assert set(personal_data(connection, person)) == {"visitor", "conversation", "message"}
        assert connection.execute(select(tracker).where(_of(visitor))).all() == []
        assert found(connection, Wanted(words=words_in("Quetzalina")), 10) == []
    engine.dispose()
    assert "Quetzalina" not in product.log


def test_after_erasing_the_chat_goes_on_without_memory(visitor: Visitor) -> None:
    begun_screening(visitor)
    erased(visitor)
    assert visitor.say("does it hurt?").text == KNOWLEDGE.answer("pain").text
    assert "psoriasis" not in visitor.say("what do you know about me").text


def test_the_receipt_reaches_a_page_that_was_open_meanwhile(visitor: Visitor) -> None:
    visitor.say("does it hurt?")
    seen = visitor.history()[-1]["sequence"]
    said = erased(visitor)
    assert [each["sequence"] > seen for each in visitor.history()] == [True]
    assert visitor.resumed() == visitor.conversation
    assert visitor.history()[0]["text"] == said.text


def test_stop_ends_reminders_and_answers_go_on(product: Product, visitor: Visitor) -> None:
    agree(product, visitor, "reminders")
    assert visitor.say("STOP").text == phrase("stopped")
    assert [row.withdrawn_at is None for row in consents(product, visitor)] == [False]
    assert visitor.say("does it hurt?").text == KNOWLEDGE.answer("pain").text


def test_stop_messages_in_a_screening_leaves_it_open(visitor: Visitor) -> None:
    question = begun_screening(visitor)
    assert visitor.say("stop sending me messages").text == phrase("stopped")
    assert visitor.say("hmm").buttons.keys() >= question.buttons.keys()


def test_the_only_consent_is_withdrawn_at_once_with_what_stood_on_it(
    product: Product, visitor: Visitor
) -> None:
    begun_screening(visitor)
    said = visitor.say("I withdraw my consent")
    assert said.text == WORDING.said.say("withdrawn", purposes="health data")
    assert [row.withdrawn_at is None for row in consents(product, visitor)] == [False]
    assert "psoriasis" not in visitor.say("what do you know about me").text.split("Consents")[0]


def test_of_several_consents_it_asks_which(product: Product, visitor: Visitor) -> None:
    agree(product, visitor, "reminders")
    agree(product, visitor, "contact")
    asked = visitor.say("withdraw my consent")
    assert asked.text == phrase("withdraw_which")
    visitor.say(WORDING.purpose("contact"))
    assert {row.purpose: row.withdrawn_at is None for row in consents(product, visitor)} == {
        "contact": False,
        "reminders": True,
    }


def test_the_consent_that_is_named_is_withdrawn(product: Product, visitor: Visitor) -> None:
    agree(product, visitor, "reminders")
    agree(product, visitor, "contact")
    visitor.say("withdraw my consent for reminders")
    assert {row.purpose: row.withdrawn_at is None for row in consents(product, visitor)} == {
        "contact": True,
        "reminders": False,
    }


def test_without_any_consent_it_says_so(visitor: Visitor) -> None:
    assert visitor.say("withdraw my consent").text == phrase("withdraw_none")


def test_a_general_question_about_privacy_offers_what_can_be_done_here(visitor: Visitor) -> None:
    said = visitor.say("is this chat confidential?")
    assert said.text.startswith(KNOWLEDGE.phrase("privacy").text)
    assert BUTTONS["show"] in said.buttons
    assert visitor.tap(said.buttons[BUTTONS["show"]]).text.startswith(phrase("shown"))


def test_an_emergency_in_the_same_message_comes_first(visitor: Visitor) -> None:
    said = visitor.say("I can't breathe and my face is swelling. Delete my data.")
    assert KNOWLEDGE.clinic.emergency_number() in said.text
    assert phrase("erase_ask") not in said.text


def agree(product: Product, visitor: Visitor, purpose: str) -> None:
    engine = open_engine(product.environment["DATABASE_URL"])
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        person = visitor_of(connection, visitor.conversation)
        connection.execute(
            consent.insert(), {"visitor_id": person, "purpose": purpose, "wording_version": "1"}
        )
    engine.dispose()


def consents(product: Product, visitor: Visitor) -> list[Row]:
    engine = open_engine(product.environment["DATABASE_URL"])
    with engine.connect() as connection:
        person = visitor_of(connection, visitor.conversation)
        rows = connection.execute(select(consent).where(consent.c.visitor_id == person)).all()
    engine.dispose()
    return list(rows)


def _of(visitor: Visitor) -> object:
    return tracker.c.conversation_id == visitor.conversation
