"""The rules as data: what a branch asks of a fact, and what follows when it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.triage.concepts import SESSION
from bot.triage.dispositions import Lane
from bot.triage.outcome import Question
from bot.triage.periods import Period

RuleLane = Literal["before", "after", "context"]


@dataclass(frozen=True)
class OneOf:
    """The attribute has one of these values."""

    name: str
    values: frozenset[str]


@dataclass(frozen=True)
class Figure:
    """The attribute, a number, lies in [at_least, below). Limits by unit; "" for a number without one.

    The name "day" means days since the session, counted if not said.
    """

    name: str
    at_least: Mapping[str, float]
    below: Mapping[str, float]


@dataclass(frozen=True)
class Elapsed:
    """Less than `under`, or more than `over`, has gone by since the first known moment of `of`.

    Judged with the day that is safe: for `under` the latest, for `over` the earliest that the words can mean.
    Counted to the day of the session if it is known and lies ahead, otherwise to today.
    """

    of: tuple[str, ...]
    under: Period | None
    over: Period | None


@dataclass(frozen=True)
class Times:
    """The fact is said to be current, planned, past or ended."""

    values: frozenset[str]


@dataclass(frozen=True)
class Absent:
    """None of these attributes was said."""

    names: frozenset[str]


@dataclass(frozen=True)
class Also:
    """Another fact of one of these concepts counts, and nothing it says contradicts `tests`."""

    concepts: frozenset[str]
    tests: tuple[OneOf | Figure, ...]


@dataclass(frozen=True)
class Medicines:
    """At least `at_least` different medicines are taken now among the facts of these concepts."""

    concepts: frozenset[str]
    at_least: int


Test = OneOf | Figure | Elapsed | Times | Absent | Also | Medicines


@dataclass(frozen=True)
class Wait:
    """`period` after the first known moment of `of`; `until` says it in words where there is no date."""

    of: tuple[str, ...]
    period: Period
    until: str


@dataclass(frozen=True)
class Branch:
    """One rule. `when` holds alternatives, each a set of tests that must all hold; none at all always holds.

    stated: holds only if everything it asks was said; an unknown detail never makes it apply.
    default: used while the deciding detail is unknown.
    """

    id: str
    when: tuple[tuple[Test, ...], ...]
    then: str
    who: str
    wait: Wait | None
    reason: str
    precautions: tuple[str, ...]
    sources: tuple[str, ...]
    provisional: bool
    stated: bool
    default: bool


@dataclass(frozen=True)
class Condition:
    """A concept: its branches in the order in which they are tried.

    counts: at which times a fact of it counts at all.
    family: what a relative's history means; None if nothing.
    common: named when somebody asks in general what could stand in the way.
    """

    concept: str
    title: str
    lane: RuleLane
    counts: frozenset[str]
    branches: tuple[Branch, ...]
    family: Branch | None
    questions: tuple[Question, ...]
    common: bool

    @property
    def ranked_in(self) -> Lane:
        return "after" if self.lane == "after" or self.concept == SESSION else "before"


@dataclass(frozen=True)
class Source:
    grade: str
    cite: str


@dataclass(frozen=True)
class Rulebook:
    """All rules. version: that of the file and the first 8 hex digits of the sha256 of what was read.

    healing_days: for so long a session that is past puts what is said into the lane after it.
    """

    version: str
    review: str
    sources: Mapping[str, Source]
    conditions: Mapping[str, Condition]
    healing_days: int

    @property
    def unsure_after_session(self) -> Branch:
        """The mildest outcome for a symptom that is not certain or not recognised: the rule of the session itself."""
        return self.conditions[SESSION].branches[0]
