"""What the messaging channels say of their own accord, from the clinic's channels.yml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bot.channels.arrivals import Kind
from bot.channels.rendering import Words
from bot.clinic_data import read
from bot.forms.wording import Wording, read_wording
from bot.knowledge.clinic import Clinic, load_clinic

FILE: Final = "channels.yml"
WITHOUT_WORDS: Final[tuple[Kind, ...]] = (
    "voice",
    "photo",
    "video",
    "document",
    "sticker",
    "location",
    "contacts",
    "unknown",
)
"""Kinds that nobody typed: the assistant cannot read them."""

_ANSWERS: Final = tuple(kind for kind in WITHOUT_WORDS if kind != "photo")
PHRASES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    dict.fromkeys(
        (
            *_ANSWERS,
            "old_button",
            "photo_ask",
            "photo_kept",
            "photo_refused",
            *(f"sent_{kind}" for kind in WITHOUT_WORDS),
            "sent_payload",
            "how_to_choose",
            "choose",
        ),
        frozenset(),
    )
)
"""Every sentence; none fills anything in when it is said."""
BUTTONS: Final = frozenset({"keep_photo", "refuse_photo", "open_list", "list_title"})


@dataclass(frozen=True)
class ChannelWording:
    """version: of what is asked before a photo is kept."""

    version: str
    wording: Wording

    def say(self, name: str) -> str:
        return self.wording.say(name)

    def button(self, name: str) -> str:
        return self.wording.buttons[name]

    @property
    def words(self) -> Words:
        """What a reply is rendered with."""
        return Words(
            self.say("how_to_choose"),
            self.say("choose"),
            self.button("open_list"),
            self.button("list_title"),
        )


def load_wording(folder: Path, clinic: Clinic) -> ChannelWording:
    """Raises ClinicDataError naming file, line and key."""
    root = read(folder / FILE)
    root.only({"version", "phrases", "buttons"})
    values = {"clinic_name": clinic.name, "phone": clinic.phone}
    return ChannelWording(root.need("version").text()[:40], read_wording(root, PHRASES, BUTTONS, values))


@lru_cache(maxsize=2)
def wording_in(folder: Path) -> ChannelWording:
    """The same, read once per folder. Raises ClinicDataError."""
    return load_wording(folder, load_clinic(folder))
