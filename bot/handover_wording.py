"""How a change between the assistant and a person is worded, from the clinic's handover.yml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bot.clinic_data import read
from bot.forms.wording import Wording, read_wording
from bot.knowledge.clinic import Clinic, load_clinic

FILE: Final = "handover.yml"
PHRASES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "waiting": frozenset({"by"}),
        "waiting_closed": frozenset({"by"}),
        "waiting_unknown": frozenset(),
        "waiting_late": frozenset({"by"}),
        "one_before": frozenset(),
        "some_before": frozenset({"count"}),
        "taken_over": frozenset({"person"}),
        "handed_back": frozenset({"person"}),
        "recap_topics": frozenset({"topics"}),
        "recap_outcome": frozenset({"outcome"}),
        "recap_question": frozenset(),
        "ask": frozenset(),
    }
)
"""Every sentence, with what it fills in."""


def load_wording(folder: Path, clinic: Clinic) -> Wording:
    """Raises ClinicDataError naming file, line and key."""
    root = read(folder / FILE)
    root.only({"phrases", "buttons"})
    return read_wording(root, PHRASES, frozenset(), {"clinic_name": clinic.name, "phone": clinic.phone})


@lru_cache(maxsize=2)
def wording_in(folder: Path) -> Wording:
    """The same, read once per folder. Raises ClinicDataError."""
    return load_wording(folder, load_clinic(folder))
