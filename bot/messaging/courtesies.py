"""Small signs to people that nothing depends on: a typing sign, and the answer to a tapped button.

They are sent beside everything else. One that fails is not tried again, and nobody waits for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from bot.channels.adapters import Adapters
from bot.channels.arrivals import Arrival
from bot.database.arrivals import named
from bot.database.session import Database, DatabaseDownError
from bot.database.transcript import WEBSITE
from bot.database.turns import Turn
from bot.logging_setup import without_message
from bot.waiting import stop

MOST_AT_ONCE: Final = 100
"""Signs on their way; further ones are left out."""

log = structlog.get_logger("courtesies")


class Courtesies:
    """Sends them for whichever channel is on."""

    def __init__(self, database: Database, adapters: Adapters) -> None:
        self._database = database
        self._adapters = adapters
        self._tasks: set[asyncio.Task[None]] = set()

    def typing(self, turn: Turn) -> None:
        """Shows that an answer is on its way, while nobody at the clinic writes it."""
        if turn.channel != WEBSITE and turn.owner is None:
            self._soon(lambda: self._typing(turn.message))

    def acknowledge(self, provider: str, callback: str) -> None:
        """Ends the waiting sign on a tapped button."""
        taps = self._adapters[provider].taps
        if taps is not None:
            self._soon(lambda: taps.acknowledge(callback))

    def show_choice(self, tap: Arrival, title: str) -> None:
        """Shows in place of the buttons which one was tapped."""
        taps = self._adapters[tap.provider].taps
        about = tap.about
        if taps is not None and about is not None:
            self._soon(lambda: taps.show_choice(tap.person.address, about, title))

    async def close(self) -> None:
        await stop(self._tasks)

    async def _typing(self, message: str) -> bool:
        try:
            found = await self._database.read(lambda connection: named(connection, message))
        except DatabaseDownError:
            return False
        if found is None or found.provider not in self._adapters:
            return False
        client = self._adapters[found.provider].client
        return await client.typing(found.address, found.provider_message_id)

    def _soon(self, sign: Callable[[], Awaitable[bool]]) -> None:
        if len(self._tasks) < MOST_AT_ONCE:
            task = asyncio.get_running_loop().create_task(_sent(sign))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)


async def _sent(sign: Callable[[], Awaitable[bool]]) -> None:
    try:
        await sign()
    except Exception as error:
        log.warning("courtesies.failed", **without_message(error))
