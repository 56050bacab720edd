"""/console/invitation/…: somebody new chooses a password and sets up codes."""

from __future__ import annotations

import asyncio

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.console import passwords, sessions, totp
from bot.console.accounts import choose_password, confirm, invited
from bot.console.problems import ProblemError
from bot.console.routing import get, open_to_all, post
from bot.console.sign_in import enter_as, step_of
from bot.console.sign_in_pages import HOME
from bot.console.visit import Guest
from bot.database.staff import StaffRow


@open_to_all
async def show(guest: Guest) -> Response:
    return _password_page(guest, await _member(guest))


@open_to_all
async def choose(guest: Guest) -> Response:
    member = await _member(guest)
    password, again = guest.form.raw("password"), guest.form.raw("again")
    problem = passwords.refusal(password, (member.name, member.sign_in))
    if problem:
        return _password_page(guest, member, {"password": problem})
    if password != again:
        return _password_page(guest, member, {"again": "The two passwords differ. Please type both again."})
    kept = await asyncio.to_thread(passwords.hashed, password)
    key = guest.console.settings.secret_key

    def store(connection: Connection) -> None:
        choose_password(connection, _still(connection, guest), kept, key)

    await guest.write(store)
    return guest.redirect(f"{_path(guest)}/code")


@open_to_all
async def show_code(guest: Guest) -> Response:
    return _code_page(guest, await _member(guest))


@open_to_all
async def check_code(guest: Guest) -> Response:
    member = await _member(guest)
    step = step_of(guest, member, guest.form.raw("code"))
    if step is None:
        return _code_page(
            guest,
            member,
            "This code does not fit. Wait for the next one; if that does not fit either, "
            "check that the phone's clock is set automatically.",
        )
    fitted = step

    def enter(connection: Connection) -> str:
        found = _still(connection, guest)
        confirm(connection, found, fitted, guest.now)
        return enter_as(connection, guest, found)

    cookie = await guest.write(enter)
    response = guest.redirect(HOME, f"Welcome, {member.name}. Your account is ready.")
    sessions.set_cookie(response, cookie, guest.secure)
    return response


def _token(guest: Guest) -> str:
    return str(guest.request.path_params["token"])


def _path(guest: Guest) -> str:
    return f"/console/invitation/{_token(guest)}"


async def _member(guest: Guest) -> StaffRow:
    return await guest.read(lambda connection: _still(connection, guest))


def _still(connection: Connection, guest: Guest) -> StaffRow:
    """Whom the link invites. Raises ProblemError when it cannot be used, or no longer."""
    member = invited(connection, _token(guest), guest.now)
    if member is None:
        raise ProblemError(
            404,
            "This invitation cannot be used",
            "It is too old, was used already, or the link is not complete. Ask an admin of the clinic for a new one.",
        )
    return member


def _password_page(guest: Guest, member: StaffRow, errors: dict[str, str] | None = None) -> Response:
    status = 400 if errors else 200
    return guest.page(
        "invitation.html",
        status,
        member=member,
        errors=errors or {},
        shortest=passwords.SHORTEST,
        path=_path(guest),
    )


def _code_page(guest: Guest, member: StaffRow, problem: str = "") -> Response:
    secret = (
        totp.unsealed(member.totp_sealed, guest.console.settings.secret_key) if member.totp_sealed else None
    )
    if secret is None:
        return guest.redirect(_path(guest))
    link = totp.address(secret, member.sign_in, guest.console.clinic.name)
    return guest.page(
        "invitation_code.html",
        400 if problem else 200,
        member=member,
        picture=totp.picture(link),
        key=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        problem=problem,
        path=_path(guest),
    )


PAGES = (
    get("/invitation/{token}", show),
    post("/invitation/{token}", choose),
    get("/invitation/{token}/code", show_code),
    post("/invitation/{token}/code", check_code),
)
