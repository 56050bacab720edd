"""One text under reading: its words, segments, moods, and what was seen in it, for the steps that follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from bot.reading.attributes import ALLOWED
from bot.reading.clauses import Segment, cut_segments
from bot.reading.cues import Cue, cue_automaton
from bot.reading.dates import DateMention
from bot.reading.lexicon import Lexicon, Seen
from bot.reading.phrases import Sighting
from bot.reading.scope import Mood, moods
from bot.reading.text import Message


@dataclass(eq=False)
class Hit:
    """A concept seen at words first..last (last excluded), and what is gathered about it."""

    concept: str
    first: int
    last: int
    segment: int
    attributes: dict[str, str]
    denies: bool = False
    dates: list[Dated] = field(default_factory=list)
    details: list[Detail] = field(default_factory=list)


@dataclass(frozen=True)
class Dated:
    """A mention of a time at words first..last (last excluded)."""

    first: int
    last: int
    segment: int
    mention: DateMention


@dataclass(frozen=True)
class Detail:
    """Something said about a concept: attribute `name` is `value`, at words first..last (last excluded)."""

    name: str
    value: str
    first: int
    last: int
    segment: int


@dataclass(frozen=True)
class Analysis:
    """Words and segments with their moods; hits, details and dates in the order of the text."""

    message: Message
    words: tuple[str, ...]
    segments: Sequence[Segment]
    moods: Sequence[Mood]
    cues: Sequence[Sighting[Cue]]
    hits: list[Hit]
    details: Sequence[Detail]
    dates: Sequence[Dated]
    takes: Mapping[str, frozenset[str]]
    types: Mapping[str, str]
    today: date

    def seen(self, cue: Cue, first: int, last: int) -> Iterator[Sighting[Cue]]:
        """Sightings of a cue that lie within words first..last."""
        return (seen for seen in self.cues if seen.label is cue and first <= seen.first and seen.last <= last)

    def mood(self, hit: Hit) -> Mood:
        """The mood of a hit: that of its last word, as a cue may reach into its first ones."""
        return self.moods[hit.last - 1]

    def segment_of(self, index: int) -> int:
        return segment_at(self.segments, index)

    def hits_in(self, segment: int) -> list[Hit]:
        return [hit for hit in self.hits if hit.segment == segment]


def segment_at(segments: Sequence[Segment], index: int) -> int:
    """The number of the segment that a word is in; the nearest one before it for a word that joins two."""
    for number in range(len(segments) - 1, -1, -1):
        if segments[number].first <= index:
            return number
    return 0


def analyse(
    message: Message,
    words: Sequence[str],
    sightings: Sequence[Seen],
    mentions: Sequence[DateMention],
    lexicon: Lexicon,
    today: date,
) -> Analysis:
    """Puts together what was seen of the lexicon and of times in a text."""
    seen = list(sightings)
    symptoms = {
        index
        for sighting in seen
        if lexicon.types.get(sighting.entry.concept) == "after"
        for index in _places(sighting)
    }
    seen = [s for s in seen if s.entry.concept not in _GIVES_WAY or not symptoms & set(_places(s))]
    named = _longest(sighting for sighting in seen if not sighting.entry.is_detail)
    blocked = {index for sighting in named if not sighting.entry.concept for index in _places(sighting)}
    blocked_spans = {(sighting.first, sighting.last) for sighting in named if not sighting.entry.concept}
    dates = _dated(message, mentions)
    timed = {index for first, last, _ in dates for index in range(first, last)}
    concepts = [
        sighting
        for sighting in named
        if sighting.entry.concept
        and not (sighting.entry.concept == "under_18" and timed >= set(_places(sighting)))
    ]  # "as a teenager" is a time
    whole = {index for sighting in named for index in _places(sighting)} | timed
    segments = cut_segments(words, message.sentences, whole)
    details = [
        Detail(name, value, sighting.first, sighting.last, segment_at(segments, sighting.first))
        for sighting in seen
        if sighting.entry.is_detail
        and (not blocked & set(_places(sighting)) or (sighting.first, sighting.last) in blocked_spans)
        for name, value in sighting.entry.attributes.items()
    ]
    dated = [Dated(first, last, segment_at(segments, first), mention) for first, last, mention in dates]
    cues = cue_automaton().find(words)
    at_concepts = frozenset(index for sighting in concepts for index in _places(sighting))
    qualified = frozenset(timed) | frozenset(
        index
        for detail in details
        if detail.name in _QUALIFYING
        for index in range(detail.first, detail.last)
    )
    hits = [
        Hit(
            sighting.entry.concept,
            sighting.first,
            sighting.last,
            segment_at(segments, sighting.first),
            dict(sighting.entry.attributes),
            sighting.entry.denies,
        )
        for sighting in concepts
    ]
    hits = _joined(hits)
    state = moods(words, segments, cues, at_concepts, qualified)
    return Analysis(
        message,
        tuple(words),
        segments,
        state,
        cues,
        hits,
        details,
        dated,
        lexicon.takes,
        lexicon.types,
        today,
    )


_GIVES_WAY: Final = frozenset(
    """acute_illness folliculitis skin_infection open_wound herpes_shingles active_acne_scalp sunburn warts_molluscum
    dandruff_dry_scalp undiagnosed_hair_loss telogen_effluvium suspicious_mole emergency_symptom prior_smp epilepsy
    alopecia_areata seborrheic_dermatitis trichotillomania hypertrophic_scar scalp_scar prior_tattoo_reaction
    anaphylaxis_history pigment_metal_allergy local_anaesthetic_allergy fainting_needle_phobia heart_disease""".split()
)
"""After a session, words that also name one of these mean the symptom, not the condition."""
_QUALIFYING = frozenset({"site", "state", "severity", "scalp", "childhood"}) & frozenset(ALLOWED)


def _places(sighting: Seen) -> range:
    return range(sighting.first, sighting.last)


def _longest(sightings: Iterator[Seen]) -> list[Seen]:
    """Without those inside or across a longer one; those at the very same place stay together."""
    kept: list[Seen] = []
    for sighting in sorted(sightings, key=lambda seen: (seen.first - seen.last, seen.first)):
        place = (sighting.first, sighting.last)
        if all(
            place == (other.first, other.last)
            or sighting.last <= other.first
            or sighting.first >= other.last
            or _of_one_list(sighting, other)
            for other in kept
        ):
            kept.append(sighting)
    return sorted(kept, key=lambda seen: (seen.first, seen.last, seen.entry.concept))


def _joined(hits: Sequence[Hit]) -> list[Hit]:
    """One hit for words side by side that name one thing ("a few" "pints")."""
    result: list[Hit] = []
    for hit in hits:
        before = result[-1] if result else None
        if (
            before is not None
            and before.concept == hit.concept
            and hit.segment - before.segment <= 1
            and 0 <= hit.first - before.last <= 1
            and all(before.attributes.get(name, value) == value for name, value in hit.attributes.items())
        ):
            before.attributes.update(hit.attributes)
            before.last = hit.last
        else:
            result.append(hit)
    return result


def _of_one_list(one: Seen, other: Seen) -> bool:
    """ "allergic to nickel and latex": two phrases that begin with the same word and end with two allergens."""
    allergens = {one.entry.attributes.get("allergen", ""), other.entry.attributes.get("allergen", "")}
    return len(allergens) == 2 and "" not in allergens and one.first == other.first


def _dated(message: Message, mentions: Sequence[DateMention]) -> list[tuple[int, int, DateMention]]:
    starts = {token.start: index for index, token in reversed(list(enumerate(message.tokens)))}
    ends = {token.end: index + 1 for index, token in enumerate(message.tokens)}
    return [(starts[mention.start], ends[mention.end], mention) for mention in mentions]
