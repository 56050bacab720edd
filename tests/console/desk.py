"""A clinic's console for tests: the real application over a migrated database, and browsers of its staff."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from html import unescape
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import pyotp
from sqlalchemy.engine import Connection
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from bot.console import csrf, sessions
from bot.console.accounts import add_account, choose_password, confirm, sign_in_name
from bot.console.app import console_routes
from bot.console.passwords import hashed
from bot.console.roles import Role
from bot.console.sessions import open_session
from bot.console.totp import unsealed
from bot.console.visit import Console
from bot.database.session import Database
from bot.database.staff import StaffRow, staff_by_id
from bot.http_answers import Shell
from bot.knowledge.clinic import load_clinic
from bot.security import security_headers
from bot.settings import Settings

Result = TypeVar("Result")

ORIGIN = "http://testserver"
PASSWORD = "seven quiet lampshades"
CLINIC = load_clinic(Path("data/clinic"))
_LASTS = timedelta(hours=72)


class Clock:
    """The console's clock, which a test may put forward."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 9, 30, tzinfo=timezone.utc)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **length: float) -> None:
        self.now += timedelta(**length)


@dataclass
class Member:
    """Somebody with an account. `password` is in clear here, as in their head."""

    row: StaffRow
    secret: str
    password: str = PASSWORD

    @property
    def id(self) -> str:
        return self.row.id

    def code(self, at: datetime) -> str:
        return pyotp.TOTP(self.secret).at(at)


class Browser(TestClient):
    """A browser at the console. It sends the Origin of our pages and does not follow redirects."""

    def __init__(self, app: Starlette, settings: Settings) -> None:
        origin = settings.public_url or ORIGIN
        super().__init__(app, base_url=origin, follow_redirects=False, headers={"Origin": origin})
        self._settings = settings

    @property
    def token(self) -> str:
        """The token of this browser's forms."""
        cookie = self.cookies.get(sessions.COOKIE) or self.cookies.get(sessions.SEED_COOKIE) or ""
        return csrf.token(self._settings.secret_key, cookie)

    def submit(self, path: str, **fields: Any) -> Any:
        """Posts a form with its token."""
        return self.post(path, data={csrf.FIELD: self.token, **fields})

    def sign_in(self, name: str, password: str, code: str, **fields: str) -> Any:
        """Through the sign-in page, as people do."""
        self.get("/console/sign-in")
        return self.submit("/console/sign-in", name=name, password=password, code=code, **fields)


class Desk:
    """The console of one test."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.database = database
        self.clock = Clock()
        self.console = Console(settings, CLINIC, database, (), self.clock)
        self.app = Starlette(
            routes=[*console_routes(settings, CLINIC, database, self.clock)],
            middleware=[Middleware(Shell, headers=security_headers(settings.https))],
        )

    def browser(self) -> Browser:
        """A browser in which nobody is signed in."""
        return Browser(self.app, self.settings)

    def member(self, role: Role = Role.ADMIN, name: str = "") -> Member:
        """An account that is set up and in use."""
        shown = name or f"{role.value.title()} Example"

        def make(connection: Connection) -> Member:
            sign_in = f"{sign_in_name(shown)}.{uuid4().hex[:8]}"
            made = add_account(connection, None, shown, role, self.clock.now, _LASTS, sign_in)
            member = staff_by_id(connection, made.staff_id)
            assert member is not None
            choose_password(connection, member, _hash(), self.settings.secret_key)
            confirm(connection, member, 0, self.clock.now)
            row = staff_by_id(connection, made.staff_id)
            assert row is not None
            assert row.totp_sealed is not None
            return Member(row, unsealed(row.totp_sealed, self.settings.secret_key) or "")

        return self.run(make)

    def signed_in(self, who: Member | Role) -> Browser:
        """A browser with a session of its own, of this member or of a new one with this role."""
        member = self.member(who) if isinstance(who, Role) else who
        browser = self.browser()
        cookie = self.run(
            lambda connection: open_session(
                connection, member.id, "192.0.2.7", "Test", self.clock.now, self.console.times
            )
        )
        # The cookie jar gives a host without a dot this ending.
        host = browser.base_url.host
        domain = host if "." in host else f"{host}.local"
        browser.cookies.set(sessions.COOKIE, cookie, domain=domain, path=sessions.PATH)
        return browser

    def run(self, work: Callable[[Connection], Result]) -> Result:
        """Runs `work` in a transaction of the test's own."""
        with self.database.engine.connect().execution_options(writing=True) as connection, connection.begin():
            return work(connection)


def text_of(response: Any) -> str:
    """What a page says, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


_HASHES: list[str] = []


def _hash() -> str:
    """The hash of PASSWORD, made once: it is meant to take its time."""
    if not _HASHES:
        _HASHES.append(hashed(PASSWORD))
    return _HASHES[0]
