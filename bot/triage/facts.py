"""What is known about a candidate: one fact per thing stated, whoever read it out of a message."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

Temporality = Literal["current", "past", "planned"]
Experiencer = Literal["self", "other", "family"]
Time = Literal["current", "planned", "past", "ended"]

NO_ATTRIBUTES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Fact:
    """One thing that is said of somebody's health. The fields mean what they mean in a finding of the reader.

    when_from, when_to: the first and last day that the time said can mean, both included. For a fact that
        has ended the day of the ending, otherwise of the event. None where that side is open or unknown.
    started: first day of a state that goes on.
    attributes: details that were said; one that is absent was not said, which never means "no".
    """

    concept: str
    negated: bool = False
    uncertain: bool = False
    temporality: Temporality = "current"
    when: str | None = None
    when_from: dt.date | None = None
    when_to: dt.date | None = None
    started: dt.date | None = None
    ended: bool = False
    experiencer: Experiencer = "self"
    text: str = ""
    attributes: Mapping[str, str] = field(default=NO_ATTRIBUTES, hash=False)

    @property
    def time(self) -> Time:
        return "ended" if self.ended else self.temporality

    @property
    def stated(self) -> bool:
        """Said of a person, not denied, and not only a question about people in general."""
        return not self.negated and self.attributes.get("general") != "yes"

    @property
    def sort_key(self) -> tuple[str, ...]:
        """An order that does not depend on the order in which facts were told."""
        when = (self.when, self.when_from, self.when_to, self.started)
        flags = (self.negated, self.uncertain, self.ended)
        said = [f"{name}={value}" for name, value in sorted(self.attributes.items())]
        parts = (self.concept, self.experiencer, self.temporality, *flags, *when, *said, self.text)
        return tuple(str(part) for part in parts)


def joined(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Facts in which mentions of one thing that do not disagree have become one.

    "I have psoriasis" and, later, "it is only on my elbows" speak of the same psoriasis: the second fills what
    the first left open. Mentions that differ in anything said (another site, another drug, another time) stay
    apart and are judged apart.
    """
    whole: list[Fact] = []
    for fact in facts:
        for place, earlier in enumerate(whole):
            if _same_thing(earlier, fact):
                whole[place] = _filled(earlier, fact)
                break
        else:
            whole.append(fact)
    return tuple(whole)


def _same_thing(first: Fact, second: Fact) -> bool:
    if (first.concept, first.experiencer, first.negated) != (
        second.concept,
        second.experiencer,
        second.negated,
    ):
        return False
    if first.time != second.time or not (first.stated and second.stated):
        return False
    dates = (first.when_to, first.when_from), (second.when_to, second.when_from)
    if dates[0] != dates[1] and (None, None) not in dates:
        return False
    shared = first.attributes.keys() & second.attributes.keys()
    return all(first.attributes[name] == second.attributes[name] for name in shared)


def _filled(first: Fact, second: Fact) -> Fact:
    timed = first if (first.when_from, first.when_to) != (None, None) else second
    words = first.text if second.text in first.text else f"{first.text} … {second.text}".strip(" …")
    return replace(
        first,
        uncertain=first.uncertain or second.uncertain,
        when=timed.when,
        when_from=timed.when_from,
        when_to=timed.when_to,
        started=first.started or second.started,
        text=words,
        attributes=MappingProxyType({**first.attributes, **second.attributes}),
    )
