"""Waiting with a time limit, so that being cancelled is never lost.

asyncio.wait_for in Python 3.10 swallows a cancellation that arrives together with the result
(https://github.com/python/cpython/issues/81839), and a loop that uses it may then run for ever.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

_AGAIN = 0.5  # seconds


async def happens(event: asyncio.Event, within: float) -> bool:
    """Whether the event happens within so many seconds; it is cleared then."""
    waiting = asyncio.ensure_future(event.wait())
    try:
        await asyncio.wait({waiting}, timeout=within)
    finally:
        waiting.cancel()
    happened = event.is_set()
    event.clear()
    return happened


async def stop(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancels the tasks until each has ended; what they raised is dropped."""
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        done, left = await asyncio.wait(left, timeout=_AGAIN)
        for task in done:
            if not task.cancelled():
                task.exception()
