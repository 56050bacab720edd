"""What tests of the console share: `desk` is the console over a migrated SQLite file; see desk.py."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.database.session import Database, open_engine
from bot.settings import Settings
from tests.console.desk import Desk

SettingsWith = Callable[[Mapping[str, Any]], Settings]


@pytest.fixture
def desk(settings_with: SettingsWith) -> Iterator[Desk]:
    yield from _desk(settings_with({}))


@pytest.fixture
def desk_over_https(settings_with: SettingsWith) -> Iterator[Desk]:
    """A console behind a proxy that speaks https: the address that people see is another one."""
    yield from _desk(settings_with({"PUBLIC_URL": "https://clinic.example"}))


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    """A copy of the demo clinic's files, which a test may change."""
    folder = tmp_path / "clinic"
    shutil.copytree("data/clinic", folder)
    return folder


@pytest.fixture
def desk_of_own_clinic(settings_with: SettingsWith, clinic: Path) -> Iterator[Desk]:
    yield from _desk(settings_with({"CLINIC_DIR": clinic}))


def _desk(settings: Settings) -> Iterator[Desk]:
    database = Database(open_engine(settings.database_url))
    yield Desk(settings, database)
    database.close()
