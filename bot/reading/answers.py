"""Questionnaire style: "Diabetes? No.", "keloids: none", "psoriasis no, eczema yes"."""

from __future__ import annotations

from typing import Final

from bot.reading.analysis import Analysis, Hit
from bot.reading.text import BREAKS

_NO: Final = frozenset({"no", "none", "nope", "never", "nil", "negative", "nah", "neg", "non", "zero"})
_SHORT: Final = {"n": False, "y": True}
_YES: Final = frozenset(
    {
        "yes",
        "yep",
        "yeah",
        "yup",
        "positive",
    }
)
_BETWEEN: Final = frozenset({":", "-", ",", "?", "(", "="})


def answer_to(analysis: Analysis, hit: Hit) -> bool | None:
    """True for a yes, False for a no that answers the name of a concept; None if nothing answers it."""
    words = analysis.words
    place = hit.last
    skipped = 0
    while place < len(words) and words[place] in _BETWEEN and skipped < 2:
        place, skipped = place + 1, skipped + 1
    if skipped and place < len(words) and words[place] in _SHORT:
        return _SHORT[words[place]]
    if _tested_negative(analysis, hit):
        return False
    if place >= len(words) or words[place] not in _NO | _YES:
        return None
    if skipped and words[place - 1] == "?" and not _asked_shortly(analysis, hit):
        return None
    following = words[place + 1] if place + 1 < len(words) else ""
    ends = (
        not following
        or following in BREAKS
        or following in _BETWEEN
        or (following in {"i", "and", "but"} and skipped)
    )
    if not ends and not _alternating(analysis, hit, place):
        return None
    return words[place] in _YES


def _tested_negative(analysis: Analysis, hit: Hit) -> bool:
    """ "they tested me for lupus and it was negative"."""
    sentence = analysis.segments[hit.segment].sentence
    words = [
        word
        for segment in analysis.segments
        if segment.sentence == sentence
        for word in analysis.words[segment.first : segment.last]
    ]
    before = analysis.words[max(hit.first - 5, 0) : hit.first]
    return bool({"tested", "test", "tests", "checked"} & set(before)) and "negative" in words


def _asked_shortly(analysis: Analysis, hit: Hit) -> bool:
    """ "Any keloids?" asks for an answer; "does it cover keloids?" is a question to us."""
    segment = analysis.segments[hit.segment]
    others = set(analysis.words[segment.first : hit.first]) - {
        "any",
        "and",
        "or",
        "have",
        "i",
        "you",
        "got",
        "do",
        "a",
    }
    return not others and hit.last >= segment.last - 1


def _alternating(analysis: Analysis, hit: Hit, place: int) -> bool:
    """ "diabetes no epilepsy no": every name is followed by its answer."""
    segment = analysis.segments[hit.segment]
    if hit.first != segment.first and analysis.words[segment.first] in _NO:
        return False
    hits = analysis.hits_in(hit.segment)
    answers = _NO | _YES
    return (
        len(hits) > 1
        and place == hit.last
        and all(other.last < len(analysis.words) and analysis.words[other.last] in answers for other in hits)
    )
