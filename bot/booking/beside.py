"""What a message says beside the answer that was asked for."""

from __future__ import annotations

import re
from typing import Final

from bot.forms.names import BOOKING
from bot.forms.turn import Said
from bot.understanding.topics import TASKS

HEALTH_CHECK: Final = "check_eligibility"
_LONGEST_CORRECTION: Final = 12  # words


def is_correction(text: str) -> bool:
    """Whether a message with a name, contact or time is that alone ("my number is …"), and no wish beside it."""
    wish = re.search(r"\b(?:want|wish|would|like|ask|can|how|please)\b", text, re.IGNORECASE)
    return wish is None and len(text.split()) <= _LONGEST_CORRECTION


def asked_beside(said: Said) -> tuple[str, ...]:
    """What is asked beside an answer. The whole of an answer is an answer, unless it is put as a question."""
    whole = said.text.strip()
    return tuple(
        topic
        for topic, clause in zip(said.topics, said.clauses, strict=True)
        if clause.strip() != whole or (topic not in TASKS and "?" in whole)
    )


def is_for_others(said: Said, wish: str) -> bool:
    """Whether a message wishes for nothing but what is done elsewhere: a price, the health check, a person.

    wish: the message without what it says about health.
    """
    asked = zip(said.topics, said.clauses, strict=True)
    tasks = {topic: clause.strip() for topic, clause in asked if topic in TASKS - set(BOOKING.topics)}
    health = tasks.pop(HEALTH_CHECK, None)
    return said.text.strip() in tasks.values() or (health is not None and not wish)
