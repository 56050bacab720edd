"""Puts the figures of facts into a text, and keeps each text to the facts that it names."""

from __future__ import annotations

from collections.abc import Collection

from bot.clinic_data import Node
from bot.knowledge.facts import Facts
from bot.knowledge.wording import checked, fill, placeholders


def read_used(node: Node, facts: Facts) -> tuple[str, ...]:
    """The ids of a list 'facts'. Raises ClinicDataError for one that does not exist."""
    return tuple(dict.fromkeys(item.one_of(facts.by_id) for item in node.list()))


def with_figures(node: Node, facts: Facts, used: Collection[str], values: Collection[str] = ()) -> str:
    """The text with the figures of `used` put in; placeholders named in `values` stay.

    Raises ClinicDataError for a number written out, and for a placeholder that is neither.
    """
    text = checked(node, {*facts.figures(), *values})
    for name in placeholders(text):
        if name not in used and name not in values:
            raise node.fail(f"'{{{name}}}' is not in the list 'facts' beside it; add it there.")

    def figure(name: str, bare: bool) -> str:
        return f"{{{name}}}" if name in values else facts.by_id[name].figure(bare)

    return fill(text, figure)
