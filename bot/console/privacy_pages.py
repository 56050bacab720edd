"""/console/privacy: what is stored about a person, erasing it, consents withdrawn, and how long data is kept."""

from __future__ import annotations

from typing import Final

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.console.audit import Subject
from bot.console.forms import FieldError
from bot.console.privacy_view import CLASSES, PURPOSES, TABLES, Stored, stored
from bot.console.problems import ProblemError, not_found, unusable
from bot.console.roles import Permission
from bot.console.routing import get, post, requires
from bot.console.visit import Visit
from bot.database.erasure import (
    BY_STAFF,
    UnknownVisitorError,
    erase,
    personal_data,
    receipt_of,
    receipts,
    visitor_of,
    withdraw,
)
from bot.database.retention import apply, due, runs
from bot.retention_rules import load_retention
from bot.tables_out import json_text

PRIVACY: Final = "/console/privacy"
CONFIRMED: Final = "erase"
_SHOWN: Final = 20  # receipts and runs


@requires(Permission.PRIVACY)
async def show(visit: Visit) -> Response:
    rules = load_retention(visit.console.settings.clinic_dir)

    def work(connection: Connection) -> tuple[object, object, object]:
        return due(connection, rules, visit.now), runs(connection, _SHOWN), receipts(connection, _SHOWN)

    found, past, erased = await visit.read(work)
    return visit.page(
        "privacy.html",
        due=found,
        runs=past,
        receipts=erased,
        classes=CLASSES,
        tables=TABLES,
        id=visit.query.raw("id"),
    )


@requires(Permission.PRIVACY)
async def look_up(visit: Visit) -> Response:
    """From the id of a visitor or a conversation to the person's page."""
    id_ = visit.form.text("id", label="The id")
    found = await visit.read(lambda connection: visitor_of(connection, id_))
    if found is None:
        raise ProblemError(
            404,
            "Nobody has this id",
            "Copy the id from a transcript's address. Whoever was erased has none any more.",
        )
    return visit.redirect(f"{PRIVACY}/{found}")


@requires(Permission.PRIVACY)
async def person(visit: Visit) -> Response:
    visitor = _visitor(visit)

    def work(connection: Connection) -> Stored | None:
        found = stored(connection, visitor)
        if found is not None:
            visit.audit(connection, "person.looked_up", Subject("visitor", visitor))
        return found

    found = await visit.write(work)
    if found is not None:
        return visit.page(
            "privacy_person.html", visitor=visitor, stored=found, tables=TABLES, purposes=PURPOSES
        )
    receipt = await visit.read(lambda connection: receipt_of(connection, visitor))
    if receipt is None:
        raise not_found("person")
    return visit.page("privacy_erased.html", receipt=receipt, tables=TABLES)


@requires(Permission.PRIVACY)
async def download(visit: Visit) -> Response:
    visitor = _visitor(visit)

    def work(connection: Connection) -> dict[str, object]:
        try:
            found = personal_data(connection, visitor)
        except UnknownVisitorError:
            raise not_found("person") from None
        visit.audit(connection, "person.shown", Subject("visitor", visitor))
        return found

    text = json_text(await visit.write(work))
    return Response(
        text,
        media_type="application/json",
        headers={"content-disposition": f'attachment; filename="person-{visitor[:8]}.json"'},
    )


@requires(Permission.PRIVACY)
async def remove(visit: Visit) -> Response:
    visitor = _visitor(visit)
    if visit.form.raw("confirm").strip().lower() != CONFIRMED:
        raise FieldError("confirm", f"Please type “{CONFIRMED}” to confirm. Nothing was removed.")

    def work(connection: Connection) -> str:
        try:
            receipt = erase(connection, visitor, BY_STAFF, visit.now, visit.staff.id)
        except UnknownVisitorError:
            raise not_found("person") from None
        visit.audit(connection, "person.erased", Subject("visitor", visitor), receipt=receipt.id)
        return receipt.id

    await visit.write(work)
    return visit.redirect(f"{PRIVACY}/{visitor}", "Everything about this person was removed.")


@requires(Permission.PRIVACY)
async def end_consent(visit: Visit) -> Response:
    visitor = _visitor(visit)
    purpose = visit.form.raw("purpose")
    if purpose not in PURPOSES:
        raise unusable("This is no consent that can be withdrawn.")

    def work(connection: Connection) -> None:
        if visitor_of(connection, visitor) != visitor:
            raise not_found("person")
        withdraw(connection, visitor, purpose, visit.now)
        visit.audit(connection, "consent.withdrawn", Subject("visitor", visitor), purpose=purpose)

    await visit.write(work)
    return visit.redirect(
        f"{PRIVACY}/{visitor}", "The consent is withdrawn, and what stood on it was removed."
    )


@requires(Permission.PRIVACY)
async def run_retention(visit: Visit) -> Response:
    rules = load_retention(visit.console.settings.clinic_dir)

    def work(connection: Connection) -> int:
        counts = apply(connection, rules, visit.now, visit.staff.id)
        removed = sum(counts.values())
        visit.audit(connection, "retention.applied", removed=removed)
        return removed

    removed = await visit.write(work)
    return visit.redirect(PRIVACY, f"{removed:,} removed.")


def _visitor(visit: Visit) -> str:
    return str(visit.request.path_params["visitor"])


PAGES = (
    get("/privacy", show),
    post("/privacy/look-up", look_up),
    post("/privacy/retention", run_retention),
    get("/privacy/{visitor}", person),
    get("/privacy/{visitor}/data.json", download),
    post("/privacy/{visitor}/erase", remove),
    post("/privacy/{visitor}/withdraw", end_consent),
)
