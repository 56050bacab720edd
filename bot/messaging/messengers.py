"""The messaging channels put together: what comes in by them, what goes out, and the work in between."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from sqlalchemy.engine import Connection
from starlette.routing import Route

from bot.channels.adapters import Adapters, adapters_of
from bot.channels.messages import Reply
from bot.channels.webhooks import Webhooks
from bot.channels.wording import ChannelWording
from bot.database.deliveries import Undelivered
from bot.database.session import Database
from bot.database.transcript import flag
from bot.messaging.arriving import Arriving, Moving
from bot.messaging.courtesies import Courtesies
from bot.messaging.fetching import Fetcher
from bot.messaging.reception import Reception
from bot.messaging.sending import Sender
from bot.owing import Owing
from bot.settings import Settings
from bot.urgent import Alarm

LOST = "A message could not be delivered."


class Messengers:
    """All that belongs to the messaging channels that are on; where none is, nothing of it does anything."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        wording: ChannelWording,
        owing: Owing | None = None,
    ) -> None:
        self._settings = settings
        self._database = database
        self._wording = wording
        self._owing = owing
        self._adapters: Adapters = adapters_of(settings, wording.words)
        self._sender = Sender(database, self._adapters, self._lost)
        self._fetcher = Fetcher(database, self._adapters)
        self.courtesies = Courtesies(database, self._adapters)

    def routes(
        self,
        say: Callable[[str], Reply],
        alarm: Alarm,
        stored: Callable[[str], None],
        moving: Moving | None = None,
    ) -> Sequence[Route]:
        """The addresses of the channels. stored: is told of every conversation in which something arrived."""
        arriving = Arriving(say, self._wording, self._owing, moving)
        reception = Reception(
            self._database, self._adapters, arriving, alarm, self._lost, stored, self.courtesies
        )
        return Webhooks(self._settings, reception.take).routes()

    @property
    def watches(self) -> Sequence[Callable[[], Awaitable[None]]]:
        """What runs until it is cancelled, once the database is there."""
        return (self._sender.watch, self._fetcher.watch)

    def wake(self) -> None:
        """Something was said that may have to be sent."""
        self._sender.wake()

    async def close(self, within: float) -> None:
        """Lets running calls end for so many seconds."""
        await self.courtesies.close()
        await self._sender.close(within)

    async def hang_up(self) -> None:
        """Closes the connections to the providers; nothing of `watches` may run any more."""
        for adapter in self._adapters.values():
            await adapter.client.close()

    def _lost(self, connection: Connection, undelivered: Undelivered, at: datetime) -> None:
        flag(connection, undelivered.conversation, f"{LOST} {undelivered.words}")
        if self._owing is not None:
            self._owing.person(connection, undelivered.conversation, f"{LOST} {undelivered.words}", at)
