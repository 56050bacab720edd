"""Keeps health apart: it is no name, and it goes into a request only where health data may be stored."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Final

from bot.reading.reader import Reader
from bot.reading.text import words_of

SUBJECT: Final = frozenset(
    {
        *("androgenetic_alopecia", "scalp_scar", "keep_long_hair", "unrealistic_expectations", "prior_smp"),
        *("hair_transplant_past", "hair_transplant_planned", "hair_dye_recent", "smp_session"),
    }
)
"""What the treatment itself is about; a wish to hide it tells no more than the request does."""

_ANY_DAY: Final = date(2000, 1, 3)
"""What a text is about does not depend on the day."""
_SENTENCE: Final = re.compile(r"[^.!?\n]+(?:[.!?\n]+|$)")


def health_named(reader: Reader) -> Callable[[str], bool]:
    """Tells whether a text names a condition, a medicine or a symptom."""

    def named(text: str) -> bool:
        seen = reader.lexicon.look_up(words_of(text))
        return any(item.entry.concept for item in seen) or bool(reader.read(text, _ANY_DAY))

    return named


def health_told(reader: Reader) -> Callable[[str], bool]:
    """Tells whether a text says something about somebody's health beside the subject of the treatment."""
    return lambda text: any(finding.concept not in SUBJECT for finding in reader.read(text, _ANY_DAY))


def without_health(text: str, told: Callable[[str], bool]) -> str:
    """The sentences that say nothing about health; "" if none is left."""
    if not told(text):
        return text.strip()
    kept = [sentence for sentence in _SENTENCE.findall(text) if not told(sentence)]
    rest = "".join(kept).strip()
    return "" if told(rest) else rest
