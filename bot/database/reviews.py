"""What named people decided and noted. Rows are only ever added; a later decision supersedes an earlier one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.engine import Connection, Row

from bot.database.models import new_id, note, review, screening, staff
from bot.database.transcript import lock


@dataclass(frozen=True)
class Decision:
    """What somebody decides. disposition: None if it is only put off; again_on: day until which it is.

    number: of the newest decision that its maker had seen, 0 for none.
    """

    conversation: str
    number: int
    staff_id: str
    role: str
    screening: str | None = None
    bot_disposition: str | None = None
    disposition: str | None = None
    reason: str | None = None
    again_on: date | None = None


class OvertakenError(Exception):
    """Somebody decided meanwhile; `by` is the newest decision, with `author_name`."""

    def __init__(self, by: Row) -> None:
        super().__init__("somebody decided meanwhile")
        self.by = by


_NEWEST = (
    select(review, staff.c.name.label("author_name"))
    .select_from(review.join(staff, staff.c.id == review.c.staff_id))
    .where(review.c.conversation_id == bindparam("conversation"))
    .order_by(review.c.number.desc())
    .limit(1)
)
_STANDING = (
    select(review.c.id, review.c.disposition)
    .where(review.c.screening_id == bindparam("screening"))
    .where(review.c.disposition.is_not(None))
    .order_by(review.c.number.desc())
    .limit(1)
)
_SCREENING = select(screening).where(screening.c.id == bindparam("screening"))
_LATER = select(func.count()).select_from(screening).where(screening.c.supersedes == bindparam("screening"))


def newest_decision(connection: Connection, conversation_id: str) -> Row | None:
    """The last decision about a conversation, with `author_name`."""
    row: Row | None = connection.execute(_NEWEST, {"conversation": conversation_id}).first()
    return row


def standing(connection: Connection, screening_id: str) -> Row | None:
    """The decision about a screening that holds now: id and disposition."""
    row: Row | None = connection.execute(_STANDING, {"screening": screening_id}).first()
    return row


def screening_of(connection: Connection, conversation_id: str, screening_id: str) -> Row | None:
    """A screening of this conversation, None for an unknown or foreign id."""
    row: Row | None = connection.execute(_SCREENING, {"screening": screening_id}).first()
    return row if row is not None and row.conversation_id == conversation_id else None


def is_superseded(connection: Connection, screening_id: str) -> bool:
    """Whether the visitor changed what they said after it."""
    return bool(connection.execute(_LATER, {"screening": screening_id}).scalar_one())


def decide(connection: Connection, decision: Decision, at: datetime) -> str:
    """Writes a decision and returns its id. Raises OvertakenError, UnknownConversationError."""
    lock(connection, decision.conversation)
    newest = newest_decision(connection, decision.conversation)
    number = newest.number if newest is not None else 0
    if newest is not None and number != decision.number:
        raise OvertakenError(newest)
    before = standing(connection, decision.screening) if decision.screening else None
    supersedes = before.id if before is not None and decision.disposition is not None else None
    row = {
        "id": new_id(),
        "conversation_id": decision.conversation,
        "number": number + 1,
        "screening_id": decision.screening,
        "supersedes": supersedes,
        "staff_id": decision.staff_id,
        "role": decision.role,
        "bot_disposition": decision.bot_disposition,
        "disposition": decision.disposition,
        "agrees": decision.disposition is not None and decision.disposition == decision.bot_disposition,
        "reason": decision.reason,
        "again_on": decision.again_on,
        "created_at": at,
    }
    connection.execute(review.insert(), row)
    return str(row["id"])


def add_note(connection: Connection, conversation_id: str, staff_id: str, text: str, at: datetime) -> str:
    """Keeps a note for staff and returns its id. Raises UnknownConversationError."""
    lock(connection, conversation_id)
    row = {
        "id": new_id(),
        "conversation_id": conversation_id,
        "staff_id": staff_id,
        "text": text,
        "created_at": at,
    }
    connection.execute(note.insert(), row)
    return str(row["id"])
