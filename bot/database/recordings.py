"""Reads a stored conversation as a regression test, with stand-ins for whatever leads to a person."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection, Row

from bot.database.heard import names_of
from bot.database.models import INBOUND, URGENT, conversation, message
from bot.learning.recording import Answer, Recording, Step, beginning, masked
from bot.reading.redaction import STAND_INS, redact

_CONVERSATION = select(conversation.c.urgency, conversation.c.needs_person)
_MESSAGES = select(
    message.c.id,
    message.c.sequence,
    message.c.direction,
    message.c.reply_to,
    message.c.text,
    message.c.payload,
    message.c.buttons,
    message.c.attachments,
    message.c.sources,
    message.c.understood,
    message.c.model_version,
    message.c.created_at,
)


def recording_of(connection: Connection, conversation_id: str, title: str = "") -> Recording | None:
    """The conversation as a test; None if there is none, or if its visitor has said nothing in it.

    Only what the assistant answered belongs to it: what a person of the clinic wrote cannot be expected again.
    """
    found = connection.execute(_CONVERSATION.where(conversation.c.id == conversation_id)).first()
    if found is None:
        return None
    order = _MESSAGES.where(message.c.conversation_id == conversation_id).order_by(message.c.sequence)
    rows = connection.execute(order).all()
    names = names_of(connection, {conversation_id}).get(conversation_id, ())
    said = [row for row in rows if row.direction == INBOUND]
    if not said:
        return None
    versions = [row.model_version for row in said if row.model_version]
    return Recording(
        title=title or _title(said),
        recorded=said[-1].created_at.date().isoformat(),
        model=versions[-1] if versions else "not noted",
        steps=steps_of(rows, names),
        urgent=found.urgency == URGENT,
        needs_person=found.needs_person,
    )


def steps_of(rows: Sequence[Row], names: Sequence[str]) -> tuple[Step, ...]:
    """The steps of a conversation's rows, in the order of their sequence."""
    replies: dict[str, list[Answer]] = {}
    for row in rows:
        if row.direction != INBOUND and row.reply_to is not None:
            replies.setdefault(row.reply_to, []).append(_answer(row, names))
    steps = []
    offered: set[str] = set()
    for row in rows:
        if row.direction != INBOUND:
            offered = {str(button["title"]) for button in row.buttons or ()}
            continue
        tapped = row.payload is not None and row.text in offered
        steps.append(
            Step(
                said=row.text if tapped else redact(row.text, names, STAND_INS),
                tapped=tapped,
                topics=None if row.payload is not None else _topics(row.understood),
                answers=tuple(replies.get(row.id, ())),
            )
        )
    return tuple(steps)


def _answer(row: Row, names: Sequence[str]) -> Answer:
    return Answer(
        begins=beginning(redact(row.text, names, STAND_INS)),
        buttons=tuple(masked(str(button["title"])) for button in row.buttons or ()),
        sources=tuple(row.sources or ()),
        attachments=tuple(str(item["kind"]) for item in row.attachments or ()),
    )


def _topics(understood: Mapping[str, Any] | None) -> tuple[str, ...] | None:
    if understood is None:
        return None
    return tuple(str(item["topic"]) for item in understood.get("topics") or ())


def _title(said: Sequence[Row]) -> str:
    """What it was about: the topics in the order in which they came."""
    topics = [topic for row in said for topic in _topics(row.understood) or ()]
    return ", ".join(dict.fromkeys(topics)) or "not understood"


def file_name(recording: Recording, conversation_id: str) -> str:
    """Under which it is kept: the day, what it was about, and the conversation."""
    about = re.sub(r"[^a-z_]+", "-", recording.title.casefold())[:40].strip("-")
    return f"{recording.recorded}-{about}-{conversation_id[:6]}.yml"
