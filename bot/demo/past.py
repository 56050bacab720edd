"""Puts conversations that were held just now into the past weeks, and lets staff of the demo have looked after them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Row

from bot.channels.messages import Reply
from bot.database.belonging import rows_of
from bot.database.models import UtcDateTime, conversation, message, metadata, promise, visitor
from bot.database.promises import ANSWERED, settle
from bot.database.reviews import Decision, add_note, decide, newest_decision
from bot.database.screenings import screenings_of
from bot.database.transcript import speak
from bot.handover import CLINICIAN, KINDS, LEAD, PERSON, UNSURE, URGENT, Promises
from bot.triage.dispositions import AFTER, BEFORE

APART: Final = timedelta(seconds=25)  # two messages: a person reads and types where the demo takes no time
_FRESH: Final = timedelta(hours=30)  # what is younger waits in the queue
_ANSWERS: Final = (
    "Hello, this is {name} from the studio. I have read your messages. When can I call you?",
    "Thank you for waiting. I have looked at it with our artist, and we can talk it through at a consultation.",
    "Hello, {name} here. We have time on Thursday afternoon or on Saturday morning. Which is better for you?",
)
_NOTES: Final = (
    "Called, no answer. I try again tomorrow.",
    "Wants to think about it until after the holidays.",
    "Sends photos by e-mail.",
)
_REASONS: Final = (
    "Spoke with the visitor: a letter of their doctor comes first.",
    "The photo shows irritated skin, so we wait.",
    "Stable for years according to the visitor, so this is milder.",
)


@dataclass(frozen=True)
class Person:
    """Somebody on the staff of the demo."""

    id: str
    name: str
    role: str


class Past:
    """Spreads conversations over the weeks before `until`, the same way for the same seed."""

    def __init__(self, seed: int, weeks: int, until: datetime, promises: Promises, zone: ZoneInfo) -> None:
        self._chance = random.Random(seed)
        self._weeks = weeks
        self._until = until
        self._promises = promises
        self._zone = zone

    def place(self, connection: Connection, conversation_id: str, staff: Sequence[Person]) -> None:
        """Moves one conversation into the past, and what staff would have done since then with it."""
        head = connection.execute(select(conversation).where(conversation.c.id == conversation_id)).first()
        if head is None:
            return
        self._shift(connection, head)
        open_ = connection.execute(
            select(promise)
            .where(promise.c.conversation_id == conversation_id)
            .where(promise.c.ended_at.is_(None))
        ).all()
        made = [row.made_at for row in open_]
        if made and self._until - min(made) > _FRESH and self._chance.random() < 0.95:
            self._looked_after(connection, conversation_id, open_, staff)

    def _begins(self) -> datetime:
        """More of them lately, and mostly in the evening and at lunch, when people have time."""
        days = int(self._weeks * 7 * self._chance.random() ** 1.3)
        hour = self._chance.choices(
            (8, 10, 12, 13, 16, 18, 19, 20, 21, 22), (4, 6, 10, 8, 6, 10, 14, 16, 12, 6)
        )[0]
        day: date = (self._until.astimezone(self._zone) - timedelta(days=days)).date()
        at = datetime.combine(day, time(hour, self._chance.randrange(60)), self._zone)
        if at < self._until - timedelta(hours=1):
            return at
        # What would lie ahead was said in the last hours instead.
        return self._until - timedelta(minutes=self._chance.randrange(20, 600))

    def _shift(self, connection: Connection, head: Row) -> None:
        begins, first = self._begins(), head.created_at
        newest = select(func.max(message.c.created_at)).where(message.c.conversation_id == head.id)
        took = connection.execute(newest).scalar_one() - first
        slower = head.last_sequence * APART / max(took, timedelta(milliseconds=1))

        def moved(at: datetime) -> datetime:
            later: timedelta = (at - first) * slower
            return min(begins + later, self._until)

        for name, rows in rows_of(connection, head.visitor_id).items():
            table = metadata.tables[name]
            columns = [column.name for column in table.columns if isinstance(column.type, UtcDateTime)]
            if table is visitor:
                columns = ["created_at"]
            for row in rows:
                values = {column: moved(getattr(row, column)) for column in columns if getattr(row, column)}
                if table is promise:
                    values |= self._due(row, values)
                if values:
                    connection.execute(table.update().where(*_same(table, row)).values(**values))

    def _due(self, row: Row, moved: dict[str, datetime]) -> dict[str, datetime]:
        """A promise counts opening hours, so that its time cannot be moved with the rest."""
        at = moved["made_at"]
        return {"open_from": at, "due_at": self._promises.due(row.kind, at)} if row.kind in KINDS else {}

    def _looked_after(
        self, connection: Connection, conversation_id: str, open_: Sequence[Row], staff: Sequence[Person]
    ) -> None:
        reviewer = self._chance.choice([person for person in staff if person.role == "reviewer"])
        clinician = self._chance.choice([person for person in staff if person.role == "clinician"])
        worst = min(open_, key=lambda row: row.rank)
        late = self._chance.random() < 0.15
        took = (worst.due_at - worst.made_at) * (1.3 if late else self._chance.uniform(0.1, 0.9))
        at = min(worst.made_at + took, self._until)
        person = clinician if worst.kind in (URGENT, CLINICIAN) else reviewer
        kinds = {row.kind for row in open_}
        if kinds & {URGENT, PERSON, UNSURE, LEAD}:
            text = self._chance.choice(_ANSWERS).format(name=person.name.split()[0])
            speak(connection, conversation_id, Reply(text).to_json(), at, person.id)
        self._decide(connection, conversation_id, clinician, at)
        if self._chance.random() < 0.25:
            add_note(connection, conversation_id, person.id, self._chance.choice(_NOTES), at)
        settle(connection, conversation_id, kinds, person.id, ANSWERED, at)
        connection.execute(
            conversation.update().where(conversation.c.id == conversation_id).values(updated_at=at)
        )

    def _decide(self, connection: Connection, conversation_id: str, person: Person, at: datetime) -> None:
        found = [row for row in screenings_of(connection, conversation_id) if row.complete]
        if not found:
            return
        newest = found[0]
        known = BEFORE if newest.lane == "before" else AFTER
        chosen, reason = newest.disposition, None
        if self._chance.random() < 0.2 and chosen in known:
            place = known.index(chosen) + self._chance.choice((-1, -1, 1))
            chosen = known[min(max(place, 1), len(known) - 1)]
            reason = self._chance.choice(_REASONS)
        before = newest_decision(connection, conversation_id)
        decide(
            connection,
            Decision(
                conversation_id,
                before.number if before is not None else 0,
                person.id,
                person.role,
                newest.id,
                newest.disposition,
                chosen,
                reason,
            ),
            at,
        )


def _same(table: Any, row: Row) -> list[Any]:
    return [column == getattr(row, column.name) for column in table.primary_key]
