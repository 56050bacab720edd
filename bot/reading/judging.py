"""From one concept seen in a text, with all that was gathered about it, to a finding."""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from bot.reading.analysis import Analysis, Hit
from bot.reading.answers import answer_to
from bot.reading.corrections import Corrections
from bot.reading.dates import DateMention
from bot.reading.details import attributes_of
from bot.reading.findings import Experiencer, Finding
from bot.reading.questions import is_asked, is_general
from bot.reading.timing import SEIZURE_WORDS, Timing, timing_of

_WISHES: Final = frozenset({"unrealistic_expectations", "keep_long_hair"})
"""Asked for rather than had: "will it make my hair regrow" is all there is to know."""
_SCARES: Final = frozenset({"scares", "scare", "terrifies", "frightens", "puts", "worries"})
_DONE: Final = frozenset({"event", "medicine"})


def finding_of(
    analysis: Analysis, hit: Hit, owner: Experiencer, corrections: Corrections, number: int, after: bool
) -> Finding | None:
    """The finding of hit `number`; None if the text only fears or imagines it."""
    mood = analysis.mood(hit)
    answer = answer_to(analysis, hit)
    kind = analysis.types.get(hit.concept)
    if number in corrections.dropped:
        return None
    slip, right = number in corrections.slips, number in corrections.right
    if kind == "event" and _SCARES & set(analysis.words[hit.last : hit.last + 1]):
        return None
    if (
        hit.concept == "heart_disease"
        and analysis.words[hit.first : hit.last] == ("heart",)
        and answer is None
        and not mood.denied
    ):
        return None
    if (answer is None and mood.unreal and hit.concept not in _WISHES) or (mood.caught and kind not in _DONE):
        return None
    timing = timing_of(analysis, hit)
    attributes = attributes_of(analysis, hit)
    if timing.problem:
        attributes["date_problem"] = timing.problem
    if timing.until is not None:
        attributes["until"] = timing.until.isoformat()
    if hit.concept == "epilepsy" and timing.when and _is_last_seizure(analysis, hit, timing):
        attributes["last_seizure"] = timing.when
    if hit.concept == "alopecia_areata" and (injected := _injected(analysis, hit)):
        timing = replace(timing, when=injected.when, when_from=injected.when_from, when_to=injected.when_to)
        attributes.update(last_injection=injected.when or "", on_treatment="yes")
    if hit.concept == "under_18" and (birthday := _birthday(analysis, hit)):
        attributes["turns_18"] = birthday
    if hit.concept == "pregnancy" and "weeks_pregnant" not in attributes and (weeks := _weeks(hit)):
        attributes["weeks_pregnant"] = weeks
    if hit.concept == "pregnancy" and (due := _due(analysis, hit)):
        attributes["due"] = due
    if slip:
        attributes["corrected"] = "yes"
    if right:
        attributes["correction"] = "yes"
    elsewhere = mood.denied and _there_elsewhere(analysis, hit, attributes)
    asks_in_general = (
        answer is None and kind != "after" and hit.concept not in _WISHES and is_general(analysis, hit)
    )
    if owner == "self" and asks_in_general:
        attributes["general"] = "yes"
        owner = "other"
    elif is_asked(analysis, hit) and not mood.denied:
        attributes["asked"] = "yes"
    denied = mood.denied and not timing.was_denied and not right and answer is None
    negated = slip or answer is False or hit.denies or (denied and not elsewhere)
    start, end = analysis.message.span(hit.first, hit.last)
    return Finding(
        concept=hit.concept,
        negated=negated,
        uncertain=mood.doubtful and not slip,
        temporality="current" if negated or owner == "family" else timing.temporality,
        when=timing.when,
        experiencer=owner,
        text=analysis.message.text[start:end],
        start=start,
        end=end,
        when_from=timing.when_from,
        when_to=timing.when_to,
        started=timing.started,
        ended=timing.ended and owner != "family",
        attributes=MappingProxyType(attributes),
    )


def _birthday(analysis: Analysis, hit: Hit) -> str | None:
    """The first day of being 18, the latest that "18 in two months" or "I turn 18 in March" can mean."""
    for dated in hit.dates:
        mention = dated.mention.in_future()
        near = analysis.words[max(dated.first - 4, 0) : dated.first]
        if "18" in near and mention.when_to is not None and mention.when_to >= analysis.today:
            return mention.when_to.isoformat()
    return None


def _weeks(hit: Hit) -> str | None:
    """ "pregnant, 8 weeks": how long, where nothing else is said to have lasted."""
    for dated in hit.dates:
        said = re.fullmatch(r"-P(\d+)W", dated.mention.when or "")
        if said and dated.mention.kind in {"length", "for"} and int(said[1]) <= _WEEKS_OF_PREGNANCY:
            return said[1]
    return None


_WEEKS_OF_PREGNANCY: Final = 42


def _injected(analysis: Analysis, hit: Hit) -> DateMention | None:
    """When "injections 5 days ago" were: the time that follows the word, for alopecia areata."""
    for dated in hit.dates:
        before = analysis.words[max(dated.first - 7, 0) : dated.first]
        if {"injection", "injections", "shots", "kenalog"} & set(before):
            return dated.mention.in_past()
    return None


def _is_last_seizure(analysis: Analysis, hit: Hit, timing: Timing) -> bool:
    """The time is that of a seizure, not that of the diagnosis."""
    if timing.when is None or timing.when.startswith("+"):
        return False
    seizure = SEIZURE_WORDS & set(analysis.words[hit.first : hit.last])
    return bool(seizure) or timing.started is None or any("free" in dated.mention.text for dated in hit.dates)


def _there_elsewhere(analysis: Analysis, hit: Hit, attributes: dict[str, str]) -> bool:
    """ "no psoriasis on my scalp, only on my knees": denied for one place, there in another."""
    here = [detail for detail in hit.details if detail.name == "site" and detail.segment == hit.segment]
    if analysis.hits_in(hit.segment + 1):
        return False
    there = [
        detail
        for detail in hit.details
        if detail.name == "site"
        and detail.segment == hit.segment + 1
        and not analysis.moods[detail.first].denied
        and analysis.words[analysis.segments[detail.segment].first] in _ONLY
    ]
    if not here or not there:
        return False
    attributes["site"] = there[0].value
    if here[0].value == "scalp":
        attributes["scalp"] = "no"
    return True


_ONLY: Final = frozenset({"only", "just", "but", "on", "mainly", "mostly"})


def _due(analysis: Analysis, hit: Hit) -> str | None:
    """The last day that "due in May" can mean."""
    for dated in hit.dates:
        mention = dated.mention.in_future()
        if "due" in analysis.words[max(dated.first - 3, 0) : dated.last] and mention.when_to is not None:
            return mention.when_to.isoformat()
    return None
