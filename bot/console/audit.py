"""The audit log: who saw or did what. Rows are only ever added; the database refuses anything else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import and_, or_, select
from sqlalchemy.engine import Connection

from bot.database.models import audit, new_id, now, staff

Detail = str | int | float | bool | None

LONGEST_DETAIL: Final = 120  # characters of one value: enough for names and ids, not for what people write
_ACTION = re.compile(r"[a-z_]+\.[a-z_]+")


@dataclass(frozen=True)
class Subject:
    """What an entry is about, e.g. Subject("conversation", id)."""

    kind: str
    id: str


@dataclass(frozen=True)
class Entry:
    """One row as it is shown. `who` is None for the command line."""

    id: str
    at: datetime
    who: str | None
    action: str
    subject_kind: str | None
    subject_id: str | None
    detail: Mapping[str, Detail] | None


def record(
    connection: Connection,
    staff_id: str | None,
    action: str,
    subject: Subject | None = None,
    detail: Mapping[str, Detail] | None = None,
) -> None:
    """Adds an entry. `action` is "thing.done", as in "transcript.viewed"; staff_id None is the command line.

    Raises ValueError for another spelling and for a detail so long that it could be what somebody wrote.
    """
    if _ACTION.fullmatch(action) is None:
        raise ValueError(f"an action is written as thing.done, not {action!r}")
    for key, value in (detail or {}).items():
        if isinstance(value, str) and len(value) > LONGEST_DETAIL:
            raise ValueError(f"detail {key!r} is too long for the audit log; it must not hold messages")
    connection.execute(
        audit.insert().values(
            id=new_id(),
            at=now(),
            staff_id=staff_id,
            action=action,
            subject_kind=subject.kind if subject else None,
            subject_id=subject.id if subject else None,
            detail=dict(detail) if detail else None,
        )
    )


def entries(
    connection: Connection,
    limit: int,
    before: tuple[datetime, str] | None = None,
    staff_id: str | None = None,
    subject: Subject | None = None,
) -> Sequence[Entry]:
    """Newest first. `before`: time and id of the last entry of the page before."""
    statement = (
        select(
            audit.c.id,
            audit.c.at,
            staff.c.name.label("who"),
            audit.c.action,
            audit.c.subject_kind,
            audit.c.subject_id,
            audit.c.detail,
        )
        .select_from(audit.outerjoin(staff))
        .order_by(audit.c.at.desc(), audit.c.id.desc())
        .limit(limit)
    )
    if before is not None:
        at, entry_id = before
        statement = statement.where(or_(audit.c.at < at, and_(audit.c.at == at, audit.c.id < entry_id)))
    if staff_id is not None:
        statement = statement.where(audit.c.staff_id == staff_id)
    if subject is not None:
        statement = statement.where(audit.c.subject_kind == subject.kind, audit.c.subject_id == subject.id)
    return [Entry(**row._mapping) for row in connection.execute(statement)]
