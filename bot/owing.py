"""Which promises a message and its turn make, and what the visitor is told of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from bot.database.models import WITH_PERSON, quote
from bot.database.promises import Owed, owe, said_lately
from bot.database.transcript import Accepted
from bot.database.turns import Ending, Turn
from bot.forms.wording import Wording
from bot.handover import (
    ASKED_FOR,
    ASKED_IN_SCREENING,
    LEAD,
    NEW,
    PERSON,
    UNSURE,
    URGENT,
    Promises,
    kind_of,
    rank,
)

FIRST: Final = 2  # sequence of a visitor's first message, after the welcome
UNSURE_OF: Final = 3  # messages to the visitor that are looked at
UNSURE_FROM: Final = 2  # so many of them that say "I did not understand" are for a person to look at

_REASONS: Final = MappingProxyType(
    {
        ASKED_FOR: "A person was asked for.",
        "privacy": "They asked about their data.",
        "not understood three times in a row": "Not understood three times in a row.",
    }
)

_QUOTED = (
    select(quote.c.id)
    .where(quote.c.conversation_id == bindparam("conversation"))
    .where(quote.c.created_at >= bindparam("since"))
    .limit(1)
)


@dataclass(frozen=True)
class Owing:
    """unsure: what the assistant says when it has not understood, or when a question is not of its subject."""

    promises: Promises
    wording: Wording
    unsure: Collection[str] = field(default=())

    def stored(
        self, connection: Connection, conversation: str, accepted: Accepted, why: str | None, at: datetime
    ) -> None:
        """A message was stored. why: it speaks of an emergency, and has been answered at once."""
        if accepted.repeated:
            return
        if accepted.sequence <= FIRST:
            self._owe(connection, conversation, NEW, "A new conversation.", at)
        if why is not None:
            self._owe(connection, conversation, URGENT, why, at)

    def told(self, ending: Ending, at: datetime) -> Ending:
        """The ending with the honest word on when a person answers, if one was asked for."""
        reason = ending.needs_person or ""
        if not ending.replies or not any(sign in reason for sign in (ASKED_FOR, ASKED_IN_SCREENING)):
            return ending
        *before, last = ending.replies
        told = {**last, "text": f"{last['text']}\n\n{self._when(at)}"}
        return replace(ending, replies=(*before, told))

    def ended(
        self, connection: Connection, turn: Turn, ending: Ending, began: datetime, at: datetime
    ) -> None:
        """A turn that began at `began` is stored: whatever a person has to see of it stands in the queue."""
        if ending.state == WITH_PERSON:
            self._owe(connection, turn.conversation, PERSON, "They wrote while a person has the chat.", at)
        if ending.needs_person is not None:
            kind = kind_of(ending.needs_person, ending.urgent)
            self._owe(connection, turn.conversation, kind, shown(ending.needs_person), at)
        elif ending.urgent:
            self._owe(connection, turn.conversation, URGENT, "An emergency was described.", at)
        if self._is_unsure(connection, turn, ending):
            why = f"{UNSURE_FROM} of the last {UNSURE_OF} messages were not understood or not of our subject."
            self._owe(connection, turn.conversation, UNSURE, why, at)
        if self._quoted(connection, turn, began):
            self._owe(connection, turn.conversation, LEAD, "An estimate was told.", at)

    def _when(self, at: datetime) -> str:
        by = self.promises.waiting(at)
        if by is None:
            return self.wording.say("waiting_unknown")
        return self.wording.say("waiting" if self.promises.open_now(at) else "waiting_closed", by=by)

    def _owe(self, connection: Connection, conversation: str, kind: str, why: str, at: datetime) -> None:
        owe(connection, conversation, Owed(kind, rank(kind), why, at, self.promises.due(kind, at)))

    def _is_unsure(self, connection: Connection, turn: Turn, ending: Ending) -> bool:
        if not any(reply["text"] in self.unsure for reply in ending.replies):
            return False
        return said_lately(connection, turn.conversation, self.unsure, UNSURE_OF) >= UNSURE_FROM

    def _quoted(self, connection: Connection, turn: Turn, began: datetime) -> bool:
        found = connection.execute(_QUOTED, {"conversation": turn.conversation, "since": began})
        return found.first() is not None


def shown(reason: str) -> str:
    """A turn's reason as a line that staff read."""
    if reason.startswith("Screening: "):
        return reason.replace("_", " ")
    parts = reason.split(", ")
    known = all(part in _REASONS for part in parts)
    return " ".join(_REASONS[part] for part in parts) if known else reason
