"""Puts a proposed file in its place: checked once more, the old one kept, whole or not at all."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from bot.clinic_data import ClinicDataError
from bot.console.problems import ProblemError, overtaken
from bot.console.roles import Permission
from bot.console.visit import Visit
from bot.database.rule_changes import Change
from bot.learning.patches import replace_file
from bot.learning.safety import Person, why_not_second
from bot.pricing.book_reading import FILE as PRICES
from bot.simulation.candidates import ANSWERS, knowledge_with, prices_with, rules_with, text_in_force

PREVIOUS: Final = "previous"
"""Folder beside the clinic's files in which the ones that were replaced are kept."""


def why_not_publish(visit: Visit, change: Change) -> str | None:
    """Why this person cannot publish it; None if they can."""
    if change.needs_second:
        second = Person(visit.staff.id, visit.role.value)
        return why_not_second(Person(change.first_by, change.first_role), second)
    if not (
        visit.may(Permission.PUBLISH) or (_is_rules(change.file) and visit.may(Permission.DECIDE_SAFETY))
    ):
        return "An admin publishes it, and rules also a clinician."
    return None


def put_in_place(folder: Path, change: Change, at: datetime) -> None:
    """Writes the file of a change. Raises ProblemError; then nothing was written."""
    standing = text_in_force(folder, change.file)
    if standing == change.text:
        return  # written before, and not noted
    if standing != change.base:
        raise overtaken(
            f"{change.file} was changed since this was tried out. Try it out again with the file as it is now."
        )
    try:
        check(folder, change.file, change.text)
    except ClinicDataError as error:
        raise ProblemError(
            409, "The file cannot be used any more", f"{error} Nothing was published."
        ) from None
    try:
        _keep(folder, change.file, standing, at)
        replace_file(folder / change.file, change.text)
    except OSError as error:
        raise ProblemError(
            500, "The file could not be written", f"{change.file}: {error.strerror}. Nothing was published."
        ) from None


def check(folder: Path, file: str, text: str) -> None:
    """Raises ClinicDataError naming file, line, key and what is allowed."""
    if file == PRICES:
        prices_with(folder, text)
    elif file == ANSWERS:
        knowledge_with(folder, text)
    else:
        rules_with(folder, file, text)


def _is_rules(file: str) -> bool:
    return file not in (PRICES, ANSWERS)


def _keep(folder: Path, file: str, text: str, at: datetime) -> None:
    if text:
        kept = folder / PREVIOUS
        kept.mkdir(exist_ok=True)
        replace_file(kept / f"{file}.{at:%Y-%m-%dT%H-%M-%SZ}", text)
