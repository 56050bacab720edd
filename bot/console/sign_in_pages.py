"""/console/sign-in and signing out."""

from __future__ import annotations

import re
from typing import Final

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.console import sessions
from bot.console.audit import Subject
from bot.console.passwords import LONGEST
from bot.console.roles import Permission
from bot.console.routing import get, open_to_all, post, requires
from bot.console.sign_in import Outcome, sign_in
from bot.console.visit import Guest, Visit
from bot.database.staff_sessions import revoke_session

HOME: Final = "/console/"
_OURS = re.compile(r"/console/[A-Za-z0-9_./?=&%+:,-]*")


@open_to_all
async def show(guest: Guest) -> Response:
    return _page(guest, Outcome(), target=guest.query.raw("next"))


@open_to_all
async def enter(guest: Guest) -> Response:
    form = guest.form
    name, target = form.raw("name"), form.raw("next")
    outcome = await sign_in(guest, name, form.raw("password")[: LONGEST + 1], form.raw("code"))
    if not outcome.cookie:
        return _page(guest, outcome, name, target)
    response = guest.redirect(safe_target(target))
    sessions.set_cookie(response, outcome.cookie, guest.secure)
    return response


@requires(Permission.OWN_ACCOUNT)
async def leave(visit: Visit) -> Response:
    def end(connection: Connection) -> None:
        revoke_session(connection, visit.session_id, visit.staff.id, visit.now)
        visit.audit(connection, "staff.signed_out", Subject("staff", visit.staff.id))

    await visit.write(end)
    response = visit.redirect("/console/sign-in", "You are signed out.")
    sessions.clear_cookie(response, visit.secure)
    return response


def safe_target(target: str) -> str:
    """Where to go after signing in: a page of the console, and nowhere else."""
    return target if _OURS.fullmatch(target) and "//" not in target else HOME


def _page(guest: Guest, outcome: Outcome, name: str = "", target: str = "") -> Response:
    status = 429 if outcome.wait else 403 if outcome.problem else 200
    response = guest.page("sign_in.html", status, outcome=outcome, name=name[:80], target=target)
    if outcome.wait:
        response.headers["retry-after"] = str(outcome.wait)
    return response


PAGES = (get("/sign-in", show), post("/sign-in", enter), post("/sign-out", leave))
