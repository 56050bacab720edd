"""Removes what is older than the clinic keeps it, and says beforehand how much that would be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import exists, func, select
from sqlalchemy.engine import Connection, Row

from bot.database.channel_tables import media
from bot.database.models import (
    conversation,
    lead,
    promise,
    quote,
    retention_run,
    screening,
    staff_session,
    tracker,
    visitor,
)
from bot.database.search import forget_erased
from bot.retention_rules import Rules


@dataclass(frozen=True)
class Due:
    """So much of a class of data is older than `before`, the oldest of it from `oldest`."""

    name: str
    days: int | None
    before: datetime | None
    count: int
    oldest: datetime | None


@dataclass(frozen=True)
class _Class:
    """table: what is removed; at: from when its time counts; unless: what keeps a row whatever its age."""

    table: Any
    at: Any
    unless: Callable[[], Any] | None = None


def _still_owed() -> Any:
    return exists().where(promise.c.conversation_id == conversation.c.id).where(promise.c.ended_at.is_(None))


_CLASSES: Final[Mapping[str, _Class]] = MappingProxyType(
    {
        "conversations": _Class(conversation, conversation.c.updated_at, _still_owed),
        "health": _Class(screening, screening.c.created_at),
        "requests": _Class(lead, lead.c.created_at),
        "quotes": _Class(quote, quote.c.created_at),
        "dialogues": _Class(tracker, tracker.c.updated_at),
        "photos": _Class(media, media.c.created_at),
        "console_sessions": _Class(staff_session, staff_session.c.expires_at),
    }
)


def due(connection: Connection, rules: Rules, at: datetime) -> list[Due]:
    """What would be removed, by class of data."""
    found = []
    for name, kind in _CLASSES.items():
        days = rules.days[name]
        if days is None:
            found.append(Due(name, None, None, 0, None))
            continue
        before = at - timedelta(days=days)
        statement = select(func.count(), func.min(kind.at)).select_from(kind.table).where(*_old(kind, before))
        count, oldest = connection.execute(statement).one()
        found.append(Due(name, days, before, count, oldest))
    return found


def apply(
    connection: Connection, rules: Rules, at: datetime, staff_id: str | None = None
) -> Mapping[str, int]:
    """Removes what is due, in this transaction, and notes how much it was. The counts are of each class's own rows."""
    counts: dict[str, int] = {}
    for name, kind in _CLASSES.items():
        days = rules.days[name]
        if days is not None:
            done = connection.execute(kind.table.delete().where(*_old(kind, at - timedelta(days=days))))
            counts[name] = done.rowcount
    if counts.get("conversations"):
        connection.execute(visitor.delete().where(~exists().where(conversation.c.visitor_id == visitor.c.id)))
        forget_erased(connection)
    connection.execute(
        retention_run.insert(), {"at": at, "staff_id": staff_id, "version": rules.version, "counts": counts}
    )
    return counts


def runs(connection: Connection, limit: int) -> list[Row]:
    """The newest first."""
    statement = select(retention_run).order_by(retention_run.c.at.desc(), retention_run.c.id).limit(limit)
    return list(connection.execute(statement).all())


def _old(kind: _Class, before: datetime) -> list[Any]:
    conditions = [kind.at < before]
    if kind.unless is not None:
        conditions.append(~kind.unless())
    return conditions
