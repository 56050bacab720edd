"""A conversation that goes on elsewhere keeps its open dialogue, with the trained assistant."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import httpx
import pytest
from sqlalchemy.engine import Connection

from bot.channels.messages import Reply
from bot.database.models import now
from bot.database.moving import MovingCodes, go_on
from bot.database.session import open_engine
from bot.moving.wording import load_wording
from bot.settings import SECRET_FILE, read_settings
from tests.product import Product, Visitor

Result = TypeVar("Result")
WORDING = load_wording(Path("data/clinic"))
CODES = MovingCodes(read_settings(os.environ, SECRET_FILE).secret_key)


def run(product: Product, work: Callable[[Connection], Result]) -> Result:
    engine = open_engine(product.environment["DATABASE_URL"])
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        done = work(connection)
    engine.dispose()
    return done


def taken_over(product: Product, visitor: Visitor) -> Visitor:
    """The same conversation in another browser, after a stay on Telegram."""
    run(
        product,
        lambda c: go_on(c, visitor.conversation, "telegram", Reply("bye"), Reply("hello"), now()),
    )
    code = run(product, lambda c: CODES.offer(c, visitor.conversation, now()))
    other = Visitor(product.url)
    other.continue_with(code)
    assert other.conversation == visitor.conversation
    return other


def test_an_open_quote_goes_on_where_it_was(product: Product, visitor: Visitor) -> None:
    asked = visitor.say("how much for a full scalp, 3 sessions")
    other = taken_over(product, visitor)
    assert "how much for a full scalp, 3 sessions" in [each["text"] for each in other.history()]
    goes_on = other.say("what was that again?")
    assert set(asked.buttons) & set(goes_on.buttons)


def test_an_open_screening_goes_on_where_it_was(product: Product, visitor: Visitor) -> None:
    visitor.say("can you check if i can have it")
    visitor.say("yes")
    asked = visitor.say("I have psoriasis on my scalp")
    title = next(iter(asked.buttons))
    other = taken_over(product, visitor)
    answered = other.say(title)
    assert answered.text != asked.text
    assert "psoriasis" in other.say("what do you know about me").text


def test_the_old_side_begins_anew_with_a_word_about_where_it_goes_on(
    product: Product, visitor: Visitor
) -> None:
    visitor.say("does it hurt?")
    run(
        product,
        lambda c: go_on(c, visitor.conversation, "telegram", Reply("bye"), Reply("hello"), now()),
    )
    with pytest.raises(httpx.HTTPStatusError, match="401"):
        visitor.say("and how long does it last?")
    assert visitor.resumed() != visitor.conversation
    assert [each["text"] for each in visitor.history()] == [WORDING.farewell("telegram").text]


@pytest.mark.parametrize("words", ["can I continue on WhatsApp?", "do you have whatsapp"])
def test_a_channel_that_is_not_set_up_is_not_promised(visitor: Visitor, words: str) -> None:
    said = visitor.say(words)
    assert said.text == " ".join(
        [WORDING.said.say("not_there", place=WORDING.places["whatsapp"]), WORDING.said.say("only_here")]
    )


def test_asking_for_another_channel_leaves_a_screening_open(visitor: Visitor) -> None:
    visitor.say("can you check if i can have it")
    visitor.say("yes")
    asked = visitor.say("I have psoriasis on my scalp")
    said = visitor.say("can we continue on telegram")
    assert said.replies[0]["text"].startswith(WORDING.said.say("not_there", place=WORDING.places["telegram"]))
    assert said.buttons == asked.buttons


def test_a_code_typed_on_the_website_leads_to_the_page_that_takes_it(visitor: Visitor) -> None:
    (reply,) = visitor.say("K7M-4PX").replies
    assert reply["text"] == WORDING.said.say("code_typed_plain")
    assert [each["url"] for each in reply["attachments"]] == ["/?continue=K7M4PX"]
