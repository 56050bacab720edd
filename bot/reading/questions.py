"""What a question states: "can I have it with psoriasis?" states psoriasis, "does psoriasis matter?" does not."""

from __future__ import annotations

from typing import Final

from bot.reading.analysis import Analysis, Hit
from bot.reading.cues import Cue

_OPENERS: Final = frozenset(
    """does do is are would will did can could what how why any about has should which s 's or treat accept cover and
    mild bad severe""".split()
)
_LINKS: Final = frozenset(
    """my i me am have 've with on while if when taking having being using despite after during was had got given for
    as because he she his her we our him""".split()
)
_GENERIC: Final = frozenset(
    {"people", "someone", "anyone", "clients", "patients", "men", "women", "those", "everyone"}
)


def is_general(analysis: Analysis, hit: Hit) -> bool:
    """True if the concept is named about people or things in general, and nobody is said to have it."""
    segment = analysis.segments[hit.segment]
    sentence = [place for place in analysis.segments if place.sentence == segment.sentence]
    first = sentence[0].first
    words = analysis.words[segment.first : segment.last]
    before = analysis.words[segment.first : hit.first]
    alone = len(sentence) == 1
    if any(analysis.seen(Cue.GENERAL, first, hit.first)):
        return not _own(before[-4:])
    if not segment.question or not (alone or _OPENERS & set(before)):
        return False
    if any(dated.mention.kind in {"ago", "for", "since", "age"} for dated in hit.dates):
        return False
    if _plural_patients(analysis, hit):
        return True
    if _own(analysis.words[first : hit.first]) or _own(words[hit.last - segment.first :]):
        return False
    return (
        not before
        or set(before) <= _OPENERS | {"a", "an", "the", "having", "smp", "it"}
        or _only_opens(before)
    )


def is_asked(analysis: Analysis, hit: Hit) -> bool:
    return analysis.segments[hit.segment].question


def _own(words: tuple[str, ...]) -> bool:
    return bool(_LINKS & set(words)) and not _GENERIC & set(words)


def _plural_patients(analysis: Analysis, hit: Hit) -> bool:
    return analysis.words[hit.first : hit.last] in {("diabetics",), ("epileptics",), ("haemophiliacs",)}


def _only_opens(before: tuple[str, ...]) -> bool:
    return len(before) <= 3 and before[0] in _OPENERS
