"""The question whether a photo may be kept, and what a yes or a no leads to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.engine import Connection

from bot.channels.messages import Button, Reply
from bot.channels.wording import ChannelWording
from bot.database.models import ANSWERED
from bot.database.photos import agree, agreed, is_asked, refuse
from bot.database.turns import Ending

KEEP: Final = "/keep_photo"
REFUSE: Final = "/refuse_photo"
SENT: Final = "A photo was sent."
"""Why a person has to look."""


@dataclass(frozen=True)
class Photos:
    """Asks once, and answers the answer, without Rasa."""

    wording: ChannelWording

    def question(self) -> Reply:
        buttons = (
            Button(self.wording.button("keep_photo"), KEEP),
            Button(self.wording.button("refuse_photo"), REFUSE),
        )
        return Reply(self.wording.say("photo_ask"), buttons)

    def said_to(self, connection: Connection, conversation_id: str, at: datetime) -> Reply | None:
        """What is said to a photo that came just now; None while the question for an earlier one is open."""
        if agreed(connection, conversation_id):
            return Reply(self.wording.say("photo_kept"))
        return None if is_asked(connection, conversation_id, at) else self.question()

    def answer(self, payload: str | None) -> Ending | None:
        """How a turn ends in which one of our buttons was chosen; None for everything else."""
        if payload not in (KEEP, REFUSE):
            return None
        said = Reply(self.wording.say("photo_kept" if payload == KEEP else "photo_refused")).to_json()
        why = SENT if payload == KEEP else None
        return Ending(ANSWERED, (said,), why, {"payload": payload})

    def decided(self, connection: Connection, conversation_id: str, ending: Ending, at: datetime) -> None:
        """Keeps the decision in the transaction that ends the turn."""
        payload = ending.columns.get("payload")
        if payload == KEEP:
            agree(connection, conversation_id, self.wording.version, at)
        elif payload == REFUSE:
            refuse(connection, conversation_id)
