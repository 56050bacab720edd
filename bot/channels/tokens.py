"""What our buttons carry: the reply and the place of the button in it, since payloads of ours are too long."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.channels.messages import Button

KEPT: Final = "kept"
"""Carried by a button that only shows what was chosen; tapping it means nothing."""

_TOKEN = re.compile(r"b:([0-9A-Za-z_-]{1,48}):([0-9]{1,3})", re.ASCII)


@dataclass(frozen=True)
class Choice:
    """The button at `index` (from 0) of the reply with the id `reply`."""

    reply: str
    index: int


def token(reply: str, index: int) -> str:
    """At most 54 bytes: Telegram allows 64, Meta 256. Raises ValueError for an id that cannot be carried."""
    made = f"b:{reply}:{index}"
    if choice_of(made) != Choice(reply, index):
        raise ValueError(
            "a reply's id must be 1 to 48 letters, digits, '-' or '_', and its buttons at most 1,000"
        )
    return made


def choice_of(payload: str) -> Choice | None:
    """None for a payload that is no token of ours. Whoever asks looks the reply up in this conversation only."""
    found = _TOKEN.fullmatch(payload)
    return None if found is None else Choice(found[1], int(found[2]))


def chosen_button(choice: Choice, buttons: Sequence[Button]) -> Button | None:
    """The button of the stored reply that the choice means; None when the reply never had so many."""
    return buttons[choice.index] if choice.index < len(buttons) else None
