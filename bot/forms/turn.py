"""What goes into a dialogue and what comes out of it, one message at a time."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Protocol

from bot.forms.names import OWN_INTENTS

NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
RESUME: Final = "resume"
RESTART: Final = "restart"
"""Choices that every dialogue knows in `open`: go on where it was left, begin again."""

_PAYLOAD: Final = re.compile(r"/([a-z_]+)(\{.*\})")


@dataclass(frozen=True)
class Said:
    """One message.

    text: as typed, "" for a tapped button. day: today in the clinic's time zone.
    choice: id of the tapped button, if it is one of this dialogue's own, else None.
    topics: what was surely asked, best first, courtesies left out; clauses: the words that each was read from.
    conversation: its id. known: what the action looked up: the states of the other dialogues by their key
    ("screening", "quote", "dates", "booking"; only those there are), and whatever else it adds.
    """

    text: str
    day: dt.date
    choice: str | None = None
    topics: tuple[str, ...] = ()
    conversation: str = ""
    known: Mapping[str, Any] = NOTHING
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """A button: `payload` is what tapping it sends. A title has at most 20 characters."""

    title: str
    payload: str


@dataclass(frozen=True)
class Attached:
    """Something beside the text. kind: "image", "calendar" or "file"."""

    kind: str
    title: str
    url: str


@dataclass(frozen=True)
class Turn:
    """What is answered to one message.

    state: JSON values, handed back with the next message.
    goes_on: the next message belongs to this dialogue, and is an answer to what was asked.
    lingers: nothing is asked any more; the next message is offered to `hear`, and what `hear` makes nothing of
        goes the usual way, as if there were no dialogue.
    asides: topics answered ahead of the text, from the clinic's facts.
    needs_person: why staff should look, or None.
    hand_over: name of the form that takes the message over; this dialogue waits meanwhile.
    stopped: the visitor broke off in the middle and can go on later; set by the action.
    store: what the action is to store, in whatever shape that action knows; None for nothing.
    sources: ids of the facts that the text stands on.
    """

    state: dict[str, Any]
    text: str
    buttons: tuple[Choice, ...] = ()
    goes_on: bool = True
    lingers: bool = False
    asides: tuple[str, ...] = ()
    attachments: tuple[Attached, ...] = ()
    needs_person: str | None = None
    hand_over: str | None = None
    stopped: bool = False
    store: Any = None
    sources: tuple[str, ...] = ()


class Dialogue(Protocol):
    """A dialogue as a state machine. It holds no state of its own."""

    def open(self, before: dict[str, Any] | None, said: Said) -> Turn:
        """The first turn, or a new one where `before` is what an earlier one left: stopped, handed over or done.

        said.choice may be RESUME (say again what was asked last; with nothing before, begin) or RESTART.
        """
        ...

    def hear(self, state: dict[str, Any], said: Said) -> Turn | None:
        """The answer to a message while the dialogue waits for one; None when it says nothing of the dialogue's.

        Stopping, asking for a person, symptoms and taps on another dialogue's buttons never come here.
        """
        ...

    def again(self, state: dict[str, Any], said: Said, *, missed: bool) -> Turn:
        """What was asked last, once more. missed: the message could not be read at all (count these in the state)."""
        ...


def choice(intent: str, title: str, id_: str) -> Choice:
    """A button of the dialogue whose key is `intent`."""
    return Choice(title, f"/{intent}{json.dumps({'choice': id_}, separators=(',', ':'))}")


def choice_of(intent: str, text: str) -> str | None:
    """The id that a tapped button of that dialogue sent, or None for any other text."""
    return choice_in(intent, text) if intent in OWN_INTENTS else None


def choice_in(intent: str, text: str) -> str | None:
    """The id that a button with this intent sent, whether a dialogue owns it or not; None for any other text."""
    found = _PAYLOAD.fullmatch(text)
    if found is None or found[1] != intent:
        return None
    try:
        value = json.loads(found[2]).get("choice")
    except ValueError:
        return None
    return value if isinstance(value, str) else None
