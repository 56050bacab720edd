"""What the stand-ins for Meta, Twilio and Telegram share: a server on loopback that records, and trouble on demand."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

Json = dict[str, Any]
Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Recorded:
    """One call: the provider's operation, its parameters, to whom, and whether it was taken."""

    method: str
    body: Mapping[str, Any]
    to: str | None
    taken: bool
    files: Mapping[str, bytes] = field(default_factory=dict)


class FakeProvider(ABC):
    """The server and the hands on it.

    `trouble` holds answers that the next calls get, whatever they ask. `delay` is in seconds and holds up
    every answer; `deaf` is in seconds and holds up the answers of calls that were taken all the same.
    """

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread: threading.Thread | None = None
        self.reset()

    def reset(self) -> None:
        """As new; whether it runs stays as it is."""
        self.calls: list[Recorded] = []
        self.trouble: deque[Response] = deque()
        self.delay = 0.0
        self.deaf = 0.0
        self.media: dict[str, bytes] = {}

    @abstractmethod
    def routes(self) -> Sequence[tuple[str, Handler]]:
        """The addresses that the real one has, with what answers at each."""

    @property
    def taken(self) -> list[Recorded]:
        """The calls that the real one would have taken."""
        return [call for call in self.calls if call.taken]

    def start(self) -> None:
        """Listens; nothing to do when it already does."""
        if self._thread is not None:
            return
        app = Starlette(
            routes=[
                Route(path, self._troubled(handler), methods=["GET", "POST"])
                for path, handler in self.routes()
            ]
        )
        config = uvicorn.Config(app, port=self.port, ws="none", log_level="critical", lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive(), "the server did not start"
            time.sleep(0.01)

    def stop(self) -> None:
        if self._thread is None:
            return
        self._server.force_exit = True
        self._server.should_exit = True
        self._thread.join(timeout=10)
        self._thread = None

    def record(
        self,
        method: str,
        body: Mapping[str, Any],
        to: str | None = None,
        *,
        taken: bool = True,
        files: Mapping[str, bytes] | None = None,
    ) -> None:
        self.calls.append(Recorded(method, body, to, taken, files or {}))

    def _troubled(self, handler: Handler) -> Handler:
        async def answer(request: Request) -> Response:
            if self.delay:
                await asyncio.sleep(self.delay)
            if self.trouble:
                trouble = self.trouble.popleft()
                self.record(request.url.path, {}, taken=False)
                return trouble
            made = await handler(request)
            if self.deaf:
                await asyncio.sleep(self.deaf)
            return made

        return answer


def units(text: str) -> int:
    """UTF-16 units, counted apart from how the product counts them."""
    return len(text.encode("utf-16-le")) // 2


def server_error() -> Response:
    """What a proxy before a provider says when the provider is down: no JSON."""
    return Response("<html>Bad gateway</html>", 502, media_type="text/html")


def json_answer(
    value: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    return JSONResponse(dict(value), status, headers=dict(headers or {}))
