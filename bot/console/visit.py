"""One request to the console: who asks, what was sent, and how it is answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar
from urllib.parse import quote, unquote

from sqlalchemy.engine import Connection
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.console import audit, csrf, sessions
from bot.console.forms import Form, query_of
from bot.console.navigation import NavItem
from bot.console.pages import Templates
from bot.console.roles import Permission, Role, may
from bot.console.sessions import SessionTimes
from bot.database.models import now
from bot.database.session import Database
from bot.database.staff import StaffRow
from bot.knowledge import Clinic
from bot.security import client_address
from bot.settings import Settings

Result = TypeVar("Result")

NOTICE_COOKIE: Final = "stipple_console_notice"
_NOTICE_LASTS: Final = 60  # seconds
_LONGEST_NOTICE: Final = 300  # characters


@dataclass(frozen=True)
class Console:
    """What every page of the console stands on. `clock` gives an aware time."""

    settings: Settings
    clinic: Clinic
    database: Database
    sections: tuple[NavItem, ...]
    clock: Callable[[], datetime] = now

    @property
    def times(self) -> SessionTimes:
        return SessionTimes(
            timedelta(minutes=self.settings.console_idle_minutes),
            timedelta(hours=self.settings.console_session_hours),
        )

    @property
    def templates(self) -> Templates:
        return Templates(self.clinic.timezone)


@dataclass(frozen=True)
class Guest:
    """A request of anybody. `seed`: the secret of this browser that its form tokens derive from."""

    console: Console
    request: Request
    seed: str
    now: datetime
    form: Form = field(default_factory=Form)

    @property
    def query(self) -> Form:
        """The fields of the address. Raises ProblemError when they are no text."""
        return query_of(self.request)

    @property
    def by_htmx(self) -> bool:
        """Whether a part of a page is asked for."""
        return "hx-request" in self.request.headers

    @property
    def secure(self) -> bool:
        return self.console.settings.https

    @property
    def address(self) -> str:
        peer = self.request.client.host if self.request.client else None
        forwarded = self.request.headers.getlist("x-forwarded-for")
        return client_address(peer, forwarded, self.console.settings.trusted_proxies)

    @property
    def browser(self) -> str:
        return self.request.headers.get("user-agent", "")

    async def read(self, work: Callable[[Connection], Result]) -> Result:
        return await self.console.database.read(work)

    async def write(self, work: Callable[[Connection], Result]) -> Result:
        """Runs `work` in a transaction, which is undone when it raises."""
        return await self.console.database.write(work)

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """A rendered template. A name that begins with "_" is a part of a page, for htmx."""
        whole = not template.rpartition("/")[2].startswith("_")
        notice = unquote(self.request.cookies.get(NOTICE_COOKIE, ""))[:_LONGEST_NOTICE] if whole else ""
        html = self.console.templates.render(template, {**self._shared(), "notice": notice, **values})
        response = HTMLResponse(html, status)
        if notice:
            response.delete_cookie(NOTICE_COOKIE, path=sessions.PATH, httponly=True, samesite="strict")
        return response

    def redirect(self, path: str, notice: str = "") -> Response:
        """Sends the browser to a page of the console, which shows `notice` once."""
        headers = {"hx-redirect": path} if self.by_htmx else {"location": path}
        response = Response(status_code=200 if self.by_htmx else 303, headers=headers)
        if notice:
            response.set_cookie(
                NOTICE_COOKIE,
                quote(notice[:_LONGEST_NOTICE]),
                max_age=_NOTICE_LASTS,
                path=sessions.PATH,
                httponly=True,
                secure=self.secure,
                samesite="strict",
            )
        return response

    def _shared(self) -> Mapping[str, Any]:
        return {
            "visit": self,
            "staff": None,
            "csrf_token": csrf.token(self.console.settings.secret_key, self.seed),
            "clinic": self.console.clinic,
            "now": self.now,
            "nav": (),
            "here": self.request.url.path,
        }


@dataclass(frozen=True)
class Visit(Guest):
    """A request of somebody who is signed in and has the permission of the page."""

    staff: StaffRow = field(kw_only=True)
    session_id: str = field(kw_only=True)

    @property
    def role(self) -> Role:
        return Role(self.staff.role)

    def may(self, permission: Permission) -> bool:
        return may(self.role, permission)

    def audit(
        self,
        connection: Connection,
        action: str,
        subject: audit.Subject | None = None,
        **detail: audit.Detail,
    ) -> None:
        """Notes in the audit log what this person sees or does, in the transaction of the deed."""
        audit.record(connection, self.staff.id, action, subject, detail)

    def _shared(self) -> Mapping[str, Any]:
        nav = tuple(item for item in self.console.sections if self.may(item.permission))
        return {
            **super()._shared(),
            "staff": self.staff,
            "role": self.role,
            "nav": nav,
            "Permission": Permission,
        }
