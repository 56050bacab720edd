"""Stored screenings decided anew: by the rules in force, and by rules that somebody would like to have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bot.triage.dispositions import EMERGENCIES, Lane, rank
from bot.triage.facts import Fact
from bot.triage.outcome import Outcome, Reason
from bot.triage.rules import Rulebook
from bot.triage.screening import screen

Kind = Literal["milder", "sooner", "fewer", "other", "later", "stricter"]
KINDS: Final[tuple[Kind, ...]] = ("milder", "sooner", "fewer", "other", "later", "stricter")
"""In the order in which they are shown: a milder outcome, a session allowed sooner, less asked of the visitor, other
reasons for the same outcome, a session allowed later, a stricter outcome."""
LESS_CAREFUL: Final = frozenset({"milder", "sooner", "fewer"})


@dataclass(frozen=True)
class StoredCase:
    """A screening as it was told. person: of the visitor; told: the disposition; lane as given to `screen`."""

    id: str
    conversation: str
    person: str
    facts: tuple[Fact, ...]
    screened_on: dt.date
    session_date: dt.date | None
    lane: Lane
    told: str


@dataclass(frozen=True)
class CaseChange:
    """A case whose outcome would be another one."""

    case: StoredCase
    kind: Kind
    before: Outcome
    after: Outcome

    @property
    def causes(self) -> tuple[str, str]:
        """Ids of the rules that decide before and after; empty where nothing speaks against a session."""
        return _leading(self.before, self.after), _leading(self.after, self.before)


@dataclass(frozen=True)
class Replayed:
    """changes: the milder ones first. outdated: people whom the rules in force would tell something else already."""

    changes: tuple[CaseChange, ...]
    outdated: int


def replay(cases: Iterable[StoredCase], now: Rulebook, then: Rulebook) -> Replayed:
    """Every case whose outcome differs between the two sets of rules.

    Both are worked out for the day of the screening, so that what is told apart is the rules and not the time.
    """
    found, outdated = [], set()
    for case in cases:
        before, after = _outcome(case, now), _outcome(case, then)
        if before.disposition != case.told:
            outdated.add(case.person)
        kind = kind_of(before, after)
        if kind is not None:
            found.append(CaseChange(case, kind, before, after))
    return Replayed(tuple(sorted(found, key=_order)), len(outdated))


def kind_of(before: Outcome, after: Outcome) -> Kind | None:
    """How the second outcome differs from the first; None if it does not."""
    if before.lane != after.lane:  # what cannot be compared counts as milder
        alarmed = after.disposition in EMERGENCIES and before.disposition not in EMERGENCIES
        return "stricter" if alarmed else "milder"
    if _rank(before) != _rank(after):
        return "milder" if _rank(after) > _rank(before) else "stricter"
    waits = _wait(before), _wait(after)
    if waits[0] != waits[1]:
        return "sooner" if waits[1] < waits[0] else "later"
    if set(before.precautions) - set(after.precautions) or set(before.waits_for) - set(after.waits_for):
        return "fewer"
    return "other" if _told(before) != _told(after) else None


def _rank(outcome: Outcome) -> int:
    return rank(outcome.disposition, outcome.lane)


def _wait(outcome: Outcome) -> dt.date:
    """The first day allowed; the last of all days where a wait has no end."""
    if outcome.earliest_date is not None:
        return outcome.earliest_date
    endless = outcome.disposition in {*EMERGENCIES, "not_suitable", "defer"}
    return dt.date.max if endless else dt.date.min


def _told(outcome: Outcome) -> tuple[object, ...]:
    """What of an outcome reaches the visitor."""
    reasons = tuple((one.rule, one.disposition, one.text, one.who) for one in outcome.reasons)
    return (outcome.lane, outcome.disposition, outcome.earliest_date, reasons, outcome.precautions)


def _outcome(case: StoredCase, rulebook: Rulebook) -> Outcome:
    return screen(
        case.facts,
        today=case.screened_on,
        session_date=case.session_date,
        lane=case.lane,
        rulebook=rulebook,
    )


def _leading(outcome: Outcome, other: Outcome) -> str:
    """The first reason that the other outcome does not have in this form; else the first of all."""
    elsewhere = {_key(one) for one in other.reasons}
    own = [one for one in outcome.reasons if _key(one) not in elsewhere]
    return next((one.rule for one in (*own, *outcome.reasons)), "")


def _key(one: Reason) -> tuple[object, ...]:
    return one.rule, one.disposition, one.text, one.earliest, one.precautions, one.who


def _order(change: CaseChange) -> tuple[int, int, str]:
    return KINDS.index(change.kind), _rank(change.before) - _rank(change.after), change.case.id


@dataclass(frozen=True)
class CaseGroup:
    """Changes of one kind with the same cause. people: different visitors."""

    kind: Kind
    before: str
    after: str
    rule_before: str
    rule_after: str
    people: int
    cases: tuple[CaseChange, ...]


def grouped(changes: Sequence[CaseChange]) -> tuple[CaseGroup, ...]:
    """In the order of `changes`: the milder ones first, among like kinds those of most people."""
    groups: dict[tuple[Kind, str, str, str, str], list[CaseChange]] = {}
    for change in changes:
        key = (change.kind, change.before.disposition, change.after.disposition, *change.causes)
        groups.setdefault(key, []).append(change)
    made = [
        CaseGroup(*key, people=len({one.case.person for one in ones}), cases=tuple(ones))
        for key, ones in groups.items()
    ]
    return tuple(sorted(made, key=lambda group: (KINDS.index(group.kind), -group.people)))
