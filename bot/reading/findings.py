"""What the text reader hands over: findings, mentions of a session, pairs that contradict each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from types import MappingProxyType
from typing import Literal

Temporality = Literal["current", "past", "planned"]
Experiencer = Literal["self", "other", "family"]

NO_ATTRIBUTES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Finding:
    """One thing that a text says about somebody's health, in the words it was read from.

    concept: id of clinical.md 0.1.
    negated: True only if it is denied ("haven't got diabetes"); a negated finding never counts.
    uncertain: suspected or half-known ("GP reckons it's eczema"); counts as present.
    temporality: "past" without `ended` is an event ("heart attack in 2019") or a healed episode;
        "past" with `ended` is over ("came off Eliquis", "cured"). A lasting tendency (allergy, keloid,
        a stent that is still there) is "current" even if its event was years ago.
    when: as said: signed ISO 8601 duration ("-P4M", "+P3W", "-PT3H", "P0D" for today), a year, month
        or day ("2019", "2024-03", "2026-11-03"), "age 16", or the words ("last summer"); None if no
        time was said. For an ended finding the time of the ending, otherwise of the event, for epilepsy
        of the last seizure.
    when_from, when_to: the first and last day that `when` can mean, both included; either may be None
        when that side is open ("over a year ago" has no first day). Take the bound that is safe.
    started: first day of a state that goes on ("since March", "for six weeks now"), None if not said.
    experiencer: "self" the writer; "other" another person who is the candidate, also people in general
        (then attribute general=yes); "family" somebody else's history that is not the candidate's.
    text: the exact words, text[start:end] of what was read.
    attributes: a closed vocabulary, see `attributes.py`.
    """

    concept: str
    negated: bool
    uncertain: bool
    temporality: Temporality
    when: str | None
    experiencer: Experiencer
    text: str
    start: int
    end: int
    when_from: dt.date | None = None
    when_to: dt.date | None = None
    started: dt.date | None = None
    ended: bool = False
    attributes: Mapping[str, str] = field(default=NO_ATTRIBUTES, hash=False)

    @property
    def counts(self) -> bool:
        """Said of the candidate and not denied, and not only a question about people in general."""
        return not self.negated and self.experiencer != "family" and self.attributes.get("general") != "yes"


@dataclass(frozen=True)
class SessionMention:
    """An SMP session that a text speaks of.

    temporality: "past" (also today's, once it has happened) or "planned".
    number: 1 for the first session, 2 for the second ...; None if not said.
    day: whole days since the session, 0 on the day itself; None for a planned one or when not said.
    date: the day of the session if the text allows it, the latest possible day of a vague past one.
    date_from, date_to: the first and last day that the words allow.
    """

    temporality: Literal["past", "planned"]
    text: str
    start: int
    end: int
    date: dt.date | None = None
    date_from: dt.date | None = None
    date_to: dt.date | None = None
    day: int | None = None
    number: int | None = None


def contradictions(findings: Sequence[Finding]) -> tuple[tuple[Finding, Finding], ...]:
    """Pairs that cannot both be true: the same thing of the same person, once said and once denied.

    A denial about another time ("no flare now" beside "had psoriasis as a child"), another site, another
    medicine, or one that corrects a slip ("I meant Roaccutane, not Rogaine") contradicts nothing.
    """
    return tuple(pair for pair in combinations(findings, 2) if _contradict(*pair))


def _contradict(first: Finding, second: Finding) -> bool:
    if first.negated == second.negated or first.concept != second.concept:
        return False
    if first.experiencer != second.experiencer or first.temporality != second.temporality:
        return False
    for name in ("general", "corrected", "correction"):
        if "yes" in (first.attributes.get(name), second.attributes.get(name)):
            return False
    return all(_agree(first, second, name) for name in ("site", "drug", "kind", "allergen"))


def _agree(first: Finding, second: Finding, name: str) -> bool:
    denied, said = (first, second) if first.negated else (second, first)
    narrowed = denied.attributes.get(name)
    return narrowed is None or narrowed == said.attributes.get(name)
