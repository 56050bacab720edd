"""A small HTTP client for our own servers on this machine.

It speaks plain HTTP/1.1 to 127.0.0.1 and nothing else. A general client costs more than a
millisecond of CPU per request, which is more than the rest of a turn in the web process.
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass
from typing import Any, cast

import httptools

HOST = "127.0.0.1"
_IDLE = 2.0  # seconds a kept connection is used again; Rasa's server closes it after 5
_KEPT = 8  # connections


class NotReachedError(Exception):
    """No connection: the request was certainly not read."""


class TooLateError(Exception):
    """No answer within the time allowed."""


class BrokeOffError(Exception):
    """The connection ended before the answer: the request may or may not have been worked on."""


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


class LoopbackClient:
    """Requests to one port of this machine, over connections that are kept for the next one.

    `get` and `post` allow `within` seconds. They raise NotReachedError, BrokeOffError and TooLateError.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: list[tuple[float, _Connection]] = []

    async def get(self, path: str, within: float) -> Answer:
        head = f"GET {path} HTTP/1.1\r\nhost: {HOST}:{self._port}\r\n\r\n"
        return await self._ask(head.encode("ascii"), within)

    async def post(self, path: str, value: Any, within: float) -> Answer:
        body = json.dumps(value, ensure_ascii=False).encode("utf-8")
        head = (
            f"POST {path} HTTP/1.1\r\nhost: {HOST}:{self._port}\r\n"
            f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        return await self._ask(head.encode("ascii") + body, within)

    def close(self) -> None:
        for _, connection in self._idle:
            connection.close()
        self._idle.clear()

    async def _ask(self, request: bytes, within: float) -> Answer:
        connection = self._take_idle() or await self._connect(within)
        try:
            answer = await connection.ask(request, within)
        except BaseException:
            connection.close()
            raise
        if connection.reusable and len(self._idle) < _KEPT:
            self._idle.append((time.monotonic(), connection))
        else:
            connection.close()
        return answer

    def _take_idle(self) -> _Connection | None:
        while self._idle:
            since, connection = self._idle.pop()
            if connection.reusable and time.monotonic() - since < _IDLE:
                return connection
            connection.close()
        return None

    async def _connect(self, within: float) -> _Connection:
        loop = asyncio.get_running_loop()
        try:
            connecting = loop.create_connection(_Connection, HOST, self._port)
            _, connection = await asyncio.wait_for(connecting, within)
        except (OSError, asyncio.TimeoutError) as error:
            raise NotReachedError(f"nothing answers on port {self._port}") from error
        return connection


class _Connection(asyncio.Protocol):
    """One connection; one request at a time. The names `on_…` are httptools' callbacks."""

    def __init__(self) -> None:
        self.reusable = True
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[Answer] | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._body = bytearray()

    async def ask(self, request: bytes, within: float) -> Answer:
        if self._transport is None:
            raise BrokeOffError("the connection is closed")
        self._parser = httptools.HttpResponseParser(self)
        self._body.clear()
        loop = asyncio.get_running_loop()
        self._answer = loop.create_future()
        limit = loop.call_later(within, self._fail, TooLateError(f"no answer within {within:g} s"))
        self._transport.write(request)
        try:
            return await self._answer
        finally:
            limit.cancel()

    def close(self) -> None:
        self.reusable = False
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's does not inherit from it

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self._fail(BrokeOffError("the answer is not HTTP"))
            self.close()

    def connection_lost(self, _error: Exception | None) -> None:
        self.reusable = False
        self._transport = None
        self._fail(BrokeOffError("the connection was closed"))

    def on_body(self, data: bytes) -> None:
        self._body += data

    def on_message_complete(self) -> None:
        self.reusable = self.reusable and bool(self._parser.should_keep_alive())
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(Answer(self._parser.get_status_code(), bytes(self._body)))

    def _fail(self, error: Exception) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)
