"""/console/figures: what was asked, understood, decided and answered, as charts and tables, and as files."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.console.audit import Subject
from bot.console.figures_tables import Sheet, sheets
from bot.console.forms import FieldError, FieldErrors, Form
from bot.console.problems import not_found
from bot.console.roles import Permission
from bot.console.routing import get, requires
from bot.console.transcript_words import Words, words_in
from bot.console.visit import Visit
from bot.database.figures import Period
from bot.tables_out import csv_text, json_text

FIGURES: Final = "/console/figures"
USUAL: Final = timedelta(weeks=12)
LONGEST: Final = timedelta(days=2 * 366)


@dataclass(frozen=True)
class Chosen:
    """The first and the last day of a time, both included."""

    since: date
    until: date

    def period(self, zone: ZoneInfo) -> Period:
        return Period(_start(self.since, zone), _start(self.until + timedelta(days=1), zone))

    def query(self) -> str:
        return urlencode({"since": self.since.isoformat(), "until": self.until.isoformat()})


@requires(Permission.READ)
async def show(visit: Visit) -> Response:
    errors = FieldErrors()
    chosen = usual_days(visit)
    with errors.collect():
        chosen = days_chosen(visit.query, usual_days(visit))
    words = await _words(visit)
    found = await visit.read(lambda connection: _sheets(visit, connection, chosen, words))
    return visit.page(
        "figures.html",
        400 if errors else 200,
        sheets=found,
        errors=errors,
        since=visit.query.raw("since") or chosen.since.isoformat(),
        until=visit.query.raw("until") or chosen.until.isoformat(),
        query=chosen.query(),
    )


@requires(Permission.READ)
async def download(visit: Visit) -> Response:
    """One figure as CSV or JSON, or all of them as JSON. They hold numbers, no personal data."""
    name = str(visit.request.path_params["figure"])
    kind = visit.query.choice("as", ("csv", "json"), "csv")
    chosen = days_chosen(visit.query, usual_days(visit))
    words = await _words(visit)

    def work(connection: Connection) -> list[Sheet]:
        found = _sheets(visit, connection, chosen, words)
        visit.audit(
            connection, "figures.exported", Subject("figure", name[:64]), format=kind, period=chosen.query()
        )
        return found

    found = await visit.write(work)
    wanted = [sheet for sheet in found if name in (sheet.id, "all")]
    if not wanted or (name == "all" and kind == "csv"):
        raise not_found("figure")
    text = csv_text(wanted[0].columns, wanted[0].rows) if kind == "csv" else _json(wanted, chosen)
    return Response(
        text,
        media_type="text/csv; charset=utf-8" if kind == "csv" else "application/json",
        headers={
            "content-disposition": f'attachment; filename="{name}-{chosen.since}-{chosen.until}.{kind}"',
        },
    )


def _json(found: list[Sheet], chosen: Chosen) -> str:
    return json_text(
        {
            "since": chosen.since.isoformat(),
            "until": chosen.until.isoformat(),
            "figures": [
                {"id": each.id, "title": each.title, "columns": each.columns, "rows": each.rows}
                for each in found
            ],
        }
    )


def _sheets(visit: Visit, connection: Connection, chosen: Chosen, words: Words) -> list[Sheet]:
    zone = visit.console.clinic.timezone
    return sheets(connection, chosen.period(zone), zone, words)


async def _words(visit: Visit) -> Words:
    return await asyncio.to_thread(words_in, visit.console.settings.clinic_dir)


def usual_days(visit: Visit) -> Chosen:
    today = visit.now.astimezone(visit.console.clinic.timezone).date()
    return Chosen(today - USUAL, today)


def days_chosen(form: Form, usual: Chosen) -> Chosen:
    """Raises FieldError."""
    until = _day(form, "until", usual.until)
    since = _day(form, "since", min(usual.since, until))
    if since > until:
        raise FieldError("until", "The last day is before the first one.")
    if until - since > LONGEST:
        raise FieldError("since", "Please choose two years at most.")
    return Chosen(since, until)


def _day(form: Form, field: str, usual: date) -> date:
    text = form.raw(field).strip()
    if not text:
        return usual
    try:
        found = date.fromisoformat(text)
        if not date(2000, 1, 1) <= found <= date(2999, 12, 31):
            raise ValueError
    except ValueError:
        raise FieldError(field, "Please write the day as in 2026-11-22.") from None
    return found


def _start(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)


PAGES = (get("/figures", show), get("/figures/{figure}", download))
