from __future__ import annotations

from pathlib import Path

import pytest

from bot.reading.reader import Reader, load_reader
from bot.reading.red_flags import Gate, load_gate

CLINIC = Path(__file__).parents[2] / "data" / "clinic"


@pytest.fixture(scope="session")
def reader() -> Reader:
    return load_reader(CLINIC)


@pytest.fixture(scope="session")
def gate() -> Gate:
    return load_gate(CLINIC)
