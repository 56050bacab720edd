"""The one path of a message: stored first, answered once, in order, and in the clinic's words when Rasa cannot."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.database.transcript import UnknownConversationError
from bot.storing import EmptyTextError, UnknownChoiceError
from tests.fakes.desk import Desk, desk, until
from tests.fakes.rasa import FakeRasa, custom

Work = Callable[[Desk], Awaitable[None]]


@pytest.fixture
def at_desk(migrated_url: str, rasa: FakeRasa) -> Callable[[Work], None]:
    """Runs `work` at a desk over each database."""

    def run(work: Work) -> None:
        async def opened() -> None:
            async with desk(migrated_url, rasa.port) as made:
                await work(made)

        asyncio.run(opened())

    return run


def test_a_question_is_answered_and_what_was_understood_is_kept(
    at_desk: Callable[[Work], None], rasa: FakeRasa
) -> None:
    async def work(made: Desk) -> None:
        conversation = await made.opens()
        accepted = await made.receives(conversation, "is it painful")
        await made.front.replies(accepted, 5)
        assert await made.said(conversation) == ["<welcome>", "> is it painful", "About is it painful"]
        stored = await made.message(accepted.id)
        assert (stored.state, stored.intent, stored.confidence) == ("answered", "pain", 0.9)
        assert (stored.model_version, stored.knowledge_version) == ("20261122-fake", "0123456789ab")
        assert stored.understood["alternatives"] == [{"topic": "anesthetic", "confidence": 0.05}]
        assert [call.sender for call in rasa.calls] == [conversation]

    at_desk(work)


def test_messages_sent_in_a_burst_are_answered_one_by_one_in_order(
    at_desk: Callable[[Work], None], rasa: FakeRasa
) -> None:
    rasa.delay = 0.02
    rasa.slow["m0"] = 0.3

    async def work(made: Desk) -> None:
        conversation = await made.opens()
        for number in range(10):
            await made.receives(conversation, f"m{number}")
        await until(lambda: len(rasa.calls) == 10)
        await until(lambda: _answered(made, conversation, 10))
        assert rasa.messages == [f"m{number}" for number in range(10)]
        replies = [line for line in await made.said(conversation) if line.startswith("About")]
        assert replies == [f"About m{number}" for number in range(10)]

    at_desk(work)


async def _answered(made: Desk, conversation: str, count: int) -> bool:
    return sum(line.startswith("About") for line in await made.said(conversation)) == count


def test_a_slow_conversation_does_not_hold_up_another(
    at_desk: Callable[[Work], None], rasa: FakeRasa
) -> None:
    rasa.slow["slow"] = 1.5

    async def work(made: Desk) -> None:
        slow, quick = await made.opens(), await made.opens()
        await made.receives(slow, "slow")
        assert await asyncio.wait_for(made.answers(quick, "quick"), 1) == ["About quick"]

    at_desk(work)


def test_a_repeated_message_is_answered_once_and_gives_its_first_answer(
    at_desk: Callable[[Work], None], rasa: FakeRasa
) -> None:
    rasa.delay = 0.1

    async def work(made: Desk) -> None:
        conversation = await made.opens()
        accepted = await asyncio.gather(*(made.receives(conversation, "hello", "p1") for _ in range(5)))
        assert len({each.id for each in accepted}) == 1
        replies = await asyncio.gather(*(made.front.replies(each, 5) for each in accepted))
        assert {reply.text for each in replies for reply in each} == {"About hello"}
        late = await made.receives(conversation, "hello", "p1")
        assert [reply.text for reply in await made.front.replies(late, 5)] == ["About hello"]
        assert rasa.messages == ["hello"]

    at_desk(work)


def test_two_processes_given_the_same_message_answer_it_once(migrated_url: str, rasa: FakeRasa) -> None:
    rasa.delay = 0.2

    async def work() -> None:
        async with desk(migrated_url, rasa.port) as one, desk(migrated_url, rasa.port) as other:
            conversation = await one.opens()
            accepted = await asyncio.gather(
                *(each.receives(conversation, "hi", "p1") for each in (one, other) * 3)
            )
            assert len({each.id for each in accepted}) == 1
            for made in (one, other):
                assert [reply.text for reply in await made.front.replies(accepted[0], 5)] == ["About hi"]
            assert await one.said(conversation) == ["<welcome>", "> hi", "About hi"]

    asyncio.run(work())
    assert rasa.messages == ["hi"]


def test_two_processes_given_one_conversation_keep_its_order(migrated_url: str, rasa: FakeRasa) -> None:
    rasa.delay = 0.03

    async def work() -> None:
        async with desk(migrated_url, rasa.port) as one, desk(migrated_url, rasa.port) as other:
            conversation = await one.opens()
            for number in range(12):
                await (one, other)[number % 2].receives(conversation, f"m{number}")
            await until(lambda: _answered(one, conversation, 12))
            said = await one.said(conversation)
            assert [line for line in said if line[0] == "A"] == [f"About m{number}" for number in range(12)]

    asyncio.run(work())


@pytest.mark.parametrize(
    ("typed", "asked"), [("2", "/cost"), ("the first", "/pain"), ("a PERSON", "/talk_to_human")]
)
def test_a_typed_choice_reaches_rasa_as_the_button(
    at_desk: Callable[[Work], None], rasa: FakeRasa, typed: str, asked: str
) -> None:
    async def work(made: Desk) -> None:
        conversation = await made.opens()
        accepted = await made.receives(conversation, typed)
        await made.front.replies(accepted, 5)
        stored = await made.message(accepted.id)
        assert (stored.text, stored.payload) == (typed, asked)

    at_desk(work)
    assert rasa.messages == [asked]


def test_a_tapped_button_is_stored_with_its_title(at_desk: Callable[[Work], None], rasa: FakeRasa) -> None:
    async def work(made: Desk) -> None:
        conversation = await made.opens()
        await made.front.replies(await made.receives_tap(conversation, "/cost"), 5)
        assert await made.said(conversation) == ["<welcome>", "> Prices", "About /cost"]

    at_desk(work)
    assert rasa.messages == ["/cost"]


def test_a_button_may_be_tapped_again_much_later(at_desk: Callable[[Work], None], rasa: FakeRasa) -> None:
    async def work(made: Desk) -> None:
        conversation = await made.opens()
        for number in range(3):
            await made.answers(conversation, f"m{number}")
        await made.front.replies(await made.receives_tap(conversation, "/pain"), 5)

    at_desk(work)
    assert rasa.messages[-1] == "/pain"


def test_a_number_that_answers_a_question_without_buttons_is_read_as_text(
    at_desk: Callable[[Work], None], rasa: FakeRasa
) -> None:
    async def work(made: Desk) -> None:
        conversation = await made.opens()
        await made.answers(conversation, "hello")
        await made.answers(conversation, "2")

    at_desk(work)
    assert rasa.messages == ["hello", "2"]


@pytest.mark.parametrize("payload", ["/greet", "/restart", "cost", "/cost{}", "", "x" * 900])
def test_a_button_that_was_not_offered_is_refused_and_not_stored(
    at_desk: Callable[[Work], None], rasa: FakeRasa, payload: str
) -> None:
    async def work(made: Desk) -> None:
        conversation = await made.opens()
        with pytest.raises(UnknownChoiceError):
            await made.receives_tap(conversation, payload)
        assert await made.said(conversation) == ["<welcome>"]

    at_desk(work)
    assert rasa.calls == []


@pytest.mark.parametrize(
    ("typed", "asked"),
    [("/greet", "greet"), ("/restart", "restart"), ('/inform{"a": 1}', 'inform{"a": 1}'), ("/", "?")],
)
def test_rasas_own_commands_are_words_when_typed(
    at_desk: Callable[[Work], None], rasa: FakeRasa, typed: str, asked: str
) -> None:
    async def work(made: Desk) -> None:
        conversation = await made.opens()
        await made.answers(conversation, typed)
        assert f"> {typed}" in await made.said(conversation)

    at_desk(work)
    assert rasa.messages == [asked]


def test_a_long_message_is_kept_whole_and_its_beginning_is_answered(
    at_desk: Callable[[Work], None], rasa: FakeRasa
) -> None:
    long = "a" * 2_000 + "and this is left"

    async def work(made: Desk) -> None:
        conversation = await made.opens()
        (reply,) = await made.answers(conversation, long)
        assert reply.startswith("<long_message>\n\nAbout aaa")
        assert f"> {long}" in await made.said(conversation)

    at_desk(work)
    assert rasa.messages == ["a" * 2_000]


@pytest.mark.parametrize("typed", ["", "   ", "\n\t", "\u200b\u200b", "\x00", "\u202e"])
def test_a_message_without_content_is_refused(
    at_desk: Callable[[Work], None], rasa: FakeRasa, typed: str
) -> None:
    async def work(made: Desk) -> None:
        conversation = await made.opens()
        with pytest.raises(EmptyTextError):
            await made.receives(conversation, typed)

    at_desk(work)
    assert rasa.calls == []


def test_a_message_to_an_erased_conversation_is_refused(
    at_desk: Callable[[Work], None], rasa: FakeRasa
) -> None:
    async def work(made: Desk) -> None:
        with pytest.raises(UnknownConversationError):
            await made.receives("f" * 32, "hello")

    at_desk(work)
    assert rasa.calls == []


def test_the_bot_is_silent_while_a_person_owns_the_conversation(
    at_desk: Callable[[Work], None], rasa: FakeRasa
) -> None:
    async def work(made: Desk) -> None:
        conversation = await made.opens()
        await made.sets(conversation, owner="a" * 32)
        accepted = await made.receives(conversation, "are you there?")
        assert await made.front.replies(accepted, 5) == []
        assert (await made.message(accepted.id)).state == "with_person"
        await made.sets(conversation, owner=None)
        assert await made.answers(conversation, "and now?") == ["About and now?"]
        assert await made.said(conversation) == [
            "<welcome>", "> are you there?", "> and now?", "About and now?",
        ]  # fmt: skip

    at_desk(work)
    assert rasa.messages == ["and now?"]


def test_several_replies_come_in_their_order(at_desk: Callable[[Work], None], rasa: FakeRasa) -> None:
    rasa.answers["both"] = [custom("One."), custom("Two.", [("Prices", "/cost")])]

    async def work(made: Desk) -> None:
        conversation = await made.opens()
        assert await made.answers(conversation, "both") == ["One.", "Two."]

    at_desk(work)


def test_a_reply_that_asks_for_a_person_marks_the_conversation(
    at_desk: Callable[[Work], None], rasa: FakeRasa
) -> None:
    rasa.answers["staff please"] = [custom("I will ask.", needs_person="asks for staff")]

    async def work(made: Desk) -> None:
        conversation = await made.opens()
        await made.answers(conversation, "staff please")
        stored = await made.conversation(conversation)
        assert (stored.needs_person, stored.needs_person_reason) == (True, "asks for staff")

    at_desk(work)


@pytest.mark.parametrize(
    ("response", "why"),
    [
        (JSONResponse({}, 500), "status 500"),
        (JSONResponse([]), "empty answer"),
        (PlainTextResponse("<html>"), "unreadable answer"),
    ],
)
def test_a_failing_rasa_leaves_a_kind_word_a_reason_and_the_message(
    at_desk: Callable[[Work], None], rasa: FakeRasa, response: Response, why: str
) -> None:
    rasa.answers["hello"] = response

    async def work(made: Desk) -> None:
        conversation = await made.opens()
        accepted = await made.receives(conversation, "hello")
        assert [reply.text for reply in await made.front.replies(accepted, 5)] == ["<not_read>"]
        stored = await made.message(accepted.id)
        assert (stored.text, stored.state, stored.failure) == ("hello", "failed", why)
        marked = await made.conversation(conversation)
        assert (marked.needs_person, marked.needs_person_reason) == (
            True,
            f"A message could not be answered: {why}.",
        )
        assert await made.answers(conversation, "again") == ["About again"]

    at_desk(work)


def test_an_answer_that_takes_too_long_counts_as_failed(migrated_url: str, rasa: FakeRasa) -> None:
    rasa.slow["slow"] = 1.0

    async def work() -> None:
        async with desk(migrated_url, rasa.port, timeout=0.2) as made:
            conversation = await made.opens()
            assert await made.answers(conversation, "slow") == ["<not_read>"]
            assert (await made.conversation(conversation)).needs_person
        await asyncio.sleep(1.0)

    asyncio.run(work())


def test_an_answer_that_cannot_be_stored_fails_instead_of_being_tried_for_ever(
    at_desk: Callable[[Work], None], rasa: FakeRasa
) -> None:
    rasa.answers["odd"] = PlainTextResponse(json.dumps([custom("half a character: \ud800")]))

    async def work(made: Desk) -> None:
        conversation = await made.opens()
        accepted = await made.receives(conversation, "odd")
        assert [reply.text for reply in await made.front.replies(accepted, 5)] == ["<not_read>"]
        stored = await made.message(accepted.id)
        assert (stored.state, stored.failure) == ("failed", "internal error (UnicodeEncodeError)")

    at_desk(work)
    assert rasa.messages == ["odd"]
