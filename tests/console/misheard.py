"""Conversations for tests of learning: messages that were not understood, as the product stores them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from bot.database.models import BY_CHAT, consent, conversation, lead, message, new_id
from bot.database.transcript import open_conversation, outbound, store_inbound
from tests.console.desk import Desk

WELCOME = {"text": "Hello", "buttons": [], "attachments": [], "sources": []}
ASKS_BACK = {
    "text": "What did you mean?",
    "buttons": [{"title": "Pain", "payload": "/pain"}, {"title": "A person", "payload": "/talk_to_human"}],
    "attachments": [],
    "sources": [],
}
ANSWERS = {
    "text": "It is bearable.",
    "buttons": [{"title": "Prices", "payload": "/cost"}],
    "attachments": [],
    "sources": ["pain"],
}
OUTSIDE: dict[str, Any] = {
    "topics": [],
    "alternatives": [{"topic": "pain", "confidence": 0.3}],
    "out_of_scope": True,
}
UNSURE: dict[str, Any] = {
    "topics": [{"topic": "anesthetic", "confidence": 0.61, "clause": ""}],
    "alternatives": [{"topic": "anesthetic", "confidence": 0.61}, {"topic": "pain", "confidence": 0.2}],
    "out_of_scope": False,
}
SURE: dict[str, Any] = {
    "topics": [{"topic": "pain", "confidence": 0.97, "clause": ""}],
    "alternatives": [{"topic": "pain", "confidence": 0.97}],
    "out_of_scope": False,
}


def talk(
    connection: Connection,
    *texts: str,
    understood: dict[str, Any] = OUTSIDE,
    reply: dict[str, Any] = ASKS_BACK,
    tap: str | None = None,
) -> tuple[str, list[str]]:
    """(conversation, ids of its messages); each text gets `reply`. tap: payload tapped after the last one."""
    _, conversation_id = open_conversation(connection, "website", WELCOME)
    ids = [_said(connection, conversation_id, text, understood, reply) for text in texts]
    if tap is not None:
        sequence = _next(connection, conversation_id)
        accepted = store_inbound(connection, conversation_id, new_id(), "Tapped", tap)
        assert accepted.sequence == sequence
    return conversation_id, ids


def _said(
    connection: Connection, conversation_id: str, text: str, understood: dict[str, Any], reply: dict[str, Any]
) -> str:
    accepted = store_inbound(connection, conversation_id, new_id(), text, None)
    best = (understood["topics"] or [{"topic": "out_of_scope", "confidence": None}])[0]
    connection.execute(
        message.update()
        .where(message.c.id == accepted.id)
        .values(state="answered", understood=understood, intent=best["topic"], confidence=best["confidence"])
    )
    row = outbound(conversation_id, accepted.sequence + 1, accepted.id, reply)
    connection.execute(message.insert(), row)
    connection.execute(
        conversation.update()
        .where(conversation.c.id == conversation_id)
        .values(last_sequence=accepted.sequence + 1)
    )
    return accepted.id


def _next(connection: Connection, conversation_id: str) -> int:
    found = connection.execute(conversation.select().where(conversation.c.id == conversation_id)).one()
    return int(found.last_sequence) + 1


def with_lead(connection: Connection, conversation_id: str, name: str) -> None:
    """The visitor of a conversation gave a name."""
    visitor = (
        connection.execute(conversation.select().where(conversation.c.id == conversation_id)).one().visitor_id
    )
    agreed = new_id()
    connection.execute(
        consent.insert(), {"id": agreed, "visitor_id": visitor, "purpose": "contact", "wording_version": "1"}
    )
    connection.execute(
        lead.insert(),
        {
            "conversation_id": conversation_id,
            "consent_id": agreed,
            "name": name,
            "contact_kind": BY_CHAT,
            "state": "new",
        },
    )


def said(desk: Desk, *texts: str, **how: Any) -> list[str]:
    """The ids of messages in a conversation of their own."""
    ids: list[str] = desk.run(lambda connection: talk(connection, *texts, **how)[1])
    return ids
