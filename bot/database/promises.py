"""Keeps what is owed to visitors: made in the transaction of its cause, ended by a deed of a person."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, func, select
from sqlalchemy.engine import Connection, Row

from bot.database.models import NORMAL, OUTBOUND, conversation, message, new_id, promise, staff
from bot.database.transcript import change, lock
from bot.handover import DEFERRED, NEW, URGENT

ANSWERED: Final = "answered"
DECIDED: Final = "decided"
DONE: Final = "done"
SEEN: Final = "seen"
PUT_OFF: Final = "put_off"
"""How a promise ended."""


@dataclass(frozen=True)
class Owed:
    """A promise to be made. `why` is one line in our words; open_from: later than made_at if it is put off."""

    kind: str
    rank: int
    why: str
    made_at: datetime
    due_at: datetime
    open_from: datetime | None = None


_CHANNEL = select(conversation.c.channel).where(conversation.c.id == bindparam("conversation"))
_OPEN = (
    select(promise)
    .where(promise.c.conversation_id == bindparam("conversation"))
    .where(promise.c.ended_at.is_(None))
    .order_by(promise.c.rank, promise.c.due_at)
)
_ALL = (
    select(promise, staff.c.name.label("ended_name"))
    .select_from(promise.outerjoin(staff, staff.c.id == promise.c.ended_by))
    .where(promise.c.conversation_id.in_(bindparam("conversations", expanding=True)))
    .order_by(promise.c.made_at, promise.c.id)
)
_SAME = (
    select(promise.c.id, promise.c.due_at, promise.c.open_from)
    .where(promise.c.conversation_id == bindparam("conversation"))
    .where(promise.c.kind == bindparam("kind"))
    .where(promise.c.ended_at.is_(None))
)
_KINDS_OPEN = select(promise.c.kind).where(
    promise.c.conversation_id == bindparam("conversation"), promise.c.ended_at.is_(None)
)
_WAITING_BEFORE = (
    select(func.count(promise.c.conversation_id.distinct()))
    .where(promise.c.ended_at.is_(None))
    .where(promise.c.rank <= bindparam("rank"))
    .where(promise.c.open_from <= bindparam("at"))
    .where(promise.c.conversation_id != bindparam("conversation"))
)
_CHANGE = promise.update().where(promise.c.id == bindparam("promise"))
_END = (
    promise.update()
    .where(promise.c.conversation_id == bindparam("conversation"))
    .where(promise.c.kind.in_(bindparam("kinds", expanding=True)))
    .where(promise.c.ended_at.is_(None))
)
_LATELY = (
    select(message.c.text, message.c.author)
    .where(message.c.conversation_id == bindparam("conversation"))
    .where(message.c.direction == OUTBOUND)
    .order_by(message.c.sequence.desc())
    .limit(bindparam("most"))
)


def owe(connection: Connection, conversation_id: str, owed: Owed) -> None:
    """Makes a promise. Where one of the kind is open already it stays, with whichever due time is earlier.

    Raises UnknownConversationError.
    """
    lock(connection, conversation_id)
    same = connection.execute(_SAME, {"conversation": conversation_id, "kind": owed.kind}).first()
    starts = owed.open_from or owed.made_at
    if same is not None:
        if owed.due_at < same.due_at:
            connection.execute(
                _CHANGE,
                {"promise": same.id, "due_at": owed.due_at, "open_from": min(starts, same.open_from)},
            )
        return
    channel = connection.execute(_CHANNEL, {"conversation": conversation_id}).scalar_one()
    connection.execute(
        promise.insert(),
        {
            "id": new_id(),
            "conversation_id": conversation_id,
            "kind": owed.kind,
            "rank": owed.rank,
            "channel": channel,
            "why": owed.why[:200],
            "made_at": owed.made_at,
            "open_from": starts,
            "due_at": owed.due_at,
        },
    )


def settle(
    connection: Connection,
    conversation_id: str,
    kinds: Collection[str],
    staff_id: str,
    how: str,
    at: datetime,
) -> int:
    """Ends the open promises of these kinds and says how many there were.

    A conversation to which nothing urgent, or nothing at all, is owed any more is no longer marked so.
    """
    if not kinds:
        return 0
    ended = connection.execute(
        _END,
        {
            "conversation": conversation_id,
            "kinds": list(kinds),
            "ended_at": at,
            "ended_by": staff_id,
            "ended_how": how,
        },
    ).rowcount
    if ended:
        _unmark(connection, conversation_id)
    return int(ended)


def open_promises(connection: Connection, conversation_id: str) -> list[Row]:
    """What is owed now or after a delay, the worst first."""
    return list(connection.execute(_OPEN, {"conversation": conversation_id}).all())


def promised(connection: Connection, conversation_id: str, kind: str) -> datetime | None:
    """By when the open promise of a kind is to be kept; None where there is none."""
    same = connection.execute(_SAME, {"conversation": conversation_id, "kind": kind}).first()
    return None if same is None else same.due_at


def waiting_before(connection: Connection, conversation_id: str, rank: int, at: datetime) -> int:
    """How many other conversations wait at `at` for something of this rank or worse."""
    values = {"conversation": conversation_id, "rank": rank, "at": at}
    return int(connection.execute(_WAITING_BEFORE, values).scalar_one())


def promises_of(connection: Connection, conversations: Sequence[str]) -> list[Row]:
    """Every promise of these conversations, in the order in which they were made, with `ended_name`."""
    return list(connection.execute(_ALL, {"conversations": list(conversations)}).all())


def said_lately(connection: Connection, conversation_id: str, texts: Collection[str], most: int) -> int:
    """How many of the last so many messages to the visitor were one of these texts of the assistant."""
    rows = connection.execute(_LATELY, {"conversation": conversation_id, "most": most})
    return sum(1 for row in rows if row.author is None and row.text in texts)


def _unmark(connection: Connection, conversation_id: str) -> None:
    left = set(connection.execute(_KINDS_OPEN, {"conversation": conversation_id}).scalars())
    if not left - {NEW, DEFERRED}:
        change(connection, conversation_id, needs_person=False, needs_person_reason=None, urgency=NORMAL)
    elif URGENT not in left:
        change(connection, conversation_id, urgency=NORMAL)
