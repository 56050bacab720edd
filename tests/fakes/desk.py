"""A front desk over a real database and a fake Rasa, without HTTP around it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from bot.channels.messages import Button, Incoming, Reply
from bot.conversation import FrontDesk
from bot.database.models import conversation, message
from bot.database.session import Database, open_engine
from bot.database.transcript import Accepted, StoredMessage, change, history, open_conversation
from bot.owing import Owing
from bot.rasa_client import RasaClient
from bot.reading.red_flags import load_gate
from bot.reminding import Reminding
from bot.streams import Streams
from bot.urgent import alarm
from bot.waiting import stop

BUTTONS = (Button("Does it hurt?", "/pain"), Button("Prices", "/cost"), Button("A person", "/talk_to_human"))
GATE = load_gate(Path("data/clinic"))
PATIENCE = 8.0  # seconds


def say(phrase: str) -> Reply:
    """Every phrase is its own id; the welcome offers three buttons."""
    return Reply(f"<{phrase}>", BUTTONS if phrase == "welcome" else ())


class Desk:
    """The parts, and the words in which tests speak to them."""

    def __init__(
        self,
        url: str,
        rasa_port: int,
        timeout: float,
        starting: float,
        owing: Owing | None = None,
        reminding: Reminding | None = None,
    ) -> None:
        self.database = Database(open_engine(url))
        self.rasa = RasaClient(rasa_port, timeout, starting)
        self.streams = Streams(self.database)
        self.front = FrontDesk(
            self.database, self.rasa, self.streams, say, alarm(GATE, say), owing, reminding
        )

    async def opens(self) -> str:
        """A new conversation with a welcome."""
        welcome = say("welcome").to_json()
        return await self.database.write(lambda c: open_conversation(c, "website", welcome)[1])

    async def receives(self, conversation_id: str, text: str, provider_id: str | None = None) -> Accepted:
        return await self.front.receive(Incoming(conversation_id, provider_id or uuid4().hex, text))

    async def receives_tap(self, conversation_id: str, payload: str) -> Accepted:
        return await self.front.receive(Incoming(conversation_id, uuid4().hex, payload=payload))

    async def answers(self, conversation_id: str, text: str) -> list[str]:
        """What is said to a message."""
        accepted = await self.receives(conversation_id, text)
        return [reply.text for reply in await self.front.replies(accepted, PATIENCE)]

    async def said(self, conversation_id: str) -> list[str]:
        """The conversation, the visitor's messages with an arrow."""
        return [_line(each) for each in await self.history(conversation_id)]

    async def history(self, conversation_id: str) -> list[StoredMessage]:
        return await self.database.read(lambda c: history(c, conversation_id))

    async def message(self, message_id: str) -> Any:
        return await self.database.read(
            lambda c: c.execute(select(message).where(message.c.id == message_id)).one()
        )

    async def conversation(self, conversation_id: str) -> Any:
        return await self.database.read(
            lambda c: c.execute(select(conversation).where(conversation.c.id == conversation_id)).one()
        )

    async def sets(self, conversation_id: str, **columns: Any) -> None:
        await self.database.write(lambda c: change(c, conversation_id, **columns))


@asynccontextmanager
async def desk(
    url: str,
    rasa_port: int,
    *,
    timeout: float = 5.0,
    starting: float = 60.0,
    watching: bool = True,
    owing: Owing | None = None,
    reminding: Reminding | None = None,
) -> AsyncIterator[Desk]:
    """A desk at work; `watching` also picks up what is unanswered and looks after Rasa."""
    made = Desk(url, rasa_port, timeout, starting, owing, reminding)
    await made.rasa.look()
    work = [
        asyncio.create_task(each) for each in ((made.rasa.watch(), made.front.watch()) if watching else ())
    ]
    try:
        yield made
    finally:
        await made.front.close(within=PATIENCE)
        await stop(work)
        made.rasa.close()
        made.database.close()


async def until(condition: Callable[[], Any], patience: float = PATIENCE) -> None:
    """Waits until `condition`, which may be awaitable, holds."""
    deadline = asyncio.get_running_loop().time() + patience
    while True:
        found = condition()
        if await found if asyncio.iscoroutine(found) else found:
            return
        assert asyncio.get_running_loop().time() < deadline, "waited in vain"
        await asyncio.sleep(0.02)


def _line(each: StoredMessage) -> str:
    return f"> {each.text}" if each.direction == "in" else each.text
