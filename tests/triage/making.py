"""Facts made up from what the rules ask for, by chance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from random import Random
from types import MappingProxyType

from hypothesis import strategies as st

from bot.triage import concepts
from bot.triage.facts import Experiencer, Fact, Temporality
from bot.triage.rules import Condition, Elapsed, Figure, OneOf, Rulebook
from tests.triage.telling import TODAY

BEFORE_LANE = sorted(concepts.BEFORE | concepts.CONTEXT - {concepts.SESSION})
AFTER_LANE = sorted(concepts.AFTER)
_DAYS_AGO = (-30, 0, 1, 3, 10, 20, 40, 80, 120, 200, 300, 400, 800, 4000)


def asked_details(condition: Condition) -> dict[str, list[str]]:
    """The details that the branches of a concept ask for, with values on both sides of every limit."""
    details: dict[str, set[str]] = {}
    for branch in condition.branches:
        for tests in branch.when:
            for test in tests:
                if isinstance(test, OneOf):
                    details.setdefault(test.name, {"something else"}).update(test.values)
                elif isinstance(test, Figure):
                    for unit, limit in (*test.at_least.items(), *test.below.items()):
                        values = {f"{figure:g} {unit}".strip() for figure in (limit - 1, limit, limit + 1)}
                        details.setdefault(test.name, set()).update(values)
                elif isinstance(test, Elapsed):
                    for name in set(test.of) - {"when", "started"}:
                        details.setdefault(name, set()).update(_moments(name))
    return {name: sorted(values) for name, values in sorted(details.items())}


def _moments(name: str) -> list[str]:
    if name in ("duration", "before_session"):
        return ["PT6H", "P3D", "P2W", "P10M"]
    return [(TODAY - dt.timedelta(days=days)).isoformat() for days in _DAYS_AGO]


def chance_fact(condition: Condition, random: Random) -> Fact:
    """A fact of the concept that counts, with some of what its branches ask for."""
    details = {
        name: random.choice(values)
        for name, values in asked_details(condition).items()
        if random.random() < 0.5
    }
    temporality: Temporality = random.choice(("current", "current", "past", "planned"))
    day = TODAY - dt.timedelta(days=random.choice(_DAYS_AGO)) if random.random() < 0.6 else None
    return Fact(
        condition.concept,
        temporality=temporality,
        ended=temporality == "past" and random.random() < 0.5,
        when_from=day,
        when_to=day,
        started=TODAY - dt.timedelta(days=random.choice(_DAYS_AGO[1:])) if random.random() < 0.3 else None,
        attributes=MappingProxyType(details),
    )


def facts(rulebook: Rulebook, names: Collection[str]) -> st.SearchStrategy[Fact]:
    """Any fact of these concepts: also denied, uncertain, a relative's, or about people in general."""

    def made(
        concept: str, seed: int, negated: bool, uncertain: bool, who: Experiencer, general: bool
    ) -> Fact:
        one = chance_fact(rulebook.conditions[concept], Random(seed))
        attributes = MappingProxyType({**one.attributes, **({"general": "yes"} if general else {})})
        return Fact(
            concept,
            negated=negated,
            uncertain=uncertain,
            temporality=one.temporality,
            when_from=one.when_from,
            when_to=one.when_to,
            started=one.started,
            ended=one.ended,
            experiencer=who,
            text=f"{concept} {seed}",
            attributes=attributes,
        )

    rarely = st.sampled_from((False, False, False, True))
    whose = st.sampled_from(("self", "self", "other", "family"))
    return st.builds(
        made, st.sampled_from(sorted(names)), st.integers(0, 10_000), rarely, rarely, whose, rarely
    )
