"""Waiting with a limit never loses an event or a cancellation."""

from __future__ import annotations

import asyncio

import pytest

from bot.waiting import happens, stop


def test_an_event_that_happens_is_seen_once() -> None:
    async def run() -> list[bool]:
        event = asyncio.Event()
        event.set()
        return [await happens(event, 1), await happens(event, 0.01)]

    assert asyncio.run(run()) == [True, False]


def test_an_event_that_happens_while_waiting_ends_the_wait() -> None:
    async def run() -> bool:
        event = asyncio.Event()
        asyncio.get_running_loop().call_later(0.02, event.set)
        return await asyncio.wait_for(happens(event, 60), 5)

    assert asyncio.run(run())


def test_a_cancellation_that_comes_together_with_the_event_is_not_lost() -> None:
    async def run() -> None:
        event = asyncio.Event()
        waiting = asyncio.create_task(happens(event, 60))
        await asyncio.sleep(0)
        event.set()
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    asyncio.run(run())


def test_a_task_that_swallows_a_cancellation_is_stopped_all_the_same() -> None:
    async def stubborn() -> None:
        for _ in range(2):
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                continue
        await asyncio.sleep(60)

    async def broken() -> None:
        await asyncio.sleep(0)
        raise ValueError("broke long ago")

    async def run() -> None:
        tasks = [asyncio.create_task(stubborn()), asyncio.create_task(broken())]
        await asyncio.sleep(0.01)
        await asyncio.wait_for(stop(tasks), 10)

    asyncio.run(run())
