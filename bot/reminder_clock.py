"""Looks in the database every few seconds for reminders that are due, and says each once.

Every web process may look. Saying a reminder and marking it as sent is one transaction under the conversation's
lock, so that it is said once on several processes, and not lost when one of them is killed in between.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy.engine import Connection

from bot.database import reminders
from bot.database.models import now
from bot.database.reminder_table import MISSED, SENT
from bot.database.session import Database, DatabaseDownError
from bot.database.transcript import UnknownConversationError, lock, speak
from bot.logging_setup import without_message
from bot.reminding import Reminding
from bot.streams import Streams

LOOK_EVERY: Final = 5.0  # seconds
AT_ONCE: Final = 50  # reminders of one look
AFTER_WRITING: Final = timedelta(minutes=3)  # in which somebody may be in the middle of something
AGAIN_IN: Final = timedelta(minutes=1)  # when a reminder had to wait for the conversation
AFTER_A_MISTAKE: Final = timedelta(hours=1)

log = structlog.get_logger("reminders")


class ReminderClock:
    """The clock of one web process."""

    def __init__(self, database: Database, streams: Streams, reminding: Reminding) -> None:
        self._database = database
        self._streams = streams
        self._reminding = reminding

    async def watch(self) -> None:
        """Looks until it is cancelled."""
        while True:
            try:
                await self.look(now())
            except DatabaseDownError as error:
                log.warning("reminders.database_down", problem=str(error))
            await asyncio.sleep(LOOK_EVERY)

    async def look(self, at: datetime) -> int:
        """Says what is due at `at`, and returns how many reminders that were. Raises DatabaseDownError."""
        said = 0
        for id_, conversation in await self._database.read(lambda c: reminders.due(c, at, AT_ONCE)):
            said += await self._say(id_, conversation, at)
        return said

    async def _say(self, reminder: str, conversation: str, at: datetime) -> bool:
        def work(connection: Connection) -> bool:
            return say(connection, self._reminding, reminder, conversation, at)

        try:
            if not await self._database.write(work):
                return False
        except UnknownConversationError:
            return False  # erased since we looked
        except DatabaseDownError:
            raise
        except Exception as error:
            # A mistake about one visitor must not end the reminders of all the others.
            log.error(
                "reminders.broke", reminder=reminder, conversation=conversation, **without_message(error)
            )
            later = at + AFTER_A_MISTAKE
            await self._database.write(lambda c: reminders.look_again(c, reminder, later))
            return False
        log.info("reminders.said", reminder=reminder, conversation=conversation)
        self._streams.stored(conversation)
        return True


def say(
    connection: Connection, reminding: Reminding, reminder_id: str, conversation_id: str, at: datetime
) -> bool:
    """Says a reminder if it is still to be said now. Raises UnknownConversationError.

    It is planned anew first: whoever agreed no longer, or told another day, is not reminded of what was.
    """
    owner = lock(connection, conversation_id).owner
    known = reminding.plan(connection, conversation_id, at)
    row = reminders.scheduled(connection, reminder_id)
    if row is None or row.due_at > at:
        return False
    planner = reminding.planner(connection, conversation_id)
    allowed = planner.allowed(at)
    busy = owner is not None or reminders.talking(connection, conversation_id, at, AFTER_WRITING)
    again = max(allowed, at + AGAIN_IN) if busy else allowed
    if again > row.until_at:
        reminders.end(connection, reminder_id, MISSED, at)
        return False
    if again > at:
        reminders.look_again(connection, reminder_id, again)
        return False
    today = at.astimezone(planner.zone).date()
    reply = reminding.teller.reminder(reminders.planned(row), known, today)
    message = speak(connection, conversation_id, reply.to_json(), at, once=f"reminder-{reminder_id}")
    reminders.end(connection, reminder_id, SENT, at, message)
    return True
