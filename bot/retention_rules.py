"""How long each class of data is kept, as the clinic's retention.yml says. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bot.clinic_data import Node, read

FILE: Final = "retention.yml"
CLASSES: Final = ("conversations", "health", "requests", "quotes", "dialogues", "photos", "console_sessions")
KEEP: Final = "keep"
LONGEST: Final = 36_500  # days


@dataclass(frozen=True)
class Rules:
    """days: per class of data; None is kept for good. Every class of CLASSES is there."""

    version: str
    days: Mapping[str, int | None]


def load_retention(folder: Path) -> Rules:
    """Reads retention.yml. Raises ClinicDataError naming file, line and key."""
    root = read(folder / FILE)
    root.only(("version", "review", "classes"))
    classes = root.need("classes")
    classes.only(CLASSES)
    days = {name: _days(classes.need(name)) for name in CLASSES}
    return Rules(root.need("version").text(), MappingProxyType(days))


def _days(node: Node) -> int | None:
    node.only(("days",))
    found = node.need("days")
    if found.value == KEEP:
        return None
    if not isinstance(found.value, int) or isinstance(found.value, bool) or not 1 <= found.value <= LONGEST:
        raise found.fail(f"expected whole days from 1 to {LONGEST:,}, or '{KEEP}'.")
    return found.value
