"""The details that a rule file may ask for, as the file itself declares them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bot.clinic_data import Node
from bot.triage import concepts, periods

FORMS: Final = frozenset({"number", "words", "duration", "date", "moment"})
"""Forms of an attribute with an open value: a figure with or without unit, free words, a length of time
("P6M"), a day ("2026-11-22"), a moment as it can be said of a fact ("-P6W", "2019")."""
FACT_MOMENTS: Final = frozenset({"when", "started"})
TIMES: Final = frozenset({"current", "planned", "past", "ended"})
PERIOD_UNITS: Final = frozenset(periods.UNITS)


@dataclass(frozen=True)
class Vocabulary:
    """closed: attributes with their values; open: attributes with their form; kinds: values of `kind` by concept."""

    closed: Mapping[str, frozenset[str]]
    open: Mapping[str, str]
    kinds: Mapping[str, frozenset[str]]

    @property
    def names(self) -> frozenset[str]:
        return frozenset({*self.closed, *self.open, "kind"})

    @property
    def moments(self) -> frozenset[str]:
        """What a window can be counted from."""
        timed = {name for name, form in self.open.items() if form in ("date", "moment", "duration")}
        return frozenset(timed | FACT_MOMENTS)

    def value(self, concept: str, name: str, node: Node) -> str:
        """A value of the attribute. Raises ClinicDataError when the attribute cannot have it."""
        if name == "kind":
            return node.one_of(self.kinds.get(concept, frozenset({"none"})))
        if name in self.closed:
            return node.one_of(self.closed[name])
        form = self.open[name]
        text = node.text()
        if form in ("duration", "date", "moment") and periods.of_iso(text) is None:
            raise node.fail(
                f"'{text}' is no length of time; write it like P6M, P2W or, back from today, -P6M."
            )
        return text


def vocabulary(attributes: Node, kinds: Node) -> Vocabulary:
    closed: dict[str, frozenset[str]] = {}
    open_: dict[str, str] = {}
    for name, node in attributes.items():
        if isinstance(node.value, str):
            open_[name] = node.one_of(FORMS)
        else:
            closed[name] = frozenset(node.texts())
    by_concept = {}
    for concept, node in kinds.items():
        if concept not in concepts.ALL:
            raise node.fail(f"no concept of this name; allowed are {', '.join(sorted(concepts.ALL))}.")
        by_concept[concept] = frozenset(node.texts())
    return Vocabulary(MappingProxyType(closed), MappingProxyType(open_), MappingProxyType(by_concept))
