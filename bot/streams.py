"""Wakes the open event streams of a conversation when there is something to show.

What happens in this process wakes at once; what another process wrote is noticed by looking at
the database once a second, for all open streams together.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog

from bot.database.session import Database, DatabaseDownError
from bot.database.turns import Progress, progress
from bot.waiting import happens

LOOK_EVERY = 1.0  # seconds
SHOWN = "website"
"""The only channel whose conversations are shown by streams."""

log = structlog.get_logger("streams")


class Listener:
    """One open stream. `cursor` is the sequence of the last message it has sent."""

    def __init__(self, conversation: str, cursor: int) -> None:
        self.conversation = conversation
        self.cursor = cursor
        self.news = True
        self.typing = False
        self.left = False
        """Whether the conversation goes on elsewhere: then this stream ends."""
        self._wake = asyncio.Event()

    def wake(self) -> None:
        self._wake.set()

    async def wait(self, seconds: float) -> None:
        """Returns when there may be something to send, or when the time is over."""
        await happens(self._wake, seconds)


class Streams:
    """The open streams of this process, by conversation."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._listeners: dict[str, set[Listener]] = {}
        self._typing_here: set[str] = set()
        self._on_stored: list[Callable[[], None]] = []
        self.closing = False

    @contextmanager
    def listen(self, conversation: str, cursor: int) -> Iterator[Listener]:
        listener = Listener(conversation, cursor)
        listener.typing = conversation in self._typing_here
        self._listeners.setdefault(conversation, set()).add(listener)
        try:
            yield listener
        finally:
            others = self._listeners[conversation]
            others.discard(listener)
            if not others:
                del self._listeners[conversation]

    def count(self, conversation: str) -> int:
        return len(self._listeners.get(conversation, ()))

    @property
    def total(self) -> int:
        return sum(len(listeners) for listeners in self._listeners.values())

    def on_stored(self, listener: Callable[[], None]) -> None:
        """`listener` is called, in the event loop, when this process has stored a message."""
        self._on_stored.append(listener)

    def stored(self, conversation: str) -> None:
        """A message was stored by this process."""
        for told in self._on_stored:
            told()
        for listener in self._listeners.get(conversation, ()):
            listener.news = True
            listener.wake()

    def typing(self, conversation: str, on: bool) -> None:
        """This process began or ended a turn."""
        (self._typing_here.add if on else self._typing_here.discard)(conversation)
        self._show_typing(conversation, on)

    def wake_all(self) -> None:
        """Something that every stream shows has changed."""
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.wake()

    def close(self) -> None:
        """Ends every stream; browsers come back to whichever process is there then."""
        self.closing = True
        self.wake_all()

    async def watch(self) -> None:
        """Looks for what other processes did, until it is cancelled."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            if self._listeners:
                await self._look()

    async def _look(self) -> None:
        conversations = list(self._listeners)
        try:
            found = await self._database.read(lambda connection: progress(connection, conversations))
        except DatabaseDownError:
            log.warning("streams.database_down")
            return
        for each in found:
            self._show(each)

    def _show(self, each: Progress) -> None:
        if each.conversation not in self._typing_here:
            self._show_typing(each.conversation, each.in_turn)
        for listener in self._listeners.get(each.conversation, ()):
            if each.channel != SHOWN:
                listener.left = True
                listener.wake()
            if listener.cursor < each.last_sequence:
                listener.news = True
                listener.wake()

    def _show_typing(self, conversation: str, on: bool) -> None:
        for listener in self._listeners.get(conversation, ()):
            if listener.typing != on:
                listener.typing = on
                listener.wake()
