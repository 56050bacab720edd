"""`stipple export`: conversations or figures as CSV or JSON; without what leads to a person unless --full is given."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final, TextIO
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection

from bot.commands import UnusableInputError
from bot.commands.database import transaction
from bot.console.audit import record
from bot.console.figures_tables import Sheet, sheets
from bot.console.transcript_words import words_in
from bot.database.export import COLUMNS, Asked, conversations, rows_of
from bot.database.figures import Period
from bot.knowledge.clinic import load_clinic
from bot.settings import Settings
from bot.tables_out import csv_text, json_text

USUAL: Final = timedelta(weeks=12)


def add_to(commands: Any) -> None:
    """Registers `export`. commands: what `add_subparsers` returned."""
    parser = commands.add_parser("export", help="conversations or figures as CSV or JSON")
    parser.add_argument("what", choices=["conversations", "figures"])
    parser.add_argument("--as", dest="kind", choices=["csv", "json"], default="json")
    parser.add_argument(
        "--since", metavar="YYYY-MM-DD", help="first day; for figures twelve weeks ago if not given"
    )
    parser.add_argument("--until", metavar="YYYY-MM-DD", help="last day")
    parser.add_argument("--figure", default="questions", metavar="ID", help="the one figure of a CSV file")
    parser.add_argument(
        "--full", action="store_true", help="with names, contacts and texts as they were written"
    )
    parser.add_argument(
        "--out", metavar="FILE", help="a new file that only you may read; not given: standard output"
    )
    parser.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> int:
    """Raises UnusableInputError."""
    since, until = _day(given.since, "--since"), _day(given.until, "--until")
    if since and until and since > until:
        raise UnusableInputError("--until is before --since.")
    file = Path(given.out).absolute() if given.out else None  # before the settings change the folder
    with transaction() as (settings, connection), _out(file) as out:
        zone = load_clinic(settings.clinic_dir).timezone
        if given.what == "figures":
            out.write(_figures(connection, settings, zone, given, since, until))
        else:
            asked = Asked(
                _start(since, zone) if since else None,
                _start(until + timedelta(days=1), zone) if until else None,
                given.full,
            )
            _conversations(connection, asked, given.kind, out)
        record(connection, None, f"{given.what}.exported", detail={"format": given.kind, "full": given.full})
    return 0


def _conversations(connection: Connection, asked: Asked, kind: str, out: TextIO) -> None:
    if kind == "csv":
        out.write(
            csv_text(COLUMNS, (row for each in conversations(connection, asked) for row in rows_of(each)))
        )
    else:
        out.write(json_text(list(conversations(connection, asked))))


def _figures(
    connection: Connection,
    settings: Settings,
    zone: ZoneInfo,
    given: argparse.Namespace,
    since: date | None,
    until: date | None,
) -> str:
    last = until or datetime.now(zone).date()
    first = since or last - USUAL
    period = Period(_start(first, zone), _start(last + timedelta(days=1), zone))
    found = sheets(connection, period, zone, words_in(settings.clinic_dir))
    if given.kind == "json":
        return json_text([_sheet(each) for each in found])
    for each in found:
        if each.id == given.figure:
            return csv_text(each.columns, each.rows)
    raise UnusableInputError(
        f"there is no figure '{given.figure}'; there are {', '.join(each.id for each in found)}."
    )


def _sheet(found: Sheet) -> dict[str, Any]:
    return {"id": found.id, "title": found.title, "columns": found.columns, "rows": found.rows}


@contextmanager
def _out(path: Path | None) -> Iterator[TextIO]:
    if path is None:
        yield sys.stdout
        return
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise UnusableInputError(f"{path} cannot be made: {error.strerror}.") from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            yield file
    except BaseException:
        path.unlink()  # half an export would pass for a whole one
        raise


def _day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnusableInputError(f"{option}: '{text}' is no day; write it as 2026-11-22.") from None


def _start(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)
