"""What goes into the dialogue and what comes out of it, one message at a time."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from typing import Literal

from bot.forms.turn import Choice
from bot.screening.questions import Ask
from bot.screening.state import State
from bot.triage.outcome import Outcome

INTENT = "screening"
_PAYLOAD = re.compile(rf"/{INTENT}(\{{.*\}})")

Save = Literal["no", "open", "complete"]


@dataclass(frozen=True)
class Said:
    """One message. choice: of a tapped button of ours, else None. topics: what was surely asked, best first."""

    text: str
    day: dt.date
    choice: str | None = None
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class Turn:
    """What is answered to one message.

    first: what has to be read before anything else. text: paragraphs, what to do now first.
    goes_on: the next message belongs to the screening.
    asides: topics to be answered between the two, from the clinic's facts.
    needs_person: why staff should look, or None. urgent: an emergency was described.
    save: what is to be stored, if there is consent; outcome: what it led to; decided: the state that it was
        decided in, where that differs from `state`.
    """

    state: State
    text: str
    buttons: tuple[Choice, ...] = ()
    goes_on: bool = True
    asides: tuple[str, ...] = ()
    first: str = ""
    needs_person: str | None = None
    urgent: bool = False
    save: Save = "no"
    outcome: Outcome | None = None
    decided: State | None = None


def choice(title: str, id_: str) -> Choice:
    """A button of the dialogue itself."""
    return Choice(title, f"/{INTENT}{json.dumps({'choice': id_}, separators=(',', ':'))}")


def choice_of(text: str) -> str | None:
    """The choice that a tapped button sent, or None for any other text."""
    found = _PAYLOAD.fullmatch(text)
    if found is None:
        return None
    try:
        value = json.loads(found[1]).get("choice")
    except ValueError:
        return None
    return value if isinstance(value, str) else None


def options(ask: Ask, unsure: str) -> tuple[Choice, ...]:
    """The buttons of a question, "not sure" last."""
    given = (choice(option.title, f"{ask.id}#{place}") for place, option in enumerate(ask.options))
    return (*given, choice(unsure, f"{ask.id}#unsure"))
