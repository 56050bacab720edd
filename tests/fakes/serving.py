"""An application behind a real server in a thread, for what a test client cannot show: streams and sockets."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette


class Served:
    """A running server. `stop` ends it as SIGTERM would."""

    def __init__(self, app: Starlette) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._app = app
        config = uvicorn.Config(
            app, port=self.port, ws="none", log_config=None, access_log=False, timeout_graceful_shutdown=10
        )
        self._server = _Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def start(self) -> None:
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive(), "the server did not start"
            time.sleep(0.01)

    def stop(self) -> None:
        if self._thread.is_alive():
            self._server.loop.call_soon_threadsafe(self._app.state.service.stop)
            self._server.should_exit = True
            self._thread.join(timeout=20)
        assert not self._thread.is_alive(), "the server did not stop"


class _Server(uvicorn.Server):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self.loop = asyncio.get_running_loop()
        await super().startup(sockets)


@contextmanager
def served(app: Starlette) -> Iterator[Served]:
    """The application at an address of this machine."""
    server = Served(app)
    server.start()
    try:
        yield server
    finally:
        server.stop()


class Event:
    """One server-sent event; `data` is read as JSON."""

    def __init__(self, lines: list[str]) -> None:
        fields = dict(line.split(": ", 1) for line in lines if not line.startswith(":"))
        self.id = int(fields["id"]) if "id" in fields else None
        self.kind = fields.get("event")
        self.data: Any = json.loads(fields["data"]) if "data" in fields else None

    def __repr__(self) -> str:
        return f"{self.id} {self.kind} {self.data}"


def read_events(response: httpx.Response) -> Iterator[Event]:
    """The events of a stream, as they come; comments and retry times are left out."""
    lines: list[str] = []
    for line in response.iter_lines():
        if line:
            lines.append(line)
            continue
        event = Event(lines)
        lines = []
        if event.kind:
            yield event


def take_until(events: Iterator[Event], kind: str, **data: Any) -> list[Event]:
    """The events up to the first of `kind` whose data has these values."""
    taken: list[Event] = []
    for event in events:
        taken.append(event)
        if event.kind == kind and data.items() <= event.data.items():
            return taken
    raise AssertionError(f"the stream ended without {kind} {data}: {taken}")
