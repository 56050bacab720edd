"""Keeps the recent part of each Rasa tracker in our own database, one row per conversation.

Rasa's SQL store reads and replays every event that a conversation ever had, so each message costs more than
the one before (research: serving, 2.4; upstream issue 11313). The whole conversation is kept by the web app;
the dialogue engine needs its slots, its open form and the last turns, and that is what is stored here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Connection

from bot.database.models import now
from bot.database.models import tracker as tracker_table
from bot.database.session import open_engine

RECENT_TURNS = 6
"""Visitor messages that are kept; policies look back 3."""


class RecentTrackerStore(TrackerStore):
    """One row per conversation: a snapshot of slots and open form, then the events of the last turns."""

    def __init__(
        self,
        domain: Domain | None,
        event_broker: EventBroker | None = None,
        database: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker)
        self._engine = open_engine(database)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        query = sa.select(tracker_table.c.events).where(tracker_table.c.conversation_id == sender_id)
        with self._engine.connect() as connection:
            stored = connection.execute(query).scalar_one_or_none()
        if stored is None:
            return None
        events = [event for event in map(Event.from_parameters, json.loads(stored)) if event]
        return DialogueStateTracker.from_events(sender_id, events, self.domain.slots)

    async def save(self, tracker: DialogueStateTracker) -> None:
        own = tracker_table.c.conversation_id == tracker.sender_id
        values = {
            "events": json.dumps([event.as_dict() for event in recent_events(tracker)]),
            "updated_at": now(),
        }
        with self._writing() as connection:
            if connection.execute(tracker_table.update().where(own).values(values)).rowcount == 0:
                connection.execute(tracker_table.insert().values(conversation_id=tracker.sender_id, **values))

    async def keys(self) -> Iterable[str]:
        with self._engine.connect() as connection:
            return list(connection.execute(sa.select(tracker_table.c.conversation_id)).scalars())

    async def delete(self, sender_id: str) -> None:
        with self._writing() as connection:
            connection.execute(tracker_table.delete().where(tracker_table.c.conversation_id == sender_id))

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._engine.connect().execution_options(writing=True) as connection, connection.begin():
            yield connection


def recent_events(tracker: DialogueStateTracker) -> Sequence[Event]:
    """All events of a short tracker; of a longer one a snapshot and the last RECENT_TURNS turns.

    Replaying them gives the same slots, open form and last turns as replaying everything.
    """
    events = list(tracker.events)
    turns = [place for place, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(turns) <= RECENT_TURNS:
        return events
    return [*_snapshot(tracker), *events[turns[-RECENT_TURNS] :]]


def _snapshot(tracker: DialogueStateTracker) -> Iterable[Event]:
    yield SessionStarted()
    for name, slot in tracker.slots.items():
        if slot.has_been_set:
            yield SlotSet(name, slot.value)
    if tracker.active_loop_name:
        yield ActiveLoop(tracker.active_loop_name)
    yield ActionExecuted(ACTION_LISTEN_NAME)
