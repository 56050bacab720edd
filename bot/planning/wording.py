"""Reads how the assistant speaks about somebody's own dates, from planning.yml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bot.clinic_data import read
from bot.forms.wording import Wording, read_wording

FILE: Final = "planning.yml"
_NONE: Final = frozenset[str]()
PHRASES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "ask_session": _NONE,
        "ask_again": _NONE,
        "ask_which_day": frozenset({"first", "second"}),
        "ask_moved": frozenset({"old", "new"}),
        "ask_event": frozenset({"event"}),
        "ask_change": _NONE,
        "ask_dropped": _NONE,
        "ask_count": frozenset({"low", "high"}),
        "put_right": frozenset({"sessions"}),
        "dropped": frozenset({"day"}),
        "supposed": _NONE,
        "theirs": _NONE,
        "on_day": frozenset({"day", "number", "which", "rules"}),
        "on_day_free": frozenset({"day", "number", "which", "reached"}),
        "on_day_before": frozenset({"day", "which"}),
        "not_booked": _NONE,
        "left": _NONE,
        "picture": frozenset({"sessions", "steps"}),
        "picture_step": frozenset({"title", "day"}),
        "calendar": _NONE,
    }
)
"""Every sentence, with what it fills in beside the clinic's own values."""
CLINIC_VALUES: Final = frozenset({"phone"})
BUTTONS: Final = frozenset(
    {"today", "yesterday", "not_booked", "moved", "one_more", "change", "care", "book"}
)


def load_wording(folder: Path, clinic: Mapping[str, str]) -> Wording:
    """clinic: its values of CLINIC_VALUES. Raises ClinicDataError naming file, line and key."""
    root = read(folder / FILE)
    root.only({"phrases", "buttons"})
    for name, node in root.need("phrases").items():
        found = next((sign for sign in node.text() if sign.isdigit()), None)
        if found is not None:
            raise node.fail(f"'{found}' is a number in '{name}'; days and dates are filled in.")
    return read_wording(root, PHRASES, BUTTONS, {name: clinic[name] for name in CLINIC_VALUES})
