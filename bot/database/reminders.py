"""Keeps what visitors are to be reminded of: planned anew whenever what it follows from changes, said once.

Everything here happens in the caller's transaction. Whoever sends a reminder holds the conversation's lock, looks at
the row again, says it and marks it as sent together: it is said once, whatever stops in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, exists, or_, select, text
from sqlalchemy.engine import Connection, Row

from bot.database.models import (
    INBOUND,
    consent,
    conversation,
    message,
    new_id,
    promise,
    screening,
    session_date,
    visitor,
)
from bot.database.reminder_table import CANCELLED, SCHEDULED, reminder
from bot.database.session_dates import session_days
from bot.database.transcript import UnknownConversationError
from bot.handover import PERSON
from bot.reminders.planning import Known, Planned, Promise
from bot.reminders.rules import UNANSWERED

REMINDERS: Final = "reminders"
"""Purpose of the consent without which nobody is reminded of anything."""

DEFER: Final = "defer"
ASKED_FOR_A_PERSON: Final = "%A person was asked for%"

_VISITOR = (
    select(conversation.c.visitor_id, visitor.c.timezone)
    .join(visitor, visitor.c.id == conversation.c.visitor_id)
    .where(conversation.c.id == bindparam("conversation"))
)
_GIVEN = (
    select(consent.c.id)
    .join(conversation, conversation.c.visitor_id == consent.c.visitor_id)
    .where(conversation.c.id == bindparam("conversation"))
    .where(consent.c.purpose == REMINDERS)
    .where(consent.c.withdrawn_at.is_(None))
    .limit(1)
)
_END_CONSENT = (
    consent.update()
    .where(consent.c.visitor_id == bindparam("visitor"))
    .where(consent.c.purpose == REMINDERS)
    .where(consent.c.withdrawn_at.is_(None))
)
_later = screening.alias("later")
_DEFERRED = (
    select(screening.c.disposition, screening.c.earliest_date)
    .where(screening.c.conversation_id == bindparam("conversation"))
    .where(screening.c.complete.is_(True))
    .where(screening.c.lane == "before")
    .where(screening.c.subject.in_(("", "self")))
    .where(~exists().where(_later.c.supersedes == screening.c.id))
    .order_by(screening.c.created_at.desc(), screening.c.id)
    .limit(1)
)
_PROMISES = (
    select(promise.c.id, promise.c.made_at, promise.c.due_at)
    .where(promise.c.conversation_id == bindparam("conversation"))
    .where(promise.c.kind == PERSON)
    .where(promise.c.why.like(ASKED_FOR_A_PERSON))
    .where(promise.c.ended_at.is_(None))
    .order_by(promise.c.due_at)
)
_CHANGED = select(
    or_(
        *(
            exists()
            .where(table.c.conversation_id == bindparam("conversation"))
            .where(column >= bindparam("since"))
            for table, column in (
                (session_date, session_date.c.created_at),
                (screening, screening.c.created_at),
                (promise, promise.c.made_at),
            )
        ),
    )
)
_SCHEDULED = text("reminder.state = 'scheduled'")
"""Written out, because only then is ix_reminder_look_at used."""
_ROWS = select(reminder).where(reminder.c.conversation_id == bindparam("conversation"))
_OF_CONVERSATIONS = (
    select(reminder)
    .where(reminder.c.conversation_id.in_(bindparam("conversations", expanding=True)))
    .order_by(reminder.c.due_at, reminder.c.kind, reminder.c.id)
)
_ROW = select(reminder).where(reminder.c.id == bindparam("reminder"))
_CHANGE = reminder.update().where(reminder.c.id == bindparam("reminder"))
_END = _CHANGE.where(reminder.c.state == SCHEDULED)
_DUE = (
    select(reminder.c.id, reminder.c.conversation_id)
    .where(_SCHEDULED)
    .where(reminder.c.look_at <= bindparam("at"))
    .order_by(reminder.c.look_at, reminder.c.id)
    .limit(bindparam("most"))
)
_AHEAD = (
    select(reminder)
    .where(reminder.c.conversation_id == bindparam("conversation"))
    .where(reminder.c.state == SCHEDULED)
    .where(reminder.c.kind != UNANSWERED)
    .order_by(reminder.c.due_at, reminder.c.kind)
)
_OF_VISITOR = select(conversation.c.id).where(conversation.c.visitor_id == bindparam("visitor"))
_WROTE = (
    select(message.c.created_at)
    .where(message.c.conversation_id == bindparam("conversation"))
    .where(message.c.direction == INBOUND)
    .order_by(message.c.sequence.desc())
    .limit(1)
)
_TURN = select(conversation.c.turn_until).where(conversation.c.id == bindparam("conversation"))


def agreed(connection: Connection, conversation_id: str) -> bool:
    """Whether the conversation's visitor agreed to reminders."""
    return connection.execute(_GIVEN, {"conversation": conversation_id}).first() is not None


def agree(connection: Connection, conversation_id: str, wording_version: str, at: datetime) -> None:
    """Notes the agreement; one that holds already stays as it is. Raises UnknownConversationError."""
    if agreed(connection, conversation_id):
        return
    row = {
        "id": new_id(),
        "visitor_id": _visitor(connection, conversation_id).visitor_id,
        "purpose": REMINDERS,
        "wording_version": wording_version,
        "given_at": at,
    }
    connection.execute(consent.insert(), row)


def end_agreement(connection: Connection, conversation_id: str, at: datetime) -> None:
    """Ends the agreement, and what was planned in all of the visitor's conversations.

    What tells of a promise stays: it was not what the agreement was about. Raises UnknownConversationError.
    """
    visitor_id = _visitor(connection, conversation_id).visitor_id
    connection.execute(_END_CONSENT.values(withdrawn_at=at), {"visitor": visitor_id})
    theirs = list(connection.execute(_OF_VISITOR, {"visitor": visitor_id}).scalars())
    connection.execute(
        reminder.update()
        .where(reminder.c.conversation_id.in_(theirs))
        .where(reminder.c.state == SCHEDULED)
        .where(reminder.c.kind != UNANSWERED)
        .values(state=CANCELLED, ended_at=at)
    )


def zone_name(connection: Connection, conversation_id: str) -> str | None:
    """The time zone that the visitor named. Raises UnknownConversationError."""
    named: str | None = _visitor(connection, conversation_id).timezone
    return named


def set_zone(connection: Connection, conversation_id: str, name: str) -> None:
    """Raises UnknownConversationError."""
    visitor_id = _visitor(connection, conversation_id).visitor_id
    connection.execute(visitor.update().where(visitor.c.id == visitor_id).values(timezone=name))


def known(connection: Connection, conversation_id: str) -> Known:
    """What there is to be reminded of now."""
    found = connection.execute(_DEFERRED, {"conversation": conversation_id}).first()
    promises = connection.execute(_PROMISES, {"conversation": conversation_id}).all()
    return Known(
        agreed=agreed(connection, conversation_id),
        sessions=session_days(connection, conversation_id).days,
        deferred_until=found.earliest_date if found and found.disposition == DEFER else None,
        promises=tuple(Promise(row.id, row.made_at.date(), row.due_at) for row in promises),
    )


def changed_since(connection: Connection, conversation_id: str, since: datetime) -> bool:
    """Whether anything that reminders follow from was written since then; taking back is no writing."""
    return bool(connection.execute(_CHANGED, {"conversation": conversation_id, "since": since}).scalar())


def keep(connection: Connection, conversation_id: str, planned: Sequence[Planned], at: datetime) -> None:
    """Makes `planned` what is scheduled. What moved is moved, what no longer follows is cancelled.

    What was said or missed stays so. What is new and would have been due before `at` is not made up for, but for a
    promise. The caller holds the conversation's lock.
    """
    rows = {_same(row): row for row in connection.execute(_ROWS, {"conversation": conversation_id})}
    left = {key: row for key, row in rows.items() if row.state == SCHEDULED}
    fresh: list[Planned] = []
    for item in planned:
        row = rows.get((item.kind, item.subject, item.day))
        if row is None:
            fresh.append(item)
        elif row.state == SCHEDULED:
            left.pop(_same(row))
            if (row.due_at, row.until_at) != (item.due_at, item.until):
                _plan(connection, row.id, item)
        elif row.state == CANCELLED and item.due_at > at:
            _plan(connection, row.id, item)
    for item in fresh:
        if item.kind != UNANSWERED and item.due_at <= at:
            continue
        moved = next((key for key in left if key[:2] == (item.kind, item.subject)), None)
        if moved is not None:
            _plan(connection, left.pop(moved).id, item)
        else:
            connection.execute(
                reminder.insert(),
                {"id": new_id(), "conversation_id": conversation_id, "created_at": at, **_columns(item)},
            )
    for row in left.values():
        end(connection, row.id, CANCELLED, at)


def due(connection: Connection, at: datetime, most: int) -> list[tuple[str, str]]:
    """(reminder, conversation) of what is to be looked at, the longest waiting first."""
    return [(row.id, row.conversation_id) for row in connection.execute(_DUE, {"at": at, "most": most})]


def scheduled(connection: Connection, reminder_id: str) -> Row | None:
    """The row, if it is still to be said."""
    row: Row | None = connection.execute(_ROW, {"reminder": reminder_id}).first()
    return row if row is not None and row.state == SCHEDULED else None


def ahead(connection: Connection, conversation_id: str) -> list[Planned]:
    """What is planned, the next first."""
    rows = connection.execute(_AHEAD, {"conversation": conversation_id})
    return [planned(row) for row in rows]


def planned(row: Row) -> Planned:
    return Planned(row.kind, row.subject, row.day, row.due_at, row.until_at)


def reminders_of(connection: Connection, conversations: Sequence[str]) -> list[Row]:
    """Every row of these conversations, in the order in which they fall due."""
    return list(connection.execute(_OF_CONVERSATIONS, {"conversations": list(conversations)}).all())


def look_again(connection: Connection, reminder_id: str, at: datetime) -> None:
    connection.execute(_CHANGE, {"reminder": reminder_id, "look_at": at})


def end(
    connection: Connection, reminder_id: str, state: str, at: datetime, message_id: str | None = None
) -> None:
    """Sent, cancelled or missed; nothing that has ended is ended again."""
    values = {"reminder": reminder_id, "state": state, "ended_at": at, "message_id": message_id}
    connection.execute(_END, values)


def talking(connection: Connection, conversation_id: str, at: datetime, within: timedelta) -> bool:
    """Whether the visitor wrote so lately that they may be in the middle of something, or is being answered."""
    wrote: datetime | None = connection.execute(_WROTE, {"conversation": conversation_id}).scalar()
    turn: datetime | None = connection.execute(_TURN, {"conversation": conversation_id}).scalar()
    return (wrote is not None and at - wrote < within) or (turn is not None and turn > at)


def _visitor(connection: Connection, conversation_id: str) -> Any:
    row = connection.execute(_VISITOR, {"conversation": conversation_id}).first()
    if row is None:
        raise UnknownConversationError(conversation_id)
    return row


def _same(row: Row) -> tuple[str, str, date]:
    return (row.kind, row.subject, row.day)


def _plan(connection: Connection, reminder_id: str, item: Planned) -> None:
    connection.execute(_CHANGE, {"reminder": reminder_id, **_columns(item)})


def _columns(item: Planned) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "subject": item.subject,
        "day": item.day,
        "due_at": item.due_at,
        "until_at": item.until,
        "look_at": item.due_at,
        "state": SCHEDULED,
        "ended_at": None,
        "message_id": None,
    }
