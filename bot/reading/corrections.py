"""Slips put right: "sorry, I meant Roaccutane, not Rogaine", "not psoriasis, eczema"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.reading.analysis import Analysis, Hit
from bot.reading.text import Line, whole_words

_MEANT: Final = whole_words(
    r"(?:sorry|oops|correction|typo|i mean|i meant|meant|meant to (?:say|write|put|type)|no wait|wait no|or rather|rather|"
    r"autocorrect|i should say|should say|should be|that should (?:be|say)|actually it 's|actually i mean|edit|\*)"
    r"(?: (?:,|i|it|that|meant|mean|is|'s|not|should|be|was|actually|to say|:))*"
)
_NEAR: Final = 6
"""Words between a slip and the word that puts it right."""


@dataclass(frozen=True)
class Corrections:
    """The right words and the slips among the hits of a text.

    dropped: slips that name the same concept as the right word ("type 1, no wait, type 2"): not a word of them counts.
    """

    right: frozenset[int]
    slips: frozenset[int]
    dropped: frozenset[int]


def find_corrections(analysis: Analysis) -> Corrections:
    """Numbers of the hits that correct, and of those that are corrected."""
    right: set[int] = set()
    slips: set[int] = set()
    hits = analysis.hits
    for match in Line(analysis.words).find(_MEANT):
        after = [number for number, hit in enumerate(hits) if hit.first >= match.first]
        if not after or hits[after[0]].first - match.last > _NEAR:
            continue
        meant = next((number for number in after if not _plainly_denied(analysis, hits[number])), None)
        before = [number for number, hit in enumerate(hits) if hit.last <= match.first]
        if meant is None:
            if before and hits[before[-1]].concept == hits[after[0]].concept:
                slips.add(before[-1])
            continue
        right |= _together(hits, meant)
        slips |= {number for number in after if number != meant and _plainly_denied(analysis, hits[number])}
        if before and match.first - hits[before[-1]].last <= _NEAR and not _excused(analysis, match.first):
            slips |= _together(hits, before[-1])
    for number, hit in enumerate(hits):
        later = [other for other in range(number + 1, len(hits)) if hits[other].segment > hit.segment]
        if later and _thought_so(analysis, hit, hits[later[0]]):
            slips.add(number)
            right.add(later[0])
    contrast = _contrast(analysis)
    if contrast is not None:
        slips.add(contrast[0])
        right.add(contrast[1])
    slips -= right
    meant_concepts = {hits[number].concept for number in range(len(hits)) if number not in slips}
    dropped = {number for number in slips if hits[number].concept in meant_concepts}
    return Corrections(frozenset(right), frozenset(slips), frozenset(dropped))


def _thought_so(analysis: Analysis, hit: Hit, other: Hit) -> bool:
    """ "thought I had psoriasis but it turned out to be eczema"."""
    before = analysis.words[analysis.segments[hit.segment].first : hit.first]
    then = " ".join(analysis.words[hit.last : other.first])
    return "thought" in before and any(
        words in then for words in ("turned out", "turns out", "actually", "it was")
    )


def _together(hits: list[Hit], number: int) -> set[int]:
    place = (hits[number].first, hits[number].last)
    return {other for other, hit in enumerate(hits) if (hit.first, hit.last) == place}


def _plainly_denied(analysis: Analysis, hit: Hit) -> bool:
    """ "not Rogaine", without a verb between."""
    before = analysis.words[max(hit.first - 2, 0) : hit.first]
    return bool(before) and (
        before[-1] == "not" or (before[0] == "not" and before[-1] in {"a", "the", "my", "on"})
    )


def _excused(analysis: Analysis, index: int) -> bool:
    """ "sorry to bother you" after a concept corrects nothing."""
    return analysis.words[index] == "sorry" and analysis.words[index + 1 : index + 2] in {
        ("to",),
        ("for",),
        ("about",),
    }


def _contrast(analysis: Analysis) -> tuple[int, int] | None:
    """ "it's not psoriasis, eczema": two hits in two neighbouring segments, the first under a bare "not"."""
    hits = analysis.hits
    if len(hits) != 2 or hits[0].segment + 1 != hits[1].segment:
        return None
    first, second = hits
    segment = analysis.segments[second.segment]
    joined = segment.joint in {"comma", "but", "start", "run"}
    alone = segment.first == second.first or analysis.words[segment.first] in {"it", "its", "but"}
    if (
        joined
        and alone
        and _plainly_denied(analysis, first)
        and not analysis.segments[first.segment].question
    ):
        begins = analysis.words[analysis.segments[first.segment].first]
        if begins in {"not", "it", "no", "sorry", "actually"}:
            return 0, 1
    return None
