"""What is found by words and by what is known, on both databases, and that nothing typed breaks them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Connection, Engine

from bot.database.models import assignment, conversation, message, staff, visitor
from bot.database.search import Hit, Place, Wanted, excerpt, found, found_loosely, rebuild_search
from bot.database.search_words import words_in
from bot.database.transcript import open_conversation, store_inbound

WELCOME = {"text": "Good day.", "buttons": [], "attachments": [], "sources": []}
AT = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)


def said(connection: Connection, text: str, days: float = 0, **columns: object) -> str:
    """The conversation of somebody new who wrote this so many days after AT."""
    _visitor, conversation_id = open_conversation(connection, "website", WELCOME)
    stored = store_inbound(connection, conversation_id, "1", text, None)
    at = AT + timedelta(days=days)
    connection.execute(message.update().where(message.c.id == stored.id).values(created_at=at, **columns))
    connection.execute(
        conversation.update().where(conversation.c.id == conversation_id).values(created_at=at)
    )
    return conversation_id


def texts(hits: list[Hit]) -> list[str]:
    return ["".join(piece for piece, _found in hit.excerpt) for hit in hits]


def by(text: str, **limits: object) -> Wanted:
    return Wanted(words=words_in(text), **limits)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("hurts", ["Will the needle hurt me?"]),
        ("NEEDLE hurt", ["Will the needle hurt me?"]),
        ("needle price", []),
        ('"needle hurt"', ["Will the needle hurt me?"]),
        ('"hurt needle"', []),
        ("need*", ["Will the needle hurt me?"]),
        ("naive", ["A naïve question about price"]),
        ("question -price", []),
        ("price", ["A naïve question about price"]),
    ],
)
def test_words_are_found(engine: Engine, query: str, expected: list[str]) -> None:
    if engine.dialect.name == "postgresql" and query == "naive":
        query = "naïve"  # its dictionary keeps accents
    with engine.begin() as connection:
        said(connection, "Will the needle hurt me?")
        said(connection, "A naïve question about price")
        assert texts(found(connection, by(query), 10)) == expected


def test_newest_first_and_pages_meet(engine: Engine) -> None:
    with engine.begin() as connection:
        for number in range(30):
            said(connection, f"scalp {number}", days=-number * 40)
        rebuild_search(connection)
        seen: list[str] = []
        after = None
        while page := found(connection, by("scalp"), 7, after):
            seen += texts(page)
            after = Place(page[-1].at, page[-1].message)
        assert seen == [f"scalp {number}" for number in range(30)]


def test_a_page_goes_on_although_its_last_message_was_erased(engine: Engine) -> None:
    with engine.begin() as connection:
        for number in range(6):
            said(connection, f"scalp {number}", days=-number)
        rebuild_search(connection)
        page = found(connection, by("scalp"), 3)
        connection.execute(visitor.delete().where(visitor.c.id == page[-1].visitor))
        rest = found(connection, by("scalp"), 10, Place(page[-1].at, page[-1].message))
        assert texts(rest) == ["scalp 3", "scalp 4", "scalp 5"]


def test_erased_and_changed_messages_are_found_no_more(engine: Engine) -> None:
    with engine.begin() as connection:
        said(connection, "first secret")
        said(connection, "second secret")
        connection.execute(message.update().where(message.c.text == "second secret").values(text="removed"))
        connection.execute(
            visitor.delete().where(visitor.c.id == found(connection, by("first"), 1)[0].visitor)
        )
        assert found(connection, by("secret"), 10) == []
        assert texts(found(connection, by("removed"), 10)) == ["removed"]


def test_limits_narrow_words(engine: Engine) -> None:
    with engine.begin() as connection:
        said(connection, "scalp one", days=0, intent="pain", confidence=0.9)
        said(connection, "scalp two", days=1, intent="cost", confidence=0.4)
        said(connection, "scalp three", days=2, intent="cost", confidence=0.8)
        rebuild_search(connection)
        for limits, expected in (
            ({"topic": "cost"}, ["scalp three", "scalp two"]),
            ({"most": 0.5}, ["scalp two"]),
            ({"least": 0.5, "topic": "cost"}, ["scalp three"]),
            ({"since": AT + timedelta(days=1), "until": AT + timedelta(days=2)}, ["scalp two"]),
            ({"channel": "telegram"}, []),
            ({"outcome": "defer"}, []),
            ({"concept": "keloid"}, []),
        ):
            assert texts(found(connection, by("scalp", **limits), 10)) == expected, limits


def test_without_words_conversations_are_found_by_what_their_visitor_said_first(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            staff.insert(), {"id": "s" * 32, "name": "Ada", "sign_in": "ada", "role": "reviewer"}
        )
        mine = said(connection, "Please look after me")
        said(connection, "Nobody has me", days=1)
        connection.execute(
            assignment.insert(),
            {"conversation_id": mine, "staff_id": "s" * 32, "kind": "assigned", "by_id": "s" * 32},
        )
        assert texts(found(connection, Wanted(owner="s" * 32), 10)) == ["Please look after me"]
        assert texts(found(connection, Wanted(channel="website"), 10)) == [
            "Nobody has me",
            "Please look after me",
        ]


def test_some_of_the_words_are_found_where_no_message_has_all(engine: Engine) -> None:
    with engine.begin() as connection:
        said(connection, "only minoxidil")
        hits, loosely = found_loosely(connection, by("minoxidil zeppelin"), 10)
        assert (texts(hits), loosely) == (["only minoxidil"], True)
        assert found_loosely(connection, by("airship zeppelin"), 10) == ([], False)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60) | st.text(alphabet="ab\"'*-()&|!:<>\\ ^{}_²", max_size=30))
def test_no_text_is_an_error(engine: Engine, text: str) -> None:
    words = words_in(text.replace("\x00", ""))
    if words is not None:
        with engine.connect() as connection:
            found_loosely(connection, Wanted(words=words), 5)


def test_an_excerpt_begins_near_the_first_found_word() -> None:
    pieces = excerpt("a" * 500 + " \x02here\x03 " + "b" * 500)
    assert pieces[0] == ("…", False)
    assert ("here", True) in pieces
    assert sum(len(piece) for piece, _found in pieces) <= 222
