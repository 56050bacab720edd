"""Ends a turn together with what it does to the visitor's data: all of it in one transaction, or nothing.

The dialogue engine has written its own notes by then, so that they go as well. A conversation whose visitor is
erased goes on under its id as that of a new visitor, with nothing in it but the receipt: this is how the receipt
still reaches whoever asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection, Row

from bot.database.erasure import BY_VISITOR, erase, withdraw
from bot.database.identities import reach_again, reached_by
from bot.database.models import (
    INBOUND,
    OPEN,
    RECEIVED,
    WITH_PERSON,
    conversation,
    message,
    new_id,
    now,
    promise,
    visitor,
)
from bot.database.spoken import outbound, shown
from bot.database.transcript import lock, say
from bot.database.turns import Ended, Ending, Turn, TurnLostError, end
from bot.privacy.deed import RECEIPT

_CONVERSATION = select(conversation).where(conversation.c.id == bindparam("conversation"))
_SEQUENCE = select(message.c.sequence).where(message.c.id == bindparam("message"))
_LATER = (
    select(message)
    .where(message.c.conversation_id == bindparam("conversation"))
    .where(message.c.sequence > bindparam("after"))
    .order_by(message.c.sequence)
)
_OWED_LATER = (
    select(promise)
    .where(promise.c.conversation_id == bindparam("conversation"))
    .where(promise.c.made_at >= bindparam("since"))
)


def end_with_deed(connection: Connection, turn: Turn, holder: str, ending: Ending) -> Ended:
    """As `end`, and does the ending's deed. Raises TurnLostError, UnknownConversationError.

    Where a person took the conversation over meanwhile, nothing is said and nothing is done.
    """
    deed = ending.deed
    if deed is None:
        return end(connection, turn, holder, ending)
    if deed.erase:
        return _end_erased(connection, turn, holder, ending)
    ended = end(connection, turn, holder, ending)
    if ended.ending.state != WITH_PERSON:
        row = connection.execute(_CONVERSATION, {"conversation": turn.conversation}).one()
        for purpose in deed.withdraw:
            withdraw(connection, row.visitor_id, purpose, now())
    return ended


def _end_erased(connection: Connection, turn: Turn, holder: str, ending: Ending) -> Ended:
    locked = lock(connection, turn.conversation)
    if locked.turn_holder != holder:
        raise TurnLostError(turn.conversation)
    if locked.owner is not None:
        return end(connection, turn, holder, ending)
    before = connection.execute(_CONVERSATION, {"conversation": turn.conversation}).one()
    later = _said_later(connection, turn)
    owed = _owed_for(connection, turn.conversation, later)
    reached = reached_by(connection, turn.conversation)
    receipt = erase(connection, before.visitor_id, BY_VISITOR, now())
    first = locked.last_sequence + 1
    replies = [
        outbound(turn.conversation, first + place, None, _with_receipt(reply, receipt.id))
        for place, reply in enumerate(ending.replies)
    ]
    visitor_id = _begin_anew(connection, before, locked.last_sequence + len(replies), urgent=bool(owed))
    reach_again(connection, reached, visitor_id, turn.conversation)
    if later:
        connection.execute(message.insert(), later)
    if replies:
        say(connection, turn.conversation, before.channel, replies)
    if owed:
        connection.execute(promise.insert(), owed)
    waiting = any(row["state"] == RECEIVED for row in later)
    # What was understood of the message went with it.
    return Ended([shown(row) for row in replies], waiting, replace(ending, needs_person=None, columns={}))


def _said_later(connection: Connection, turn: Turn) -> list[dict[str, Any]]:
    """What the visitor wrote after the message that is being answered, with the answers it had: it is kept.

    It belongs to what comes after the erasing, and an acknowledged message is never lost.
    """
    after = connection.execute(_SEQUENCE, {"message": turn.message}).scalar_one()
    rows = connection.execute(_LATER, {"conversation": turn.conversation, "after": after}).all()
    written = {row.id for row in rows if row.direction == INBOUND}
    return [
        dict(row._mapping)
        for row in rows
        if row.direction == INBOUND or (row.reply_to is not None and row.reply_to in written)
    ]


def _owed_for(
    connection: Connection, conversation_id: str, later: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """What staff owe because of an emergency that was said after it."""
    answered = [row for row in later if row["direction"] == INBOUND and row["state"] != RECEIVED]
    if not answered:
        return []
    since = {"conversation": conversation_id, "since": answered[0]["created_at"]}
    return [dict(row._mapping) for row in connection.execute(_OWED_LATER, since)]


def _begin_anew(connection: Connection, before: Row, last_sequence: int, urgent: bool) -> str:
    """The new visitor."""
    visitor_id = new_id()
    connection.execute(visitor.insert(), {"id": visitor_id})
    kept = {name: getattr(before, name) for name in ("urgency", "needs_person", "needs_person_reason")}
    connection.execute(
        conversation.insert(),
        {
            "id": before.id,
            "visitor_id": visitor_id,
            "channel": before.channel,
            "state": OPEN,
            # Sequences go on, so that an open page, which has seen the earlier ones, is shown what is new.
            "last_sequence": last_sequence,
            **(kept if urgent else {}),
        },
    )
    return visitor_id


def _with_receipt(reply: Mapping[str, Any], receipt: str) -> dict[str, Any]:
    return {**reply, "text": reply["text"].replace(RECEIPT, receipt)}
