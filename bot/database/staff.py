"""Accounts of staff as they are stored. What may be done with them is decided in bot/console/accounts.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection, Row

from bot.database.models import new_id, now, staff


@dataclass(frozen=True)
class StaffRow:
    """One account. `confirmed_at`: when password and codes were set up; no sign-in before that."""

    id: str
    name: str
    sign_in: str
    role: str
    password_hash: str | None
    totp_sealed: str | None
    totp_step: int | None
    confirmed_at: datetime | None
    oidc_subject: str | None
    invitation_until: datetime | None
    invited_at: datetime | None
    disabled_at: datetime | None
    created_at: datetime


_COLUMNS = [staff.c[name] for name in StaffRow.__dataclass_fields__]


def add_staff(connection: Connection, name: str, sign_in: str, role: str) -> str:
    """The id of the new account. Raises IntegrityError when the sign-in name is taken."""
    added = new_id()
    connection.execute(
        staff.insert().values(id=added, name=name, sign_in=sign_in, role=role, created_at=now())
    )
    return added


def staff_by_id(connection: Connection, staff_id: str) -> StaffRow | None:
    return _one(connection, staff.c.id == staff_id)


def staff_by_sign_in(connection: Connection, sign_in: str) -> StaffRow | None:
    return _one(connection, staff.c.sign_in == sign_in)


def staff_by_invitation(connection: Connection, invitation_hash: str) -> StaffRow | None:
    return _one(connection, staff.c.invitation_hash == invitation_hash)


def staff_by_oidc(connection: Connection, subject: str) -> StaffRow | None:
    return _one(connection, staff.c.oidc_subject == subject)


def all_staff(connection: Connection) -> Sequence[StaffRow]:
    """Every account by name, disabled ones last."""
    statement = select(*_COLUMNS).order_by(staff.c.disabled_at.isnot(None), staff.c.name, staff.c.id)
    return [_row(row) for row in connection.execute(statement)]


def change_staff(connection: Connection, staff_id: str, **values: Any) -> None:
    """Sets columns of one account."""
    connection.execute(staff.update().where(staff.c.id == staff_id).values(**values))


def use_step(connection: Connection, staff_id: str, step: int) -> bool:
    """Marks a code's time step as used. False when it, or a later one, was used already."""
    unused = staff.c.totp_step.is_(None) | (staff.c.totp_step < step)
    done = connection.execute(
        staff.update().where(staff.c.id == staff_id).where(unused).values(totp_step=step)
    )
    return bool(done.rowcount)


def _one(connection: Connection, condition: Any) -> StaffRow | None:
    row = connection.execute(select(*_COLUMNS).where(condition)).first()
    return None if row is None else _row(row)


def _row(row: Row) -> StaffRow:
    return StaffRow(**row._mapping)
