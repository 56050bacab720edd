"""/console/simulator: a changed file of rules, prices or answers is tried out on what is stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.clinic_data import ClinicDataError
from bot.console.audit import Subject
from bot.console.forms import FieldErrors
from bot.console.roles import Permission
from bot.console.routing import get, post, requires
from bot.console.simulator_runs import Run, run
from bot.console.transcript_words import OUTCOMES
from bot.console.visit import Visit
from bot.database.rule_changes import NewChange, changes, propose_change
from bot.simulation.candidates import FILES, PUBLISHED, text_in_force
from bot.triage.rulebook import OVERRIDES

SIMULATOR: Final = "/console/simulator"
LONGEST: Final = 400_000  # characters of a file
LONGEST_WHY: Final = 2_000
LISTED: Final = 30

BEGUN: Final = """# What stands here takes the place of the branch of the same id in conditions.yml.
version: "1"
branches:
"""
"""Of the clinic's own rules while it has none."""

TITLES: Final[Mapping[str, str]] = {
    "conditions.local.yml": "The clinic's own rules (conditions.local.yml)",
    "conditions.yml": "The rules as shipped (conditions.yml), only to try out",
    "prices.yml": "Prices (prices.yml)",
    "answers.yml": "Answers (answers.yml)",
}


@requires(Permission.CORRECT)
async def show(visit: Visit) -> Response:
    file = visit.query.raw("file")
    if file not in FILES:
        return await _page(visit, FieldErrors(), "", "", "")
    text = text_in_force(visit.console.settings.clinic_dir, file) or (BEGUN if file == OVERRIDES else "")
    return await _page(visit, FieldErrors(), file, text, "")


@requires(Permission.CORRECT)
async def simulate(visit: Visit) -> Response:
    """Tries the file out, and proposes it when that is asked for."""
    form, errors = visit.form, FieldErrors()
    file = text = why = ""
    proposes = form.raw("deed") == "propose"
    with errors.collect():
        file = form.choice("file", FILES)
    with errors.collect():
        text = form.text("text", LONGEST, label="The file") and form.raw("text")
    with errors.collect():
        why = form.text("why", LONGEST_WHY, needed=proposes, label="Why it is changed")
    if proposes and file and file not in PUBLISHED:
        errors["file"] = f"{file} is only tried out: write what changes into conditions.local.yml."
    if errors:
        return await _page(visit, errors, file, form.raw("text"), form.raw("why"))
    # A file always ends with a line's end; browsers send texts without it.
    text = text if text.endswith("\n") else text + "\n"
    try:
        made = await run(visit, file, text)
    except ClinicDataError as error:
        return await _page(visit, FieldErrors(text=str(error)), file, text, why)
    if not proposes:
        return await _tried(visit, file, text, why, made)
    return await _proposed(visit, file, text, why, made)


async def _tried(visit: Visit, file: str, text: str, why: str, made: Run) -> Response:
    def note(connection: Connection) -> None:
        visit.audit(connection, "change.simulated", Subject("file", file), needs_second=made.needs_second)

    await visit.write(note)
    return await _page(visit, FieldErrors(), file, text, why, made)


async def _proposed(visit: Visit, file: str, text: str, why: str, made: Run) -> Response:
    base = text_in_force(visit.console.settings.clinic_dir, file)
    if base == text:
        same = FieldErrors(text="This is the file in force already: there is nothing to propose.")
        return await _page(visit, same, file, text, why)

    def work(connection: Connection) -> str:
        new = NewChange(file, text, base, made.result, why, made.needs_second)
        change = propose_change(connection, new, visit.staff.id, visit.role.value, visit.now)
        visit.audit(
            connection,
            "change.proposed",
            Subject("change", change),
            file=file,
            needs_second=made.needs_second,
        )
        return change

    change = await visit.write(work)
    return visit.redirect(f"{SIMULATOR}/changes/{change}", "Proposed. Nothing is in force yet.")


async def _page(
    visit: Visit, errors: FieldErrors, file: str, text: str, why: str, made: Run | None = None
) -> Response:
    listed = await visit.read(lambda connection: changes(connection, LISTED))
    values: dict[str, Any] = {
        "result": made.result if made else None,
        "needs_second": made.needs_second if made else False,
        "conversations": made.conversations if made else (),
    }
    return visit.page(
        "simulator.html",
        400 if errors else 200,
        files=[("", "Choose …"), *((name, TITLES[name]) for name in FILES)],
        may_propose=file in PUBLISHED,
        file=file,
        text=text,
        why=why,
        errors=errors,
        listed=listed,
        outcomes=OUTCOMES,
        **values,
    )


PAGES = (get("/simulator", show), post("/simulator", simulate))
