"""A visitor in front of the request alone. Every state goes through JSON, as it does between two messages."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from bot.booking.dialogue import Dialogue
from bot.booking.state import State, from_json
from bot.forms.names import BOOKING
from bot.forms.turn import Said, Turn, choice_of

NOW = dt.datetime(2026, 11, 24, 14, 0, tzinfo=ZoneInfo("Europe/London"))  # a Tuesday, the clinic is open
TODAY = NOW.date()
WISH = "I'd like to book a consultation"
ALL_AT_ONCE = "I'm Tom, 07700 900123, Saturday mornings"
UNDERSTOOD = ("Understood",) * 3


@dataclass
class Talk:
    """`say` types or, where the words are a button's title, taps it. `stored`: what was to be stored, in order."""

    dialogue: Dialogue
    known: Mapping[str, Any] = field(default_factory=dict)
    now: dt.datetime = NOW
    saved: dict[str, Any] | None = None
    waits: bool = False
    shown: dict[str, str] = field(default_factory=dict)
    stored: list[str] = field(default_factory=list)
    unread: int = 0

    @property
    def state(self) -> State:
        assert self.saved is not None, "say something"
        return from_json(self.saved)

    def say(self, *messages: str, topics: tuple[str, ...] = (), clauses: tuple[str, ...] = ()) -> Turn:
        turn: Turn | None = None
        for message in messages:
            payload = self.shown.get(message)
            said = Said(
                "" if payload else message,
                self.now.date(),
                choice_of(BOOKING.key, payload) if payload else None,
                topics,
                known={"now": self.now, **self.known},
                clauses=clauses or tuple(message for _ in topics),
            )
            turn = self._turn(said)
            self.saved = json.loads(json.dumps(turn.state))
            self.waits = turn.goes_on or turn.lingers
            self.shown = {button.title: button.payload for button in turn.buttons}
            if turn.store:
                self.stored.append(turn.store)
        assert turn is not None, "say something"
        return turn

    def _turn(self, said: Said) -> Turn:
        if self.saved is None or not self.waits:
            return self.dialogue.open(self.saved, said)
        heard = self.dialogue.hear(self.saved, said)
        if heard is not None:
            return heard
        self.unread += 1
        return self.dialogue.again(self.saved, said, missed=not said.topics)


def titles(turn: Turn) -> list[str]:
    return [button.title for button in turn.buttons]
