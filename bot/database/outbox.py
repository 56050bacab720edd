"""What goes out on messaging channels: put here with the message itself, sent later, in order per person.

A row is sent by the process that holds its lease. Only the first queued row of a person can be leased, so whatever
comes later waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import and_, bindparam, exists, func, or_, select
from sqlalchemy.engine import Connection

from bot.channels.rendering import Call
from bot.database.channel_tables import FAILED, QUEUED, SENT, WAITING_WINDOW, identity, outbox
from bot.database.models import message

LEASE: Final = 10  # seconds until what a process that died was sending is taken over
TEMPLATE: Final = -1
"""Part of a message under which the template stands that asks the person to write again."""

_AT_ONCE: Final = 100  # people whose messages are looked for in one sweep

_THEIRS = select(identity.c.id).where(
    identity.c.conversation_id == bindparam("conversation"), identity.c.provider == bindparam("channel")
)
_LAST = select(func.coalesce(func.max(outbox.c.place), 0)).where(
    outbox.c.identity_id == bindparam("identity")
)
_earlier = outbox.alias("earlier")
_FREE = or_(outbox.c.holder.is_(None), outbox.c.until < bindparam("at"))
_DUE = (
    select(outbox.c.identity_id)
    .join(identity, identity.c.id == outbox.c.identity_id)
    .where(identity.c.provider.in_(bindparam("providers", expanding=True)))
    .where(outbox.c.state == QUEUED)
    .where(outbox.c.next_at <= bindparam("at"))
    .where(_FREE)
    .where(
        ~exists()
        .where(_earlier.c.identity_id == outbox.c.identity_id)
        .where(_earlier.c.state == QUEUED)
        .where(
            or_(
                _earlier.c.place < outbox.c.place,
                and_(_earlier.c.place == outbox.c.place, _earlier.c.part < outbox.c.part),
            )
        )
    )
    .limit(_AT_ONCE)
)
_HEAD = (
    select(
        outbox,
        identity.c.provider,
        identity.c.address,
        identity.c.last_inbound_at,
        message.c.text,
        message.c.buttons,
        message.c.attachments,
        message.c.sources,
    )
    .join(identity, identity.c.id == outbox.c.identity_id)
    .join(message, message.c.id == outbox.c.message_id)
    .where(outbox.c.identity_id == bindparam("identity"))
    .where(outbox.c.state == QUEUED)
    .order_by(outbox.c.place, outbox.c.part)
    .limit(1)
)
_LEASE = (
    outbox.update()
    .where(outbox.c.id == bindparam("row"))
    .where(outbox.c.state == QUEUED)
    .where(or_(outbox.c.holder.is_(None), outbox.c.until < bindparam("at")))
)
_RENEW = outbox.update().where(outbox.c.holder == bindparam("renewed"))
_RENDERED = outbox.update().where(outbox.c.id == bindparam("row"))
_THEIR_ROWS = outbox.update().where(outbox.c.identity_id == bindparam("identity"))
_RELEASE = _THEIR_ROWS.where(outbox.c.state == WAITING_WINDOW)
_HURRY = (
    _THEIR_ROWS.where(outbox.c.state == QUEUED)
    .where(outbox.c.next_at > bindparam("at"))
    .where(outbox.c.holder.is_(None))
    .where(or_(outbox.c.until.is_(None), outbox.c.until < bindparam("at")))
)
_OF_MESSAGES = (
    select(
        outbox.c.message_id,
        outbox.c.part,
        outbox.c.state,
        outbox.c.attempts,
        outbox.c.next_at,
        outbox.c.failure,
    )
    .where(outbox.c.message_id.in_(bindparam("messages", expanding=True)))
    .order_by(outbox.c.message_id, outbox.c.part)
)

_STANDING = (
    select(outbox.c.state, func.count().label("calls"))
    .join(message, message.c.id == outbox.c.message_id)
    .where(message.c.conversation_id.in_(bindparam("conversations", expanding=True)))
    .group_by(outbox.c.state)
    .order_by(outbox.c.state)
)

Render = Callable[[str, Mapping[str, Any], str], Sequence[Call]]
"""The calls that say a reply (Reply as JSON) of a provider's, given the message's id."""


@dataclass(frozen=True)
class Leased:
    """A call that we may send now. last_inbound_at: when the person last wrote; template: see TEMPLATE."""

    row: str
    provider: str
    address: str
    call: Call
    last_inbound_at: datetime | None
    template: bool


def post(
    connection: Connection, conversation_id: str, channel: str, messages: Sequence[str], at: datetime
) -> None:
    """Puts messages that were just stored into the outbox; nothing happens where nobody is to be sent to.

    The caller holds the conversation's lock, which keeps the places in order.
    """
    found = {"conversation": conversation_id, "channel": channel}
    for identity_id in connection.execute(_THEIRS, found).scalars().all():
        place = connection.execute(_LAST, {"identity": identity_id}).scalar_one()
        rows = [
            {
                "identity_id": identity_id,
                "message_id": each,
                "place": place + number,
                "part": 0,
                "next_at": at,
            }
            for number, each in enumerate(messages, start=1)
        ]
        connection.execute(outbox.insert(), rows)


def due(connection: Connection, providers: Collection[str], at: datetime) -> list[str]:
    """Identities at these providers that have something to be sent now, which nobody is sending."""
    return list(connection.execute(_DUE, {"providers": list(providers), "at": at}).scalars())


def lease(
    connection: Connection, identity_id: str, holder: str, at: datetime, render: Render
) -> Leased | None:
    """The first call that waits for somebody, if it is due and nobody else has it. It is rendered with the first."""
    row = connection.execute(_HEAD, {"identity": identity_id}).first()
    if row is None or row.next_at > at:
        return None
    until = at + timedelta(seconds=LEASE)
    taken = connection.execute(_LEASE, {"row": row.id, "at": at, "holder": holder, "until": until})
    if taken.rowcount != 1:
        return None
    call = row.call
    if call is None:
        call = _render(connection, row, render, at)
        if call is None:
            return None
    return Leased(row.id, row.provider, row.address, call, row.last_inbound_at, row.part == TEMPLATE)


def renew(connection: Connection, holder: str, at: datetime) -> None:
    """Keeps the leases of calls that take long."""
    connection.execute(_RENEW, {"renewed": holder, "until": at + timedelta(seconds=LEASE)})


def release(connection: Connection, identity_id: str, at: datetime) -> None:
    """The person has just written: what waited for that may go, and what is to be tried again is tried now.

    A time that the provider itself asked for is kept.
    """
    connection.execute(_RELEASE, {"identity": identity_id, "state": QUEUED, "next_at": at, "failure": None})
    connection.execute(_HURRY, {"identity": identity_id, "at": at, "next_at": at})


def deliveries(connection: Connection, messages: Collection[str]) -> dict[str, list[Any]]:
    """By message, its rows in the order of their parts."""
    found: dict[str, list[Any]] = {}
    for row in connection.execute(_OF_MESSAGES, {"messages": list(messages)}):
        found.setdefault(row.message_id, []).append(row)
    return found


def standing(connection: Connection, conversations: Collection[str]) -> str:
    """How many calls of these conversations are in which state: another text when any has come further."""
    rows = connection.execute(_STANDING, {"conversations": list(conversations)})
    return "".join(f"{row.state[0]}{row.calls}" for row in rows)


def furthest_back(rows: Sequence[Any]) -> Any:
    """The row that says how it stands with a message: the one that has come least far, a failure first of all."""
    order = (FAILED, WAITING_WINDOW, QUEUED, SENT)
    return min(rows, key=lambda row: order.index(row.state) if row.state in order else len(order))


def _render(connection: Connection, row: Any, render: Render, at: datetime) -> Call | None:
    """Stores the calls of a message. None when there is nothing to say."""
    reply = {
        "text": row.text,
        "buttons": row.buttons or (),
        "attachments": row.attachments or (),
        "sources": row.sources or (),
    }
    calls = render(row.provider, reply, row.message_id)
    if not calls:
        connection.execute(_RENDERED, {"row": row.id, "state": SENT, "holder": None, "until": None})
        return None
    connection.execute(_RENDERED, {"row": row.id, "call": calls[0]})
    further = [
        {
            "identity_id": row.identity_id,
            "message_id": row.message_id,
            "place": row.place,
            "part": part,
            "call": call,
            "next_at": at,
        }
        for part, call in enumerate(calls[1:], start=1)
    ]
    if further:
        connection.execute(outbox.insert(), further)
    return calls[0]
