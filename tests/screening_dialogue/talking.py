"""A visitor in front of the state machine alone. Every state goes through JSON, as it does between two messages."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field

from bot.screening.dialogue import Dialogue
from bot.screening.state import State, from_json, to_json
from bot.screening.turns import Said, Turn, choice_of

TODAY = dt.date(2026, 11, 22)


@dataclass
class Talk:
    """`say` types or, where the words are a button's title, taps it."""

    dialogue: Dialogue
    symptom: bool = False
    day: dt.date = TODAY
    state: State | None = None
    shown: dict[str, str] = field(default_factory=dict)

    def say(self, *messages: str, topics: tuple[str, ...] = ()) -> Turn:
        turn: Turn | None = None
        for message in messages:
            payload = self.shown.get(message)
            said = Said("" if payload else message, self.day, choice_of(payload) if payload else None, topics)
            if self.state is not None and self.state.waits:
                turn = self.dialogue.hear(self.state, said)
            else:
                turn = self.dialogue.open(self.state, said, symptom=self.symptom)
            self.state = from_json(json.loads(json.dumps(to_json(turn.state))))
            assert self.state == turn.state
            self.shown = {button.title: button.payload for button in turn.buttons}
        assert turn is not None, "say something"
        return turn
