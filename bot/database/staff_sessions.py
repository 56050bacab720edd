"""Signed-in browsers of staff, and attempts to sign in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.engine import Connection

from bot.database.models import new_id, sign_in_attempt, staff_session

KEPT = timedelta(days=30)
"""How long an ended session stays listed."""

_LOCK = 0x5719_51E5  # any constant number of our own, see take_turns


@dataclass(frozen=True)
class SessionRow:
    id: str
    staff_id: str
    address: str
    browser: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    revoked_at: datetime | None

    def lives(self, at: datetime, idle: timedelta) -> bool:
        """Whether it still speaks for its owner."""
        return self.revoked_at is None and at < self.expires_at and at < self.last_seen_at + idle


_COLUMNS = [staff_session.c[name] for name in SessionRow.__dataclass_fields__]


def add_session(connection: Connection, row: SessionRow) -> None:
    """Stores a session, and forgets those that ended long ago."""
    connection.execute(staff_session.delete().where(staff_session.c.expires_at < row.created_at - KEPT))
    connection.execute(staff_session.insert().values(**row.__dict__))


def session_by_id(connection: Connection, session_id: str) -> SessionRow | None:
    row = connection.execute(select(*_COLUMNS).where(staff_session.c.id == session_id)).first()
    return None if row is None else SessionRow(**row._mapping)


def sessions_of(connection: Connection, staff_id: str) -> Sequence[SessionRow]:
    """Newest first, ended ones included."""
    statement = (
        select(*_COLUMNS)
        .where(staff_session.c.staff_id == staff_id)
        .order_by(staff_session.c.last_seen_at.desc(), staff_session.c.id)
    )
    return [SessionRow(**row._mapping) for row in connection.execute(statement)]


def seen(connection: Connection, session_id: str, at: datetime) -> None:
    connection.execute(staff_session.update().where(staff_session.c.id == session_id).values(last_seen_at=at))


def revoke_session(connection: Connection, session_id: str, staff_id: str, at: datetime) -> bool:
    """Ends one session of this member of staff. False when there is none such that still runs."""
    done = connection.execute(
        staff_session.update()
        .where(staff_session.c.id == session_id, staff_session.c.staff_id == staff_id)
        .where(staff_session.c.revoked_at.is_(None))
        .values(revoked_at=at)
    )
    return bool(done.rowcount)


def revoke_sessions(connection: Connection, staff_id: str, at: datetime, but: str | None = None) -> int:
    """Ends every session of a member of staff, or every one `but` this; says how many."""
    statement = (
        staff_session.update()
        .where(staff_session.c.staff_id == staff_id)
        .where(staff_session.c.revoked_at.is_(None))
        .where(staff_session.c.expires_at > at)
    )
    if but is not None:
        statement = statement.where(staff_session.c.id != but)
    return int(connection.execute(statement.values(revoked_at=at)).rowcount)


@dataclass(frozen=True)
class Attempts:
    """How many attempts stand against a key, and when the last one was."""

    count: int
    last: datetime | None


def take_turns(connection: Connection) -> None:
    """Until the transaction ends, no other process counts attempts. On SQLite a writer is alone anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def attempts_of(connection: Connection, column: str, key: str) -> Attempts:
    """`column` is "name_key" or "address_key"."""
    statement = select(func.count(), func.max(sign_in_attempt.c.at)).where(sign_in_attempt.c[column] == key)
    count, last = connection.execute(statement).one()
    return Attempts(count, last)


def add_attempt(connection: Connection, name_key: str, address_key: str, at: datetime) -> str:
    added = new_id()
    connection.execute(
        sign_in_attempt.insert().values(id=added, at=at, name_key=name_key, address_key=address_key)
    )
    return added


def forget_attempts(connection: Connection, name_key: str, attempt_id: str) -> None:
    """After success: what stood against the name, and this attempt."""
    connection.execute(
        sign_in_attempt.delete().where(
            (sign_in_attempt.c.name_key == name_key) | (sign_in_attempt.c.id == attempt_id)
        )
    )


def forget_attempts_before(connection: Connection, at: datetime) -> None:
    connection.execute(sign_in_attempt.delete().where(sign_in_attempt.c.at <= at))
