"""Views of the queue that somebody named for themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Row

from bot.database.models import new_id, saved_filter

MOST: Final = 30
"""Filters that one person can keep."""


class TooManyError(Exception):
    """The person keeps as many filters as can be kept."""


def filters_of(connection: Connection, staff_id: str) -> list[Row]:
    """By name."""
    statement = select(saved_filter).where(saved_filter.c.staff_id == staff_id).order_by(saved_filter.c.name)
    return list(connection.execute(statement).all())


def save_filter(connection: Connection, staff_id: str, name: str, query: str, at: datetime) -> None:
    """Keeps a view under a name; one of the same name is replaced. Raises TooManyError."""
    same = (saved_filter.c.staff_id == staff_id) & (saved_filter.c.name == name)
    replaced = connection.execute(saved_filter.update().where(same).values(query=query))
    if replaced.rowcount:
        return
    count = select(func.count()).select_from(saved_filter).where(saved_filter.c.staff_id == staff_id)
    if connection.execute(count).scalar_one() >= MOST:
        raise TooManyError
    connection.execute(
        saved_filter.insert().values(id=new_id(), staff_id=staff_id, name=name, query=query, created_at=at)
    )


def remove_filter(connection: Connection, staff_id: str, filter_id: str) -> bool:
    """Whether the person had such a filter."""
    mine = (saved_filter.c.staff_id == staff_id) & (saved_filter.c.id == filter_id)
    return bool(connection.execute(saved_filter.delete().where(mine)).rowcount)
