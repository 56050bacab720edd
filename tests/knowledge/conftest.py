from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.knowledge import Knowledge, load_knowledge

CLINIC = Path(__file__).parents[2] / "data" / "clinic"


@pytest.fixture(scope="session")
def clinic_folder() -> Path:
    return CLINIC


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge(CLINIC)


@pytest.fixture
def clinic_copy(tmp_path: Path) -> Path:
    """The clinic's files in a folder of their own, to be changed by a test."""
    folder = tmp_path / "clinic"
    folder.mkdir()
    for name in ("facts.yml", "answers.yml", "phrases.yml", "clinic.yml"):
        shutil.copy(CLINIC / name, folder / name)
    return folder
