"""An emergency said in any message interrupts everything else, and needs neither Rasa nor the actions."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tests.fakes.desk import Desk, desk
from tests.fakes.rasa import FakeRasa

Work = Callable[[Desk], Awaitable[None]]
SAID = [
    ("i cant breathe and my tongue is swelling", "<urgent_allergy>"),
    ("chest pain right now, arm going numb", "<urgent_emergency>"),
    ("i dont want to be here anymore, i want to die", "<urgent_self_harm>"),
    ("no puedo respirar", "<urgent_allergy>"),
]


@pytest.mark.parametrize(("text", "reply"), SAID)
def test_an_emergency_is_answered_while_rasa_is_down(migrated_url: str, text: str, reply: str) -> None:
    async def work() -> None:
        async with desk(migrated_url, rasa_port=9, starting=0.1) as made:
            conversation = await made.opens()
            assert await made.answers(conversation, text) == [reply]
            stored = await made.conversation(conversation)
            assert (stored.urgency, stored.needs_person) == ("urgent", True)

    asyncio.run(work())


def test_an_emergency_does_not_wait_behind_unanswered_messages(migrated_url: str, rasa: FakeRasa) -> None:
    rasa.slow["does it hurt"] = 5.0

    async def work() -> None:
        async with desk(migrated_url, rasa.port, timeout=20) as made:
            conversation = await made.opens()
            await made.receives(conversation, "does it hurt")
            await asyncio.sleep(0.2)
            began = asyncio.get_running_loop().time()
            assert await made.answers(conversation, "help i cant breathe") == ["<urgent_allergy>"]
            assert asyncio.get_running_loop().time() - began < 2

    asyncio.run(work())


def test_an_emergency_is_answered_while_a_person_owns_the_conversation(
    migrated_url: str, rasa: FakeRasa
) -> None:
    async def work() -> None:
        async with desk(migrated_url, rasa.port) as made:
            conversation = await made.opens()
            await made.sets(conversation, owner="staff")
            assert await made.answers(conversation, "i took too many pills") == ["<urgent_self_harm>"]

    asyncio.run(work())


def test_rasa_is_not_asked_about_an_emergency_and_a_repeat_is_not_answered_again(
    migrated_url: str, rasa: FakeRasa
) -> None:
    async def work() -> None:
        async with desk(migrated_url, rasa.port) as made:
            conversation = await made.opens()
            for _ in range(3):
                await made.receives(conversation, "chest pain now", provider_id="same")
            assert [line for line in await made.said(conversation) if "urgent" in line] == [
                "<urgent_emergency>"
            ]
            assert rasa.messages == []

    asyncio.run(work())


def test_an_ordinary_message_goes_its_way(migrated_url: str, rasa: FakeRasa) -> None:
    async def work() -> None:
        async with desk(migrated_url, rasa.port) as made:
            conversation = await made.opens()
            assert await made.answers(conversation, "I'm dying to get this done, does it hurt?") != []
            assert (await made.conversation(conversation)).urgency == "normal"

    asyncio.run(work())
