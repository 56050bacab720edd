"""Messages that cannot be answered now: told once, kept, and answered when Rasa is there."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from bot.conversation import MOST_ATTEMPTS
from bot.database.turns import claim
from tests.fakes.desk import Desk, desk, until
from tests.fakes.rasa import FakeRasa


@pytest.fixture(autouse=True)
def _looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same looks at Rasa and at what is unanswered, ten times as often."""
    monkeypatch.setattr("bot.rasa_client.LOOK_OTHERWISE", 0.1)
    monkeypatch.setattr("bot.rasa_client.LOOK_WHEN_READY", 0.5)
    monkeypatch.setattr("bot.conversation.LOOK_EVERY", 0.2)
    monkeypatch.setattr("bot.conversation.LEFT_FOR", 0.3)


@pytest.fixture
def absent(rasa: FakeRasa) -> FakeRasa:
    """A Rasa that does not run yet."""
    rasa.stop()
    return rasa


async def _says(made: Desk, conversation: str, *lines: str) -> bool:
    return await made.said(conversation) == list(lines)


def test_while_rasa_starts_the_visitor_is_told_once_and_answered_later(
    migrated_url: str, absent: FakeRasa
) -> None:
    async def work() -> None:
        async with desk(migrated_url, absent.port) as made:
            conversation = await made.opens()
            assert await made.answers(conversation, "alpha") == ["<waking>"]
            await made.receives(conversation, "beta")
            await asyncio.sleep(0.3)
            assert await made.said(conversation) == ["<welcome>", "> alpha", "<waking>", "> beta"]
            assert not (await made.conversation(conversation)).needs_person
            await asyncio.to_thread(absent.start)
            lines = ("<welcome>", "> alpha", "<waking>", "> beta", "About alpha", "About beta")
            await until(lambda: _says(made, conversation, *lines))

    asyncio.run(work())
    assert absent.messages == ["alpha", "beta"]


def test_everybody_who_wrote_while_rasa_started_is_answered(migrated_url: str, absent: FakeRasa) -> None:
    async def work() -> None:
        async with desk(migrated_url, absent.port) as made:
            conversations = [await made.opens() for _ in range(20)]
            for each in conversations:
                await made.receives(each, "hello")
            await asyncio.to_thread(absent.start)
            for each in conversations:
                await until(partial(_ends, made, each, "About hello"))

    asyncio.run(work())
    assert absent.messages == ["hello"] * 20


async def _ends(made: Desk, conversation: str, line: str) -> bool:
    return (await made.said(conversation))[-1] == line


def test_when_rasa_is_down_a_person_is_asked_and_the_answer_still_comes(
    migrated_url: str, rasa: FakeRasa
) -> None:
    async def work() -> None:
        async with desk(migrated_url, rasa.port) as made:
            conversation = await made.opens()
            assert await made.answers(conversation, "before") == ["About before"]
            await asyncio.to_thread(rasa.stop)
            assert await made.answers(conversation, "during") == ["<not_read>"]
            await made.receives(conversation, "and again")
            await asyncio.sleep(0.3)
            marked = await made.conversation(conversation)
            assert (marked.needs_person, marked.needs_person_reason) == (
                True,
                "A message could not be answered: the assistant is down.",
            )
            await asyncio.to_thread(rasa.start)
            await until(lambda: _ends(made, conversation, "About and again"))
            assert await made.said(conversation) == [
                "<welcome>", "> before", "About before", "> during", "<not_read>", "> and again",
                "About during", "About and again",
            ]  # fmt: skip

    asyncio.run(work())


def test_a_start_that_never_ends_brings_a_person(migrated_url: str, absent: FakeRasa) -> None:
    async def work() -> None:
        async with desk(migrated_url, absent.port, starting=0.5) as made:
            conversation = await made.opens()
            assert await made.answers(conversation, "hello") == ["<waking>"]
            await until(lambda: _says(made, conversation, "<welcome>", "> hello", "<waking>", "<not_read>"))
            assert (await made.conversation(conversation)).needs_person
            await asyncio.sleep(0.6)  # another look changes nothing
            assert (await made.said(conversation))[-1] == "<not_read>"

    asyncio.run(work())


def test_a_message_over_which_rasa_dies_again_and_again_is_given_to_a_person(
    migrated_url: str, rasa: FakeRasa
) -> None:
    rasa.slow["deadly"] = 60.0

    async def work() -> None:
        async with desk(migrated_url, rasa.port) as made:
            conversation = await made.opens()
            accepted = await made.receives(conversation, "deadly")
            for times in range(1, MOST_ATTEMPTS + 1):
                await until(partial(_asked, rasa, times))
                await asyncio.to_thread(rasa.stop)
                await until(lambda: _not_busy(made, conversation))
                await asyncio.to_thread(rasa.start)
            await until(lambda: _is(made, accepted.id, "failed"))
            assert (await made.message(accepted.id)).failure == "the assistant breaks off at it"
            await until(lambda: made.rasa.state == "ready")
            assert await made.answers(conversation, "hello") == ["About hello"]

    asyncio.run(work())


def _asked(rasa: FakeRasa, times: int) -> bool:
    return len(rasa.calls) == times


async def _not_busy(made: Desk, conversation: str) -> bool:
    return (await made.conversation(conversation)).turn_holder is None


async def _is(made: Desk, message_id: str, state: str) -> bool:
    return str((await made.message(message_id)).state) == state


def test_what_a_dead_process_left_is_answered_by_the_next(migrated_url: str, rasa: FakeRasa) -> None:
    async def work() -> None:
        async with desk(migrated_url, rasa.port, watching=False) as first:
            conversation = await first.opens()
            first.front._closing = True  # what is stored now is never begun, as when the process dies
            for text in ("alpha", "beta", "gamma"):
                await first.receives(conversation, text)
        async with desk(migrated_url, rasa.port) as second:
            await until(lambda: _ends(second, conversation, "About gamma"))
            assert (await second.said(conversation))[4:] == ["About alpha", "About beta", "About gamma"]

    asyncio.run(work())


def test_the_turn_of_a_dead_process_is_taken_over_when_its_lease_ends(
    migrated_url: str, rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.database.turns.LEASE", 1)

    async def work() -> None:
        async with desk(migrated_url, rasa.port, watching=False) as first:
            conversation = await first.opens()
            first.front._closing = True
            await first.receives(conversation, "alpha")
            await first.database.write(lambda c: claim(c, conversation, "a process that died"))
        async with desk(migrated_url, rasa.port) as second:
            await until(lambda: _ends(second, conversation, "About alpha"))

    asyncio.run(work())
    assert rasa.messages == ["alpha"]


def test_a_turn_that_takes_longer_than_its_lease_is_not_taken_over(
    migrated_url: str, rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.database.turns.LEASE", 1)
    rasa.slow["slow"] = 2.5

    async def work() -> None:
        async with desk(migrated_url, rasa.port) as one, desk(migrated_url, rasa.port):
            conversation = await one.opens()
            assert await one.answers(conversation, "slow") == ["About slow"]
            assert await one.said(conversation) == ["<welcome>", "> slow", "About slow"]

    asyncio.run(work())
    assert rasa.messages == ["slow"]


def test_closing_lets_a_running_turn_end(migrated_url: str, rasa: FakeRasa) -> None:
    rasa.slow["slow"] = 0.5

    async def work() -> str:
        async with desk(migrated_url, rasa.port) as made:
            conversation = await made.opens()
            await made.receives(conversation, "slow")
            await until(lambda: len(rasa.calls) == 1)
        async with desk(migrated_url, rasa.port, watching=False) as later:
            return (await later.said(conversation))[-1]

    assert asyncio.run(work()) == "About slow"


@asynccontextmanager
async def away(made: Desk) -> AsyncIterator[None]:
    """SQLite's file is locked by somebody else for good, which is a database that does not answer."""
    holder = made.database.engine.connect().execution_options(writing=True)
    transaction = holder.begin()
    try:
        yield
    finally:
        transaction.rollback()
        holder.close()


def test_an_answer_outlives_a_database_that_blinks(
    tmp_path: Path,
    sqlite_template: Path,
    rasa: FakeRasa,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.database.session.BUSY_TIMEOUT", 0.2)
    file = tmp_path / "a.db"
    shutil.copy(sqlite_template, file)
    rasa.slow["slow"] = 0.5

    async def work() -> None:
        async with desk(f"sqlite:///{file}", rasa.port, watching=False) as made:
            conversation = await made.opens()
            await made.receives(conversation, "slow")
            await until(lambda: len(rasa.calls) == 1)
            async with away(made):
                await asyncio.sleep(1.5)
            await until(lambda: _ends(made, conversation, "About slow"))

    asyncio.run(work())
    assert rasa.messages == ["slow"]
