"""A visitor in front of the quote dialogue alone. Every state goes through JSON, as it does between two messages."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.forms.turn import Said, Turn, choice_of
from bot.pricing.serial import to_json
from bot.quoting.dialogue import Dialogue
from bot.quoting.state import State, state_from_json, state_to_json
from bot.quoting.telling import QUOTES, ToStore

TODAY = dt.date(2026, 11, 22)


@dataclass
class Talk:
    """`say` types or, where the words are a button's title, taps it. `told` keeps what would be stored."""

    dialogue: Dialogue
    known: Mapping[str, Any] = field(default_factory=dict)
    day: dt.date = TODAY
    state: dict[str, Any] | None = None
    waits: str = "no"
    shown: dict[str, str] = field(default_factory=dict)
    told: list[ToStore] = field(default_factory=list)

    def say(self, *messages: str, topics: tuple[str, ...] = ()) -> Turn:
        turn: Turn | None = None
        for message in messages:
            turn = self.maybe(message, topics=topics)
            assert turn is not None, f"not understood as a part of this dialogue: {message}"
        assert turn is not None, "say something"
        return turn

    def maybe(self, message: str, topics: tuple[str, ...] = ()) -> Turn | None:
        """The turn, or None where the dialogue leaves the message to others."""
        payload = self.shown.get(message)
        said = Said(
            text="" if payload else message,
            day=self.day,
            choice=choice_of("quote", payload) if payload else None,
            topics=topics,
            clauses=(message,) * len(topics),
            known={**self.known, QUOTES: [to_json(item.quote) for item in self.told[-2:]]},
        )
        if self.state is None or self.waits == "no":
            turn: Turn | None = self.dialogue.open(self.state, said)
        else:
            turn = self.dialogue.hear(self.state, said)
        if turn is not None:
            self._keep(turn)
        return turn

    def again(self, message: str) -> Turn:
        """What the form says when nothing could be made of a message."""
        assert self.state is not None
        turn = self.dialogue.again(self.state, Said(message, self.day, known=self.known), missed=True)
        self._keep(turn)
        return turn

    @property
    def now(self) -> State:
        assert self.state is not None
        return state_from_json(self.state)

    def _keep(self, turn: Turn) -> None:
        self.state = json.loads(json.dumps(turn.state))
        assert self.state is not None
        assert state_to_json(state_from_json(self.state)) == self.state
        for item in turn.store or ():
            self.told.append(item)
            if item.the_case:
                self.state["stored"] = f"row {len(self.told)}"
        self.waits = "more" if turn.lingers else "answer" if turn.goes_on else "no"
        self.shown = {button.title: button.payload for button in turn.buttons}
