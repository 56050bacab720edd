"""A visitor in front of the state machine of dates alone. Every state goes through JSON, as between two messages."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.aftercare.rule_reading import load_rules
from bot.forms.turn import Said, Turn, choice_of
from bot.planning.days import SessionDay
from bot.planning.dialogue import Dialogue
from bot.planning.speaking import KNOWN_DAYS, LINKS, TOLD_ELSEWHERE
from bot.planning.wording import load_wording

CLINIC = Path("data/clinic")
TODAY = dt.date(2026, 11, 22)
"""A Sunday."""
DIALOGUE = Dialogue(load_rules(CLINIC), load_wording(CLINIC, {"phone": "123"}))
WORDING = DIALOGUE.wording
ADDRESSES = {"timeline": "/my/timeline/x.svg", "calendar": "/my/calendar/x.ics"}


@dataclass
class Talk:
    """`say` types or, where the words are a button's title, taps it.

    days: what is stored. elsewhere: told to another dialogue.
    """

    days: tuple[SessionDay, ...] = ()
    day: dt.date = TODAY
    elsewhere: tuple[SessionDay, ...] = ()
    turn: Turn | None = None
    unheard: list[str] = field(default_factory=list)

    def say(self, *messages: str, topics: Sequence[str] = ("plan_dates",)) -> Turn:
        """What came last. A message that says nothing of dates goes to `unheard`; an open question is asked again."""
        for message in messages:
            self._say(message, tuple(topics))
        assert self.turn is not None, "say something"
        return self.turn

    def _say(self, message: str, topics: tuple[str, ...]) -> None:
        shown = {button.title: button.payload for button in self.turn.buttons} if self.turn else {}
        tapped = choice_of("dates", shown.get(message, ""))
        known = {KNOWN_DAYS: self.days, TOLD_ELSEWHERE: self.elsewhere, LINKS: ADDRESSES}
        said = Said(
            "" if tapped else message, self.day, tapped, topics, "talk", known, (message,) * len(topics)
        )
        before: dict[str, Any] = json.loads(json.dumps(self.turn.state)) if self.turn else {}
        if self.turn is None or not (self.turn.goes_on or self.turn.lingers):
            turn: Turn | None = DIALOGUE.open(before or None, said)
        else:
            turn = DIALOGUE.hear(before, said)
        if turn is None:
            self.unheard.append(message)
            assert self.turn is not None
            if self.turn.lingers:
                return
            turn = DIALOGUE.again(before, said, missed=True)
        if turn.store is not None:
            self.days = turn.store
        self.turn = turn

    @property
    def known(self) -> list[tuple[int | None, str]]:
        """Number and day of every session kept."""
        return [(item.number, item.day.isoformat()) for item in self.days]
