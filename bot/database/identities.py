"""Who somebody is on a messaging channel, and which conversation they are in there.

People are found by the provider's most lasting id of them. A telephone number finds only somebody who was never
known by more than that number: numbers are given to other people, and so must not open their conversations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection, Row

from bot.channels.arrivals import Person, PersonChange
from bot.database.channel_tables import identity
from bot.database.models import OPEN, consent, conversation, message, new_id, now, visitor
from bot.database.outbox import post
from bot.database.transcript import UnknownConversationError, change, current_conversation, open_conversation


@dataclass(frozen=True)
class Found:
    """An identity, locked, with the conversation that they are in now. opened: it was opened just now."""

    id: str
    conversation: str
    opened: bool


# A weaker lock than for a change of the key: rows that refer to the identity may be added meanwhile.
_LOCK = {"key_share": True}
_KNOWN = (
    select(identity)
    .where(identity.c.provider == bindparam("provider"))
    .where(identity.c.known_as.in_(bindparam("ids", expanding=True)))
    .with_for_update(**_LOCK)
)
_BY_ID = select(identity).where(identity.c.id == bindparam("identity")).with_for_update(**_LOCK)
_CHANGE = identity.update().where(identity.c.id == bindparam("identity"))
_HERE = (
    select(conversation.c.id)
    .where(conversation.c.id == bindparam("conversation"))
    .where(conversation.c.channel == bindparam("channel"))
    .where(conversation.c.state == OPEN)
)
_CONVERSATION = select(identity.c.conversation_id).where(identity.c.id == bindparam("identity"))
_ALL = (
    select(identity)
    .where(identity.c.visitor_id == bindparam("visitor"))
    .order_by(identity.c.created_at, identity.c.id)
)
_FIRST = (
    select(message.c.id)
    .where(message.c.conversation_id == bindparam("conversation"))
    .where(message.c.sequence == 1)
)
_REACHED = select(
    identity.c.provider, identity.c.known_as, identity.c.address, identity.c.last_inbound_at
).where(identity.c.conversation_id == bindparam("conversation"))
_VISITOR = select(conversation.c.visitor_id).where(conversation.c.id == bindparam("conversation"))


def known(connection: Connection, provider: str, person: Person) -> Row | None:
    """The identity of somebody, locked; None for whom we have never met."""
    ids = [person.id, *person.other_ids]
    rows = connection.execute(_KNOWN, {"provider": provider, "ids": ids}).all()
    return min(rows, key=lambda row: ids.index(row.known_as)) if rows else None


def met(
    connection: Connection,
    provider: str,
    person: Person,
    row: Row | None,
    at: datetime,
    welcome: Mapping[str, Any],
) -> Found:
    """Notes that somebody wrote at `at`. row: who they are by `known`.

    Where they are in no conversation here, one begins, with `welcome`, a Reply as JSON. Two processes that meet the
    same stranger at once: IntegrityError in the second.
    """
    if row is None:
        return _make(connection, provider, person, at, welcome)
    last = row.last_inbound_at
    _change(
        connection,
        row.id,
        known_as=person.id,
        address=person.address,
        name=person.name or row.name,
        phone=person.phone or row.phone,
        gone=False,
        last_inbound_at=at if last is None or last < at else last,
    )
    here = _here(connection, row, provider)
    if here is not None:
        return Found(row.id, here, opened=False)
    _, opened = open_conversation(connection, provider, welcome, row.visitor_id)
    _change(connection, row.id, conversation_id=opened)
    _post_welcome(connection, opened, provider)
    return Found(row.id, opened, opened=True)


def identities_of(connection: Connection, visitor_id: str) -> list[Row]:
    """Who a visitor is on messaging channels, in the order in which we met them."""
    return list(connection.execute(_ALL, {"visitor": visitor_id}).all())


def conversation_of(connection: Connection, identity_id: str) -> str | None:
    """The conversation that an identity is in."""
    found: str | None = connection.execute(_CONVERSATION, {"identity": identity_id}).scalar()
    return found


def by_id(connection: Connection, identity_id: str) -> Row:
    """Raises LookupError for an unknown identity."""
    row = connection.execute(_BY_ID, {"identity": identity_id}).first()
    if row is None:
        raise LookupError(identity_id)
    return row


def provider_of(connection: Connection, identity_id: str) -> str:
    """The channel on which an identity is reached. Raises LookupError."""
    return str(by_id(connection, identity_id).provider)


def note(connection: Connection, told: PersonChange) -> str | None:
    """Keeps that somebody left, came back or goes by a new id; the identity's id, None for a stranger."""
    previous = told.person if told.previous is None else Person(told.previous, told.person.address)
    row = known(connection, told.provider, previous)
    if row is None:
        return None
    if told.change != "new_id":
        _change(connection, row.id, gone=told.change == "left")
    elif known(connection, told.provider, told.person) is None:
        values = {"known_as": told.person.id, "address": told.person.address}
        _change(connection, row.id, **values, phone=told.person.phone or row.phone)
    return str(row.id)


def move(connection: Connection, identity_id: str, conversation_id: str) -> None:
    """Puts somebody into a conversation that was held elsewhere, with all that belongs to it: what is said there goes
    to them from now on. Whoever they were before is the same person from now on, and so one visitor.

    Raises UnknownConversationError, and LookupError for an unknown identity.
    """
    row = by_id(connection, identity_id)
    to = connection.execute(_VISITOR, {"conversation": conversation_id}).scalar()
    if to is None:
        raise UnknownConversationError(conversation_id)
    _change(connection, identity_id, conversation_id=conversation_id)
    change(connection, conversation_id, channel=row.provider)
    if row.visitor_id != to:
        _become(connection, row.visitor_id, to)


def reached_by(connection: Connection, conversation_id: str) -> list[dict[str, Any]]:
    """How the people of a conversation are reached, with nothing else about them: for what is said after an erasure."""
    rows = connection.execute(_REACHED, {"conversation": conversation_id}).all()
    return [dict(row._mapping) for row in rows]


def reach_again(
    connection: Connection, reached: Sequence[Mapping[str, Any]], visitor_id: str, conversation_id: str
) -> None:
    """Has what is said in a conversation go to them, whom nothing else is known of."""
    rows = [{**row, "visitor_id": visitor_id, "conversation_id": conversation_id} for row in reached]
    if rows:
        connection.execute(identity.insert(), rows)


def leave(connection: Connection, conversation_id: str, channel: str) -> None:
    """Has a conversation go on at `channel`, such as the website, and no longer where it was."""
    change(connection, conversation_id, channel=channel)


def _become(connection: Connection, visitor_id: str, other: str) -> None:
    for table in (conversation, consent, identity):
        connection.execute(table.update().where(table.c.visitor_id == visitor_id).values(visitor_id=other))
    connection.execute(visitor.delete().where(visitor.c.id == visitor_id))


def _make(
    connection: Connection, provider: str, person: Person, at: datetime, welcome: Mapping[str, Any]
) -> Found:
    visitor_id, opened = open_conversation(connection, provider, welcome)
    made_id = new_id()
    made = {
        "id": made_id,
        "provider": provider,
        "known_as": person.id,
        "visitor_id": visitor_id,
        "conversation_id": opened,
        "address": person.address,
        "name": person.name,
        "phone": person.phone,
        "last_inbound_at": at,
    }
    connection.execute(identity.insert(), made)
    _post_welcome(connection, opened, provider)
    return Found(made_id, opened, opened=True)


def _post_welcome(connection: Connection, conversation_id: str, provider: str) -> None:
    welcome = connection.execute(_FIRST, {"conversation": conversation_id}).scalar_one()
    post(connection, conversation_id, provider, [welcome], now())


def _here(connection: Connection, row: Row, provider: str) -> str | None:
    """The conversation they are in on this channel. What goes on elsewhere is not theirs to go on with here."""
    if row.conversation_id is not None:
        values = {"conversation": row.conversation_id, "channel": provider}
        found: str | None = connection.execute(_HERE, values).scalar()
        if found is not None:
            return found
    current = current_conversation(connection, row.visitor_id, provider)
    if current is not None:
        _change(connection, row.id, conversation_id=current)
    return current


def _change(connection: Connection, identity_id: str, **columns: Any) -> None:
    connection.execute(_CHANGE, {"identity": identity_id, **columns})
