"""Messages that the assistant was not sure of, with what happened next: what staff may learn from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.engine import Connection, Row

from bot.database.corrections import REJECTED
from bot.database.models import (
    INBOUND,
    NOT_SURE,
    OUTBOUND,
    conversation,
    correction,
    lead,
    message,
    review,
    staff,
)
from bot.reading.redaction import redact

MOST_CHOICES: Final = 3


@dataclass(frozen=True)
class Heard:
    """A typed message that the assistant was not sure of.

    understood_as: the topics that it was taken for, best first, as ids; empty for none.
    alternatives: the topics that came nearest. chosen: the topic that the visitor then tapped, if one.
    asked_back: whether the assistant asked what was meant, or said that it is outside its subject.
    """

    id: str
    conversation: str
    text: str
    at: datetime
    understood_as: tuple[str, ...]
    alternatives: tuple[str, ...]
    confidence: float | None
    chosen: str | None
    asked_back: bool


_HELD = exists().where(correction.c.message_id == message.c.id).where(correction.c.state != REJECTED)
_COLUMNS = (
    message.c.id,
    message.c.conversation_id,
    message.c.sequence,
    message.c.text,
    message.c.created_at,
    message.c.understood,
    message.c.intent,
    message.c.confidence,
)


def not_understood(connection: Connection, sure_from: float, most: int) -> list[Heard]:
    """Messages whose best topic is below `sure_from` (0 to 1) or that have none, newest first, `most` of them.

    Without those that somebody has dealt with, and those that answered a question of a form.
    """
    statement = (
        select(*_COLUMNS)
        .where(NOT_SURE, ~_HELD)
        .where(or_(message.c.confidence.is_(None), message.c.confidence < sure_from))
        .order_by(message.c.created_at.desc(), message.c.id.desc())
        .limit(most)
    )
    return [one for one in _heard(connection, connection.execute(statement).all()) if one.asked_back]


def heard(connection: Connection, message_id: str) -> Heard | None:
    """One inbound message, however sure the assistant was of it."""
    statement = select(*_COLUMNS).where(message.c.id == message_id, message.c.direction == INBOUND)
    found = _heard(connection, connection.execute(statement).all())
    return found[0] if found else None


def _heard(connection: Connection, rows: Sequence[Row]) -> list[Heard]:
    ids = [row.id for row in rows]
    asked_back = _asked_back(connection, ids)
    chosen = _chosen_next(connection, ids)
    found = []
    for row in rows:
        understood: Mapping[str, Any] = row.understood or {}
        found.append(
            Heard(
                id=row.id,
                conversation=row.conversation_id,
                text=row.text,
                at=row.created_at,
                understood_as=_topics(understood.get("topics")),
                alternatives=_topics(understood.get("alternatives"))[:MOST_CHOICES],
                confidence=row.confidence,
                chosen=chosen.get(row.id) if row.id in asked_back else None,
                asked_back=row.id in asked_back,
            )
        )
    return found


def _topics(items: Any) -> tuple[str, ...]:
    return tuple(str(item["topic"]) for item in items or () if item.get("topic"))


def _asked_back(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Messages that were answered with a choice of topics only: nothing was told, no form went on."""
    replies = select(message.c.reply_to, message.c.buttons, message.c.sources).where(
        message.c.reply_to.in_(ids), message.c.direction == OUTBOUND
    )
    offered = (row for row in connection.execute(replies) if not row.sources and row.buttons)
    return {row.reply_to for row in offered if all(_names_topic(button["payload"]) for button in row.buttons)}


def _names_topic(payload: str) -> bool:
    return payload.startswith("/") and payload[1:].replace("_", "").isalpha()


def _chosen_next(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """The topic that a visitor tapped right after a message."""
    said, reply, tap = message.alias("said"), message.alias("reply"), message.alias("tap")
    statement = (
        select(said.c.id, tap.c.payload)
        .join(reply, reply.c.reply_to == said.c.id)
        .join(
            tap,
            and_(tap.c.conversation_id == said.c.conversation_id, tap.c.sequence == reply.c.sequence + 1),
        )
        .where(said.c.id.in_(ids), tap.c.direction == INBOUND, tap.c.payload.is_not(None))
    )
    rows = connection.execute(statement).all()
    return {row.id: row.payload[1:] for row in rows if _names_topic(row.payload)}


def names_of(connection: Connection, conversations: Collection[str]) -> dict[str, tuple[str, ...]]:
    """By conversation, the names that its visitor gave with a wish for a consultation, in any conversation."""
    other = conversation.alias("other")
    statement = (
        select(conversation.c.id, lead.c.name)
        .join(other, other.c.visitor_id == conversation.c.visitor_id)
        .join(lead, lead.c.conversation_id == other.c.id)
        .where(conversation.c.id.in_(tuple(conversations)), lead.c.name.is_not(None))
        .distinct()
    )
    names: dict[str, tuple[str, ...]] = {}
    for row in connection.execute(statement):
        names[row.id] = (*names.get(row.id, ()), row.name)
    return names


@dataclass(frozen=True)
class DecidedOtherwise:
    """A conversation in which somebody of staff decided another outcome than the assistant told."""

    conversation: str
    told: str | None
    decided: str
    who: str
    at: datetime


def decided_otherwise(connection: Connection, since: datetime, most: int) -> list[DecidedOtherwise]:
    """The newest since then: what was read there may have been read wrongly."""
    statement = (
        select(review, staff.c.name)
        .join(staff, staff.c.id == review.c.staff_id)
        .where(review.c.agrees.is_(False), review.c.disposition.is_not(None), review.c.created_at >= since)
        .order_by(review.c.created_at.desc())
        .limit(most)
    )
    return [
        DecidedOtherwise(row.conversation_id, row.bot_disposition, row.disposition, row.name, row.created_at)
        for row in connection.execute(statement)
    ]


def typed_messages(connection: Connection, most: int) -> dict[str, str]:
    """By id, the words of the `most` newest typed messages, redacted; the same words only once."""
    statement = (
        select(message.c.id, message.c.conversation_id, message.c.text)
        .where(message.c.direction == INBOUND, message.c.payload.is_(None))
        .order_by(message.c.created_at.desc())
        .limit(most)
    )
    rows = connection.execute(statement).all()
    names = names_of(connection, {row.conversation_id for row in rows})
    texts: dict[str, str] = {}
    seen: set[str] = set()
    for row in rows:
        text = redact(row.text, names.get(row.conversation_id, ()))
        if text not in seen:
            seen.add(text)
            texts[row.id] = text
    return texts


def redacted_texts(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """By id, the words of messages, redacted; without those that are not there any more."""
    statement = select(message.c.id, message.c.conversation_id, message.c.text).where(
        message.c.id.in_(tuple(ids)), message.c.direction == INBOUND
    )
    rows = connection.execute(statement).all()
    names = names_of(connection, {row.conversation_id for row in rows})
    return {row.id: redact(row.text, names.get(row.conversation_id, ())) for row in rows}
