"""Talking to Rasa: its states, its answers, and everything that can be wrong with them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.channels.messages import Attachment, Button, Reply
from bot.rasa_client import RasaAwayError, RasaClient, RasaFailedError, read_answer
from tests.fakes.rasa import FakeRasa, custom

SENDER = "0" * 32


def with_client(port: int, work: Callable[[RasaClient], Awaitable[None]], **times: float) -> None:
    async def run() -> None:
        client = RasaClient(port, **({"timeout": 5.0, "starting": 60.0} | times))
        await work(client)
        client.close()

    asyncio.run(run())


def test_an_answer_of_our_actions_is_read(rasa: FakeRasa) -> None:
    rasa.answers["hello"] = [
        custom("Hi.", [("Prices", "/cost")], topic="greet", needs_person="asks for staff")
    ]

    async def work(client: RasaClient) -> None:
        answer = await client.ask(SENDER, "hello")
        assert answer.replies == (Reply("Hi.", (Button("Prices", "/cost"),), sources=("pain_level",)),)
        assert answer.needs_person == "asks for staff"
        assert answer.understood is not None
        assert (answer.understood.intent, answer.understood.confidence) == ("greet", 0.9)
        assert (answer.understood.model, answer.understood.knowledge) == ("20261122-fake", "0123456789ab")

    with_client(rasa.port, work)


def test_any_text_reaches_rasa_unchanged(rasa: FakeRasa) -> None:
    texts = ['quotes " and \\ and {}', "Ü ж 漢 \U0001f600", "x" * 2_000, "a\nb\tc", "POST / HTTP/1.1\r\n\r\n"]

    async def work(client: RasaClient) -> None:
        for text in texts:
            await client.ask(SENDER, text)

    with_client(rasa.port, work)
    assert rasa.messages == texts


def test_many_conversations_are_asked_at_once(rasa: FakeRasa) -> None:
    rasa.delay = 0.2

    async def work(client: RasaClient) -> None:
        asked = (client.ask(f"{number:032x}", f"m{number}") for number in range(20))
        answers = await asyncio.wait_for(asyncio.gather(*asked), 3)
        assert [answer.replies[0].text for answer in answers] == [f"About m{number}" for number in range(20)]

    with_client(rasa.port, work)


def test_rasa_is_starting_until_it_answers_then_ready_then_down(rasa: FakeRasa) -> None:
    rasa.stop()
    heard: list[str] = []
    states: list[str] = []

    async def work(client: RasaClient) -> None:
        client.on_change(heard.append)
        for step in (None, rasa.start, rasa.stop, rasa.start):
            if step is not None:
                await asyncio.to_thread(step)
            await client.look()
            states.append(client.state)

    with_client(rasa.port, work)
    assert states == ["starting", "ready", "down", "ready"]
    assert heard == ["ready", "down", "ready"]


def test_a_rasa_that_never_comes_is_down_after_its_time(rasa: FakeRasa) -> None:
    rasa.stop()
    heard: list[str] = []

    async def work(client: RasaClient) -> None:
        client.on_change(heard.append)
        await client.look()
        await asyncio.sleep(0.15)
        await client.look()
        assert client.state == "down"

    with_client(rasa.port, work, starting=0.1)
    rasa.start()
    assert heard == ["down"]


def test_a_question_to_a_rasa_that_is_away_was_not_asked(rasa: FakeRasa) -> None:
    rasa.stop()

    async def work(client: RasaClient) -> None:
        with pytest.raises(RasaAwayError) as away:
            await client.ask(SENDER, "hello")
        assert not away.value.asked

    with_client(rasa.port, work)
    rasa.start()


def test_a_rasa_that_dies_over_a_question_had_been_asked(rasa: FakeRasa) -> None:
    rasa.slow["deadly"] = 30.0

    async def work(client: RasaClient) -> None:
        await client.look()
        asked = asyncio.create_task(client.ask(SENDER, "deadly"))
        while not rasa.calls:
            await asyncio.sleep(0.01)
        await asyncio.to_thread(rasa.stop)
        with pytest.raises(RasaAwayError) as away:
            await asked
        assert away.value.asked
        assert client.state == "down"

    with_client(rasa.port, work)
    rasa.start()


def test_a_restarted_rasa_is_reached_over_a_new_connection(rasa: FakeRasa) -> None:
    async def work(client: RasaClient) -> None:
        await client.ask(SENDER, "before")
        await asyncio.to_thread(rasa.stop)
        await asyncio.to_thread(rasa.start)
        await client.ask(SENDER, "after")

    with_client(rasa.port, work)
    assert rasa.messages == ["before", "after"]


def test_an_answer_that_takes_too_long_fails(rasa: FakeRasa) -> None:
    rasa.slow["slow"] = 2.0

    async def work(client: RasaClient) -> None:
        with pytest.raises(RasaFailedError, match=r"no answer within 0\.1 s"):
            await client.ask(SENDER, "slow")

    with_client(rasa.port, work, timeout=0.1)


@pytest.mark.parametrize(
    ("response", "why"),
    [
        (JSONResponse({"status": "failure"}, 500), "status 500"),
        (JSONResponse([]), "empty answer"),
        (JSONResponse([{"recipient_id": "x", "text": " "}]), "empty answer"),
        (JSONResponse([{"recipient_id": "x"}]), "empty answer"),
        (PlainTextResponse("<html>"), "unreadable answer"),
        (JSONResponse({"text": "not a list"}), "unreadable answer"),
        (JSONResponse(["text"]), "unreadable answer"),
        (JSONResponse([{"custom": "text"}]), "unreadable answer"),
        (JSONResponse([{"custom": {"reply": {"text": "no buttons key"}}}]), "unreadable answer"),
        (PlainTextResponse("[" * 100_000), "unreadable answer"),
        (JSONResponse([{"text": "fine"}, {"text": ["no text"]}]), "unreadable answer"),
        (JSONResponse([{"text": "fine", "buttons": [{"title": 1, "payload": "/a"}]}]), "unreadable answer"),
    ],
)
def test_an_answer_that_cannot_be_used_says_why(rasa: FakeRasa, response: Response, why: str) -> None:
    rasa.answers["hello"] = response

    async def work(client: RasaClient) -> None:
        with pytest.raises(RasaFailedError, match=why):
            await client.ask(SENDER, "hello")

    with_client(rasa.port, work)


def read(*items: dict[str, Any]) -> Any:
    return read_answer(json.dumps(items).encode())


def test_plain_responses_of_a_domain_are_read_too() -> None:
    answer = read(
        {"text": "Choose", "buttons": [{"title": "Yes", "payload": "/affirm"}]},
        {"image": "https://a.example/i.png"},
    )
    assert answer.replies == (
        Reply("Choose", (Button("Yes", "/affirm"),)),
        Reply("", attachments=(Attachment("image", "", "https://a.example/i.png"),)),
    )
    assert (answer.understood, answer.needs_person) == (None, None)


def test_what_was_understood_may_be_absent() -> None:
    item = custom("Hi.")
    del item["custom"]["understood"]
    assert read(item).understood is None


def test_a_message_without_a_topic_is_out_of_scope_or_unknown() -> None:
    item = custom("Hi.")
    item["custom"]["understood"] |= {"topics": [], "out_of_scope": True}
    assert (read(item).understood.intent, read(item).understood.confidence) == ("out_of_scope", None)
    item["custom"]["understood"]["out_of_scope"] = False
    assert read(item).understood.intent is None
