"""What was said is stored once, in order, and read back as it was, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Connection, Engine

from bot.channels.messages import Attachment, Button, Reply
from bot.database.models import conversation, message
from bot.database.spoken import outbound
from bot.database.transcript import (
    UnknownConversationError,
    change,
    current_conversation,
    history,
    offered_title,
    open_conversation,
    store_inbound,
)

WELCOME = Reply("Welcome.", (Button("Prices", "/cost"),), sources=("a",)).to_json()


@pytest.fixture
def opened(engine: Engine) -> str:
    """The id of a conversation with a welcome."""
    with engine.begin() as connection:
        return open_conversation(connection, "website", WELCOME)[1]


def writing(engine: Engine) -> Any:
    return engine.connect().execution_options(writing=True)


def store(engine: Engine, conversation_id: str, provider_id: str, text: str = "hello") -> Any:
    with writing(engine) as connection, connection.begin():
        return store_inbound(connection, conversation_id, provider_id, text, None)


def test_a_new_conversation_begins_with_its_welcome(engine: Engine, opened: str) -> None:
    with engine.connect() as connection:
        (welcome,) = history(connection, opened)
    assert (welcome.sequence, welcome.direction, welcome.text) == (1, "out", "Welcome.")
    assert welcome.buttons == [{"title": "Prices", "payload": "/cost"}]
    assert welcome.to_json()["at"].endswith("+00:00")


def test_a_visitor_keeps_the_conversation_until_it_is_closed(engine: Engine) -> None:
    with engine.begin() as connection:
        visitor, first = open_conversation(connection, "website", WELCOME)
        assert current_conversation(connection, visitor, "website") == first
        assert current_conversation(connection, visitor, "telegram") is None
        change(connection, first, state="closed")
        assert current_conversation(connection, visitor, "website") is None
        same, second = open_conversation(connection, "website", WELCOME, visitor)
        assert (same, current_conversation(connection, visitor, "website")) == (visitor, second)


def test_a_visitor_who_was_erased_comes_back_as_somebody_new(engine: Engine) -> None:
    with engine.begin() as connection:
        visitor, _ = open_conversation(connection, "website", WELCOME, "f" * 32)
    assert visitor != "f" * 32


def test_a_repeated_message_is_stored_once_and_keeps_its_id(engine: Engine, opened: str) -> None:
    first = store(engine, opened, "p1")
    again = store(engine, opened, "p1", "something else")
    assert (first.repeated, again.repeated) == (False, True)
    assert (again.id, again.sequence) == (first.id, first.sequence)
    with engine.connect() as connection:
        assert [said.text for said in history(connection, opened)] == ["Welcome.", "hello"]


def test_the_same_id_in_two_conversations_is_two_messages(engine: Engine, opened: str) -> None:
    with engine.begin() as connection:
        other = open_conversation(connection, "website", WELCOME)[1]
    assert store(engine, opened, "p1").id != store(engine, other, "p1").id


def test_the_same_message_five_times_at_once_is_stored_once(engine: Engine, opened: str) -> None:
    with ThreadPoolExecutor(5) as threads:
        accepted = list(threads.map(lambda _: store(engine, opened, "p1"), range(5)))
    assert len({each.id for each in accepted}) == 1
    assert sorted(each.repeated for each in accepted) == [False, True, True, True, True]


def test_messages_stored_at_once_get_a_place_each_without_gaps(engine: Engine, opened: str) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: store(engine, opened, f"p{number}"), range(40)))
    with engine.connect() as connection:
        assert [said.sequence for said in history(connection, opened)] == list(range(1, 42))


def test_a_message_to_no_conversation_is_refused(engine: Engine) -> None:
    with pytest.raises(UnknownConversationError):
        store(engine, "f" * 32, "p1")


@pytest.mark.parametrize(
    "text",
    [
        "ü ß 漢字 🙂 سلام",
        "x" * 60_000,
        "'; DROP TABLE message; --",
        "<script>alert(1)</script>",
        "%s %(a)s :b",
    ],
)
def test_any_text_is_kept_as_it_is(engine: Engine, opened: str, text: str) -> None:
    store(engine, opened, "p1", text)
    with engine.connect() as connection:
        assert history(connection, opened, after=1)[0].text == text


def say(connection: Connection, conversation_id: str, sequence: int, reply: Reply) -> None:
    connection.execute(message.insert(), outbound(conversation_id, sequence, None, reply.to_json()))
    change(connection, conversation_id, last_sequence=sequence)


def test_attachments_and_sources_are_kept(engine: Engine, opened: str) -> None:
    reply = Reply("Dates.", (), (Attachment("calendar", "Aftercare", "/a.ics"),), ("wash_from",))
    with engine.begin() as connection:
        say(connection, opened, 2, reply)
        (said,) = history(connection, opened, after=1)
        sources = connection.execute(select(message.c.sources).where(message.c.sequence == 2)).scalar_one()
    assert said.attachments == [{"kind": "calendar", "title": "Aftercare", "url": "/a.ics"}]
    assert sources == ["wash_from"]


def test_a_button_is_known_as_long_as_the_conversation_lasts(engine: Engine, opened: str) -> None:
    with engine.begin() as connection:
        for sequence in range(2, 160):
            say(connection, opened, sequence, Reply("?", (Button(f"Number {sequence}", f"/n{sequence}"),)))
        assert offered_title(connection, opened, "/n159") == "Number 159"
        assert offered_title(connection, opened, "/n60") == "Number 60"
        assert offered_title(connection, opened, "/cost") == "Prices"


def test_a_button_of_another_conversation_or_of_nobody_is_unknown(engine: Engine, opened: str) -> None:
    with engine.begin() as connection:
        other = open_conversation(connection, "website", Reply("Hi.", (Button("A", "/a"),)).to_json())[1]
        assert offered_title(connection, opened, "/a") is None
        assert offered_title(connection, other, "/cost") is None
        assert offered_title(connection, "f" * 32, "/cost") is None


def test_erasing_a_conversation_erases_its_messages(engine: Engine, opened: str) -> None:
    store(engine, opened, "p1")
    with engine.begin() as connection:
        connection.execute(conversation.delete().where(conversation.c.id == opened))
        assert connection.execute(select(message.c.id)).all() == []
