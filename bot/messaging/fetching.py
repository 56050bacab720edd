"""Fetches the photos that people let us keep."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Final

import structlog
from sqlalchemy.engine import Connection

from bot.channels.adapters import Adapters
from bot.channels.outcomes import Fetched, Refused, Retry
from bot.database.deliveries import pause
from bot.database.models import now
from bot.database.photos import Wanted, again, claim, keep, lose
from bot.database.session import Database, DatabaseDownError
from bot.logging_setup import without_message
from bot.messaging.pictures import kind_of

LARGEST: Final = 5 * 1024 * 1024  # bytes; WhatsApp takes no larger photo either
MOST_ATTEMPTS: Final = 8
LOOK_EVERY: Final = 2.0  # seconds

_NO_PICTURE: Final = "What came was no picture that a browser shows safely. Ask for a JPEG or PNG."
_GIVEN_UP: Final = "The photo could not be fetched from the provider. Ask the person to send it again."

log = structlog.get_logger("fetching")


class Fetcher:
    """Fetches one photo at a time: nobody waits for them, and each may take some megabytes of memory."""

    def __init__(self, database: Database, adapters: Adapters) -> None:
        self._database = database
        self._adapters = adapters

    async def watch(self) -> None:
        """Fetches what is wanted, until it is cancelled."""
        while self._adapters:
            try:
                while await self._fetch_one():
                    pass
            except DatabaseDownError as error:
                log.warning("fetching.database_down", problem=str(error))
            await asyncio.sleep(LOOK_EVERY)

    async def _fetch_one(self) -> bool:
        """Whether there was one to fetch."""
        wanted = await self._database.write(lambda c: claim(c, self._adapters.keys(), now()))
        if wanted is None:
            return False
        outcome = await self._fetch(wanted)
        log.info("fetching.done", photo=wanted.id, outcome=type(outcome).__name__.lower())
        await self._database.write(lambda c: _store(c, wanted, outcome))
        return True

    async def _fetch(self, wanted: Wanted) -> Fetched | Retry | Refused:
        try:
            return await self._adapters[wanted.provider].client.fetch(wanted.provider_file, LARGEST)
        except Exception as error:
            log.error("fetching.broke", **without_message(error))
            return Refused("internal error", _GIVEN_UP)


def _store(connection: Connection, wanted: Wanted, outcome: Fetched | Retry | Refused) -> None:
    if isinstance(outcome, Fetched):
        kind = kind_of(outcome.content)
        if kind is None:
            lose(connection, wanted.id, _NO_PICTURE)
        else:
            keep(connection, wanted.id, outcome.content, kind)
    elif isinstance(outcome, Refused):
        lose(connection, wanted.id, outcome.words)
    elif wanted.attempts + 1 >= MOST_ATTEMPTS:
        lose(connection, wanted.id, _GIVEN_UP)
    else:
        wait = outcome.after if outcome.after is not None else pause(wanted.attempts + 1)
        again(connection, wanted, now() + timedelta(seconds=wait))
