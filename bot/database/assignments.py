"""Who looks after a conversation, and who answers it instead of the assistant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection, Row

from bot.database.models import ASSIGNED, TAKEN_OVER, assignment, new_id, staff
from bot.database.transcript import change, lock

_by = staff.alias("by")
_ALL = (
    select(assignment, staff.c.name.label("name"), _by.c.name.label("by_name"))
    .select_from(
        assignment.join(staff, staff.c.id == assignment.c.staff_id).join(_by, _by.c.id == assignment.c.by_id)
    )
    .where(assignment.c.conversation_id.in_(bindparam("conversations", expanding=True)))
    .order_by(assignment.c.created_at, assignment.c.id)
)
_NOW = (
    select(assignment.c.id, assignment.c.staff_id, staff.c.name, assignment.c.created_at)
    .select_from(assignment.join(staff, staff.c.id == assignment.c.staff_id))
    .where(assignment.c.conversation_id == bindparam("conversation"))
    .where(assignment.c.kind == bindparam("kind"))
    .where(assignment.c.ended_at.is_(None))
)
_END = (
    assignment.update()
    .where(assignment.c.conversation_id == bindparam("conversation"))
    .where(assignment.c.kind == bindparam("of_kind"))
    .where(assignment.c.ended_at.is_(None))
)


def holder(connection: Connection, conversation_id: str, kind: str) -> Row | None:
    """The open row of this kind: id, staff_id, name, created_at."""
    row: Row | None = connection.execute(_NOW, {"conversation": conversation_id, "kind": kind}).first()
    return row


def assignments_of(connection: Connection, conversations: Sequence[str]) -> list[Row]:
    """Every row of these conversations, in order, with `name` and `by_name`."""
    return list(connection.execute(_ALL, {"conversations": list(conversations)}).all())


def assign(
    connection: Connection, conversation_id: str, staff_id: str | None, by_id: str, at: datetime
) -> None:
    """Gives the conversation to somebody to look after, or to nobody. Raises UnknownConversationError."""
    lock(connection, conversation_id)
    _replace(connection, conversation_id, ASSIGNED, staff_id, by_id, at)


def take_over(connection: Connection, conversation_id: str, staff_id: str, at: datetime) -> None:
    """From now on this person answers, and looks after the conversation. Raises UnknownConversationError."""
    lock(connection, conversation_id)
    for kind in (TAKEN_OVER, ASSIGNED):
        _replace(connection, conversation_id, kind, staff_id, staff_id, at)
    change(connection, conversation_id, owner=staff_id)


def hand_back(connection: Connection, conversation_id: str, at: datetime) -> None:
    """From now on the assistant answers again. Raises UnknownConversationError."""
    lock(connection, conversation_id)
    _end(connection, conversation_id, TAKEN_OVER, at)
    change(connection, conversation_id, owner=None)


def _replace(
    connection: Connection, conversation_id: str, kind: str, staff_id: str | None, by_id: str, at: datetime
) -> None:
    now = holder(connection, conversation_id, kind)
    if now is not None and now.staff_id == staff_id:
        return
    _end(connection, conversation_id, kind, at)
    if staff_id is not None:
        connection.execute(
            assignment.insert(),
            {
                "id": new_id(),
                "conversation_id": conversation_id,
                "staff_id": staff_id,
                "kind": kind,
                "by_id": by_id,
                "created_at": at,
            },
        )


def _end(connection: Connection, conversation_id: str, kind: str, at: datetime) -> None:
    connection.execute(_END, {"conversation": conversation_id, "of_kind": kind, "ended_at": at})
