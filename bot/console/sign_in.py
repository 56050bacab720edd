"""Signing in: name, password and a code, in the same time for everybody who may not."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

from sqlalchemy.engine import Connection

from bot.console import passwords, throttling, totp
from bot.console.audit import Subject, record
from bot.console.sessions import open_session
from bot.console.visit import Guest
from bot.database.staff import StaffRow, staff_by_sign_in, use_step

WRONG: Final = "The name, the password or the code is not right. A code can be used only once."


@dataclass(frozen=True)
class Outcome:
    """`cookie` when somebody is in; else `problem` says why not, and `wait` in how many seconds to try again."""

    cookie: str = ""
    problem: str = ""
    wait: int = 0


async def sign_in(guest: Guest, name: str, password: str, code: str) -> Outcome:
    """Checks everything, and opens a session with a new id when all of it fits."""
    secret_key = guest.console.settings.secret_key
    typed = name.strip().lower()
    attempt = await guest.write(
        lambda connection: throttling.begin(connection, secret_key, typed, guest.address, guest.now)
    )
    if attempt.wait:
        return Outcome(problem="There were too many attempts.", wait=attempt.wait)
    member = await guest.read(lambda connection: staff_by_sign_in(connection, typed))
    active = member is not None and member.confirmed_at is not None and member.disabled_at is None
    fits = await asyncio.to_thread(
        passwords.fits, password, member.password_hash if member is not None and active else None
    )
    step = step_of(guest, member, code)
    if member is None or not fits or step is None:
        return Outcome(problem=WRONG)
    found = member

    def enter(connection: Connection) -> str:
        if not use_step(connection, found.id, step):
            return ""
        throttling.succeeded(connection, attempt)
        return enter_as(connection, guest, found)

    cookie = await guest.write(enter)
    return Outcome(cookie) if cookie else Outcome(problem=WRONG)


def enter_as(connection: Connection, guest: Guest, member: StaffRow) -> str:
    """A new session for somebody who has shown who they are; its cookie."""
    cookie = open_session(connection, member.id, guest.address, guest.browser, guest.now, guest.console.times)
    record(connection, member.id, "staff.signed_in", Subject("staff", member.id))
    return cookie


def step_of(guest: Guest, member: StaffRow | None, code: str) -> int | None:
    """The time step of a code that fits this person's phone, or None. Using it up is up to the caller."""
    if member is None or member.totp_sealed is None:
        return None
    secret = totp.unsealed(member.totp_sealed, guest.console.settings.secret_key)
    return None if secret is None else totp.matching_step(secret, code, guest.now)
