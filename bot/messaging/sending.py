"""Sends what stands in the outbox: several people at once, each in order, until it is sent or cannot be."""

from __future__ import annotations

import asyncio
import os
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

import structlog
from sqlalchemy.engine import Connection

from bot.channels.adapters import Adapters, render_with
from bot.channels.outcomes import Outcome, Refused, Sent
from bot.database.deliveries import Terms, came_to
from bot.database.models import now
from bot.database.outbox import Leased, due, lease, renew
from bot.database.session import Database, DatabaseDownError
from bot.logging_setup import without_message
from bot.messaging.reception import Lost
from bot.waiting import happens, stop

LOOK_EVERY: Final = (
    1.0  # seconds between two looks for what other processes or the console put into the outbox
)
AT_ONCE: Final = 24  # people who are sent to at the same time
WINDOW: Final = timedelta(hours=24) - timedelta(minutes=1)
"""So long after somebody wrote free messages may follow; a minute is left for the call itself."""

STORE_PAUSES: Final = (0.2, 0.5, 1.0, 2.0)  # seconds between attempts to store what a call came to

log = structlog.get_logger("sending")


class Sender:
    """The sending of one process; others may send beside it."""

    def __init__(self, database: Database, adapters: Adapters, lost: Lost) -> None:
        self._database = database
        self._adapters = adapters
        self._lost = lost
        self._render = render_with(adapters)
        self._holder = f"{os.getpid()}-{uuid4().hex}"
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._look_now = asyncio.Event()
        self._closing = False

    def wake(self) -> None:
        """Something was put into the outbox."""
        self._look_now.set()

    async def watch(self) -> None:
        """Sends what is due, until it is cancelled."""
        while self._adapters:
            try:
                if self._tasks:
                    await self._database.write(lambda c: renew(c, self._holder, now()))
                await self._look()
            except DatabaseDownError as error:
                log.warning("sending.database_down", problem=str(error))
            await happens(self._look_now, LOOK_EVERY)

    async def close(self, within: float) -> None:
        """Lets running calls end for so many seconds; the rest is sent after the next start."""
        self._closing = True
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=max(0.0, within))
        await stop(self._tasks.values())

    async def _look(self) -> None:
        for identity in await self._database.read(lambda c: due(c, self._adapters.keys(), now())):
            if len(self._tasks) >= AT_ONCE or self._closing:
                return
            if identity not in self._tasks:
                self._tasks[identity] = asyncio.create_task(self._send_all(identity))

    async def _send_all(self, identity: str) -> None:
        """Everything that is due for one person."""
        try:
            while not self._closing:
                leased = await self._database.write(
                    lambda c: lease(c, identity, self._holder, now(), self._render)
                )
                if leased is None:
                    break
                await self._keep(leased, await self._send(leased))
            self.wake()  # there is room for somebody else
        except DatabaseDownError as error:
            log.warning("sending.database_down", problem=str(error))
        except Exception as error:
            log.error("sending.broke", identity=identity, **without_message(error))
        finally:
            del self._tasks[identity]

    async def _send(self, leased: Leased) -> Outcome:
        adapter = self._adapters[leased.provider]
        closed = adapter.terms.closed
        if closed is not None and not leased.template and _too_long_ago(leased.last_inbound_at, now()):
            return closed
        try:
            return await adapter.client.send(leased.address, leased.call)
        except Exception as error:
            # A mistake of ours must not hold up for ever what comes after it.
            log.error("sending.call_broke", provider=leased.provider, **without_message(error))
            return Refused(
                "internal error", "The message could not be sent because of a fault of the assistant."
            )

    async def _keep(self, leased: Leased, outcome: Outcome) -> None:
        terms = self._adapters[leased.provider].terms
        log.info("sending.call", provider=leased.provider, row=leased.row, **_told(outcome))
        for pause in STORE_PAUSES:
            try:
                return await self._store(leased, outcome, terms)
            except DatabaseDownError:
                await asyncio.sleep(pause)
        await self._store(leased, outcome, terms)

    async def _store(self, leased: Leased, outcome: Outcome, terms: Terms) -> None:
        def work(connection: Connection) -> None:
            at = now()
            undelivered = came_to(connection, leased.row, self._holder, outcome, terms, at)
            if undelivered is not None:
                self._lost(connection, undelivered, at)

        await self._database.write(work)


def _too_long_ago(wrote: datetime | None, at: datetime) -> bool:
    return wrote is None or at - wrote > WINDOW


def _told(outcome: Outcome) -> dict[str, str]:
    """For the log: what became of a call, in the provider's code."""
    if isinstance(outcome, Sent):
        return {"outcome": "sent"}
    return {"outcome": type(outcome).__name__.lower(), "code": outcome.code}
