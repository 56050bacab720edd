"""Reads how going on elsewhere is spoken of, from moving.yml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bot.channels.messages import Reply
from bot.clinic_data import read
from bot.forms.wording import Wording, read_wording
from bot.moving.refusals import REFUSALS, Refusal
from bot.recap import open_question

FILE: Final = "moving.yml"
_NONE: Final = frozenset[str]()
_LINK: Final = frozenset({"link"})
_PLACE: Final = frozenset({"place"})
PHRASES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "offer": frozenset({"code", "minutes"}),
        "whatsapp": _LINK,
        "whatsapp_plain": _NONE,
        "telegram": _LINK,
        "telegram_plain": _NONE,
        "website": _LINK,
        "not_there": _PLACE,
        "here_already": _PLACE,
        "only_here": _NONE,
        "not_now": _NONE,
        "code_typed": _LINK,
        "code_typed_plain": _NONE,
        "code_page": _NONE,
        "moved_away": _PLACE,
        "moved_here": _NONE,
        "moved_question": _NONE,
        **{why: _NONE for why in REFUSALS},
    }
)
"""Every sentence, with what it fills in."""
PLACES: Final = ("website", "whatsapp", "twilio", "telegram")


@dataclass(frozen=True)
class MovingWording:
    said: Wording
    places: Mapping[str, str]

    def farewell(self, channel: str) -> Reply:
        """On the old side; channel: where it goes on."""
        return Reply(self.said.say("moved_away", place=self.places[channel]))

    def greeting(self, last: Reply | None) -> Reply:
        """On the new side. last: what was said last; a question in it is asked again, with its buttons."""
        here = self.said.say("moved_here")
        question = open_question(last)
        if not question or last is None:
            return Reply(here)
        return Reply(f"{here}\n\n{self.said.say('moved_question')} {question}", last.buttons)

    def refusal(self, why: Refusal) -> Reply:
        return Reply(self.said.say(why))


def load_wording(folder: Path) -> MovingWording:
    """Raises ClinicDataError naming file, line and key."""
    root = read(folder / FILE)
    root.only({"phrases", "buttons", "places"})
    places = root.need("places")
    places.only(PLACES)
    return MovingWording(
        said=read_wording(root, PHRASES, _NONE),
        places=MappingProxyType({name: places.need(name).text() for name in PLACES}),
    )


@lru_cache(maxsize=2)
def wording_in(folder: Path) -> MovingWording:
    """The same, read once per folder. Raises ClinicDataError."""
    return load_wording(folder)
