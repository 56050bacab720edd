"""How far a denial, a doubt or a fear reaches.

Every word of a text gets a `Mood`. A cue governs what follows it to the end of its segment; from one segment into
the next it reaches through "or" and through a bare list ("no diabetes, epilepsy or heart problems"), never through
"but" or a new statement ("no diabetes, I have eczema").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.reading.clauses import Segment
from bot.reading.cues import GOVERNING, Cue
from bot.reading.phrases import Sighting


@dataclass(frozen=True)
class Mood:
    """denied: a denial reaches here, from the word `denied_at`. unreal: only feared or imagined.

    caught: could be got, which is unreal for a disease and a wish for something one has done.
    """

    denied: bool = False
    doubtful: bool = False
    unreal: bool = False
    caught: bool = False
    denied_at: int = -1


PLAIN: Final = Mood()
_FRESH: Final = frozenset(
    """have has had am is are was were take takes took use uses used get gets got on suffer started stopped finished
    came do did need smoke drink my his her our their i he she we they can could will would should taking using having
    just only still also currently now allergic diagnosed""".split()
)
_BARE: Final = frozenset(
    """any a an the or and of other no not nor problems problem issues issue history conditions condition disease
    diseases disorder disorders anything like that such else heart skin known serious medical type 1 2 one two etc
    tendency / , active current allergy allergies to""".split()
)


def moods(
    words: Sequence[str],
    segments: Sequence[Segment],
    cues: Sequence[Sighting[Cue]],
    named: frozenset[int],
    qualified: frozenset[int],
) -> list[Mood]:
    """The mood of every word.

    named: words that belong to a concept seen; cues inside them count for nothing.
    qualified: words of a time, a site or a state; an item of a list that has one stands for itself.
    """
    governing = _longest(tuple(words), cues, named)
    result = [PLAIN] * len(words)
    carried = PLAIN
    for place, segment in enumerate(segments):
        mood = _inherited(carried, place, segments, words, governing, named, qualified)
        index = segment.first
        while index < segment.last:
            cue = governing.get(index)
            if cue is None:
                result[index] = mood
                index += 1
                continue
            for inner in range(index, min(cue.last, len(words))):
                result[inner] = (
                    replace(mood, denied=False, denied_at=-1) if cue.label is Cue.NOTHING else mood
                )
            mood = _changed(mood, cue)
            index = max(cue.last, index + 1)
        carried = mood
    return result


def _longest(
    words: tuple[str, ...], cues: Sequence[Sighting[Cue]], named: frozenset[int]
) -> Mapping[int, Sighting[Cue]]:
    """The governing cue at each place, the longest if there are several."""
    best: dict[int, Sighting[Cue]] = {}
    for cue in cues:
        if cue.label not in GOVERNING or cue.first in named:
            continue
        if cue.label is Cue.AFFIRM and words[cue.last : cue.last + 1] in (("not",), ("never",), ("no",)):
            continue  # "I do" of "I do not"
        if cue.first not in best or cue.last > best[cue.first].last:
            best[cue.first] = cue
    return best


def _changed(mood: Mood, cue: Sighting[Cue]) -> Mood:
    if cue.label is Cue.DENY:
        return replace(mood, denied=True, denied_at=cue.first)
    if cue.label is Cue.DENY_DOUBTFULLY:
        return replace(mood, denied=True, doubtful=True, denied_at=cue.first)
    if cue.label is Cue.AFFIRM:
        return replace(mood, denied=False, unreal=False, caught=False, denied_at=-1)
    if cue.label is Cue.DOUBT:
        return replace(mood, doubtful=True)
    if cue.label is Cue.UNREAL:
        return replace(mood, unreal=True)
    if cue.label is Cue.CATCH:
        return replace(mood, caught=True)
    return mood


def _inherited(
    carried: Mood,
    place: int,
    segments: Sequence[Segment],
    words: Sequence[str],
    governing: Mapping[int, Sighting[Cue]],
    named: frozenset[int],
    qualified: frozenset[int],
) -> Mood:
    segment = segments[place]
    begins = words[segment.first]
    if carried == PLAIN or segment.joint in {"start", "but", "because", "run"}:
        return PLAIN
    if segment.joint != "or" and not named & set(range(segments[place - 1].first, segments[place - 1].last)):
        # "No, psoriasis": a bare answer denies nothing of what follows.
        answered = segments[place - 1].last - segments[place - 1].first <= 1
        if answered and segment.joint == "comma":
            return PLAIN
        return PLAIN if begins in _FRESH else replace(carried, denied=False, denied_at=-1)
    if segment.joint == "or":
        nor = words[segment.first - 1] == "nor"
        return PLAIN if begins in {"i", "he", "she", "my"} and not nor else carried
    if begins in _FRESH and segment.first not in named:
        return (
            PLAIN if not _or_follows(place, segments) or begins in {"i", "he", "she", "my", "on"} else carried
        )
    if any(index in governing for index in range(segment.first, segment.last)):
        return replace(carried, denied=False, denied_at=-1)
    if _or_follows(place, segments):
        return carried
    if _each_denied(place, segments, governing) or not _bare(segment, words, named, qualified):
        return replace(carried, denied=False, denied_at=-1)
    return carried


def _or_follows(place: int, segments: Sequence[Segment]) -> bool:
    """True if the list that this segment belongs to goes on to an "or"."""
    for segment in segments[place + 1 :]:
        if segment.joint == "or":
            return True
        if segment.joint != "comma":
            return False
    return False


def _each_denied(place: int, segments: Sequence[Segment], governing: Mapping[int, Sighting[Cue]]) -> bool:
    """ "no fever, no pus, some redness": where each item has its own "no", one without has none."""
    denials = 0
    for segment in reversed(segments[:place]):
        if segment.sentence != segments[place].sentence:
            break
        denials += any(
            governing[index].label is Cue.DENY
            for index in range(segment.first, segment.last)
            if index in governing
        )
    return denials >= 2


def _bare(segment: Segment, words: Sequence[str], named: frozenset[int], qualified: frozenset[int]) -> bool:
    places = range(segment.first, segment.last)
    return all(
        index in named or (words[index] in _BARE and index not in qualified) for index in places
    ) and not any(index in qualified and index not in named for index in places)
