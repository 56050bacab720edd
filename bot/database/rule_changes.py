"""Changed files that staff proposed: kept whole, with what they would have changed and who stands behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.engine import Connection, Row

from bot.database.models import new_id, rule_change, staff

PROPOSED: Final = "proposed"
PUBLISHED: Final = "published"
WITHDRAWN: Final = "withdrawn"
"""States of a change."""


@dataclass(frozen=True)
class Change:
    """A stored change, with the names of its people. base: the file in force when it was proposed."""

    id: str
    file: str
    text: str
    base: str
    result: Mapping[str, Any]
    why: str
    needs_second: bool
    state: str
    first_by: str
    first_role: str
    first_name: str
    second_name: str | None
    second_role: str | None
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class NewChange:
    """A change about to be proposed. result: counts, never personal data."""

    file: str
    text: str
    base: str
    result: Mapping[str, Any]
    why: str
    needs_second: bool


def propose_change(connection: Connection, change: NewChange, staff_id: str, role: str, at: datetime) -> str:
    """Stores a change and returns its id."""
    id_ = new_id()
    connection.execute(
        rule_change.insert(),
        {
            "id": id_,
            "file": change.file,
            "text": change.text,
            "base": change.base,
            "result": dict(change.result),
            "why": change.why,
            "needs_second": change.needs_second,
            "state": PROPOSED,
            "first_by": staff_id,
            "first_role": role,
            "created_at": at,
        },
    )
    return id_


def changes(connection: Connection, most: int) -> list[Change]:
    """Newest first."""
    return _listed(connection, most)


def change_by_id(connection: Connection, change_id: str) -> Change | None:
    found = _listed(connection, 1, rule_change.c.id == change_id)
    return found[0] if found else None


def end_change(
    connection: Connection, change_id: str, state: str, staff_id: str, role: str, at: datetime
) -> bool:
    """Publishes or withdraws what was proposed; False if somebody ended it before."""
    file = select(rule_change.c.file).where(rule_change.c.id == change_id).scalar_subquery()
    # Two changes of one file take turns: each looks at what the other wrote.
    connection.execute(select(rule_change.c.id).where(rule_change.c.file == file).with_for_update()).all()
    changed = connection.execute(
        rule_change.update()
        .where(rule_change.c.id == change_id, rule_change.c.state == PROPOSED)
        .values(state=state, second_by=staff_id, second_role=role, ended_at=at)
    )
    return bool(changed.rowcount == 1)


def _listed(connection: Connection, most: int, *wanted: object) -> list[Change]:
    first, second = staff.alias("first"), staff.alias("second")
    statement = (
        select(rule_change, first.c.name.label("first_name"), second.c.name.label("second_name"))
        .join(first, first.c.id == rule_change.c.first_by)
        .outerjoin(second, second.c.id == rule_change.c.second_by)
        .where(*wanted)
        .order_by(rule_change.c.created_at.desc(), rule_change.c.id)
        .limit(most)
    )
    return [_change(row) for row in connection.execute(statement)]


def _change(row: Row) -> Change:
    return Change(
        id=row.id,
        file=row.file,
        text=row.text,
        base=row.base,
        result=row.result,
        why=row.why,
        needs_second=row.needs_second,
        state=row.state,
        first_by=row.first_by,
        first_role=row.first_role,
        first_name=row.first_name,
        second_name=row.second_name,
        second_role=row.second_role,
        created_at=row.created_at,
        ended_at=row.ended_at,
    )
