"""Gives every time and every detail of a text to the concept that it belongs to.

Nearest first: the same segment, then the rest of the sentence, then, for a sentence that only goes on about what
was said ("Stopped in June.", "It's clear now."), the sentences before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from bot.reading.analysis import Analysis, Hit
from bot.reading.clauses import Segment

_REACH: Final = 2
"""How many sentences back a sentence without a concept of its own can speak of."""
_LISTING: Final = frozenset({"comma", "and", "or"})
_ELSEWHERE: Final = frozenset(
    """book booked booking appointment appointments wedding holiday session sessions consultation flight fly party job
    interview visit visiting smp micropigmentation travel travelling moving birthday exam come tattoo consult
    event gym work shave washed wash""".split()
)
"""Words of other plans: a time beside them is not the time of an illness."""

Accepts = Callable[[Hit], bool]


def bind(analysis: Analysis) -> None:
    """Fills `dates` and `details` of every hit."""
    _bind(analysis)
    for hit in analysis.hits:
        for slip, right in zip(hit.dates, hit.dates[1:], strict=False):
            between = f" {' '.join(analysis.words[slip.last : right.first])} "
            if _RATHER.search(between):
                hit.dates = [dated for dated in hit.dates if dated is not slip]


_RATHER: Final = re.compile(
    r" (?:actually no|actually|i mean|i meant|sorry|no wait|wait no|make that|or rather|correction|no) (?:, |\. )?$"
)
"""What between two times says that the first was a slip."""


def _bind(analysis: Analysis) -> None:
    for detail in analysis.details:
        for hit in _owners(
            analysis, detail.first, detail.last, detail.segment, _takes(detail.name, analysis)
        ):
            hit.details.append(detail)
    for dated in analysis.dates:
        if _about_something_else(analysis, dated.segment):
            continue
        owners = _owners(analysis, dated.first, dated.last, dated.segment, _dateable(analysis, dated.segment))
        owners = [*owners, *_taken_for(analysis, owners)]
        for hit in owners:
            hit.dates.append(dated)
            for other in listed_with(analysis, hit):
                alike = analysis.mood(other).denied == analysis.mood(hit).denied
                if other not in owners and alike and not _has_date_of_its_own(analysis, other):
                    other.dates.append(dated)


def _taken_for(analysis: Analysis, owners: Sequence[Hit]) -> list[Hit]:
    """ "chemo for lymphoma ended in 2019": the time is that of the chemotherapy too."""
    found = []
    for hit in owners:
        if "for" not in analysis.words[max(hit.first - 2, 0) : hit.first]:
            continue
        earlier = [other for other in analysis.hits_in(hit.segment) if other.last <= hit.first]
        found += [other for other in earlier[-1:] if analysis.types.get(other.concept) == "medicine"]
    return found


def listed_with(analysis: Analysis, hit: Hit) -> list[Hit]:
    """The concepts named before `hit` in the same list ("botox and filler last week")."""
    found = [other for other in analysis.hits_in(hit.segment) if other.last <= hit.first]
    number = hit.segment
    while number > 0 and _goes_on_listing(analysis, number):
        number -= 1
        found += analysis.hits_in(number)
    return found


def clause_start(analysis: Analysis, hit: Hit) -> int:
    """The first word of the list or segment that `hit` stands in; what governs the list governs the hit."""
    number = hit.segment
    while number > 0 and _goes_on_listing(analysis, number):
        number -= 1
    return analysis.segments[number].first


def _dateable(analysis: Analysis, number: int) -> Accepts:
    """ "laser removal of old smp 5 weeks ago": the time is that of what was done, not of what it was done to."""
    others = any(hit.concept != "prior_smp" for hit in analysis.hits_in(number))
    return lambda hit: hit.concept != "prior_smp" or not others


def _takes(name: str, analysis: Analysis) -> Accepts:
    return lambda hit: name in analysis.takes.get(hit.concept, ())


def _goes_on_listing(analysis: Analysis, number: int) -> bool:
    """True if a segment begins with the next item of a list that the segment before it is part of."""
    segment, before = analysis.segments[number], analysis.segments[number - 1]
    if segment.joint not in _LISTING or segment.sentence != before.sentence:
        return False
    hits = analysis.hits_in(number)
    if hits and _STATES & set(analysis.words[hits[-1].last : segment.last]):
        return False
    return (
        bool(hits and analysis.hits_in(number - 1))
        and hits[0].first - segment.first <= 2
        and not any(word in _VERBS for word in analysis.words[segment.first : hits[0].first])
    )


_STATES: Final = frozenset(
    {"is", "are", "'s", "was", "were", "has", "have", "had", "looks", "came", "went", "started"}
)
_VERBS: Final = frozenset(
    """have has had am is are was were take takes took use uses used get got on stopped started finished came did do
    i he she my not no never""".split()
)


def _has_date_of_its_own(analysis: Analysis, hit: Hit) -> bool:
    return bool(hit.dates) or any(dated.segment == hit.segment for dated in analysis.dates)


def _about_something_else(analysis: Analysis, number: int) -> bool:
    segment = analysis.segments[number]
    if analysis.hits_in(number):
        return False
    return bool(_ELSEWHERE & set(analysis.words[segment.first : segment.last]))


def _owners(analysis: Analysis, first: int, last: int, number: int, accepts: Accepts) -> list[Hit]:
    same = [hit for hit in analysis.hits_in(number) if accepts(hit)]
    if same:
        return _nearest(same, first, last)
    segments = analysis.segments
    sentence = segments[number].sentence
    before = _hits_back(analysis, number, sentence, accepts)
    if before:
        return before
    for later in range(number + 1, len(segments)):
        if segments[later].sentence != sentence:
            break
        hits = [hit for hit in analysis.hits_in(later) if accepts(hit)]
        if hits:
            return [hit for hit in hits if (hit.first, hit.last) == (hits[0].first, hits[0].last)]
    if any(segments[hit.segment].sentence == sentence for hit in analysis.hits):
        return []
    for earlier in range(sentence - 1, max(sentence - 1 - _REACH, -1), -1):
        found = _last_of_sentence(analysis, segments, earlier, accepts)
        if found:
            return found
    return []


def _nearest(hits: Sequence[Hit], first: int, last: int) -> list[Hit]:
    """The hit that a thing at first..last is about; several if they share one place."""

    def distance(hit: Hit) -> float:
        if hit.first < last and hit.last > first:
            return 0
        if hit.first >= last:
            gap = hit.first - last
            return gap + (0.5 if gap <= 1 else 2.5)  # "mild psoriasis", but "psoriasis on my knees, eczema"
        return first - hit.last

    best = min(hits, key=distance)
    return [hit for hit in hits if (hit.first, hit.last) == (best.first, best.last)]


def _hits_back(analysis: Analysis, number: int, sentence: int, accepts: Accepts) -> list[Hit]:
    """The last hits said before segment `number` in its sentence."""
    for earlier in range(number - 1, -1, -1):
        if analysis.segments[earlier].sentence != sentence:
            break
        hits = [hit for hit in analysis.hits_in(earlier) if accepts(hit)]
        if hits:
            return [hit for hit in hits if (hit.first, hit.last) == (hits[-1].first, hits[-1].last)]
    return []


def _last_of_sentence(
    analysis: Analysis, segments: Sequence[Segment], sentence: int, accepts: Accepts
) -> list[Hit]:
    hits = [hit for hit in analysis.hits if segments[hit.segment].sentence == sentence and accepts(hit)]
    return [hit for hit in hits if (hit.first, hit.last) == (hits[-1].first, hits[-1].last)]
