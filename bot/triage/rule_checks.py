"""Faults of a concept's rules that no single line shows: branches never reached, unknowns without a default."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.clinic_data import Node
from bot.triage.concepts import SESSION
from bot.triage.dispositions import rank
from bot.triage.rules import Absent, Also, Branch, Condition, Elapsed, Figure, Medicines, OneOf, Test, Times


def check(condition: Condition, node: Node, nodes: Mapping[str, Node]) -> None:
    """Raises ClinicDataError at the branch or question that is wrong."""
    if not condition.branches:
        raise node.need("branches").fail("is empty; at least one branch is needed.")
    _default(condition, node)
    for place, branch in enumerate(condition.branches):
        _reachable(condition, branch, condition.branches[:place], nodes[branch.id])
        _never_milder(condition, branch, condition.branches[place + 1 :], nodes[branch.id])
    _questions(condition, node)


def _default(condition: Condition, node: Node) -> None:
    defaults = [branch for branch in condition.branches if branch.default]
    if len(defaults) > 1:
        raise node.need("branches").fail("two branches say 'default: true'; one is allowed.")
    if defaults and defaults[0].stated:
        raise node.need("branches").fail(
            "a branch cannot be both 'stated' and 'default'; allowed is one of them."
        )
    asks = any(asked(branch) and not branch.stated for branch in condition.branches)
    if asks and not defaults:
        raise node.need("branches").fail(
            "no branch says 'default: true'; one must, for when the deciding detail is unknown."
        )


def _reachable(condition: Condition, branch: Branch, earlier: tuple[Branch, ...], node: Node) -> None:
    if any(not other.when for other in earlier):
        raise node.fail(
            "can never match: a branch before it always holds; an empty 'when' is allowed only last."
        )
    for tests in branch.when:
        _possible(condition, tests, node)
    covered = [tests for other in earlier for tests in other.when]
    if branch.when and all(any(_covers(wide, tests) for wide in covered) for tests in branch.when):
        raise node.fail("can never match: branches before it already take all that it asks for.")


def _possible(condition: Condition, tests: tuple[Test, ...], node: Node) -> None:
    absent = {name for test in tests if isinstance(test, Absent) for name in test.names}
    for test in tests:
        if isinstance(test, Times) and not test.values & condition.counts:
            raise node.fail(
                f"can never match: facts count here only when {', '.join(sorted(condition.counts))}."
            )
        if isinstance(test, (OneOf, Figure)) and test.name in absent:
            raise node.fail(f"can never match: '{test.name}' is asked for and must be absent.")
        if isinstance(test, Figure):
            for unit in test.at_least.keys() & test.below.keys():
                if test.at_least[unit] >= test.below[unit]:
                    raise node.fail(
                        f"can never match: 'at_least' must be less than 'below' for '{test.name}'."
                    )


def _covers(wide: tuple[Test, ...], narrow: tuple[Test, ...]) -> bool:
    """Whether everything that `narrow` accepts is accepted by `wide`."""
    return all(any(_implies(test, asked_) for test in narrow) for asked_ in wide)


def _implies(test: Test, wider: Test) -> bool:
    if test == wider:
        return True
    if isinstance(test, OneOf) and isinstance(wider, OneOf):
        return test.name == wider.name and test.values <= wider.values
    if isinstance(test, Times) and isinstance(wider, Times):
        return test.values <= wider.values
    if isinstance(test, Elapsed) and isinstance(wider, Elapsed) and test.of == wider.of:
        if test.under and wider.under:
            return test.under.in_hours <= wider.under.in_hours
        return bool(test.over and wider.over and test.over.in_hours >= wider.over.in_hours)
    if isinstance(test, Figure) and isinstance(wider, Figure) and test.name == wider.name:
        higher = all(
            unit in test.at_least and test.at_least[unit] >= limit for unit, limit in wider.at_least.items()
        )
        return higher and all(
            unit in test.below and test.below[unit] <= limit for unit, limit in wider.below.items()
        )
    return False


def _never_milder(condition: Condition, branch: Branch, later: tuple[Branch, ...], node: Node) -> None:
    """What else somebody tells may only make an outcome stricter."""
    if not any(isinstance(test, (Also, Medicines)) for tests in branch.when for test in tests):
        return
    lane = condition.ranked_in
    milder = [other for other in later if rank(other.then, lane) < rank(branch.then, lane)]
    if milder:
        raise node.fail(
            f"depends on another fact and is milder than {milder[0].id}, which comes after it; "
            "allowed is a disposition at least as strict as those after it."
        )


def _questions(condition: Condition, node: Node) -> None:
    seen: set[str] = set()
    used = {name for branch in condition.branches for name in asked(branch)}
    if condition.concept == SESSION:
        used.add("when")
    found = node.get("questions")
    for question, item in zip(condition.questions, found.list() if found is not None else (), strict=True):
        if question.id in seen:
            raise item.fail(f"'{question.id}' is used twice; every question needs its own id.")
        seen.add(question.id)
        if not any(name in used or name.startswith("concept:") for name in question.fills):
            raise item.fail(
                f"fills nothing that a branch asks for; allowed are {', '.join(sorted(used)) or 'none'}."
            )


def asked(branch: Branch) -> frozenset[str]:
    """The details that decide whether the branch applies and may be unknown."""
    return frozenset(_details(test for tests in branch.when for test in tests))


def _details(tests: Iterable[Test]) -> Iterable[str]:
    for test in tests:
        if isinstance(test, (OneOf, Figure)):
            yield test.name
        elif isinstance(test, Elapsed):
            yield from test.of
