"""Whether a file, put in its place, might be less careful with people than the one that is there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bot.knowledge import Knowledge, load_knowledge
from bot.knowledge.answers import Answer
from bot.pricing.book_reading import FILE as PRICES
from bot.simulation import answers, rules
from bot.simulation.candidates import ANSWERS, knowledge_with, prices_with, rules_with
from bot.triage.rulebook import load_rulebook


def perhaps_less_careful(folder: Path, file: str, text: str) -> bool:
    """Reads the file beside the others of the folder. Raises ClinicDataError naming file, line and key."""
    if file == PRICES:
        prices_with(folder, text)
        return False
    if file == ANSWERS:
        before, after = all_answers(load_knowledge(folder)), all_answers(knowledge_with(folder, text))
        return any(change.safety for change in answers.differences(before, after))
    differences = rules.differences(load_rulebook(folder), rules_with(folder, file, text))
    return any(one.strictness in rules.NEEDS_SECOND for one in differences)


def all_answers(knowledge: Knowledge) -> Mapping[str, Answer]:
    return {topic: knowledge.answer(topic) for topic in knowledge.faq}
