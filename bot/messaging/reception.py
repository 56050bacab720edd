"""Takes in what a messaging channel delivered: everything in one delivery is stored in one transaction.

When `take` returns, the provider may be told that we have it; what is to be answered is answered from then on by
the front desk, as on the website.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import structlog
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from bot.channels.adapters import Adapters
from bot.channels.arrivals import Arrival, Received
from bot.channels.messages import Reply
from bot.database.deliveries import Undelivered, told
from bot.database.identities import note
from bot.database.models import now
from bot.database.session import Database
from bot.messaging.arriving import Arrived, Arriving
from bot.messaging.courtesies import Courtesies
from bot.urgent import Alarm

Lost = Callable[[Connection, Undelivered, datetime], None]
"""Notes for staff that a message will not reach somebody."""

_ATTEMPTS: Final = 5  # at a delivery that meets itself, or another first message of the same person

log = structlog.get_logger("reception")


@dataclass
class Taken:
    """What came of a delivery. tapped: each arrival with the title of the button that was tapped."""

    arrived: list[Arrived] = field(default_factory=list)
    tapped: list[tuple[Arrival, str]] = field(default_factory=list)
    repeated: int = 0


class Reception:
    """One for all messaging channels. `stored` is called with every conversation in which something was stored."""

    def __init__(
        self,
        database: Database,
        adapters: Adapters,
        arriving: Arriving,
        alarm: Alarm,
        lost: Lost,
        stored: Callable[[str], None],
        courtesies: Courtesies,
    ) -> None:
        self._database = database
        self._adapters = adapters
        self._arriving = arriving
        self._alarm = alarm
        self._lost = lost
        self._stored = stored
        self._courtesies = courtesies

    async def take(self, received: Received) -> None:
        """Stores the delivery and begins whatever follows from it. Raises DatabaseDownError: nothing was stored."""
        taken = await self._store_all(received)
        for callback in received.callbacks:
            self._courtesies.acknowledge("telegram", callback)
        for came, title in taken.tapped:
            self._courtesies.show_choice(came, title)
        for each in taken.arrived:
            if each.urgent:
                log.warning("conversation.emergency", conversation=each.conversation)
        for conversation in {each.conversation for each in taken.arrived}:
            self._stored(conversation)
        log.info(
            "reception.taken",
            arrivals=len(taken.arrived),
            repeated=taken.repeated,
            updates=len(received.updates),
            ignored=list(received.ignored),
        )

    async def _store_all(self, received: Received) -> Taken:
        # Read outside the transaction: it takes time, and others wait for the database.
        urgent = {id(each): self._alarm(each.text) for each in received.arrivals if each.text}
        for _attempt in range(_ATTEMPTS - 1):
            try:
                return await self._database.write(lambda c: self._store(c, received, urgent))
            except IntegrityError:
                log.info("reception.met_itself")
        return await self._database.write(lambda c: self._store(c, received, urgent))

    def _store(self, connection: Connection, received: Received, urgent: Mapping[int, Reply | None]) -> Taken:
        at, taken = now(), Taken()
        for change in received.changes:
            note(connection, change)
        for came in _in_order(received.arrivals):
            arrived = self._arriving.arrive(connection, came, urgent.get(id(came)), at)
            if arrived is None:
                taken.repeated += 1
                continue
            taken.arrived.append(arrived)
            if arrived.button is not None:
                taken.tapped.append((came, arrived.button.title))
        for update in received.updates:
            lost = told(connection, update, self._adapters[update.provider].terms, at)
            if lost is not None:
                self._lost(connection, lost, at)
        return taken


def _in_order(arrivals: Sequence[Arrival]) -> Sequence[Arrival]:
    """By the provider's time, if it tells one of each: within a delivery the later one may stand first."""
    timed = [(each.at.timestamp(), each) for each in arrivals if each.at is not None]
    if len(timed) < len(arrivals):
        return arrivals
    return [each for _at, each in sorted(timed, key=lambda pair: pair[0])]
