"""The event stream of a conversation: messages, typing and the assistant's state, as server-sent events."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import structlog

from bot.database.session import Database, DatabaseDownError
from bot.database.transcript import StoredMessage, history
from bot.rasa_client import State
from bot.streams import Listener, Streams

HEARTBEAT = 15.0  # seconds; proxies cut connections that are silent for longer
_RECONNECT = 2_000  # milliseconds until a browser comes back

log = structlog.get_logger("events")


async def events(
    database: Database, streams: Streams, state: Callable[[], State], listener: Listener
) -> AsyncIterator[bytes]:
    """Everything after the listener's cursor, then what happens, until the reader or the process leaves."""
    yield f"retry: {_RECONNECT}\n\n".encode()
    shown_state: State | None = None
    shown_typing = False
    last_sent = time.monotonic()
    while not (streams.closing or listener.left):
        lines: list[bytes] = []
        for message in await _news(database, listener):
            lines.append(_event("message", message.to_json(), message.sequence))
            listener.cursor = message.sequence
        if listener.typing != shown_typing:
            shown_typing = listener.typing
            lines.append(_event("typing", {"on": shown_typing}))
        if state() != shown_state:
            shown_state = state()
            lines.append(_event("status", {"rasa": shown_state}))
        if not lines and time.monotonic() - last_sent >= HEARTBEAT:
            lines.append(b": still here\n\n")
        if lines:
            yield b"".join(lines)
            last_sent = time.monotonic()
        await listener.wait(max(0.0, HEARTBEAT - (time.monotonic() - last_sent)))


async def _news(database: Database, listener: Listener) -> list[StoredMessage]:
    if not listener.news:
        return []
    listener.news = False
    try:
        return await database.read(lambda c: history(c, listener.conversation, after=listener.cursor))
    except DatabaseDownError:
        # The stream stays open: the next look at the database finds the messages.
        log.warning("events.database_down", conversation=listener.conversation)
        return []


def _event(name: str, data: dict[str, Any], sequence: int | None = None) -> bytes:
    head = f"id: {sequence}\n" if sequence is not None else ""
    return f"{head}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
