"""A changed file, read as the assistant would read it, beside the clinic's other files as they are."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bot.clinic_data import ClinicDataError
from bot.knowledge import Knowledge, load_knowledge
from bot.knowledge.facts import load_facts
from bot.pricing.book import PriceBooks
from bot.pricing.book_reading import FILE as PRICES
from bot.pricing.book_reading import load_price_books
from bot.triage.rulebook import OVERRIDES, RULES, load_rulebook
from bot.triage.rules import Rulebook

ANSWERS: Final = "answers.yml"
FILES: Final = (OVERRIDES, RULES, PRICES, ANSWERS)
"""What can be tried out."""
PUBLISHED: Final = (OVERRIDES, PRICES, ANSWERS)
"""What can be published. The rules as shipped stay as they are: a clinic changes them in its own file beside them."""


def text_in_force(folder: Path, file: str) -> str:
    """ "" for a file that is not there."""
    path = folder / file
    return path.read_text(encoding="utf-8") if path.exists() else ""


def rules_with(folder: Path, file: str, text: str) -> Rulebook:
    """Raises ClinicDataError naming file, line, key and what is allowed."""
    with _beside(folder, file, text) as tried:
        return load_rulebook(tried)


def prices_with(folder: Path, text: str) -> PriceBooks:
    """Raises ClinicDataError."""
    with _beside(folder, PRICES, text) as tried:
        return load_price_books(tried, load_facts(tried / "facts.yml").by_id)


def knowledge_with(folder: Path, text: str) -> Knowledge:
    """Raises ClinicDataError."""
    with _beside(folder, ANSWERS, text) as tried:
        return load_knowledge(tried)


@contextmanager
def _beside(folder: Path, file: str, text: str) -> Iterator[Path]:
    """A copy of the clinic's folder in which `file` holds `text`; gone afterwards."""
    if not text.strip():
        raise ClinicDataError(f"{file}: the file is empty.")
    with tempfile.TemporaryDirectory() as empty:
        tried = Path(empty)
        for path in folder.glob("*.yml"):
            shutil.copyfile(path, tried / path.name)
        (tried / file).write_text(text, encoding="utf-8")
        yield tried
