"""Conversations for tests of the console, written as the product writes them."""

from __future__ import annotations

from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any
from uuid import uuid4

from sqlalchemy.engine import Connection

from bot.channels.messages import Button, Reply
from bot.database.leads import give_contact_consent
from bot.database.models import (
    LEAD_NEW,
    consent,
    conversation,
    lead,
    message,
    new_id,
    price_book,
    quote,
    rule_set,
    screening,
)
from bot.database.promises import Owed, owe
from bot.database.transcript import open_conversation, outbound, store_inbound
from bot.handover import Promises, rank
from tests.console.desk import CLINIC, Desk

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=timezone.utc)
PROMISES = Promises(CLINIC)
WELCOME = Reply("Hello, I am the assistant.", (Button("Prices", "/cost"),))


def talk(desk: Desk, *said: str, channel: str = "website", visitor: str | None = None) -> str:
    """A conversation in which the visitor said this and each message was answered."""

    def work(connection: Connection) -> str:
        _, made = open_conversation(connection, channel, WELCOME.to_json(), visitor)
        connection.execute(
            message.update().where(message.c.conversation_id == made).values(created_at=MONDAY)
        )
        for text in said:
            say(connection, made, text)
        return made

    return str(desk.run(work))


def say(connection: Connection, conversation_id: str, text: str, **columns: Any) -> str:
    """The visitor writes, and the assistant answers."""
    accepted = store_inbound(connection, conversation_id, uuid4().hex, text, None)
    changed = {"state": "answered", "created_at": MONDAY, **columns}
    connection.execute(message.update().where(message.c.id == accepted.id).values(**changed))
    reply = outbound(conversation_id, accepted.sequence + 1, accepted.id, Reply("An answer.").to_json())
    connection.execute(message.insert(), reply | {"created_at": MONDAY})
    sequence = {"last_sequence": accepted.sequence + 1}
    connection.execute(conversation.update().where(conversation.c.id == conversation_id).values(**sequence))
    return accepted.id


def owed(desk: Desk, conversation_id: str, kind: str, why: str = "A reason.", at: datetime = MONDAY) -> None:
    """Something is owed since `at`."""
    desk.run(
        lambda connection: owe(
            connection, conversation_id, Owed(kind, rank(kind), why, at, PROMISES.due(kind, at))
        )
    )


def screened(
    desk: Desk, conversation_id: str, disposition: str, lane: str = "before", supersedes: str | None = None
) -> str:
    """A screening of the conversation with one reason."""

    def work(connection: Connection) -> str:
        visitor = (
            connection.execute(conversation.select().where(conversation.c.id == conversation_id))
            .one()
            .visitor_id
        )
        agreed = {
            "id": new_id(),
            "visitor_id": visitor,
            "purpose": "health_data",
            "wording_version": "1",
            "given_at": MONDAY,
        }
        connection.execute(consent.insert(), agreed)
        if connection.execute(rule_set.select().where(rule_set.c.version == "r1")).first() is None:
            connection.execute(rule_set.insert(), {"version": "r1", "files": {}})
        row = {
            "id": new_id(),
            "conversation_id": conversation_id,
            "consent_id": agreed["id"],
            "supersedes": supersedes,
            "complete": True,
            "lane": lane,
            "subject": "self",
            "disposition": disposition,
            "screened_on": date(2026, 11, 23),
            "reasons": [
                {
                    "concept": "keloid_history",
                    "title": "Keloids",
                    "rule": "keloid_history.any",
                    "disposition": disposition,
                    "text": "Keloids can come back in tattooed skin.",
                    "source": ["unknown-key"],
                    "words": ["keloids"],
                }
            ],
            "precautions": [],
            "assumed": [],
            "answers": [{"question": "Where?", "answer": "On the chest"}],
            "rule_version": "r1",
            "lexicon_version": "l1",
            "created_at": MONDAY,
        }
        connection.execute(screening.insert(), row)
        return str(row["id"])

    return str(desk.run(work))


def quoted(desk: Desk, conversation_id: str) -> None:
    """An estimate as it was told."""

    def work(connection: Connection) -> None:
        if connection.execute(price_book.select().where(price_book.c.version == "p1")).first() is None:
            connection.execute(price_book.insert(), {"version": "p1", "text": "prices"})
        line = {"label": "Full scalp", "low": "500.00", "high": "900.00", "basis": "for three sessions"}
        row = {
            "conversation_id": conversation_id,
            "lines": [line],
            "result": {"lines": [line]},
            "currency": "USD",
            "low": Decimal("500.00"),
            "high": Decimal("900.00"),
            "book_version": "p1",
            "valid_until": date(2026, 12, 23),
            "provisional": True,
            "provisional_reason": "needs_clinician",
            "created_at": MONDAY,
        }
        connection.execute(quote.insert(), row)

    desk.run(work)


def asked_to_come(desk: Desk, conversation_id: str, name: str = "Jo Blogg") -> None:
    """A request for a consultation, with the agreement to pass contact details on."""

    def work(connection: Connection) -> None:
        agreed = give_contact_consent(connection, conversation_id, "1")
        row = {
            "conversation_id": conversation_id,
            "consent_id": agreed,
            "name": name,
            "contact_kind": "phone",
            "contact": "+442079460182",
            "preferred": {"shown": "Saturday, in the morning"},
            "wishes": "A soft hairline, please.",
            "state": LEAD_NEW,
            "created_at": MONDAY,
        }
        connection.execute(lead.insert(), row)

    desk.run(work)
