"""Two sets of rules side by side: which rules differ, and whether the new ones might be milder.

A stored screening shows only what somebody happened to tell. So the rules themselves are compared too, and what cannot
be shown to be as strict as before counts as perhaps milder.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from bot.triage.dispositions import ALL, Lane, rank
from bot.triage.rules import Branch, Condition, Rulebook, Wait

Strictness = Literal["milder", "perhaps milder", "stricter", "wording"]
ORDER: Final[tuple[Strictness, ...]] = ("milder", "perhaps milder", "stricter", "wording")
NEEDS_SECOND: Final = frozenset({"milder", "perhaps milder"})


@dataclass(frozen=True)
class RuleDifference:
    """One rule that differs. title: of its concept in plain words; what: the difference in words."""

    rule: str
    title: str
    strictness: Strictness
    what: str


def differences(before: Rulebook, after: Rulebook) -> tuple[RuleDifference, ...]:
    """Every rule that differs, what might be milder first."""
    found = list(_all(before, after))
    return tuple(sorted(found, key=lambda one: (ORDER.index(one.strictness), one.rule)))


def _all(before: Rulebook, after: Rulebook) -> Iterator[RuleDifference]:
    if before.healing_days != after.healing_days:
        what = f"healing days: {after.healing_days} instead of {before.healing_days}"
        yield RuleDifference("healing_days", "healing", "perhaps milder", what)
    for concept, old in before.conditions.items():
        new = after.conditions[concept]
        if old != new:
            yield from _of_condition(old, new)
    if before.sources != after.sources:
        yield RuleDifference("sources", "sources", "wording", "the list of sources")


def _of_condition(old: Condition, new: Condition) -> Iterator[RuleDifference]:
    def say(rule: str, strictness: Strictness, what: str) -> RuleDifference:
        return RuleDifference(rule, new.title, strictness, what)

    if old.lane != new.lane:
        yield say(old.concept, "perhaps milder", f"belongs to '{new.lane}' instead of '{old.lane}'")
    if old.counts != new.counts:
        wider = old.counts < new.counts
        yield say(old.concept, "stricter" if wider else "perhaps milder", "when it counts at all")
    if (old.title, old.common) != (new.title, new.common):
        yield say(old.concept, "wording", "what it is called")
    if old.questions != new.questions:
        yield say(old.concept, "perhaps milder", "its questions")
    yield from (say(*found) for found in _of_branches(old, new))
    yield from (say(*found) for found in _of_family(old, new))


def _of_branches(old: Condition, new: Condition) -> Iterator[tuple[str, Strictness, str]]:
    ids = [branch.id for branch in old.branches], [branch.id for branch in new.branches]
    by_id = {branch.id: branch for branch in new.branches}
    for branch in old.branches:
        other = by_id.get(branch.id)
        if other is None:
            yield branch.id, "perhaps milder", "the rule is gone"
        else:
            yield from _of_branch(branch, other, new.ranked_in)
    for id_ in ids[1]:
        if id_ not in ids[0]:
            yield id_, "perhaps milder", "a new rule, which may take the place of others"
    kept = [id_ for id_ in ids[0] if id_ in by_id]
    if kept != [id_ for id_ in ids[1] if id_ in ids[0]]:
        yield old.concept, "perhaps milder", "the order in which the rules are tried"


def _of_family(old: Condition, new: Condition) -> Iterator[tuple[str, Strictness, str]]:
    if old.family is None and new.family is not None:
        yield new.family.id, "stricter", "a new rule about relatives"
    elif old.family is not None and new.family is None:
        yield old.family.id, "milder", "the rule about relatives is gone"
    elif old.family is not None and new.family is not None:
        yield from _of_branch(old.family, new.family, new.ranked_in)


def _of_branch(old: Branch, new: Branch, lane: Lane) -> Iterator[tuple[str, Strictness, str]]:
    if old == new:
        return
    if (old.id, old.when, old.stated, old.default) != (new.id, new.when, new.stated, new.default):
        yield old.id, "perhaps milder", "when it applies"
    if old.then != new.then:
        yield old.id, _by_rank(old.then, new.then, lane), f"{new.then} instead of {old.then}"
    if old.wait != new.wait:
        yield old.id, _by_wait(old.wait, new.wait), f"waits {_waits(new.wait)} (now: {_waits(old.wait)})"
    if old.precautions != new.precautions:
        gone = set(old.precautions) - set(new.precautions)
        yield old.id, "perhaps milder" if gone else "stricter", "the precautions"
    if old.who != new.who:
        yield old.id, "perhaps milder", "who is to look at it"
    if (old.reason, old.sources, old.provisional) != (new.reason, new.sources, new.provisional):
        yield old.id, "wording", "its reason or sources"


def _by_rank(old: str, new: str, lane: Lane) -> Strictness:
    if not {old, new} <= ALL:
        return "perhaps milder"
    try:
        return "milder" if rank(new, lane) > rank(old, lane) else "stricter"
    except KeyError:  # of the other lane
        return "perhaps milder"


def _waits(wait: Wait | None) -> str:
    if wait is None:
        return "no time"
    counted = ((wait.period.months, "month"), (wait.period.days, "day"), (wait.period.hours, "hour"))
    length = " ".join(f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in counted if count)
    return ", ".join(part for part in (length, wait.until) if part)


def _by_wait(old: Wait | None, new: Wait | None) -> Strictness:
    if old is None:
        return "stricter"
    if new is None:
        return "milder"
    if old.of != new.of or (old.until != new.until and old.period == new.period):
        return "perhaps milder"
    return "milder" if new.period.in_hours < old.period.in_hours else "stricter"
