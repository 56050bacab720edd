"""How the state of a dialogue lies in its slot: wrapped, with whether it waits for an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.forms.names import FORMS, SCREENING

Waits = Literal["answer", "more", "no"]
"""For an answer to what it asked; for more, with nothing asked; for nothing: stopped, handed over or ended."""


@dataclass(frozen=True)
class Envelope:
    """state: as the dialogue wrote it. version: of that way of writing it."""

    state: dict[str, Any]
    waits: Waits
    version: int

    def to_json(self) -> dict[str, Any]:
        return {"version": self.version, "waits": self.waits, "state": self.state}


def opened(slot: Any, version: int) -> Envelope | None:
    """What lies in a slot; None for nothing, or for what another version wrote."""
    if not isinstance(slot, Mapping) or slot.get("version") != version:
        return None
    return Envelope(dict(slot["state"]), slot["waits"], version)


def states(slots: Mapping[str, Any]) -> dict[str, Any]:
    """The states of all dialogues there are, by key. That of the screening lies unwrapped in its slot."""
    found: dict[str, Any] = {}
    for form in FORMS:
        slot = slots.get(form.key)
        if isinstance(slot, Mapping):
            found[form.key] = dict(slot) if form == SCREENING else dict(slot.get("state") or {})
    return found
