"""Which branch of a concept applies to one fact."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from bot.triage import periods
from bot.triage.dispositions import rank
from bot.triage.facts import Fact
from bot.triage.matching import NOTHING, Setting, moment, verdict
from bot.triage.rules import Branch, Condition


@dataclass(frozen=True)
class Decision:
    """The branch that applies to a fact.

    earliest: first day that it allows, None if nothing is waited for or no date is known.
    open: details that are not known and could lead to another branch.
    assumed: True if the branch stands in because of them.
    worst: rank of the most restrictive branch that they could lead to; 0 is the most restrictive there is.
    """

    condition: Condition
    fact: Fact
    branch: Branch
    earliest: dt.date | None
    open: frozenset[str]
    assumed: bool
    worst: int


def decide(condition: Condition, fact: Fact, setting: Setting) -> Decision:
    """For a session ahead the branch of that day, with the first day that today's branch allows."""
    found = _choose(condition, fact, setting)
    earliest = _earliest(found.branch, fact, setting.today)
    if setting.reference > setting.today and earliest is None:
        now = _choose(condition, fact, replace(setting, reference=setting.today))
        if now.branch is not found.branch:
            earliest = _earliest(now.branch, fact, setting.today)
    return replace(found, earliest=earliest)


def _choose(condition: Condition, fact: Fact, setting: Setting) -> Decision:
    if fact.experiencer == "family" and condition.family is not None:
        return Decision(condition, fact, condition.family, None, NOTHING, False, len(condition.branches))
    lane = condition.ranked_in
    certain: Branch | None = None
    possible: list[Branch] = []
    open_: frozenset[str] = NOTHING
    worst: list[int] = []
    for branch in condition.branches:
        truth, unknown = verdict(branch, fact, setting)
        if truth is False:
            continue
        worst.append(rank(branch.then, lane))
        if truth:
            certain = branch
            break
        open_ |= unknown
        if not branch.stated:
            possible.append(branch)
    branch = _pick(condition, possible, certain)
    return Decision(
        condition, fact, branch, None, open_, branch is not certain, min([*worst, rank(branch.then, lane)])
    )


def _pick(condition: Condition, possible: list[Branch], certain: Branch | None) -> Branch:
    """The certain branch if no earlier one is possible; otherwise the default, or the strictest that remains.

    A branch for the unknown never undercuts what would follow for certain.
    """
    default = next((branch for branch in condition.branches if branch.default), condition.branches[-1])
    if not possible:
        return certain or default
    remaining = [certain, *possible] if certain is not None else possible
    if default in remaining:
        remaining = [default, certain] if certain is not None else [default]
    return min(remaining, key=lambda branch: rank(branch.then, condition.ranked_in))


def _earliest(branch: Branch, fact: Fact, today: dt.date) -> dt.date | None:
    if branch.wait is None:
        return None
    start = moment(fact, branch.wait.of, today, last=True)
    if start is None:
        return None
    day = periods.after(start, branch.wait.period)
    return day if day > today else None
