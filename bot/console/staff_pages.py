"""/console/staff: the accounts of the clinic, for admins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.console.accounts import (
    LONGEST_NAME,
    AccountError,
    Invitation,
    add_account,
    change_role,
    disable,
    end_sessions,
    invite_again,
    state_of,
)
from bot.console.forms import FieldErrors
from bot.console.problems import ProblemError, not_found
from bot.console.roles import Permission, Role
from bot.console.routing import get, post, requires
from bot.console.visit import Visit
from bot.database.staff import StaffRow, all_staff, staff_by_id

Result = TypeVar("Result")

STAFF = "/console/staff"
ROLES = tuple(role.value for role in Role)


@requires(Permission.ACCOUNTS)
async def show(visit: Visit) -> Response:
    return await _page(visit)


@requires(Permission.ACCOUNTS)
async def add(visit: Visit) -> Response:
    form, errors = visit.form, FieldErrors()
    name = role = ""
    with errors.collect():
        name = form.text("name", LONGEST_NAME)
    with errors.collect():
        role = form.choice("role", ROLES)
    if errors:
        return await _page(visit, errors)
    lasts = _lasts(visit)
    try:
        invitation = await visit.write(
            lambda connection: add_account(
                connection, visit.staff.id, name, Role(role), visit.now, lasts, form.raw("sign_in")
            )
        )
    except AccountError as error:
        return await _page(visit, FieldErrors(sign_in=str(error)))
    return _invitation_page(visit, name, invitation)


@requires(Permission.ACCOUNTS)
async def invite(visit: Visit) -> Response:
    lasts = _lasts(visit)

    def again(connection: Connection, member: StaffRow) -> tuple[str, Invitation]:
        return member.name, invite_again(connection, visit.staff.id, member, visit.now, lasts)

    name, invitation = await _with_member(visit, again)
    return _invitation_page(visit, name, invitation)


@requires(Permission.ACCOUNTS)
async def set_role(visit: Visit) -> Response:
    role = visit.form.raw("role")
    if role not in ROLES:
        raise ProblemError(400, "Not a role", f"Please choose one of: {', '.join(ROLES)}.")

    def change(connection: Connection, member: StaffRow) -> str:
        change_role(connection, visit.staff.id, member, Role(role))
        return member.name

    return visit.redirect(STAFF, f"{await _with_member(visit, change)} is {role} now.")


@requires(Permission.ACCOUNTS)
async def sign_out(visit: Visit) -> Response:
    def end(connection: Connection, member: StaffRow) -> str:
        end_sessions(connection, visit.staff.id, member, visit.now)
        return member.name

    return visit.redirect(STAFF, f"{await _with_member(visit, end)} is signed out everywhere.")


@requires(Permission.ACCOUNTS)
async def switch_off(visit: Visit) -> Response:
    def off(connection: Connection, member: StaffRow) -> str:
        disable(connection, visit.staff.id, member, visit.now)
        return member.name

    notice = f"The account of {await _with_member(visit, off)} is disabled."
    return visit.redirect(STAFF, notice)


async def _with_member(visit: Visit, work: Callable[[Connection, StaffRow], Result]) -> Result:
    """Runs `work` on the account in the address. Raises ProblemError when it cannot be done."""
    staff_id = str(visit.request.path_params["staff"])

    def run(connection: Connection) -> Result:
        member = staff_by_id(connection, staff_id)
        if member is None:
            raise not_found("account")
        return work(connection, member)

    try:
        return await visit.write(run)
    except AccountError as error:
        raise ProblemError(409, "This cannot be done", str(error)) from None


def _lasts(visit: Visit) -> timedelta:
    return timedelta(hours=visit.console.settings.console_invitation_hours)


async def _page(visit: Visit, errors: FieldErrors | None = None) -> Response:
    members = [(member, state_of(member, visit.now)) for member in await visit.read(all_staff)]
    return visit.page(
        "staff.html",
        400 if errors else 200,
        members=members,
        roles=ROLES,
        errors=errors or {},
        form=visit.form,
    )


def _invitation_page(visit: Visit, name: str, invitation: Invitation) -> Response:
    url = visit.request.url
    base = visit.console.settings.public_url or f"{url.scheme}://{url.netloc}"
    return visit.page("staff_invited.html", name=name, invitation=invitation, link=base + invitation.path)


PAGES = (
    get("/staff", show),
    post("/staff", add),
    post("/staff/{staff}/invite", invite),
    post("/staff/{staff}/role", set_role),
    post("/staff/{staff}/sign-out", sign_out),
    post("/staff/{staff}/disable", switch_off),
)
