"""What is told about the branches that applied: one reason per rule, the most restrictive first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.triage.deciding import Decision
from bot.triage.dispositions import Lane, rank
from bot.triage.outcome import Reason
from bot.triage.rules import Branch


def reason(decision: Decision) -> Reason:
    fact, branch = decision.fact, decision.branch
    return Reason(
        concept=fact.concept,
        title=decision.condition.title,
        rule=branch.id,
        disposition=branch.then,
        text=branch.reason,
        sources=branch.sources,
        precautions=branch.precautions,
        who=branch.who,
        wait_text=branch.wait.until if branch.wait is not None else "",
        earliest=decision.earliest,
        words=(fact.text,) if fact.text else (),
        provisional=branch.provisional,
        assumed=decision.assumed,
        open=decision.open,
        uncertain=fact.uncertain,
        experiencer=fact.experiencer,
    )


def standing_in(branch: Branch, concept: str, title: str) -> Reason:
    """The reason for a branch that no fact led to."""
    return Reason(
        concept=concept,
        title=title,
        rule=branch.id,
        disposition=branch.then,
        text=branch.reason,
        sources=branch.sources,
        precautions=branch.precautions,
        who=branch.who,
        wait_text="",
        earliest=None,
        words=(),
        provisional=branch.provisional,
        assumed=True,
        open=frozenset(),
        uncertain=False,
        experiencer="self",
    )


def merged(reasons: Iterable[Reason], lane: Lane) -> tuple[Reason, ...]:
    """Reasons by the same rule about the same person become one that keeps the longest wait and all words."""
    together: dict[tuple[str, str, str], Reason] = {}
    for found in reasons:
        key = (found.rule, found.disposition, found.experiencer)
        together[key] = _with(together[key], found) if key in together else found
    return tuple(sorted(together.values(), key=lambda found: _order(found, lane)))


def _with(first: Reason, second: Reason) -> Reason:
    dates = [found.earliest for found in (first, second) if found.earliest is not None]
    undated = any(found.wait_text and found.earliest is None for found in (first, second))
    return replace(
        first,
        earliest=None if undated and first.wait_text else max(dates, default=None),
        words=tuple(dict.fromkeys((*first.words, *second.words))),
        assumed=first.assumed or second.assumed,
        open=first.open | second.open,
        uncertain=first.uncertain and second.uncertain,
    )


def _order(found: Reason, lane: Lane) -> tuple[int, str, str, str]:
    return rank(found.disposition, lane), found.concept, found.rule, found.experiencer
