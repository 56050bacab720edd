"""Reads how the assistant speaks about a visitor's own data, from privacy.yml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bot.clinic_data import Node, read
from bot.forms.wording import Wording, read_wording, title
from bot.knowledge.clinic import Clinic

FILE: Final = "privacy.yml"
_NONE: Final = frozenset[str]()
PHRASES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "shown": _NONE,
        "shown_on": _NONE,
        "conversations": frozenset({"count", "since", "messages", "own"}),
        "health": _NONE,
        "told_now": _NONE,
        "finding": frozenset({"words"}),
        "outcome": frozenset({"day", "outcome"}),
        "quotes": _NONE,
        "quote": frozenset({"day", "amount", "until"}),
        "dates": _NONE,
        "date": frozenset({"day", "state"}),
        "requests": _NONE,
        "request": frozenset({"day", "what"}),
        "request_withdrawn": _NONE,
        "consents": _NONE,
        "consent_given": frozenset({"purpose", "day"}),
        "consent_withdrawn": frozenset({"purpose", "day", "withdrawn"}),
        "also": frozenset({"list"}),
        "shown_end": _NONE,
        "not_read": _NONE,
        "erase_ask": _NONE,
        "erase_kept": _NONE,
        "erased": frozenset({"receipt"}),
        "stopped": _NONE,
        "withdraw_which": _NONE,
        "withdraw_none": _NONE,
        "withdrawn": frozenset({"purposes"}),
    }
)
"""Every sentence, with what it fills in beside the clinic's own values."""
BUTTONS: Final = frozenset({"show", "erase", "erase_yes", "keep", "withdraw_all", "person"})
STATES: Final = ("booked", "past", "asked")


@dataclass(frozen=True)
class PrivacyWording:
    """said: sentences and titles of buttons. purposes: of consents, also titles. states: of sessions.

    kinds: what a table's rows are, by the table's name.
    """

    said: Wording
    purposes: Mapping[str, str]
    states: Mapping[str, str]
    kinds: Mapping[str, str]

    def purpose(self, id_: str) -> str:
        return self.purposes.get(id_, id_.replace("_", " "))

    def kind(self, table: str) -> str:
        return self.kinds.get(table, table.replace("_", " "))


def load_wording(folder: Path, clinic: Clinic) -> PrivacyWording:
    """Raises ClinicDataError naming file, line and key."""
    root = read(folder / FILE)
    root.only({"phrases", "buttons", "purposes", "states", "kinds"})
    values = {"clinic_name": clinic.name, "phone": clinic.phone, "email": clinic.email}
    states = root.need("states")
    states.only(STATES)
    return PrivacyWording(
        said=read_wording(root, PHRASES, BUTTONS, values),
        purposes=MappingProxyType({id_: title(node) for id_, node in root.need("purposes").items()}),
        states=MappingProxyType({id_: states.need(id_).text() for id_ in STATES}),
        kinds=_texts(root.need("kinds")),
    )


def _texts(node: Node) -> Mapping[str, str]:
    return MappingProxyType({name: text.text() for name, text in node.items()})
