"""Everything that is stored about one visitor, for staff: all their conversations together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.engine import Connection, Row

from bot.database.arrivals import arrivals_of
from bot.database.assignments import assignments_of
from bot.database.identities import identities_of
from bot.database.models import (
    consent,
    conversation,
    finding,
    lead,
    message,
    note,
    quote,
    review,
    screening,
    session_date,
    staff,
)
from bot.database.outbox import deliveries, standing
from bot.database.photos import photos_of
from bot.database.promises import promises_of
from bot.database.reminders import reminders_of


@dataclass(frozen=True)
class Before:
    """Where a page of messages ended: the next one goes on with what was said earlier."""

    at: datetime
    sequence: int
    id: str


@dataclass(frozen=True)
class Dossier:
    """Rows as they are stored, each list in the order of time. messages: one page; `further`: there are more."""

    conversations: Sequence[Row]
    messages: Sequence[Row]
    further: bool
    screenings: Sequence[Row]
    findings: Sequence[Row]
    quotes: Sequence[Row]
    dates: Sequence[Row]
    leads: Sequence[Row]
    consents: Sequence[Row]
    notes: Sequence[Row]
    reviews: Sequence[Row]
    promises: Sequence[Row]
    assignments: Sequence[Row]
    reminders: Sequence[Row]
    identities: Sequence[Row]
    arrivals: Sequence[Row]
    deliveries: Mapping[str, Sequence[Row]]
    """By message, its calls on a messaging channel."""
    photos: Mapping[str, Sequence[Row]]
    """By message, without what is on them."""
    standing: str
    """Another text when any delivery has come further."""


_VISITOR = select(conversation.c.visitor_id).where(conversation.c.id == bindparam("conversation"))
_CONVERSATIONS = (
    select(conversation)
    .where(conversation.c.visitor_id == bindparam("visitor"))
    .order_by(conversation.c.created_at, conversation.c.id)
)
_CONSENTS = (
    select(consent)
    .where(consent.c.visitor_id == bindparam("visitor"))
    .order_by(consent.c.given_at, consent.c.id)
)
_MANY = bindparam("conversations", expanding=True)
_AUTHOR = staff.c.name.label("author_name")
_MESSAGES = (
    select(message, _AUTHOR)
    .select_from(message.outerjoin(staff, staff.c.id == message.c.author))
    .where(message.c.conversation_id.in_(_MANY))
    .order_by(message.c.created_at.desc(), message.c.sequence.desc(), message.c.id.desc())
    .limit(bindparam("most"))
)
_SAME = message.c.created_at == bindparam("at")
_EARLIER = _MESSAGES.where(
    or_(
        message.c.created_at < bindparam("at"),
        and_(_SAME, message.c.sequence < bindparam("sequence")),
        and_(_SAME, message.c.sequence == bindparam("sequence"), message.c.id < bindparam("id")),
    )
)
_FINDINGS = (
    select(finding)
    .where(finding.c.screening_id.in_(bindparam("screenings", expanding=True)))
    .order_by(finding.c.screening_id, finding.c.place)
)
_BY_STAFF = {
    table.name: (
        select(table, _AUTHOR)
        .select_from(table.join(staff, staff.c.id == table.c.staff_id))
        .where(table.c.conversation_id.in_(_MANY))
        .order_by(table.c.created_at, table.c.id)
    )
    for table in (note, review)
}
_OF = {
    table.name: (
        select(table).where(table.c.conversation_id.in_(_MANY)).order_by(table.c.created_at, table.c.id)
    )
    for table in (screening, quote, session_date, lead)
}


def dossier(
    connection: Connection, conversation_id: str, most: int, before: Before | None = None
) -> Dossier | None:
    """What is stored about the visitor of a conversation; None for an unknown one. most: messages of a page."""
    visitor_id = connection.execute(_VISITOR, {"conversation": conversation_id}).scalar()
    if visitor_id is None:
        return None
    conversations = connection.execute(_CONVERSATIONS, {"visitor": visitor_id}).all()
    ids = [row.id for row in conversations]
    statement, place = (
        (_MESSAGES, {})
        if before is None
        else (_EARLIER, {"at": before.at, "sequence": before.sequence, "id": before.id})
    )
    found = connection.execute(statement, {"conversations": ids, "most": most + 1, **place}).all()
    screenings = _rows(connection, "screening", ids)
    said = [row.id for row in found[:most]]
    return Dossier(
        conversations=conversations,
        messages=found[:most][::-1],
        further=len(found) > most,
        screenings=screenings,
        findings=connection.execute(_FINDINGS, {"screenings": [row.id for row in screenings]}).all(),
        quotes=_rows(connection, "quote", ids),
        dates=_rows(connection, "session_date", ids),
        leads=_rows(connection, "lead", ids),
        consents=connection.execute(_CONSENTS, {"visitor": visitor_id}).all(),
        notes=connection.execute(_BY_STAFF["note"], {"conversations": ids}).all(),
        reviews=connection.execute(_BY_STAFF["review"], {"conversations": ids}).all(),
        promises=promises_of(connection, ids),
        assignments=assignments_of(connection, ids),
        reminders=reminders_of(connection, ids),
        identities=identities_of(connection, visitor_id),
        arrivals=arrivals_of(connection, ids),
        deliveries=deliveries(connection, said),
        photos=photos_of(connection, said),
        standing=standing(connection, ids),
    )


def progress_of(connection: Connection, conversation_id: str) -> str:
    """How far the conversations of the same visitor have come: another text when there is something new.

    Empty for an unknown conversation.
    """
    visitor_id = connection.execute(_VISITOR, {"conversation": conversation_id}).scalar()
    rows = connection.execute(_CONVERSATIONS, {"visitor": visitor_id}).all()
    return progress_text(rows, standing(connection, [row.id for row in rows])) if rows else ""


def progress_text(conversations: Sequence[Row], delivered: str) -> str:
    return ".".join([*(f"{row.id[:8]}-{row.last_sequence}" for row in conversations), delivered])


def _rows(connection: Connection, table: str, ids: Sequence[str]) -> list[Row]:
    return list(connection.execute(_OF[table], {"conversations": list(ids)}).all())
