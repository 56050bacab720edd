"""The dialogue with the clinic's own prices and wording."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.pricing.book_reading import load_price_books
from bot.quoting.dialogue import Dialogue
from bot.quoting.wording import load_wording
from tests.quoting.talking import Talk

CLINIC = Path("data/clinic")


@pytest.fixture(scope="session")
def dialogue() -> Dialogue:
    return Dialogue(load_wording(CLINIC), load_price_books(CLINIC))


@pytest.fixture
def talk(dialogue: Dialogue) -> Talk:
    return Talk(dialogue)
