"""/console/simulator/changes/…: one proposed change, what it would do, and the people who put it into force."""

from __future__ import annotations

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.clinic_data import ClinicDataError
from bot.console.audit import Subject
from bot.console.problems import ProblemError, not_found, overtaken
from bot.console.roles import Permission
from bot.console.routing import get, post, requires
from bot.console.simulator_pages import SIMULATOR
from bot.console.simulator_publishing import (
    OVERTAKEN,
    patch,
    put_in_place,
    standing,
    version,
    why_not_publish,
)
from bot.console.simulator_runs import Run, run
from bot.console.transcript_words import OUTCOMES
from bot.console.visit import Visit
from bot.database.rule_changes import PROPOSED, PUBLISHED, WITHDRAWN, Change, change_by_id, end_change


@requires(Permission.CORRECT)
async def show(visit: Visit) -> Response:
    change = await visit.read(lambda connection: _change(visit, connection))
    again = await _again(visit, change) if visit.query.raw("again") and change.state == PROPOSED else None
    return visit.page(
        "simulator_change.html",
        change=change,
        again=again is not None,
        result=again.result if again else change.result,
        needs_second=change.needs_second,
        outcomes=OUTCOMES,
        conversations=again.conversations if again else (),
        lines=patch(change).splitlines(),
        standing=standing(visit.console.settings.clinic_dir, change),
        overtaken=OVERTAKEN.format(file=change.file),
        why_not=why_not_publish(visit, change),
    )


async def _again(visit: Visit, change: Change) -> Run:
    try:
        return await run(visit, change.file, change.text)
    except ClinicDataError as error:
        raise ProblemError(409, "The file cannot be used any more", str(error)) from None


@requires(Permission.CORRECT)
async def download(visit: Visit) -> Response:
    """The change as a patch, for a clinic whose files the console cannot write."""

    def read(connection: Connection) -> Change:
        change = _change(visit, connection)
        visit.audit(connection, "change.downloaded", Subject("change", change.id), file=change.file)
        return change

    change = await visit.write(read)
    headers = {"content-disposition": f'attachment; filename="stipple-{change.file}.diff"'}
    return Response(patch(change), media_type="text/x-diff; charset=utf-8", headers=headers)


@requires(Permission.CORRECT)
async def publish(visit: Visit) -> Response:
    """Who may is decided by the change: see why_not_publish."""
    folder = visit.console.settings.clinic_dir

    def work(connection: Connection) -> Change:
        change = _change(visit, connection)
        why_not = why_not_publish(visit, change)
        if change.state == PROPOSED and why_not is not None:
            raise ProblemError(403, "You cannot publish this", why_not)
        _end(visit, connection, change, PUBLISHED)
        visit.audit(
            connection,
            "change.published",
            Subject("change", change.id),
            file=change.file,
            version=version(change),
            needs_second=change.needs_second,
            first=change.first_by,
        )
        # Last: when it fails, nothing is noted; noted, but not committed, it is found in its place next time.
        put_in_place(folder, change, visit.now)
        return change

    change = await visit.write(work)
    return visit.redirect(
        f"{SIMULATOR}/changes/{change.id}",
        f"{change.file} is published. Restart the assistant (make run) so that it answers by it.",
    )


@requires(Permission.CORRECT)
async def withdraw(visit: Visit) -> Response:
    def work(connection: Connection) -> Change:
        change = _change(visit, connection)
        _end(visit, connection, change, WITHDRAWN)
        visit.audit(connection, "change.withdrawn", Subject("change", change.id), file=change.file)
        return change

    change = await visit.write(work)
    return visit.redirect(f"{SIMULATOR}/changes/{change.id}", "Withdrawn. Nothing was changed.")


def _end(visit: Visit, connection: Connection, change: Change, state: str) -> None:
    if not end_change(connection, change.id, state, visit.staff.id, visit.role.value, visit.now):
        later = change_by_id(connection, change.id) or change
        raise overtaken(f"{later.second_name or 'Somebody'} has {later.state} it before you.")


def _change(visit: Visit, connection: Connection) -> Change:
    change = change_by_id(connection, str(visit.request.path_params["change"]))
    if change is None:
        raise not_found("change")
    return change


PAGES = (
    get("/simulator/changes/{change}", show),
    get("/simulator/changes/{change}/patch.diff", download),
    post("/simulator/changes/{change}/publish", publish),
    post("/simulator/changes/{change}/withdraw", withdraw),
)
