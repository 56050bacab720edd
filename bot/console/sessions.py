"""Sessions of staff: a random cookie, of which only the hash is stored."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.database.staff import StaffRow, staff_by_id
from bot.database.staff_sessions import SessionRow, add_session, seen, session_by_id

COOKIE = "stipple_console"
SEED_COOKIE = "stipple_console_form"
PATH = "/console"
_SEEN_EVERY = timedelta(seconds=30)
_BROWSER = 120  # characters kept of what a browser says it is


@dataclass(frozen=True)
class SessionTimes:
    """How long a session lasts without a request, and at most."""

    idle: timedelta
    longest: timedelta


def session_id(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()


def open_session(
    connection: Connection, staff_id: str, address: str, browser: str, at: datetime, times: SessionTimes
) -> str:
    """Starts a session with a new id and returns its cookie."""
    cookie = secrets.token_urlsafe(32)
    add_session(
        connection,
        SessionRow(
            id=session_id(cookie),
            staff_id=staff_id,
            address=address[:64],
            browser=browser[:_BROWSER],
            created_at=at,
            last_seen_at=at,
            expires_at=at + times.longest,
            revoked_at=None,
        ),
    )
    return cookie


def read_session(
    connection: Connection, cookie: str, at: datetime, times: SessionTimes
) -> tuple[SessionRow, StaffRow] | None:
    """The session and its owner, or None when it is unknown, over, revoked, or its owner disabled."""
    session = session_by_id(connection, session_id(cookie))
    if session is None or not session.lives(at, times.idle):
        return None
    owner = staff_by_id(connection, session.staff_id)
    if owner is None or owner.disabled_at is not None:
        return None
    return session, owner


def is_stale(session: SessionRow, at: datetime) -> bool:
    """Whether it is time to note that the session is in use; not with every request."""
    return at - session.last_seen_at >= _SEEN_EVERY


def note_seen(connection: Connection, session: SessionRow, at: datetime) -> None:
    seen(connection, session.id, at)


def set_cookie(response: Response, cookie: str, secure: bool) -> None:
    """Gives the browser its session; it forgets it when it is closed, and the server sooner."""
    response.set_cookie(COOKIE, cookie, path=PATH, httponly=True, secure=secure, samesite="lax")


def clear_cookie(response: Response, secure: bool) -> None:
    response.delete_cookie(COOKIE, path=PATH, httponly=True, secure=secure, samesite="lax")


def set_seed(response: Response, seed: str, secure: bool) -> None:
    response.set_cookie(SEED_COOKIE, seed, path=PATH, httponly=True, secure=secure, samesite="strict")
