"""/console/account: one's own sessions and password."""

from __future__ import annotations

import asyncio

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.console import passwords, throttling
from bot.console.accounts import end_sessions
from bot.console.audit import Subject
from bot.console.problems import ProblemError, not_found
from bot.console.roles import Permission
from bot.console.routing import get, post, requires
from bot.console.sign_in import step_of
from bot.console.visit import Visit
from bot.database.staff import change_staff, use_step
from bot.database.staff_sessions import revoke_session, sessions_of

ACCOUNT = "/console/account"


@requires(Permission.OWN_ACCOUNT)
async def show(visit: Visit) -> Response:
    return await _page(visit)


@requires(Permission.OWN_ACCOUNT)
async def end_one(visit: Visit) -> Response:
    session_id = str(visit.request.path_params["session"])

    def end(connection: Connection) -> bool:
        ended = revoke_session(connection, session_id, visit.staff.id, visit.now)
        if ended:
            visit.audit(connection, "staff.session_ended", Subject("staff", visit.staff.id))
        return ended

    if not await visit.write(end):
        raise not_found("session of yours")
    return visit.redirect(ACCOUNT, "That browser is signed out.")


@requires(Permission.OWN_ACCOUNT)
async def end_others(visit: Visit) -> Response:
    ended = await visit.write(
        lambda connection: end_sessions(connection, visit.staff.id, visit.staff, visit.now, visit.session_id)
    )
    return visit.redirect(ACCOUNT, f"Signed out in {ended} other {'browser' if ended == 1 else 'browsers'}.")


@requires(Permission.OWN_ACCOUNT)
async def change_password(visit: Visit) -> Response:
    """Asks for the old password and a code: an open browser alone must not be enough."""
    form, staff = visit.form, visit.staff
    password = form.raw("password")
    refused = passwords.refusal(password, (staff.name, staff.sign_in))
    if refused:
        return await _page(visit, {"password": refused})
    if password != form.raw("again"):
        return await _page(visit, {"again": "The two passwords differ. Please type both again."})
    key = visit.console.settings.secret_key
    attempt = await visit.write(
        lambda connection: throttling.begin(connection, key, staff.sign_in, visit.address, visit.now)
    )
    if attempt.wait:
        raise ProblemError(
            429,
            "Too many attempts",
            f"Please wait {attempt.wait} seconds, then go back and try again.",
            {"retry-after": str(attempt.wait)},
        )
    fits = await asyncio.to_thread(
        passwords.fits, form.raw("current")[: passwords.LONGEST + 1], staff.password_hash
    )
    step = step_of(visit, staff, form.raw("code"))
    kept = await asyncio.to_thread(passwords.hashed, password) if fits and step is not None else ""

    def store(connection: Connection) -> bool:
        if step is None or not kept or not use_step(connection, staff.id, step):
            return False
        throttling.succeeded(connection, attempt)
        change_staff(connection, staff.id, password_hash=kept)
        visit.audit(connection, "staff.password_changed", Subject("staff", staff.id))
        end_sessions(connection, staff.id, staff, visit.now, visit.session_id)
        return True

    if not await visit.write(store):
        wrong = "The present password or the code is not right. A code can be used only once."
        return await _page(visit, {"current": wrong})
    return visit.redirect(ACCOUNT, "Your password is changed. Every other browser is signed out.")


async def _page(visit: Visit, errors: dict[str, str] | None = None) -> Response:
    found = await visit.read(lambda connection: sessions_of(connection, visit.staff.id))
    idle = visit.console.times.idle
    running = [session for session in found if session.lives(visit.now, idle)]
    return visit.page(
        "account.html",
        400 if errors else 200,
        sessions=running,
        this=visit.session_id,
        errors=errors or {},
        shortest=passwords.SHORTEST,
    )


PAGES = (
    get("/account", show),
    post("/account/password", change_password),
    post("/account/sessions/others/end", end_others),
    post("/account/sessions/{session}/end", end_one),
)
