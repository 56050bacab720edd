"""Looks through all of a clinic's files: `python -m bot.clinic_files FOLDER` says the first mistake and ends with 1."""

from __future__ import annotations

import sys
from pathlib import Path

from bot.aftercare.rule_reading import load_rules as load_care_rules
from bot.booking.wording import load_wording as load_booking_wording
from bot.channels.wording import load_wording as load_channel_wording
from bot.clinic_data import ClinicDataError
from bot.forms.wording import load_wording as load_forms_wording
from bot.handover_wording import load_wording as load_handover_wording
from bot.knowledge import Clinic, load_knowledge
from bot.moving.wording import load_wording as load_moving_wording
from bot.planning.wording import load_wording as load_planning_wording
from bot.pricing.book_reading import load_price_books
from bot.privacy.wording import load_wording as load_privacy_wording
from bot.quoting.wording import load_wording as load_quoting_wording
from bot.reading.reader import load_reader
from bot.reminders.rules import load_rules as load_reminder_rules
from bot.retention_rules import load_retention
from bot.screening.wording import load_wording
from bot.triage.rulebook import load_rulebook


def mistake(folder: Path) -> str | None:
    """The first mistake in the files of `folder`, with file, line, key and what is allowed; None if there is none."""
    try:
        knowledge = load_knowledge(folder)
        load_rulebook(folder)
        load_reader(folder)
        load_wording(folder, screening_values(knowledge.clinic))
        load_forms_wording(folder)
        load_handover_wording(folder, knowledge.clinic)
        load_channel_wording(folder, knowledge.clinic)
        load_price_books(folder, knowledge.facts.by_id)
        load_quoting_wording(folder)
        load_booking_wording(folder, knowledge)
        care = load_care_rules(folder)
        load_planning_wording(folder, {"phone": knowledge.clinic.phone})
        load_retention(folder)
        load_privacy_wording(folder, knowledge.clinic)
        load_moving_wording(folder)
        load_reminder_rules(folder, care, knowledge)
    except ClinicDataError as error:
        return str(error)
    return None


def screening_values(clinic: Clinic) -> dict[str, str]:
    """What the wording of the screening may name."""
    return {
        "clinic_name": clinic.name,
        "phone": clinic.phone,
        "emergency_number": clinic.emergency_number(),
        "crisis_line": clinic.crisis_line(),
    }


def main(folder: Path) -> int:
    """0, or 1 and a sentence on standard error."""
    wrong = mistake(folder)
    if wrong is not None:
        print(f"stipple: {wrong} Put it right in {folder}/ and start again.", file=sys.stderr)
    return int(wrong is not None)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
