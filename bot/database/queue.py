"""The queue of staff: one row per conversation to which something is owed, the worst first.

A row is the worst open promise of its conversation. Rows are ordered by rank, then by due time: what is overdue stands
before everything else of its kind without anybody having to move it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Integer, String, and_, case, exists, func, literal, select, tuple_, union_all
from sqlalchemy.engine import Connection, Row

from bot.database.models import (
    ASSIGNED,
    LEAD_NEW,
    UtcDateTime,
    assignment,
    conversation,
    lead,
    promise,
    staff,
)

MOST_COUNTED: Final = 999  # rows of a kind that are counted; more are shown as "more than"
NOBODY: Final = "nobody"


@dataclass(frozen=True)
class Filter:
    """What is shown. Empty values do not limit. assigned: id of a member of staff, or NOBODY.

    later: what is put off until a later day instead of what waits now.
    """

    ranks: Sequence[int] = ()
    channel: str = ""
    assigned: str = ""
    overdue: bool = False
    later: bool = False


@dataclass(frozen=True)
class Place:
    """Where a page ended: the next one goes on after it."""

    rank: int
    due_at: datetime
    id: str


_worse = promise.alias("worse")
_assigned = assignment.alias("assigned")
_assignee = staff.alias("assignee")
_owner = staff.alias("owner")
_LEAD_NAME = (
    select(lead.c.name)
    .where(lead.c.conversation_id == promise.c.conversation_id)
    .where(lead.c.state == LEAD_NEW)
    .order_by(lead.c.created_at.desc())
    .limit(1)
    .scalar_subquery()
)
_COLUMNS = (
    promise.c.id,
    promise.c.conversation_id,
    promise.c.kind,
    promise.c.rank,
    promise.c.channel,
    promise.c.why,
    promise.c.made_at,
    promise.c.open_from,
    promise.c.due_at,
    conversation.c.visitor_id,
    conversation.c.owner,
    _owner.c.name.label("owner_name"),
    _assigned.c.staff_id.label("assigned_id"),
    _assignee.c.name.label("assigned_name"),
    _LEAD_NAME.label("person"),
)

_ORDER = (promise.c.rank, promise.c.due_at, promise.c.id)


def queue_rows(
    connection: Connection, at: datetime, wanted: Filter, limit: int, after: Place | None = None
) -> list[Row]:
    """At most `limit` rows, the worst first, from the beginning or after a place."""
    page = select(promise.c.id).where(*_open(at, wanted)).order_by(*_ORDER).limit(limit)
    if after is not None:
        page = page.where(tuple_(*_ORDER) > _tuple(after))
    statement = (
        select(*_COLUMNS)
        .select_from(
            promise.join(conversation, conversation.c.id == promise.c.conversation_id)
            .outerjoin(_assigned, _open_assignment(_assigned, promise.c.conversation_id))
            .outerjoin(_assignee, _assignee.c.id == _assigned.c.staff_id)
            .outerjoin(_owner, _owner.c.id == conversation.c.owner)
        )
        .where(promise.c.id.in_(page.scalar_subquery()))
        .order_by(*_ORDER)
    )
    return list(connection.execute(statement).all())


def queue_counts(connection: Connection, at: datetime, ranks: int) -> Mapping[int, tuple[int, int]]:
    """Per rank (waiting, of these overdue), each counted up to one more than MOST_COUNTED."""
    found = connection.execute(union_all(*(_count(at, rank) for rank in range(ranks))))
    return {row.rank: (row.waiting, row.late) for row in found}


def _open(at: datetime, wanted: Filter) -> list[Any]:
    conditions = [promise.c.ended_at.is_(None)]
    conditions.append(promise.c.open_from > at if wanted.later else promise.c.open_from <= at)
    if not wanted.later:
        conditions.append(~_has_worse(at))
    if wanted.ranks:
        conditions.append(promise.c.rank.in_(list(wanted.ranks)))
    if wanted.channel:
        conditions.append(promise.c.channel == wanted.channel)
    if wanted.overdue:
        conditions.append(promise.c.due_at < at)
    if wanted.assigned:
        conditions.append(_assigned_to(wanted.assigned))
    return conditions


def _has_worse(at: datetime) -> Any:
    """Another promise to the same conversation is worse, and the row is that one's."""
    return exists().where(
        and_(
            _worse.c.conversation_id == promise.c.conversation_id,
            _worse.c.ended_at.is_(None),
            _worse.c.open_from <= at,
            _worse.c.rank < promise.c.rank,
        )
    )


def _worst(at: datetime) -> Any:
    """The rank at which a conversation stands.

    As a value and not as a condition: a database that may turn it into a join reads every row to count a few.
    """
    return (
        select(func.min(_worse.c.rank))
        .where(
            _worse.c.conversation_id == promise.c.conversation_id,
            _worse.c.ended_at.is_(None),
            _worse.c.open_from <= at,
        )
        .scalar_subquery()
    )


def _assigned_to(who: str) -> Any:
    table = assignment.alias("to_whom")
    theirs = _open_assignment(table, promise.c.conversation_id)
    if who == NOBODY:
        return ~exists().where(theirs)
    return exists().where(and_(theirs, table.c.staff_id == who))


def _open_assignment(table: Any, conversation_id: Any) -> Any:
    return and_(
        table.c.conversation_id == conversation_id, table.c.kind == ASSIGNED, table.c.ended_at.is_(None)
    )


def _count(at: datetime, rank: int) -> Any:
    """So many promises are taken off the index, and of these counted what is the worst of its conversation.

    Taken in the order of the index, where what is late stands first.
    """
    taken = (
        select(promise.c.due_at, _worst(at).label("worst"))
        .where(promise.c.ended_at.is_(None), promise.c.open_from <= at, promise.c.rank == rank)
        .order_by(*_ORDER)
        .limit(MOST_COUNTED + 1)
        .subquery()
    )
    own = taken.c.worst == rank
    late = and_(own, taken.c.due_at < at)
    return select(
        literal(rank).label("rank"),
        _many(func.count(), _sum(own)).label("waiting"),
        _many(_sum(taken.c.due_at < at), _sum(late)).label("late"),
    ).select_from(taken)


def _sum(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _many(taken: Any, counted: Any) -> Any:
    """What was counted; where there were more than could be taken, more than MOST_COUNTED."""
    return case((taken > MOST_COUNTED, MOST_COUNTED + 1), else_=counted)


def _tuple(place: Place) -> Any:
    return tuple_(literal(place.rank, Integer), literal(place.due_at, UtcDateTime), literal(place.id, String))
