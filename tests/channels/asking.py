"""Asks a client of a channel one thing, on an event loop of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

import httpx

IMPATIENT = httpx.Timeout(0.3)  # seconds; the fakes are on this machine


class Closing(Protocol):
    async def close(self) -> None: ...


C = TypeVar("C", bound=Closing)
T = TypeVar("T")


def asked(make: Callable[[], C], what: Callable[[C], Awaitable[T]]) -> T:
    """What the client answers; it is made and closed for this alone."""

    async def asking() -> T:
        client = make()
        try:
            return await what(client)
        finally:
            await client.close()

    return asyncio.run(asking())
