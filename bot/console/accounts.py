"""What may be done with accounts: invite, set up, change, disable. Each deed stands in the audit log."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from bot.console import totp
from bot.console.audit import Subject, record
from bot.console.roles import Permission, Role, may
from bot.database.staff import (
    StaffRow,
    add_staff,
    all_staff,
    change_staff,
    staff_by_invitation,
    staff_by_oidc,
    staff_by_sign_in,
)
from bot.database.staff_sessions import revoke_sessions

LONGEST_NAME: Final = 200  # characters
_SIGN_IN = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,78}[a-z0-9]")


class AccountError(ValueError):
    """It cannot be done; the text is a sentence for whoever tried."""


@dataclass(frozen=True)
class Invitation:
    """`token` is shown once, as part of the link, and stored only as a hash."""

    staff_id: str
    sign_in: str
    token: str
    until: datetime

    @property
    def path(self) -> str:
        return f"/console/invitation/{self.token}"


def sign_in_name(name: str) -> str:
    """The name that is typed to sign in, made of a person's name: "Dr Ada Obi" → "dr.ada.obi"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return ".".join(re.findall(r"[a-z0-9]+", plain))


def add_account(
    connection: Connection,
    by: str | None,
    name: str,
    role: Role,
    at: datetime,
    lasts: timedelta,
    sign_in: str = "",
) -> Invitation:
    """A new account and its invitation. Raises AccountError."""
    shown = " ".join(name.split())
    if not shown or len(shown) > LONGEST_NAME or not shown.isprintable():
        raise AccountError(f"A name has 1 to {LONGEST_NAME} characters.")
    typed = (sign_in or sign_in_name(shown)).strip().lower()
    if _SIGN_IN.fullmatch(typed) is None:
        raise AccountError(
            "A sign-in name has 3 to 80 small letters, digits, or . _ @ + - between them, as in ada.obi."
        )
    if staff_by_sign_in(connection, typed) is not None:
        raise AccountError(f"The sign-in name {typed} is taken. Please choose another one.")
    try:
        staff_id = add_staff(connection, shown, typed, role.value)
    except IntegrityError:  # somebody took it in this very moment
        raise AccountError(f"The sign-in name {typed} is taken. Please choose another one.") from None
    record(connection, by, "staff.added", Subject("staff", staff_id), {"role": role.value})
    return _invitation(connection, staff_id, typed, at, lasts)


def invite_again(
    connection: Connection, by: str | None, member: StaffRow, at: datetime, lasts: timedelta
) -> Invitation:
    """A new link for somebody who lost the first, the password or the phone. What they had is void at once."""
    if by == member.id:
        raise AccountError("You cannot invite yourself: you would be locked out. Ask another admin.")
    ended = _void(connection, member, at)
    change_staff(connection, member.id, disabled_at=None)
    record(connection, by, "staff.invited", Subject("staff", member.id), {"sessions_ended": ended})
    return _invitation(connection, member.id, member.sign_in, at, lasts)


def invited(connection: Connection, token: str, at: datetime) -> StaffRow | None:
    """Whose invitation this is, or None when it is unknown, used, too old, or withdrawn."""
    member = staff_by_invitation(connection, _hashed(token))
    if member is None or member.disabled_at is not None:
        return None
    return member if member.invitation_until is not None and at < member.invitation_until else None


def choose_password(connection: Connection, member: StaffRow, password_hash: str, secret_key: str) -> None:
    """First half of setting up: the password, and a new secret for codes. The invitation stays open."""
    sealed = totp.sealed(totp.new_secret(), secret_key)
    change_staff(connection, member.id, password_hash=password_hash, totp_sealed=sealed, totp_step=None)


def confirm(connection: Connection, member: StaffRow, step: int, at: datetime) -> None:
    """Second half: a code of the phone fitted. The account is in use and the invitation is used up."""
    change_staff(
        connection, member.id, totp_step=step, confirmed_at=at, invitation_hash=None, invitation_until=None
    )
    record(connection, member.id, "staff.confirmed", Subject("staff", member.id))


def member_of_provider(connection: Connection, subject: str, email: str, at: datetime) -> StaffRow | None:
    """Whose account the clinic's own provider vouches for; None when there is none, or it is disabled.

    subject: issuer and id at the provider. The first time, a verified e-mail address that is a sign-in name
    ties the two together; from then on the subject alone counts.
    """
    member = staff_by_oidc(connection, subject)
    if member is None and email:
        found = staff_by_sign_in(connection, email)
        if found is not None and found.oidc_subject is None and found.disabled_at is None:
            change_staff(
                connection,
                found.id,
                oidc_subject=subject,
                confirmed_at=found.confirmed_at or at,
                invitation_hash=None,
                invitation_until=None,
            )
            record(connection, found.id, "staff.provider_tied", Subject("staff", found.id))
            member = found
    return None if member is None or member.disabled_at is not None else member


def change_role(connection: Connection, by: str | None, member: StaffRow, role: Role) -> None:
    """Raises AccountError when nobody would be left who manages accounts."""
    if not may(role, Permission.ACCOUNTS):
        _keep_an_admin(connection, member)
    if member.role == role.value:
        return
    change_staff(connection, member.id, role=role.value)
    detail = {"from": member.role, "to": role.value}
    record(connection, by, "staff.role_changed", Subject("staff", member.id), detail)


def disable(connection: Connection, by: str | None, member: StaffRow, at: datetime) -> None:
    """Ends all sessions and lets nobody in with this account until it is invited again. Raises AccountError."""
    if by == member.id:
        raise AccountError("You cannot disable your own account. Ask another admin.")
    _keep_an_admin(connection, member)
    ended = _void(connection, member, at)
    change_staff(connection, member.id, disabled_at=at, invitation_hash=None, invitation_until=None)
    record(connection, by, "staff.disabled", Subject("staff", member.id), {"sessions_ended": ended})


def end_sessions(
    connection: Connection, by: str | None, member: StaffRow, at: datetime, but: str | None = None
) -> int:
    """Signs somebody out everywhere, or everywhere but in one browser."""
    ended = revoke_sessions(connection, member.id, at, but)
    record(connection, by, "staff.sessions_ended", Subject("staff", member.id), {"sessions_ended": ended})
    return ended


def state_of(member: StaffRow, at: datetime) -> str:
    """In a word or two: disabled, in use, invited, or invitation over."""
    if member.disabled_at is not None:
        return "disabled"
    if member.confirmed_at is not None:
        return "in use"
    invited = member.invitation_until is not None and at < member.invitation_until
    return "invited" if invited else "invitation over"


def _invitation(
    connection: Connection, staff_id: str, sign_in: str, at: datetime, lasts: timedelta
) -> Invitation:
    token = secrets.token_urlsafe(24)
    until = at + lasts
    change_staff(connection, staff_id, invitation_hash=_hashed(token), invitation_until=until, invited_at=at)
    return Invitation(staff_id, sign_in, token, until)


def _void(connection: Connection, member: StaffRow, at: datetime) -> int:
    """Takes away everything that lets this person in; says how many sessions were ended."""
    change_staff(
        connection,
        member.id,
        password_hash=None,
        totp_sealed=None,
        totp_step=None,
        confirmed_at=None,
        oidc_subject=None,
    )
    return revoke_sessions(connection, member.id, at)


def _keep_an_admin(connection: Connection, member: StaffRow) -> None:
    managing = [
        other
        for other in all_staff(connection)
        if may(Role(other.role), Permission.ACCOUNTS) and other.disabled_at is None and other.confirmed_at
    ]
    if [other.id for other in managing] == [member.id]:
        raise AccountError(
            f"{member.name} is the only one who manages accounts. Make somebody else admin first."
        )


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
