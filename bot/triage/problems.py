"""What cannot be as it was told: asked about, never guessed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from bot.triage.facts import Fact
from bot.triage.periods import day_of
from bot.triage.rules import Rulebook

OLDEST = 120
LONGEST_PREGNANCY_WEEKS = 42
_SAME = ("site", "drug", "kind", "allergen")
_PLAUSIBLE = {
    "weeks_pregnant": (1, LONGEST_PREGNANCY_WEEKS),
    "fever_value": (34, 43),
    "glucose": (1, 50),
    "cd4": (0, 3000),
}
"""Ranges outside which a figure is more likely a slip than a reading; general clinical knowledge."""


@dataclass(frozen=True)
class Problem:
    """A question to ask back. `facts` are those that it is about."""

    ask: str
    facts: tuple[Fact, ...]


def problems(facts: Iterable[Fact], today: dt.date, *, rulebook: Rulebook) -> tuple[Problem, ...]:
    """Impossible ages, figures and dates, and pairs of facts that cannot both be true."""
    told = sorted(
        (fact for fact in facts if fact.attributes.get("general") != "yes"), key=lambda fact: fact.sort_key
    )

    def title(fact: Fact) -> str:
        return rulebook.conditions[fact.concept].title

    said = [fact for fact in told if not fact.negated]
    found = [Problem(ask, (fact,)) for fact in said for ask in _impossible(fact, today, title)]
    return (*found, *_contradictions(told, title))


def _impossible(fact: Fact, today: dt.date, title: Callable[[Fact], str]) -> Iterable[str]:
    if fact.attributes.get("date_problem") == "no_such_day":
        yield f"That day does not exist. When was it, with {title(fact)}?"
    elif fact.attributes.get("date_problem") == "in_the_future" or _past_ahead(fact, today):
        yield f"About {title(fact)}: that date is still ahead. When was it?"
    if fact.temporality == "planned" and fact.when_to is not None and fact.when_to < today:
        yield f"About {title(fact)}: you wrote of it as planned, but that date has passed. Has it happened?"
    age = _number(fact, "age")
    if age is not None and not 1 <= age <= OLDEST:
        yield f"You wrote {fact.attributes['age']} as an age. How old is it really?"
    elif age is not None and fact.concept == "under_18" and age >= 18:
        yield "Is the person who wants the treatment 18 or older?"
    for name, (least, most) in _PLAUSIBLE.items():
        value = _number(fact, name)
        if value is not None and not least <= value <= most:
            yield f"About {title(fact)}: {fact.attributes[name]} seems unlikely. What was the figure?"
    due = day_of(fact.attributes.get("due", ""), today, last=True)
    if due is not None and not dt.timedelta(weeks=-3) <= due - today <= dt.timedelta(
        weeks=LONGEST_PREGNANCY_WEEKS
    ):
        yield "That due date does not fit. When is the baby due?"


def _past_ahead(fact: Fact, today: dt.date) -> bool:
    return fact.temporality == "past" and fact.when_from is not None and fact.when_from > today


def _number(fact: Fact, name: str) -> float | None:
    try:
        return float(fact.attributes[name])
    except (KeyError, ValueError):
        return None


def _contradictions(told: Sequence[Fact], title: Callable[[Fact], str]) -> Iterable[Problem]:
    for first, second in combinations(told, 2):
        if (first.concept, first.experiencer) != (second.concept, second.experiencer):
            continue
        if not _same_thing(first, second):
            continue
        if first.negated != second.negated and first.time == second.time:
            yield Problem(
                f"You mentioned {title(first)}, and also that there is none. Which is right?", (first, second)
            )
        elif not (first.negated or second.negated) and {first.time, second.time} == {"current", "ended"}:
            yield Problem(f"About {title(first)}: is it still going on, or is it over?", (first, second))


def _same_thing(first: Fact, second: Fact) -> bool:
    for name in ("corrected", "correction"):
        if "yes" in (first.attributes.get(name), second.attributes.get(name)):
            return False
    both = ((first.attributes.get(name), second.attributes.get(name)) for name in _SAME)
    return all(one is None or other is None or one == other for one, other in both)
