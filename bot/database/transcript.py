"""Writes what was said into a conversation and reads it back.

Statements are built once, here and in turns.py: building one costs more than running it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection, Row

from bot.database.models import (
    ANSWERED,
    INBOUND,
    NORMAL,
    OPEN,
    OUTBOUND,
    RECEIVED,
    URGENT,
    conversation,
    message,
    new_id,
    now,
    visitor,
)
from bot.database.outbox import post
from bot.database.spoken import SHOWN, outbound, shown
from bot.database.spoken import StoredMessage as StoredMessage

WEBSITE = "website"
"""The channel whose visitors come for what is said; every other is sent to."""

_LONGEST_REASON = 200  # characters
_PAGE = 50  # messages read at a time when looking for a button


class UnknownConversationError(Exception):
    """There is no such conversation: it never was, or it was erased."""


@dataclass(frozen=True)
class Accepted:
    """An inbound message that is now stored; `repeated` when it already was."""

    id: str
    sequence: int
    repeated: bool
    answered: bool = False
    """Whether it was answered in the same transaction, as an emergency is."""


_VISITOR = select(visitor.c.id).where(visitor.c.id == bindparam("visitor"))
_CURRENT = (
    select(conversation.c.id)
    .where(conversation.c.visitor_id == bindparam("visitor"))
    .where(conversation.c.channel == bindparam("channel"))
    .where(conversation.c.state == OPEN)
    .order_by(conversation.c.created_at.desc())
    .limit(1)
)
_VISITOR_HERE = (
    select(conversation.c.visitor_id)
    .where(conversation.c.id == bindparam("conversation"))
    .where(conversation.c.channel == bindparam("channel"))
    .where(conversation.c.state == OPEN)
)
_LAST_SEQUENCE = select(conversation.c.last_sequence).where(conversation.c.id == bindparam("conversation"))
_LOCK = (
    select(
        conversation.c.last_sequence,
        conversation.c.turn_holder,
        conversation.c.owner,
        conversation.c.channel,
    )
    .where(conversation.c.id == bindparam("conversation"))
    .with_for_update()
)
_CHANGE = conversation.update().where(conversation.c.id == bindparam("conversation"))
_SAME = (
    select(message.c.id, message.c.sequence)
    .where(message.c.conversation_id == bindparam("conversation"))
    .where(message.c.direction == INBOUND)
    .where(message.c.provider_id == bindparam("provider"))
)
_SAID = (
    select(message.c.id)
    .where(message.c.conversation_id == bindparam("conversation"))
    .where(message.c.direction == OUTBOUND)
    .where(message.c.provider_id == bindparam("once"))
)
_HISTORY = (
    select(*SHOWN)
    .where(message.c.conversation_id == bindparam("conversation"))
    .where(message.c.sequence > bindparam("after"))
    .order_by(message.c.sequence)
)
_STATE = select(message.c.state).where(message.c.id == bindparam("message"))
_REPLIES = select(*SHOWN).where(message.c.reply_to == bindparam("message")).order_by(message.c.sequence)
_BUTTONS = (
    select(message.c.sequence, message.c.buttons)
    .where(message.c.conversation_id == bindparam("conversation"))
    .where(message.c.buttons.is_not(None))
    .where(message.c.sequence < bindparam("before"))
    .order_by(message.c.sequence.desc())
    .limit(_PAGE)
)


def open_conversation(
    connection: Connection, channel: str, welcome: Mapping[str, Any], visitor_id: str | None = None
) -> tuple[str, str]:
    """(visitor, conversation) of a new conversation that starts with `welcome`, a Reply as JSON."""
    if visitor_id is None or connection.execute(_VISITOR, {"visitor": visitor_id}).first() is None:
        visitor_id = new_id()
        connection.execute(visitor.insert(), {"id": visitor_id})
    conversation_id = new_id()
    connection.execute(
        conversation.insert(),
        {
            "id": conversation_id,
            "visitor_id": visitor_id,
            "channel": channel,
            "state": OPEN,
            "urgency": NORMAL,
            "last_sequence": 1,
        },
    )
    connection.execute(message.insert(), outbound(conversation_id, 1, None, welcome))
    return visitor_id, conversation_id


def current_conversation(connection: Connection, visitor_id: str, channel: str) -> str | None:
    """The visitor's newest open conversation on a channel."""
    found: str | None = connection.execute(_CURRENT, {"visitor": visitor_id, "channel": channel}).scalar()
    return found


def visitor_here(connection: Connection, conversation_id: str, channel: str) -> str | None:
    """The visitor of a conversation that is open and goes on on this channel; None for any other."""
    found: str | None = connection.execute(
        _VISITOR_HERE, {"conversation": conversation_id, "channel": channel}
    ).scalar()
    return found


def store_inbound(
    connection: Connection,
    conversation_id: str,
    provider_id: str,
    text: str,
    payload: str | None,
    channel: str | None = None,
) -> Accepted:
    """Stores a message once, however often it comes.

    Raises UnknownConversationError, also when the conversation goes on elsewhere than on `channel`.
    """
    # Locked first: repeats that come at once take turns, and sequences become visible in order.
    locked = lock(connection, conversation_id)
    if channel is not None and locked.channel != channel:
        raise UnknownConversationError(conversation_id)
    sequence = locked.last_sequence + 1
    same = connection.execute(_SAME, {"conversation": conversation_id, "provider": provider_id}).first()
    if same is not None:
        return Accepted(same.id, same.sequence, repeated=True)
    accepted = Accepted(new_id(), sequence, repeated=False)
    connection.execute(
        message.insert(),
        {
            "id": accepted.id,
            "conversation_id": conversation_id,
            "sequence": sequence,
            "direction": INBOUND,
            "provider_id": provider_id,
            "text": text,
            "payload": payload,
            "state": RECEIVED,
        },
    )
    change(connection, conversation_id, last_sequence=sequence)
    return accepted


def answer_emergency(
    connection: Connection, conversation_id: str, accepted: Accepted, reply: Mapping[str, Any], reason: str
) -> Accepted:
    """Answers a message that was just stored, ahead of all that waits, and puts the conversation first for staff."""
    answer_now(connection, conversation_id, accepted, reply, ANSWERED)
    change(connection, conversation_id, urgency=URGENT, needs_person=True, needs_person_reason=reason)
    return replace(accepted, answered=True)


def answer_now(
    connection: Connection,
    conversation_id: str,
    accepted: Accepted,
    reply: Mapping[str, Any] | None,
    state: str,
) -> None:
    """Ends a message that was just stored with `state`, without a turn, and says `reply` to it if there is one."""
    locked = lock(connection, conversation_id)
    connection.execute(message.update().where(message.c.id == accepted.id).values(state=state))
    if reply is not None:
        sequence = locked.last_sequence + 1
        row = outbound(conversation_id, sequence, accepted.id, reply)
        say(connection, conversation_id, locked.channel, [row])
        change(connection, conversation_id, last_sequence=sequence)


def flag(connection: Connection, conversation_id: str, reason: str) -> None:
    """Marks a conversation for a person to look at."""
    change(connection, conversation_id, needs_person=True, needs_person_reason=reason[:_LONGEST_REASON])


def speak(
    connection: Connection,
    conversation_id: str,
    reply: Mapping[str, Any],
    at: datetime,
    author: str | None = None,
    once: str | None = None,
) -> str:
    """Says something that answers no message in particular; the streams deliver it. Returns the message's id.

    author: the member of staff who wrote it, None for the assistant. once: sent again with the same value, it is
    not said twice. Raises UnknownConversationError.
    """
    locked = lock(connection, conversation_id)
    sequence = locked.last_sequence + 1
    if once is not None:
        same = connection.execute(_SAID, {"conversation": conversation_id, "once": once}).scalar()
        if same is not None:
            return str(same)
    row = outbound(conversation_id, sequence, None, reply)
    row |= {"author": author, "provider_id": once, "created_at": at}
    say(connection, conversation_id, locked.channel, [row])
    change(connection, conversation_id, last_sequence=sequence)
    return str(row["id"])


def say(
    connection: Connection, conversation_id: str, channel: str, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Stores what is said, as `outbound` makes it, and has it sent where the channel does not come for it itself."""
    connection.execute(message.insert(), rows)
    if channel != WEBSITE:
        post(connection, conversation_id, channel, [row["id"] for row in rows], now())


def lock(connection: Connection, conversation_id: str) -> Row:
    """The conversation's `last_sequence`, `turn_holder`, `owner` and `channel`, which nobody else changes meanwhile.

    Raises UnknownConversationError.
    """
    row = connection.execute(_LOCK, {"conversation": conversation_id}).first()
    if row is None:
        raise UnknownConversationError(conversation_id)
    return row


def change(connection: Connection, conversation_id: str, **columns: Any) -> None:
    """Sets columns of a conversation."""
    connection.execute(_CHANGE, {"conversation": conversation_id, "updated_at": now(), **columns})


def last_sequence(connection: Connection, conversation_id: str) -> int | None:
    """The newest message's sequence; None for an unknown conversation."""
    found: int | None = connection.execute(_LAST_SEQUENCE, {"conversation": conversation_id}).scalar()
    return found


def history(connection: Connection, conversation_id: str, after: int = 0) -> list[StoredMessage]:
    """The messages whose sequence is greater than `after`, in order."""
    rows = connection.execute(_HISTORY, {"conversation": conversation_id, "after": after})
    return [shown(row._mapping) for row in rows]


def replies_to(connection: Connection, message_id: str) -> tuple[str, list[StoredMessage]]:
    """(state of the message, what was answered to it so far). One that was erased meanwhile counts as answered."""
    state: str = connection.execute(_STATE, {"message": message_id}).scalar() or ANSWERED
    rows = connection.execute(_REPLIES, {"message": message_id})
    return state, [shown(row._mapping) for row in rows]


def offered_title(connection: Connection, conversation_id: str, payload: str) -> str | None:
    """The title of the button that offered `payload` in this conversation, looked for from the newest."""
    before = (last_sequence(connection, conversation_id) or 0) + 1
    while True:
        page = connection.execute(_BUTTONS, {"conversation": conversation_id, "before": before}).all()
        for row in page:
            for button in row.buttons:
                if button["payload"] == payload:
                    return str(button["title"])
        if len(page) < _PAGE:
            return None
        before = page[-1].sequence
