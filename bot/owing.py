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
from bot.database.promises import Owed, owe, promised, said_lately, waiting_before
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

WROTE_TO_PERSON: Final = "They wrote while a person has the chat."

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

    def told(self, connection: Connection, conversation: str, ending: Ending, at: datetime) -> Ending:
        """The ending with the honest word on when a person answers, if one was asked for.

        What was promised before stays as it was promised, and how many wait before is said.
        """
        reason = ending.needs_person or ""
        if not ending.replies or not any(sign in reason for sign in (ASKED_FOR, ASKED_IN_SCREENING)):
            return ending
        *before, last = ending.replies
        said = self._when(promised(connection, conversation, PERSON), at)
        others = self._before(waiting_before(connection, conversation, rank(PERSON), at))
        text = "\n\n".join([str(last["text"]), " ".join([said, *others])])
        return replace(ending, replies=(*before, {**last, "text": text}))

    def ended(
        self, connection: Connection, turn: Turn, ending: Ending, began: datetime, at: datetime
    ) -> None:
        """A turn that began at `began` is stored: whatever a person has to see of it stands in the queue."""
        if ending.state == WITH_PERSON:
            self._owe(connection, turn.conversation, PERSON, WROTE_TO_PERSON, at)
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

    def person(self, connection: Connection, conversation: str, why: str, at: datetime) -> None:
        """Something happened outside a turn that a person has to see; `why` is one line in our words."""
        self._owe(connection, conversation, PERSON, why, at)

    def _when(self, promised_by: datetime | None, at: datetime) -> str:
        if promised_by is not None and promised_by < at:
            return self.wording.say("waiting_late", by=self.promises.shown(promised_by))
        by = self.promises.waiting(at) if promised_by is None else self.promises.shown(promised_by)
        if by is None:
            return self.wording.say("waiting_unknown")
        return self.wording.say("waiting" if self.promises.open_now(at) else "waiting_closed", by=by)

    def _before(self, others: int) -> list[str]:
        if others == 0:
            return []
        if others == 1:
            return [self.wording.say("one_before")]
        return [self.wording.say("some_before", count=str(others))]

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
