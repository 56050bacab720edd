"""Conversations as plain values for other programs, without what leads to a person unless all is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, func, select
from sqlalchemy.engine import Connection

from bot.database.models import INBOUND, conversation, lead, message, screening
from bot.database.reminder_table import reminder
from bot.reading.redaction import redact
from bot.tables_out import Cell

AT_ONCE: Final = 200  # conversations that are read together
COLUMNS: Final = (
    "conversation",
    "channel",
    "began",
    "outcome",
    "number",
    "at",
    "from",
    "topic",
    "confidence",
    "text",
)
"""Of the rows of a conversation, one per message."""


@dataclass(frozen=True)
class Asked:
    """Which conversations: those that began in a time (until not included). full: with all personal data."""

    since: datetime | None = None
    until: datetime | None = None
    full: bool = False


def count(connection: Connection, asked: Asked) -> int:
    return int(connection.execute(_of(select(func.count()).select_from(conversation), asked)).scalar_one())


def conversations(connection: Connection, asked: Asked) -> Iterator[dict[str, Any]]:
    """Oldest first, as JSON values; a few hundred at a time are in memory."""
    ids = connection.execute(
        _of(select(conversation.c.id), asked).order_by(conversation.c.created_at, conversation.c.id)
    ).scalars()
    every = list(ids)
    for start in range(0, len(every), AT_ONCE):
        yield from _some(connection, every[start : start + AT_ONCE], asked.full)


def rows_of(found: Mapping[str, Any]) -> Iterator[list[Cell]]:
    """The cells of one conversation, as COLUMNS names them."""
    for each in found["messages"]:
        yield [
            found["conversation"],
            found["channel"],
            found["began"],
            found["outcome"],
            *(each[name] for name in COLUMNS[4:]),
        ]


def names_of(rows: Sequence[Any]) -> Sequence[str]:
    """The names that people gave, for the redactor."""
    return [row.name for row in rows if row.name]


def _of(statement: Any, asked: Asked) -> Any:
    if asked.since is not None:
        statement = statement.where(conversation.c.created_at >= asked.since)
    if asked.until is not None:
        statement = statement.where(conversation.c.created_at < asked.until)
    return statement


def _some(connection: Connection, ids: Sequence[str], full: bool) -> Iterator[dict[str, Any]]:
    def rows(statement: Any) -> dict[str, list[Any]]:
        kept: dict[str, list[Any]] = {}
        for row in connection.execute(statement, {"ids": list(ids)}):
            kept.setdefault(row.conversation_id, []).append(row)
        return kept

    wanted = bindparam("ids", expanding=True)
    heads = {
        row.id: row for row in connection.execute(select(conversation).where(conversation.c.id.in_(ids)))
    }
    said = rows(select(message).where(message.c.conversation_id.in_(wanted)).order_by(message.c.sequence))
    asked_for = rows(select(lead).where(lead.c.conversation_id.in_(wanted)).order_by(lead.c.created_at))
    checked = rows(
        select(screening).where(screening.c.conversation_id.in_(wanted)).order_by(screening.c.created_at)
    )
    planned = rows(select(reminder).where(reminder.c.conversation_id.in_(wanted)).order_by(reminder.c.due_at))
    for id_ in ids:
        head, leads = heads[id_], asked_for.get(id_, [])
        outcomes = checked.get(id_, [])
        names = names_of(leads)
        yield {
            "conversation": id_,
            **({"visitor": head.visitor_id} if full else {}),
            "channel": head.channel,
            "began": head.created_at.isoformat(),
            "urgency": head.urgency,
            "outcome": outcomes[-1].disposition if outcomes else None,
            "requests": [_request(row) if full else {"at": row.created_at.isoformat()} for row in leads],
            "reminders": [_reminder(row) for row in planned.get(id_, [])],
            "messages": [_message(row, None if full else names) for row in said.get(id_, [])],
        }


def _message(row: Any, names: Sequence[str] | None) -> dict[str, Any]:
    """names: of the writer, to be taken out with all else that leads to a person; None leaves everything."""
    who = "visitor" if row.direction == INBOUND else "staff" if row.author else "assistant"
    return {
        "number": row.sequence,
        "at": row.created_at.isoformat(),
        "from": who,
        "text": row.text if names is None else redact(row.text, names),
        "topic": row.intent,
        "confidence": row.confidence,
    }


def _reminder(row: Any) -> dict[str, Any]:
    return {"kind": row.kind, "due": row.due_at.isoformat(), "state": row.state}


def _request(row: Any) -> dict[str, Any]:
    return {
        "at": row.created_at.isoformat(),
        "state": row.state,
        "name": row.name,
        "contact": row.contact,
        "wishes": row.wishes,
    }
