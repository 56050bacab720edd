"""One dialogue with the clinic's own rules, words and wording; loading it takes seconds."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.reading.reader import load_reader
from bot.screening.asking import Asking
from bot.screening.dialogue import Dialogue
from bot.screening.wording import load_wording
from bot.triage.rulebook import load_rulebook

CLINIC = Path("data/clinic")
VALUES = {"clinic_name": "The clinic", "phone": "123", "emergency_number": "999", "crisis_line": "116 123"}


@pytest.fixture(scope="session")
def dialogue() -> Dialogue:
    return Dialogue(load_reader(CLINIC), Asking(load_rulebook(CLINIC), load_wording(CLINIC, VALUES)))
