"""Serves the pages: session, origin, permission and form are checked here, once for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.console import csrf, sessions
from bot.console.forms import FieldError, Form, form_of
from bot.console.problems import ProblemError, unusable
from bot.console.roles import Permission, may, roles_with
from bot.console.routing import Guarded, Page
from bot.console.sessions import read_session
from bot.console.visit import Console, Guest, Visit
from bot.database.session import DatabaseDownError
from bot.database.staff import StaffRow
from bot.database.staff_sessions import SessionRow
from bot.logging_setup import without_message

log = structlog.get_logger("console")

SIGN_IN: Final = "/console/sign-in"
_HEADERS: Final[Mapping[str, str]] = {
    "cache-control": "no-store",
    "referrer-policy": "same-origin",
    "x-robots-tag": "noindex",
    "content-security-policy": "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    ),
}
"""htmx writes what the server sends into the page, so the widget's Trusted Types cannot be asked for here."""

_SECRET_FIELDS: Final = {csrf.FIELD, "username", "password", "again", "current", "code", "next"}


def route(console: Console, page: Page) -> Route:
    """The page as a route that checks everything before its handler runs."""

    async def endpoint(request: Request) -> Response:
        asker = _guest(console, request)
        form = Form()
        try:
            if page.method == "POST":
                csrf.check_origin(request, console.settings.public_url)
                form = await form_of(request)
            asker = await _asker(page, asker, form)
            response = await _served(page, asker)
        except ClientDisconnect:
            raise
        except Exception as error:
            response = problem_page(asker, _problem(page, error), form)
        return _with_headers(response)

    return Route(page.path, endpoint, methods=[page.method], name=f"{page.method} {page.path}")


async def not_routed(console: Console, request: Request, error: HTTPException) -> Response:
    """The answer to an address or a method that no page has."""
    return _with_headers(problem_page(_guest(console, request), _of_routing(error), Form()))


async def _asker(page: Page, guest: Guest, form: Form) -> Guest:
    """A Visit when the page is guarded and somebody is signed in, else a Guest."""
    found = await _session(guest, page.background) if isinstance(page.guard, Guarded) else None
    if found is None:
        return Guest(guest.console, guest.request, guest.seed, guest.now, form)
    session, owner = found
    return Visit(
        guest.console, guest.request, guest.seed, guest.now, form, staff=owner, session_id=session.id
    )


async def _served(page: Page, asker: Guest) -> Response:
    if isinstance(page.guard, Guarded):
        if not isinstance(asker, Visit):
            return _sign_in_first(page, asker)
        if not may(asker.role, page.guard.permission):
            raise _forbidden(page.guard.permission)
    if page.method == "POST":
        given = asker.request.headers.get(csrf.HEADER) or asker.form.raw(csrf.FIELD)
        csrf.check_token(given, asker.console.settings.secret_key, _seed_of(asker.request))
    if isinstance(page.guard, Guarded):
        assert isinstance(asker, Visit)
        return await page.guard.handler(asker)
    response = await page.guard.handler(asker)
    if page.method == "GET" and _seed_of(asker.request) is None:
        sessions.set_seed(response, asker.seed, asker.secure)
    return response


async def _session(guest: Guest, background: bool) -> tuple[SessionRow, StaffRow] | None:
    cookie = guest.request.cookies.get(sessions.COOKIE)
    if not cookie:
        return None
    at, times = guest.now, guest.console.times
    found = await guest.read(lambda connection: read_session(connection, cookie, at, times))
    if found is not None and not background and sessions.is_stale(found[0], at):
        session = found[0]
        await guest.write(lambda connection: sessions.note_seen(connection, session, at))
    return found


def _guest(console: Console, request: Request) -> Guest:
    return Guest(console, request, _seed_of(request) or csrf.new_seed(), console.clock())


def _seed_of(request: Request) -> str | None:
    return request.cookies.get(sessions.COOKIE) or request.cookies.get(sessions.SEED_COOKIE)


def _sign_in_first(page: Page, guest: Guest) -> Response:
    """To the sign-in page, and from there back to the page that was asked for."""
    if page.method == "POST":
        raise ProblemError(
            401,
            "You have been signed out",
            "Nothing was stored. Sign in again in another tab, then copy what you wrote from here.",
        )
    url = guest.request.url
    target = f"{url.path}?{url.query}" if url.query else url.path
    response = guest.redirect(SIGN_IN if guest.by_htmx else f"{SIGN_IN}?next={quote(target)}")
    sessions.clear_cookie(response, guest.secure)
    return response


def _forbidden(permission: Permission) -> ProblemError:
    roles = [role.value for role in roles_with(permission)]
    listed = roles[0] if len(roles) == 1 else f"{', '.join(roles[:-1])} or {roles[-1]}"
    return ProblemError(
        403,
        "Not for your role",
        f"You need {permission.value} for this: the role {listed}. An admin of the clinic can change your role.",
    )


def _problem(page: Page, error: Exception) -> ProblemError:
    if isinstance(error, ProblemError):
        return error
    if isinstance(error, FieldError):
        return unusable(str(error))
    if isinstance(error, DatabaseDownError):
        return ProblemError(
            503,
            "The database does not answer",
            "Nothing was stored. Please try again in a minute.",
            {"retry-after": "10"},
        )
    log.error("console.broke", page=page.path, **without_message(error))
    return ProblemError(
        500,
        "Something went wrong",
        "It is our fault, not yours, and it was written to the log. Please try again in a minute.",
    )


def _of_routing(error: HTTPException) -> ProblemError:
    if error.status_code == 405:
        return ProblemError(405, "Not possible here", "This page cannot be used in this way.", error.headers)
    return ProblemError(
        error.status_code, "Not found", "There is no such page. Check the address, or go back."
    )


def problem_page(guest: Guest, problem: ProblemError, form: Form) -> Response:
    """A page of its own; for htmx a part that goes where the page shows problems."""
    template = "_problem.html" if guest.by_htmx else "problem.html"
    response = guest.page(template, problem.status, problem=problem, written=_written(form))
    response.headers.update(problem.headers)
    if guest.by_htmx:
        response.headers.update({"hx-retarget": "#problem", "hx-reswap": "innerHTML"})
    return response


def _written(form: Form) -> list[tuple[str, str]]:
    """The texts of a form that came to nothing, to be copied from its page."""
    fields = form.values().items()
    return [
        (name.replace("_", " "), text) for name, text in fields if name not in _SECRET_FIELDS and " " in text
    ]


def _with_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response
