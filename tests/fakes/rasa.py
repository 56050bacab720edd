"""A strict stand-in for Rasa's REST channel on loopback: fixed answers, and trouble on demand.

It complains, with status 400, about everything the real contract does not hold; tests look at
`complaints` when they end.
"""

from __future__ import annotations

import asyncio
import re
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

LONGEST = 2_000  # characters
_SENDER = re.compile(r"[0-9a-f]{32}")

Items = list[dict[str, Any]]


@dataclass(frozen=True)
class Call:
    """One message that Rasa was asked."""

    sender: str
    message: str


def custom(
    text: str, buttons: Sequence[tuple[str, str]] = (), topic: str = "pain", **more: Any
) -> dict[str, Any]:
    """One item as our actions send it. `more` goes beside "reply", as `needs_person` does."""
    return {
        "custom": {
            "reply": {
                "text": text,
                "buttons": [{"title": title, "payload": payload} for title, payload in buttons],
                "attachments": [],
                "sources": ["pain_level"],
            },
            "understood": {
                "topics": [{"topic": topic, "confidence": 0.9, "clause": "?"}],
                "alternatives": [{"topic": "anesthetic", "confidence": 0.05}],
                "out_of_scope": False,
                "model": "20261122-fake",
                "knowledge": "0123456789ab",
            },
            **more,
        }
    }


class FakeRasa:
    """The server and the hands on it. `delay` is in seconds; `answers` overrides the answer to a message."""

    def __init__(self) -> None:
        self.reset()
        self._thread: threading.Thread | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])

    def reset(self) -> None:
        """As new; whether it runs stays as it is."""
        self.calls: list[Call] = []
        self.complaints: list[str] = []
        self.delay = 0.0
        self.answers: dict[str, Items | Response] = {}
        self.slow: dict[str, float] = {}
        self._busy: set[str] = set()

    @property
    def messages(self) -> list[str]:
        return [call.message for call in self.calls]

    def start(self) -> None:
        """Listens, on the same port each time; nothing to do when it already does."""
        if self._thread is not None:
            return
        app = Starlette(
            routes=[
                Route("/", self._hello, methods=["GET"]),
                Route("/webhooks/rest/webhook", self._webhook, methods=["POST"]),
            ]
        )
        config = uvicorn.Config(app, port=self.port, ws="none", log_level="critical", lifespan="off")
        self._server = _Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)

    def stop(self) -> None:
        """Closes the port and cuts every connection, whatever is being answered, as a process that dies."""
        if self._thread is None:
            return
        self._server.cut()
        self._server.force_exit = True
        self._server.should_exit = True
        self._thread.join(timeout=10)
        self._thread = None

    async def _hello(self, _request: Request) -> Response:
        return PlainTextResponse("Hello from Rasa: 3.6.21")

    async def _webhook(self, request: Request) -> Response:
        body = await request.json()
        complaint = _wrong_with(request, body)
        if complaint is None and body["sender"] in self._busy:
            complaint = "a second message of a sender before the first was answered"
        if complaint is not None:
            self.complaints.append(complaint)
            return JSONResponse({"complaint": complaint}, 400)
        sender, message = body["sender"], body["message"]
        self.calls.append(Call(sender, message))
        self._busy.add(sender)
        try:
            await asyncio.sleep(self.slow.get(message, self.delay))
            return self._answer(message)
        finally:
            self._busy.discard(sender)

    def _answer(self, message: str) -> Response:
        answer = self.answers.get(message) or [custom(f"About {message}")]
        if isinstance(answer, Response):
            return answer
        return JSONResponse([{"recipient_id": "x", **item} for item in answer])


class _Server(uvicorn.Server):
    """One that can die."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)

    def cut(self) -> None:
        self._loop.call_soon_threadsafe(self._cut)

    def _cut(self) -> None:
        for server in self.servers:
            server.close()
        for connection in self.server_state.connections:
            connection.transport.abort()


def _wrong_with(request: Request, body: Any) -> str | None:
    if not request.headers.get("content-type", "").startswith("application/json"):
        return "not JSON"
    if not isinstance(body, dict) or set(body) != {"sender", "message"}:
        return "keys other than sender and message"
    sender, message = body["sender"], body["message"]
    if not isinstance(sender, str) or not _SENDER.fullmatch(sender):
        return "a sender that is no conversation id"
    if not isinstance(message, str) or not message.strip() or len(message) > LONGEST:
        return "a message that is empty, too long or no text"
    return None
