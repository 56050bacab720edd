"""Puts a proposed file in its place: checked once more, the old one kept, whole or not at all."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal

from bot.clinic_data import ClinicDataError
from bot.console.problems import ProblemError, overtaken
from bot.console.roles import Permission
from bot.console.visit import Visit
from bot.database.rule_changes import PUBLISHED, Change
from bot.learning.patches import FileChange, replace_file
from bot.learning.safety import Person, why_not_second
from bot.pricing.book_reading import FILE as PRICES
from bot.simulation.candidates import ANSWERS, text_in_force
from bot.simulation.care import perhaps_less_careful

PREVIOUS: Final = "previous"
"""Folder beside the clinic's files in which the ones that were replaced are kept."""
OVERTAKEN: Final = "{file} was changed since this was tried out. Try it out again with the file as it is now."

Standing = Literal["fits", "overtaken", "there", "replaced"]
"""The file is the one that was changed; another one; this one; another one since this was published."""


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


def standing(folder: Path, change: Change) -> Standing:
    """Where a change stands among the clinic's files."""
    there = text_in_force(folder, change.file)
    if there == change.text:
        return "there"
    if change.state == PUBLISHED:
        return "replaced"
    return "fits" if there == change.base else "overtaken"


def put_in_place(folder: Path, change: Change, at: datetime) -> None:
    """Writes the file of a change. Raises ProblemError; then nothing was written."""
    stands = standing(folder, change)
    if stands == "there":
        return  # written before, and not noted; or by hand, from the patch
    if stands == "overtaken":
        raise overtaken(f"{OVERTAKEN.format(file=change.file)} Nothing was published.")
    try:
        less_careful = perhaps_less_careful(folder, change.file, change.text)
    except ClinicDataError as error:
        raise ProblemError(
            409, "The file cannot be used any more", f"{error} Nothing was published."
        ) from None
    if less_careful and not change.needs_second:
        raise overtaken(
            f"Beside the files as they are now, {change.file} may be milder than what is in force. Try it out again"
            " and propose it again, for a second person. Nothing was published."
        )
    try:
        _keep(folder, change.file, change.base, at)
        replace_file(folder / change.file, change.text)
    except OSError as error:
        raise ProblemError(
            500, "The file could not be written", f"{change.file}: {error.strerror}. Nothing was published."
        ) from None


def version(change: Change) -> str:
    """Twelve hex digits by which the file is known in the audit log."""
    return sha256(change.text.encode()).hexdigest()[:12]


def patch(change: Change) -> str:
    """The change as `diff -u` writes it, for `patch -p1` in the folder of the clinic's files."""
    return FileChange(Path(change.file), change.file, change.base, change.text).diff


def _is_rules(file: str) -> bool:
    return file not in (PRICES, ANSWERS)


def _keep(folder: Path, file: str, text: str, at: datetime) -> None:
    if text:
        kept = folder / PREVIOUS
        kept.mkdir(exist_ok=True)
        replace_file(kept / f"{file}.{at:%Y-%m-%dT%H-%M-%SZ}", text)
