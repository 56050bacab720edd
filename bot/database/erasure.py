"""Erases a person, shows what is stored about one, and ends what a withdrawn consent covered."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select, text
from sqlalchemy.engine import Connection, Row

from bot.database.belonging import rows_of
from bot.database.leads import CONTACT, withdraw_requests
from bot.database.models import consent, conversation, erasure, new_id, screening, tracker, visitor
from bot.database.photos import PHOTOS, remove_photos
from bot.database.screenings import HEALTH
from bot.database.search import forget_erased

BY_STAFF: Final = "staff"
BY_COMMAND: Final = "command line"
BY_VISITOR: Final = "visitor"
"""Who asked for an erasure to be carried out."""


class UnknownVisitorError(Exception):
    """There is no such visitor: there never was, or they were erased."""


@dataclass(frozen=True)
class Receipt:
    """What is handed to the person who asked. counts: rows by table."""

    id: str
    at: datetime
    counts: Mapping[str, int]

    def to_json(self) -> dict[str, Any]:
        return {"receipt": self.id, "at": self.at.isoformat(), "erased": dict(self.counts)}


def erase(
    connection: Connection, visitor_id: str, asked_by: str, at: datetime, staff_id: str | None = None
) -> Receipt:
    """Removes a person and all that belongs to them, and leaves a receipt without content.

    Messages leave the search index with their rows; corrections learnt from them, dialogues and requests go as well.
    We keep no exports. Raises UnknownVisitorError.
    """
    # Two that erase at once take turns: the second finds nobody.
    found = connection.execute(
        select(visitor.c.id).where(visitor.c.id == visitor_id).with_for_update()
    ).first()
    if found is None:
        raise UnknownVisitorError(visitor_id)
    counts = {table: len(rows) for table, rows in sorted(rows_of(connection, visitor_id).items())}
    _remove(connection, [visitor_id])
    receipt = Receipt(new_id(), at, counts)
    connection.execute(
        erasure.insert(),
        {
            "id": receipt.id,
            "visitor_id": visitor_id,
            "at": at,
            "asked_by": asked_by,
            "staff_id": staff_id,
            "counts": counts,
        },
    )
    return receipt


def erase_again(connection: Connection) -> int:
    """Removes everybody who was erased before and is there again, after a backup was put back; says how many."""
    back = select(visitor.c.id).where(visitor.c.id.in_(select(erasure.c.visitor_id)))
    ids = list(connection.execute(back).scalars())
    if ids:
        _remove(connection, ids)
    return len(ids)


def receipts(connection: Connection, limit: int) -> list[Row]:
    return list(
        connection.execute(select(erasure).order_by(erasure.c.at.desc(), erasure.c.id).limit(limit)).all()
    )


def receipt_of(connection: Connection, visitor_id: str) -> Row | None:
    """Of somebody who was erased; None for anybody else."""
    row: Row | None = connection.execute(select(erasure).where(erasure.c.visitor_id == visitor_id)).first()
    return row


def visitor_of(connection: Connection, id_: str) -> str | None:
    """The visitor whom an id of a visitor or a conversation means."""
    same = select(visitor.c.id).where(visitor.c.id == id_)
    theirs = select(conversation.c.visitor_id).where(conversation.c.id == id_)
    found: str | None = connection.execute(same).scalar() or connection.execute(theirs).scalar()
    return found


def personal_data(connection: Connection, visitor_id: str) -> dict[str, Any]:
    """Everything that is stored about somebody, by table, as JSON values. Raises UnknownVisitorError."""
    found = rows_of(connection, visitor_id)
    if not found:
        raise UnknownVisitorError(visitor_id)
    return {
        table: [{name: _plain(value) for name, value in row._mapping.items()} for row in rows]
        for table, rows in found.items()
    }


def consents_of(connection: Connection, visitor_id: str) -> Sequence[Row]:
    statement = select(consent).where(consent.c.visitor_id == visitor_id).order_by(consent.c.given_at.desc())
    return list(connection.execute(statement).all())


def withdraw(connection: Connection, visitor_id: str, purpose: str, at: datetime) -> None:
    """Ends a consent and what stood on it; nothing happens where there is none.

    Health data: health checks with their findings are removed, and dialogues forget where they stood. Contact: requests
    are emptied. Photos: they are removed. Everything else looks at the consent before it acts.
    """
    given = (
        consent.update()
        .where(consent.c.visitor_id == visitor_id)
        .where(consent.c.purpose == purpose)
        .where(consent.c.withdrawn_at.is_(None))
        .values(withdrawn_at=at)
    )
    connection.execute(given)
    theirs = select(conversation.c.id).where(conversation.c.visitor_id == visitor_id)
    if purpose == HEALTH:
        connection.execute(screening.delete().where(screening.c.conversation_id.in_(theirs)))
        connection.execute(tracker.delete().where(tracker.c.conversation_id.in_(theirs)))
    if purpose == PHOTOS:
        remove_photos(connection, visitor_id)
    if purpose == CONTACT:
        for conversation_id in connection.execute(theirs).scalars().all():
            withdraw_requests(connection, conversation_id)


def _remove(connection: Connection, visitors: Sequence[str]) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA secure_delete=ON"))
    connection.execute(visitor.delete().where(visitor.c.id.in_(list(visitors))))
    forget_erased(connection)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return b64encode(value).decode()
    return str(value) if isinstance(value, Decimal) else value
