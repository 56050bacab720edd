"""Reads what a branch asks (`when:`) from a rule file."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.clinic_data import Node
from bot.triage import concepts, periods
from bot.triage.periods import Period
from bot.triage.rules import Absent, Also, Elapsed, Figure, Medicines, OneOf, Test, Times
from bot.triage.vocabulary import PERIOD_UNITS, TIMES, Vocabulary

_LIMIT = re.compile(r"(\d+(?:\.\d+)?)\s*(.*)")
_LIMITS = frozenset({"at_least", "below"})
KEYWORDS = frozenset({"time", "since", "absent", "also", "medicines"})


def alternatives(concept: str, node: Node, words: Vocabulary) -> tuple[tuple[Test, ...], ...]:
    """A mapping is one alternative, a list several; an empty mapping always holds."""
    if isinstance(node.value, Mapping):
        return (_tests(concept, node, words),) if node.value else ()
    found = tuple(_tests(concept, item, words) for item in node.list())
    if not found or not all(found):
        raise node.fail(
            "every alternative must ask something; allowed is {} alone for a branch that always holds."
        )
    return found


def _tests(concept: str, node: Node, words: Vocabulary) -> tuple[Test, ...]:
    return tuple(_test(concept, name, item, words) for name, item in node.items())


def _test(concept: str, name: str, node: Node, words: Vocabulary) -> Test:
    if name == "time":
        return Times(frozenset(item.one_of(TIMES) for item in several(node)))
    if name == "since":
        return _elapsed(node, words)
    if name == "absent":
        return Absent(frozenset(item.one_of(words.names | {"when"}) for item in several(node)))
    if name == "also":
        return _also(node, words)
    if name == "medicines":
        return _medicines(node)
    return _attribute(concept, name, node, words)


def _attribute(concept: str, name: str, node: Node, words: Vocabulary) -> OneOf | Figure:
    if name not in words.names:
        allowed = ", ".join(sorted(words.names | KEYWORDS))
        raise node.fail(f"unknown attribute '{name}'; allowed are {allowed}.")
    if isinstance(node.value, Mapping):
        if words.open.get(name) != "number":
            numbers = sorted(key for key, form in words.open.items() if form == "number")
            raise node.fail(f"'{name}' is not a number; limits are allowed for {', '.join(numbers)}.")
        node.only(_LIMITS)
        return Figure(name, _limits(node.get("at_least")), _limits(node.get("below")))
    return OneOf(name, frozenset(words.value(concept, name, item) for item in several(node)))


def _limits(node: Node | None) -> Mapping[str, float]:
    """Limits by unit: 38 has none, "8 %" and "64 mmol/mol" have theirs."""
    limits: dict[str, float] = {}
    for item in several(node) if node is not None else ():
        if not isinstance(item.value, str):
            limits[""] = float(item.number())
            continue
        found = _LIMIT.fullmatch(item.text())
        if found is None:
            raise item.fail("expected a number with or without a unit, like 38 or '8 %'.")
        limits[found[2]] = float(found[1])
    return limits


def _elapsed(node: Node, words: Vocabulary) -> Elapsed:
    node.only({"under", "over", "of"})
    under, over = node.get("under"), node.get("over")
    if (under is None) == (over is None):
        raise node.fail("needs one of 'under' and 'over'.")
    return Elapsed(
        moments(node.get("of"), words),
        period(under) if under is not None else None,
        period(over) if over is not None else None,
    )


def moments(node: Node | None, words: Vocabulary) -> tuple[str, ...]:
    """What a window is counted from, in order of preference; the time said of the fact if nothing is named."""
    if node is None:
        return ("when",)
    return tuple(item.one_of(words.moments) for item in several(node))


def period(node: Node) -> Period:
    node.only(PERIOD_UNITS)
    units = {unit: item.number() for unit, item in node.items()}
    if not units or not all(isinstance(number, int) and number >= 0 for number in units.values()):
        raise node.fail(f"expected whole numbers of {', '.join(periods.UNITS)}.")
    return periods.of_units({unit: int(number) for unit, number in units.items()})


def _also(node: Node, words: Vocabulary) -> Also:
    if not isinstance(node.value, Mapping):
        return Also(frozenset(item.one_of(concepts.ALL) for item in several(node)), ())
    named = list(node.items())
    if len(named) != 1 or named[0][0] not in concepts.ALL:
        raise node.fail(
            f"expected one concept with what it must say; allowed are {', '.join(sorted(concepts.ALL))}."
        )
    concept, asked = named[0]
    tests = tuple(_attribute(concept, name, item, words) for name, item in asked.items())
    return Also(frozenset({concept}), tests)


def _medicines(node: Node) -> Medicines:
    node.only({"of", "at_least"})
    names = frozenset(item.one_of(concepts.ALL) for item in several(node.need("of")))
    return Medicines(names, int(node.need("at_least").number()))


def several(node: Node) -> tuple[Node, ...]:
    """One value or a list of them."""
    return (node,) if isinstance(node.value, (str, int, float)) else tuple(node.list())
