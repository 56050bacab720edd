"""What runs beside the requests from start to stop: migrations, looking after Rasa, turns and streams."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette

from bot.conversation import FrontDesk
from bot.database.migrate import upgrade
from bot.database.session import Database
from bot.messaging.messengers import Messengers
from bot.rasa_client import RasaClient
from bot.reminder_clock import ReminderClock
from bot.streams import Streams
from bot.waiting import stop

STOP_WITHIN = 10.0  # seconds that requests and turns have after SIGTERM
LAST_CALL = 1.0  # seconds that calls to providers have at least
_DATABASE_AGAIN = 2.0  # seconds between attempts to reach the database at the start
_DATABASE_WITHIN = 5.0  # seconds that the start waits for it; then the pages come up without it
_FIRST_LOOK = 0.5  # seconds

log = structlog.get_logger("app")


class Service:
    """The background work of one web process."""

    def __init__(
        self,
        database: Database,
        rasa: RasaClient,
        streams: Streams,
        desk: FrontDesk,
        messengers: Messengers,
        clock: ReminderClock | None = None,
    ) -> None:
        self._messengers = messengers
        self._database = database
        self._rasa = rasa
        self._streams = streams
        self._desk = desk
        self._clock = clock
        self._stop_at: float | None = None
        rasa.on_change(lambda _state: streams.wake_all())

    @asynccontextmanager
    async def lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        await asyncio.wait({asyncio.ensure_future(self._rasa.look())}, timeout=_FIRST_LOOK)
        migrated = asyncio.create_task(self._migrate())
        done, _ = await asyncio.wait({migrated}, timeout=_DATABASE_WITHIN)
        for task in done:
            task.result()  # a migration that is wrong, not just late, stops the start
        work = [migrated, *map(asyncio.create_task, (self._rasa.watch(), self._streams.watch()))]
        clocks = [] if self._clock is None else [self._clock.watch]
        for watch in (self._desk.watch, *self._messengers.watches, *clocks):
            work.append(asyncio.create_task(self._after(migrated, watch)))
        try:
            yield
        finally:
            await self._end(work)

    def stop(self) -> None:
        """Called in the event loop when the process is told to stop: streams end, running turns go on."""
        self._stop_at = time.monotonic() + STOP_WITHIN
        self._streams.close()

    async def _migrate(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                if await loop.run_in_executor(None, upgrade, self._database.engine):
                    log.info("app.database_migrated")
            except OperationalError:
                log.warning("app.database_down", again_in=_DATABASE_AGAIN)
                await asyncio.sleep(_DATABASE_AGAIN)
            else:
                return

    async def _after(self, migrated: asyncio.Task[None], watch: Callable[[], Awaitable[None]]) -> None:
        await migrated
        await watch()

    async def _end(self, work: list[asyncio.Task[None]]) -> None:
        self._streams.close()
        left = STOP_WITHIN if self._stop_at is None else self._stop_at - time.monotonic()
        ends = time.monotonic() + max(0.0, left)
        await self._desk.close(max(0.0, left))
        await self._messengers.close(max(LAST_CALL, ends - time.monotonic()))
        await stop(work)
        await self._messengers.hang_up()
        self._rasa.close()
        self._database.close()
