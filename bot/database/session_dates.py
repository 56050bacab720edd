"""Stores the days of a visitor's own sessions. What is put right is superseded, never overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.engine import Connection, Row

from bot.database.models import conversation, new_id, now, session_date
from bot.database.transcript import UnknownConversationError
from bot.planning.days import SessionDay


@dataclass(frozen=True)
class SessionDays:
    """The days that hold now, earliest first. sequence: of the calendar file, 0 at first, more with every change."""

    days: tuple[SessionDay, ...] = ()
    sequence: int = 0


_HOLD = (
    select(session_date.c.id, session_date.c.day, session_date.c.state, session_date.c.number)
    .where(session_date.c.conversation_id == bindparam("conversation"))
    .where(session_date.c.superseded.is_(False))
    .order_by(session_date.c.day, session_date.c.number, session_date.c.id)
)
_SEQUENCE = select(func.max(session_date.c.calendar_sequence)).where(
    session_date.c.conversation_id == bindparam("conversation")
)
_LOCK = select(conversation.c.id).where(conversation.c.id == bindparam("conversation")).with_for_update()
_COUNT_UP = (
    session_date.update()
    .where(session_date.c.conversation_id == bindparam("conversation"))
    .where(session_date.c.superseded.is_(False))
    .values(calendar_sequence=bindparam("sequence"))
)
_SUPERSEDE = session_date.update().where(session_date.c.id == bindparam("row")).values(superseded=True)


def session_days(connection: Connection, conversation_id: str) -> SessionDays:
    """What holds now for a conversation; empty when nothing was told, or the conversation is gone."""
    rows = connection.execute(_HOLD, {"conversation": conversation_id}).all()
    return SessionDays(tuple(map(_day, rows)), _sequence(connection, conversation_id) or 0)


def keep_session_days(
    connection: Connection, conversation_id: str, days: Sequence[SessionDay]
) -> SessionDays:
    """Makes `days` what holds from now on. Days that stay as they are keep their rows.

    The sequence grows only when a day or its number changes, so that calendars see a moved session as newer.
    Raises UnknownConversationError.
    """
    if connection.execute(_LOCK, {"conversation": conversation_id}).first() is None:
        raise UnknownConversationError(conversation_id)
    rows = connection.execute(_HOLD, {"conversation": conversation_id}).all()
    wanted = set(days)
    held = {_day(row): row.id for row in rows}
    before = _sequence(connection, conversation_id)
    sequence = before or 0
    if before is not None and {(item.day, item.number) for item in held} != {
        (item.day, item.number) for item in wanted
    }:
        sequence += 1
        connection.execute(_COUNT_UP, {"conversation": conversation_id, "sequence": sequence})
    for item in held.keys() - wanted:
        connection.execute(_SUPERSEDE, {"row": held[item]})
    for item in sorted(wanted - held.keys(), key=lambda item: item.day):
        connection.execute(session_date.insert(), _row(conversation_id, item, sequence))
    return session_days(connection, conversation_id)


def _sequence(connection: Connection, conversation_id: str) -> int | None:
    """None where no day was ever told."""
    found: int | None = connection.execute(_SEQUENCE, {"conversation": conversation_id}).scalar()
    return found


def _day(row: Row) -> SessionDay:
    return SessionDay(row.day, row.state, row.number)


def _row(conversation_id: str, item: SessionDay, sequence: int) -> dict[str, object]:
    return {
        "id": new_id(),
        "conversation_id": conversation_id,
        "number": item.number,
        "day": item.day,
        "state": item.state,
        "calendar_sequence": sequence,
        "created_at": now(),
        "superseded": False,
    }
