"""What the words around a concept say of its time: had, has, will have, stopped, back on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.reading.analysis import Analysis, Dated, Hit
from bot.reading.binding import clause_start
from bot.reading.cues import Cue
from bot.reading.phrases import Sighting

_TENSES: Final = (Cue.WAS, Cue.HAS_BEEN, Cue.NOW, Cue.PLAN, Cue.OVER, Cue.RETURN, Cue.START, Cue.WISH)
_AFTER_OVER: Final = frozenset(
    """it them that those taking using in on at about around last this since for over because after ages years months
    weeks a an now ago completely fully altogether early back due when just the my , . and but early mid late nearly
    almost some roughly having pulling picking smoking before so then one two three four five six seven eight nine ten
    with by myself couple half long more less quite recently yesterday today""".split()
)
ONCE: Final = frozenset({"skin_cancer", "cancer_history", "bleeding_disorder", "sarcoidosis"})
"""Conditions that, named with a time gone by, were then ("melanoma ten years ago"); others were found then."""


def tense_of(analysis: Analysis, hit: Hit) -> Cue | None:
    """The cue of time that stands nearest before the concept, or right after it."""
    first = _governed_from(analysis, hit)
    last = analysis.segments[hit.segment].last
    done = analysis.types.get(hit.concept) in {"event", "medicine"}
    for cue in analysis.seen(Cue.RETURN, hit.last, last):
        if cue.first <= hit.last + 3:
            return Cue.RETURN
    for cue in analysis.seen(Cue.PLAN, hit.last, last):
        if done and cue.first <= hit.last + 3 and analysis.words[cue.first] in _PLANNED_AFTER:
            return Cue.PLAN
    before = [
        cue
        for cue in analysis.cues
        if cue.label in _TENSES and first <= cue.first < hit.first and cue.last <= hit.last
    ]
    if before:
        # Of two cues that end at the same word the longer one knows better: "have had" beside "had".
        best = max(before, key=lambda cue: (cue.last, cue.last - cue.first, cue.label is Cue.NOW))
        bare_got = analysis.words[best.first : best.last][-1:] == ("got",) and best.label is Cue.WAS
        held = bare_got and analysis.types.get(hit.concept) in _HELD
        if best.label is Cue.PLAN and not done and analysis.words[best.last - 1] in {"getting", "having"}:
            return Cue.NOW
        to_come = done and bool(hit.dates) and hit.dates[0].mention.kind in {"on", "ahead"}
        if to_come and best.label is Cue.NOW and analysis.words[best.last - 1] in {"having", "getting"}:
            return Cue.PLAN
        return Cue.NOW if held else best.label
    if analysis.types.get(hit.concept) != "event" and hit.concept not in ONCE:
        return None
    after = [cue for cue in analysis.seen(Cue.WAS, hit.last, last) if cue.first == hit.last]
    return Cue.WAS if after and analysis.words[after[0].first] in {"was", "were", "done"} else None


_HELD: Final = frozenset({"condition", "episode", "lasting"})
"""Types that one has: "got ringworm" is now, "got botox" was done."""
_CLOSE: Final = frozenset({("off",), ("ex",), ("former",), ("formerly",)})
"""Cues that only count directly before what is over."""


QUIET: Final = frozenset({"cleared", "settled", "all", "has", "have", "is", "gone", "went", "better", "fine", "well",
                           "ok", "okay", "back", "shifted", "long"})  # fmt: skip
"""First words of cues by which a condition goes quiet and is not gone for good."""


_PLANNED_AFTER: Final = frozenset(
    "booked booking scheduled coming lined upcoming next planned start starts starting due".split()
)


def _governed_from(analysis: Analysis, hit: Hit) -> int:
    """Where the words begin that govern `hit`: after the concept before it, unless both stand in one list."""
    first = clause_start(analysis, hit)
    earlier = [other for other in analysis.hits_in(hit.segment) if other.last <= hit.first]
    if not earlier or (earlier[-1].first, earlier[-1].last) == (hit.first, hit.last):
        return first
    between = set(analysis.words[earlier[-1].last : hit.first])
    return first if between <= _LISTED else max(first, earlier[-1].last)


_LISTED: Final = frozenset({"and", "or", ",", "with", "some", "a", "the", "my", "in", "both"})


def over_cue(analysis: Analysis, hit: Hit) -> Sighting[Cue] | None:
    """A cue that the thing is over: before the concept, after it, or in the words that go on about it."""
    segment = analysis.segments[hit.segment]
    first = clause_start(analysis, hit)
    for cue in analysis.seen(Cue.OVER, first, hit.first):
        reach = 1 if analysis.words[cue.first : cue.last] in _CLOSE else 4
        if hit.first - cue.last < reach and not analysis.moods[cue.first].denied:
            return cue
    last = _last_dose(analysis, hit)
    if last is not None:
        return last
    kind = analysis.types.get(hit.concept)
    for number in range(hit.segment, len(analysis.segments)):
        place = analysis.segments[number]
        begin = hit.last if number == hit.segment else place.first
        if number > hit.segment and not _goes_on_about(analysis, number, segment.sentence):
            break
        for cue in analysis.seen(Cue.OVER, begin, place.last):
            if analysis.words[cue.first : cue.last] in _CLOSE:
                continue
            if kind in {"condition", "after"} and analysis.words[cue.first] not in _ENDS[kind]:
                continue
            if _complete(analysis, cue, place.last, kind) and not analysis.moods[cue.first].denied:
                return cue
    return None


def is_removed(analysis: Analysis, hit: Hit) -> bool:
    """ "had a mole removed": gone, however lasting moles are."""
    after = analysis.words[hit.last : min(hit.last + 2, analysis.segments[hit.segment].last)]
    return bool({"removed", "taken", "cut"} & set(after)) and tense_of(analysis, hit) in {
        Cue.WAS,
        Cue.HAS_BEEN,
    }


def _last_dose(analysis: Analysis, hit: Hit) -> Sighting[Cue] | None:
    """ "my last accutane tablet was in May"."""
    last = analysis.segments[hit.segment].last
    before = analysis.words[max(hit.first - 1, 0) : hit.first]
    after = analysis.words[hit.last : min(hit.last + 1, last)]
    if hit.concept == "pregnancy" and before and before[0] in {"last", "previous", "first"}:
        return Sighting(hit.first - 1, hit.first, Cue.OVER)
    if analysis.types.get(hit.concept) == "medicine" and after and after[0] in {"free", "clean"}:
        return Sighting(hit.last, hit.last + 1, Cue.OVER)
    dose = bool(after) and after[0] in _DOSES
    return (
        Sighting(hit.first - 1, hit.first, Cue.OVER)
        if dose and before and before[0] in {"last", "final"}
        else None
    )


_DOSES: Final = frozenset(
    "tablet tablets pill dose course injection infusion session capsule round cycle".split()
)


def _goes_on_about(analysis: Analysis, number: int, sentence: int) -> bool:
    """True for words without a concept of their own that follow in the same or the next sentence."""
    segment = analysis.segments[number]
    if analysis.hits_in(number) or segment.sentence > sentence + 1:
        return False
    if {"session", "smp", "appointment"} & set(analysis.words[segment.first : segment.last]):
        return False
    return segment.sentence == sentence or analysis.words[segment.first] not in {
        "can",
        "is",
        "do",
        "will",
        "how",
    }


_ENDS: Final = {
    "condition": frozenset({"cured", "recovered", "beat", "survived", "no", "grew", "grown", "got", "cleared",
                            "settled", "all", "gone", "went", "stopped", "weaned"}),
    "after": frozenset({"stopped", "gone", "went", "cleared", "settled", "all", "is", "'s", "has", "have", "better", "back"}),
}  # fmt: skip
"""First words of cues, said after a condition or a symptom, by which it is over."""


def _complete(analysis: Analysis, cue: Sighting[Cue], last: int, kind: str | None) -> bool:
    """False for "stopped smoking": what is over is something else."""
    following = analysis.words[cue.last] if cue.last < last else ""
    if kind != "medicine" and following in {"the", "my", "taking", "using"}:
        return False
    return not following or following in _AFTER_OVER or following[0].isdigit()


def is_unfinished(analysis: Analysis, over: Sighting[Cue]) -> bool:
    return any(
        cue.first <= over.first < cue.last or cue.first <= over.last - 1 < cue.last
        for cue in analysis.cues
        if cue.label is Cue.GOES_ON
    )


def is_no_longer(analysis: Analysis, hit: Hit) -> bool:
    """ "not on eliquis any more", "no more accutane"."""
    words, last = analysis.words, analysis.segments[hit.segment].last
    after = " ".join(words[hit.last : last])
    before = " ".join(words[clause_start(analysis, hit) : hit.first])
    return f" {after} ".find(" any more ") >= 0 or before.endswith(("no more", "any more", "no longer"))


def has_begun(analysis: Analysis, hit: Hit) -> bool:
    segment = analysis.segments[hit.segment]
    return any(True for _ in analysis.seen(Cue.START, segment.first, segment.last))


def is_unfinished_course(analysis: Analysis, hit: Hit) -> bool:
    """ "finish my antibiotics on Friday": taken now, over then."""
    segment = analysis.segments[hit.segment]
    return any(True for _ in analysis.seen(Cue.GOES_ON, segment.first, segment.last))


def first_of(dates: Sequence[Dated], kinds: set[str] | frozenset[str]) -> Dated | None:
    return next((dated for dated in dates if dated.mention.kind in kinds), None)
