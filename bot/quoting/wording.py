"""Reads how the dialogue of quotes talks, from quoting.yml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bot.clinic_data import read
from bot.forms.wording import Wording, phrase, read_wording
from bot.quoting.standing import REASONS

PHRASES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        **dict.fromkeys(
            [
                *("intro", "treatment", "treatment_area", "treatment_why", "sessions", "sessions_why"),
                *("country", "country_why", "not_caught", "left_open", "higher_grade", "whole_sessions"),
                *("more_or_less", "change", "screen_first", "adopted", "fresh", "nothing_to_compare"),
            ],
            frozenset[str](),
        ),
        "provisional": frozenset({"reason"}),
    }
)
BUTTONS: Final = frozenset(
    [
        *("unsure", "scalp", "hairline", "microblading", "scar_camouflage", "two", "three", "four"),
        *("elsewhere", "lines", "years", "change", "adopt", "screen", "book", "person"),
    ]
)


@dataclass(frozen=True)
class QuoteWording:
    """provisional: a clause for each of standing.REASONS."""

    texts: Wording
    provisional: Mapping[str, str]

    def say(self, name: str, **values: str) -> str:
        return self.texts.say(name, **values)

    def button(self, name: str) -> str:
        return self.texts.buttons[name]


def load_wording(folder: Path) -> QuoteWording:
    """Raises ClinicDataError naming file, line and key."""
    root = read(folder / "quoting.yml")
    root.only({"phrases", "buttons", "provisional"})
    clauses = root.need("provisional")
    clauses.only(REASONS)
    return QuoteWording(
        read_wording(root, PHRASES, BUTTONS),
        MappingProxyType({reason: phrase(clauses.need(reason), frozenset()) for reason in REASONS}),
    )
