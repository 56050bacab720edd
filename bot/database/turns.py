"""Who answers a conversation now, what is still unanswered in it, and how a turn ends.

A turn belongs to the process that holds the conversation's lease. A lease that its holder no
longer renews runs out, and another process takes the conversation over.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import and_, bindparam, exists, or_, select
from sqlalchemy.engine import Connection, Row

from bot.choices import chosen
from bot.database.arrivals import as_written
from bot.database.models import OUTBOUND, RECEIVED, URGENT, WAITING, WITH_PERSON, conversation, message, now
from bot.database.spoken import StoredMessage, outbound, shown
from bot.database.transcript import WEBSITE, change, lock, say
from bot.privacy.deed import Deed

LEASE = 10  # seconds until the conversation of a process that died is taken over
LeftOut = Literal["nobody", "told", "flagged"]
TOGETHER = timedelta(seconds=2)
"""On messaging channels, where people write in short pieces, pieces no further apart are answered together."""

SHORT = 300  # characters of such a piece
MOST_TOGETHER = 10  # pieces
_AT_ONCE = 200  # conversations picked up in one sweep
_OFFER = 5  # outbound messages that can belong to one turn and be looked through for buttons


class TurnLostError(Exception):
    """The lease ran out and somebody else has the conversation: what was to be stored is dropped."""


@dataclass(frozen=True)
class Turn:
    """One unanswered message, leased to us, with what is needed to answer it."""

    conversation: str
    channel: str
    owner: str | None
    message: str
    text: str
    payload: str | None
    attempts: int
    told: bool
    """Whether the visitor already heard that the answer to this message has to wait."""
    needs_person: bool
    """Whether staff were already asked to look at this conversation."""
    offer: Sequence[Mapping[str, str]]
    """The buttons that the visitor had last seen when they wrote."""
    further: Sequence[str] = ()
    """Ids of the messages after it whose words are part of `text`: they are answered with it."""


@dataclass(frozen=True)
class Ending:
    """What a turn leaves behind. `replies` are Replies as JSON; `needs_person` is a reason or None.

    `columns` are further columns of the inbound message, as `message` names them. `urgent` puts the
    conversation first for staff. `deed` is done with the visitor's data: bot/database/deeds.py.
    """

    state: str
    replies: Sequence[Mapping[str, Any]] = ()
    needs_person: str | None = None
    columns: Mapping[str, Any] = field(default_factory=dict)
    urgent: bool = False
    deed: Deed | None = None


@dataclass(frozen=True)
class Ended:
    """The replies as stored, whether the conversation has more to answer, and the ending as it came to be stored."""

    replies: Sequence[StoredMessage]
    more: bool
    ending: Ending


@dataclass(frozen=True)
class Progress:
    """How far a conversation has come: its newest sequence, whether it is being answered now, and where it goes on."""

    conversation: str
    last_sequence: int
    in_turn: bool
    channel: str


class BusyError(Exception):
    """Another process is answering this conversation."""


class StillWritingError(Exception):
    """The visitor may write on at once; look again in so many `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__("the visitor may be writing on")
        self.seconds = seconds


_reply = message.alias("reply")
_TOLD = exists().where(_reply.c.reply_to == message.c.id)
_UNLEASED = or_(conversation.c.turn_holder.is_(None), conversation.c.turn_until < bindparam("moment"))
_LEASE = (
    conversation.update()
    .where(conversation.c.id == bindparam("conversation"))
    .where(or_(conversation.c.turn_holder == bindparam("holder"), _UNLEASED))
)
_RENEW = (
    conversation.update()
    .where(conversation.c.id.in_(bindparam("conversations", expanding=True)))
    .where(conversation.c.turn_holder == bindparam("holder"))
)
_UNANSWERED = (
    select(
        message.c.id,
        message.c.sequence,
        message.c.text,
        message.c.payload,
        message.c.attempts,
        message.c.created_at,
        conversation.c.channel,
        conversation.c.owner,
        conversation.c.needs_person,
        _TOLD.label("told"),
    )
    .join(conversation, conversation.c.id == message.c.conversation_id)
    .where(message.c.conversation_id == bindparam("conversation"))
    .where(WAITING)
    .order_by(message.c.sequence)
)
_FIRST_UNANSWERED = _UNANSWERED.limit(MOST_TOGETHER)
_SAID_BEFORE = (
    select(message.c.buttons, message.c.reply_to)
    .where(message.c.conversation_id == bindparam("conversation"))
    .where(message.c.direction == OUTBOUND)
    .where(message.c.sequence < bindparam("before"))
    .order_by(message.c.sequence.desc())
    .limit(_OFFER)
)
_END = message.update().where(message.c.id == bindparam("message"))
_END_FURTHER = message.update().where(message.c.id.in_(bindparam("messages", expanding=True)))
_WAITING = (
    select(conversation.c.id)
    .join(message, message.c.conversation_id == conversation.c.id)
    .where(WAITING)
    .where(message.c.created_at <= bindparam("before"))
    .where(_UNLEASED)
    .distinct()
    .limit(_AT_ONCE)
)
_WAITING_BUT: Mapping[LeftOut, Any] = {
    "nobody": _WAITING,
    "told": _WAITING.where(~_TOLD),
    "flagged": _WAITING.where(~and_(_TOLD, conversation.c.needs_person)),
}
_PROGRESS = select(
    conversation.c.id,
    conversation.c.last_sequence,
    (~_UNLEASED).label("in_turn"),
    conversation.c.channel,
).where(conversation.c.id.in_(bindparam("conversations", expanding=True)))


def claim(connection: Connection, conversation_id: str, holder: str) -> Turn | None:
    """Leases the conversation and returns its oldest unanswered message; None when there is none.

    Raises BusyError, and StillWritingError, which has to undo the transaction.
    """
    moment = now()
    taken = connection.execute(
        _LEASE,
        {
            "conversation": conversation_id,
            "holder": holder,
            "moment": moment,
            "turn_holder": holder,
            "turn_until": moment + timedelta(seconds=LEASE),
        },
    )
    if taken.rowcount != 1:
        raise BusyError(conversation_id)
    rows = connection.execute(_FIRST_UNANSWERED, {"conversation": conversation_id}).all()
    if not rows:
        change(connection, conversation_id, turn_holder=None, turn_until=None)
        return None
    row = rows[0]
    offer = _offer_before(connection, conversation_id, row.sequence)
    pieces = [row] if row.channel == WEBSITE else _pieces(rows, [each["title"] for each in offer], moment)
    texts = {piece.id: piece.text for piece in pieces}
    return Turn(
        conversation=conversation_id,
        channel=row.channel,
        owner=row.owner,
        message=row.id,
        text=row.text
        if len(texts) == 1
        else "\n".join(texts[each] for each in as_written(connection, [*texts])),
        payload=row.payload,
        attempts=row.attempts,
        told=row.told,
        needs_person=row.needs_person,
        offer=offer,
        further=[piece.id for piece in pieces[1:]],
    )


def end(connection: Connection, turn: Turn, holder: str, ending: Ending) -> Ended:
    """Stores the outcome and gives the lease back. Raises TurnLostError, UnknownConversationError.

    Where a person took the conversation over meanwhile, the replies are not said, but for an emergency.
    """
    locked = lock(connection, turn.conversation)
    if locked.turn_holder != holder:
        raise TurnLostError(turn.conversation)
    if locked.owner is not None and not ending.urgent:
        ending = replace(ending, state=WITH_PERSON, replies=())
    first = locked.last_sequence + 1
    rows = [
        outbound(turn.conversation, first + place, turn.message, reply)
        for place, reply in enumerate(ending.replies)
    ]
    connection.execute(_END, {"message": turn.message, "state": ending.state, **ending.columns})
    if turn.further and ending.state != RECEIVED:
        connection.execute(_END_FURTHER, {"messages": list(turn.further), "state": ending.state})
    if rows:
        say(connection, turn.conversation, locked.channel, rows)
    changed: dict[str, Any] = {"last_sequence": locked.last_sequence + len(rows)}
    if ending.needs_person is not None:
        changed |= {"needs_person": True, "needs_person_reason": ending.needs_person[:200]}
    if ending.urgent:
        changed |= {"urgency": URGENT}
    change(connection, turn.conversation, turn_holder=None, turn_until=None, **changed)
    more = connection.execute(_FIRST_UNANSWERED, {"conversation": turn.conversation}).first() is not None
    return Ended([shown(row) for row in rows], more, ending)


def renew(connection: Connection, conversations: Collection[str], holder: str) -> None:
    """Keeps the leases of turns that take long."""
    connection.execute(
        _RENEW,
        {
            "conversations": list(conversations),
            "holder": holder,
            "turn_until": now() + timedelta(seconds=LEASE),
        },
    )


def waiting(connection: Connection, older_than: float, but: LeftOut) -> list[str]:
    """Conversations that nobody is answering and that have messages unanswered for so many seconds.

    `but` leaves some out: "told" those whose visitor knows that the answer has to wait, "flagged"
    those of them that are marked for a person as well.
    """
    moment = now()
    before = moment - timedelta(seconds=older_than)
    return list(connection.execute(_WAITING_BUT[but], {"moment": moment, "before": before}).scalars())


def progress(connection: Connection, conversations: Collection[str]) -> list[Progress]:
    """The progress of those of the conversations that exist."""
    rows = connection.execute(_PROGRESS, {"conversations": list(conversations), "moment": now()})
    return [Progress(row.id, row.last_sequence, bool(row.in_turn), row.channel) for row in rows]


def _pieces(rows: Sequence[Row], titles: Sequence[str], at: datetime) -> Sequence[Row]:
    """The oldest messages as far as they are one thing said in pieces. Raises StillWritingError.

    A tapped button, a typed choice and a long message stand for themselves.
    """
    pieces: list[Row] = []
    for row in rows:
        if not _is_piece(row, titles) or (pieces and row.created_at - pieces[-1].created_at > TOGETHER):
            break
        pieces.append(row)
    if not pieces:
        return rows[:1]
    last = pieces[-1]
    left = last.created_at + TOGETHER - at
    alone = last is rows[-1] and len(pieces) < MOST_TOGETHER and last.owner is None and not last.told
    if alone and left > timedelta(0):
        raise StillWritingError(min(left, TOGETHER).total_seconds())
    return pieces


def _is_piece(row: Row, titles: Sequence[str]) -> bool:
    return row.payload is None and len(row.text) <= SHORT and chosen(row.text, titles) is None


def _offer_before(connection: Connection, conversation_id: str, sequence: int) -> Sequence[Mapping[str, str]]:
    """The newest buttons among what was last said to the visitor, which may be several messages."""
    rows = connection.execute(_SAID_BEFORE, {"conversation": conversation_id, "before": sequence}).all()
    for row in rows:
        if row.reply_to != rows[0].reply_to:
            break
        if row.buttons:
            return list(row.buttons)
    return ()
