"""/console/export: conversations as a file; without what leads to a person, unless an admin asks for everything."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.console.figures_pages import days_chosen, usual_days
from bot.console.problems import ProblemError
from bot.console.roles import Permission
from bot.console.routing import get, post, requires
from bot.console.visit import Visit
from bot.database.export import COLUMNS, Asked, conversations, count, rows_of
from bot.tables_out import csv_text, json_text

MOST: Final = 5_000  # conversations of one file
_LATELY: Final = timedelta(days=28)


@requires(Permission.EXPORT)
async def show(visit: Visit) -> Response:
    until = usual_days(visit).until
    return visit.page("export.html", since=(until - _LATELY).isoformat(), until=until.isoformat())


@requires(Permission.EXPORT)
async def download(visit: Visit) -> Response:
    """Raises ProblemError for everything that leads to a person, unless an admin asks."""
    kind, full = visit.form.choice("as", ("csv", "json"), "csv"), visit.form.flag("full")
    if full and not visit.may(Permission.PRIVACY):
        raise ProblemError(
            403, "Not for your role", f"You need {Permission.PRIVACY.value} for this: the role admin."
        )
    period = days_chosen(visit.form, usual_days(visit)).period(visit.console.clinic.timezone)
    asked = Asked(period.since, period.until, full)

    def work(connection: Connection) -> str:
        found = count(connection, asked)
        if found > MOST:
            raise ProblemError(
                413,
                "Too many",
                f"These are {found:,} conversations; a file holds {MOST:,}. Choose a shorter time.",
            )
        visit.audit(connection, "conversations.exported", format=kind, full=full, conversations=found)
        every = conversations(connection, asked)
        if kind == "json":
            return json_text(list(every))
        return csv_text(COLUMNS, (row for each in every for row in rows_of(each)))

    return Response(
        await visit.write(work),
        media_type="text/csv; charset=utf-8" if kind == "csv" else "application/json",
        headers={"content-disposition": f'attachment; filename="conversations.{kind}"'},
    )


PAGES = (get("/export", show), post("/export", download))
