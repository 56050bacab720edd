"""`stipple aftercare`: the care plan for the days of one person's sessions, as JSON, calendar file and picture."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from bot.aftercare.asking import settle, wanted_problem
from bot.aftercare.calendar import calendar_file, uid_of
from bot.aftercare.picture import picture
from bot.aftercare.rule_reading import load_rules
from bot.aftercare.rules import Rules
from bot.aftercare.sessions import PlanError, SessionPlan, plan_of
from bot.aftercare.timeline import Entry, Timeline, timeline
from bot.aftercare.wording import plan_text
from bot.commands import UnusableInputError
from bot.knowledge import Clinic, load_clinic

CLINIC: Final = Path(__file__).resolve().parents[2] / "data" / "clinic"
_DIGITS: Final = 9


def add_to(commands: Any) -> None:
    """Registers `aftercare`. commands: what `add_subparsers` returned."""
    parser = commands.add_parser("aftercare", help="what to do on which day after a session")
    parser.set_defaults(run=run)
    parser.add_argument(
        "--session-date",
        dest="sessions",
        metavar="YYYY-MM-DD",
        action="append",
        required=True,
        help="the day of a session; once for each one that has a day",
    )
    parser.add_argument("--sessions", dest="wanted", metavar="N", help="sessions of the whole course")
    parser.add_argument("--today", metavar="YYYY-MM-DD", help="not given: today at the clinic")
    parser.add_argument("--ics", metavar="FILE", help="writes a calendar file")
    parser.add_argument(
        "--plan",
        metavar="NAME",
        help="the same name moves the entries of an earlier file; not given: the first day",
    )
    parser.add_argument(
        "--sequence", metavar="N", default="0", help="1 for the first change of a file, and so on"
    )
    parser.add_argument("--svg", metavar="FILE", help="writes a picture")


def run(given: argparse.Namespace) -> int:
    """Prints one JSON object. Raises UnusableInputError, ClinicDataError."""
    rules, clinic = load_rules(CLINIC), load_clinic(CLINIC)
    now = dt.datetime.now(clinic.timezone)
    today = now.date() if given.today is None else _day(given.today)
    shown = timeline(_plan(given.sessions, given.wanted, rules, today), rules, today)
    plan_id = given.plan or min(given.sessions)
    sequence = _sequence(given.sequence)
    if given.ics is not None:
        content = calendar_file(
            shown, plan_id=plan_id, sequence=sequence, stamp=now, clinic=clinic.name, zone=clinic.timezone.key
        )
        _write(given.ics, content)
    if given.svg is not None:
        _write(given.svg, picture(shown, clinic.name).encode())
    print(json.dumps(_json(shown, rules, clinic, plan_id), ensure_ascii=False))
    return 0


def _plan(days: Sequence[str], wanted: str | None, rules: Rules, today: dt.date) -> SessionPlan:
    known: list[dt.date] = []
    for text in days:
        settled = settle([_day(text)], rules, today)
        if settled.day is None:
            raise UnusableInputError(f"'{text}': {settled.problem.text if settled.problem else ''}")
        known.append(settled.day)
    try:
        return plan_of([(None, day) for day in known], _wanted(wanted, rules))
    except PlanError as error:
        raise UnusableInputError(str(error)) from None


def _wanted(text: str | None, rules: Rules) -> int | None:
    if text is None:
        return None
    try:
        wanted = int(text)
    except ValueError:
        raise UnusableInputError(f"'{text}' is no number of sessions; write it as 3.") from None
    found = wanted_problem(wanted, rules)
    if found is not None:
        raise UnusableInputError(found.text)
    return wanted


def _sequence(text: str) -> int:
    if not text.isdecimal() or len(text) > _DIGITS:
        raise UnusableInputError(f"'{text}' is no number for --sequence; write 0, 1 and so on.")
    return int(text)


def _json(shown: Timeline, rules: Rules, clinic: Clinic, plan_id: str) -> dict[str, Any]:
    return {
        "today": shown.today.isoformat(),
        "timezone": clinic.timezone.key,
        "session": shown.current.number if shown.current else None,
        "day": shown.day,
        "text": plan_text(shown),
        "sessions": [{"number": item.number, "date": item.day.isoformat()} for item in shown.plan.sessions],
        "suggested": [
            {"number": item.number, "about": None if item.waited else item.day.isoformat()}
            for item in shown.suggested
        ],
        "entries": [_entry(entry, shown, plan_id) for entry in shown.entries],
        "rules_version": rules.version,
    }


def _entry(entry: Entry, shown: Timeline, plan_id: str) -> dict[str, Any]:
    step = entry.step
    return {
        "session": entry.session,
        "step": step.id,
        "kind": step.kind,
        "title": step.title,
        "text": step.text,
        "from": entry.first.isoformat(),
        "to": entry.last.isoformat() if entry.last else None,
        "careful_from": entry.safe.isoformat() if entry.safe else None,
        "holds_today": entry.holds(shown.today),
        "basis": step.basis,
        "why": step.why,
        "source": {"section": step.source.section, "lines": list(step.source.lines)},
        "facts": list(step.facts),
        "uid": uid_of(plan_id, entry.session, step.id) if step.calendar else None,
    }


def _write(name: str, content: bytes) -> None:
    try:
        Path(name).write_bytes(content)
    except OSError as error:
        raise UnusableInputError(f"{name} cannot be written: {error.strerror}.") from None


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise UnusableInputError(f"'{text}' is no day; write it as 2026-11-22.") from None
