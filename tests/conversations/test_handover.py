"""A person can be asked for in the middle of every dialogue, and it can be gone on with afterwards."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from sqlalchemy import select

from bot.database.models import conversation, message, promise
from bot.database.models import visitor as person
from bot.database.reminder_table import reminder
from bot.database.session import open_engine
from bot.handover_wording import wording_in
from bot.reminder_clock import LOOK_EVERY
from tests.conversations.dates_talk import ASK
from tests.conversations.reminder_talk import CLINIC, KNOWLEDGE
from tests.conversations.screening_talk import AGREE, rows, talk
from tests.product import Product, Visitor

WAITING = wording_in(CLINIC).phrases["waiting"].split("{")[0].removeprefix("Somebody at the clinic ")

DIALOGUES = {
    "quote": ["can I get a quote", "the scalp one please"],
    "screening": ["I have psoriasis, can I have it?", AGREE],
    "consent of the screening": ["I have psoriasis, can I have it?"],
    "symptom": ["i had my session yesterday and my scalp is red, is something wrong?", AGREE],
    "dates": ["can you work out my dates"],
    "booking": ["I'd like to book a consultation"],
    "name of the booking": ["I'd like to book a consultation", "Yes, pass them on"],
    "nothing": [],
}


@pytest.mark.parametrize("words", ["a person please", "can I talk to a human", "Talk to a person"])
@pytest.mark.parametrize("dialogue", DIALOGUES)
def test_a_person_can_be_asked_for(product: Product, visitor: Visitor, dialogue: str, words: str) -> None:
    talk(visitor, *DIALOGUES[dialogue])
    answer = visitor.say(words)
    assert KNOWLEDGE.phrase("talk_to_human").text in answer.text
    assert WAITING in answer.text
    (row,) = rows(product, conversation, visitor)
    assert row.needs_person


@pytest.mark.parametrize("dialogue", [name for name in DIALOGUES if name != "nothing"])
def test_the_dialogue_waits_and_goes_on_with_its_question(visitor: Visitor, dialogue: str) -> None:
    question = talk(visitor, *DIALOGUES[dialogue])
    asked = question.text.split("\n\n")[-1]
    answer = visitor.say("a person please")
    assert asked in visitor.tap(answer.buttons["Continue"]).text


def test_the_dates_are_still_asked_for_after_a_person_was(visitor: Visitor) -> None:
    visitor.say("can you work out my dates")
    answer = visitor.say("a person please")
    assert ASK in visitor.tap(answer.buttons["Continue"]).text


def test_the_running_product_owns_up_to_a_promise_and_takes_a_contact(
    product: Product, visitor: Visitor
) -> None:
    visitor.say("a person please")
    as_if_long_ago(product, visitor)
    deadline = time.monotonic() + 30
    while "nobody has yet" not in visitor.history()[-1]["text"]:
        assert time.monotonic() < deadline, visitor.history()[-1]
        time.sleep(0.5)
    newest = visitor.history()[-1]
    (button,) = newest["buttons"]
    assert "telephone number or e-mail address" in visitor.tap(button["payload"]).text
    assert "I have passed on +44 7700 900123" in visitor.say("07700 900123").text
    time.sleep(LOOK_EVERY + 1)
    texts = [each["text"] for each in visitor.history()]
    assert sum("nobody has yet" in text for text in texts) == 1


def as_if_long_ago(product: Product, visitor: Visitor) -> None:
    """The promise was to be kept an hour ago, nothing was written since, and it is midday where the visitor is."""
    now = dt.datetime.now(dt.timezone.utc)
    zone = f"Etc/GMT{now.hour - 12:+d}"  # these are named by what is added to reach Greenwich
    here = visitor.conversation
    engine = open_engine(product.environment["DATABASE_URL"])
    owner = select(conversation.c.visitor_id).where(conversation.c.id == here).scalar_subquery()
    changes = [
        person.update().where(person.c.id == owner).values(timezone=zone),
        message.update()
        .where(message.c.conversation_id == here)
        .values(created_at=now - dt.timedelta(hours=9)),
        promise.update().where(promise.c.conversation_id == here).values(due_at=now - dt.timedelta(hours=1)),
        reminder.update().where(reminder.c.conversation_id == here).values(look_at=now),
    ]
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        for change in changes:
            connection.execute(change)
    engine.dispose()
