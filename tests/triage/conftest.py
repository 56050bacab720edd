from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.triage.rulebook import load_rulebook
from bot.triage.rules import Rulebook

CLINIC = Path(__file__).parents[2] / "data" / "clinic"


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load_rulebook(CLINIC)


@pytest.fixture
def rules_copy(tmp_path: Path) -> Path:
    """A folder with the clinic's rules, to be changed by a test."""
    shutil.copy(CLINIC / "conditions.yml", tmp_path / "conditions.yml")
    return tmp_path
