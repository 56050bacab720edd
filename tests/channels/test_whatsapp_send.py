"""What becomes of a call to Meta: every answer and every silence is a value that says what to do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

import pytest
from starlette.responses import Response

from bot.channels.messages import Attachment, Button, Reply
from bot.channels.outcomes import Checked, Fetched, Outcome, Refused, Retry, Sent, WindowClosed
from bot.channels.rendering import Call
from bot.channels.whatsapp import WhatsApp, read, render, signed, template
from tests.channels.asking import IMPATIENT, asked
from tests.fakes.meta import APP_SECRET, NUMBER, TOKEN, FakeMeta, signature, too_many
from tests.fakes.provider import json_answer, server_error

PERSON = "447700900123"
SCOPED = "GB.1122334455667788"

T = TypeVar("T")


@pytest.fixture(scope="module")
def running() -> Iterator[FakeMeta]:
    fake = FakeMeta()
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture
def meta(running: FakeMeta) -> FakeMeta:
    running.reset()
    return running


def ask(
    meta: FakeMeta, what: Callable[[WhatsApp], Awaitable[T]], token: str = TOKEN, number: str = NUMBER
) -> T:
    return asked(lambda: WhatsApp(token, number, meta.url, timeouts=IMPATIENT), what)


def calls(reply: Reply) -> list[Call]:
    return render(reply, "0123abcd", "https://clinic.example")


HELLO = calls(Reply("Hello"))[0]


def send(meta: FakeMeta, call: Call = HELLO, person: str = PERSON) -> Outcome:
    return ask(meta, lambda client: client.send(person, call))


def test_a_message_is_sent_to_a_number(meta: FakeMeta) -> None:
    assert send(meta) == Sent("wamid.fake000001")
    (call,) = meta.taken
    assert (call.body["to"], call.body["text"]["body"]) == (PERSON, "Hello")


def test_a_message_to_metas_own_id_of_a_person_is_not_dropped(meta: FakeMeta) -> None:
    assert isinstance(send(meta, person=SCOPED), Sent)
    assert meta.dropped == []
    assert "to" not in meta.taken[0].body
    assert meta.taken[0].body["recipient"] == SCOPED


def test_a_whole_reply_is_taken_in_order(meta: FakeMeta) -> None:
    item = Attachment("calendar", "Your days", "/my/calendar/t.ics")
    for call in calls(Reply("Shall I remind you?", (Button("Yes", "/a"), Button("No", "/b")), (item,))):
        assert isinstance(send(meta, call), Sent)
    assert [call.body["type"] for call in meta.taken] == ["document", "interactive"]


def test_a_closed_window_is_told_at_once_and_a_template_passes(meta: FakeMeta) -> None:
    meta.closed.add(PERSON)
    meta.templates.add("aftercare_day")
    closed = send(meta)
    assert isinstance(closed, WindowClosed)
    assert closed.code == "131047"
    assert "24 hours" in closed.words
    assert isinstance(send(meta, template("aftercare_day", "en_GB", ["Priya"], "reminder:7")), Sent)


def test_a_closed_window_is_told_later_in_a_status_that_names_our_part(meta: FakeMeta) -> None:
    meta.closed.add(PERSON)
    meta.told_later = True
    sent = send(meta)
    body = meta.payload(*meta.statuses)
    assert signed(APP_SECRET, body, signature(body))
    (update,) = read(body, NUMBER).updates
    assert isinstance(sent, Sent)
    assert (update.message_id, update.state, update.reference) == (sent.message_id, "failed", "0123abcd:0")
    assert isinstance(update.failure, WindowClosed)


@pytest.mark.parametrize(("code", "after"), [(130429, 5.0), (131056, 6.0), (80007, 60.0), (4, 60.0)])
def test_too_many_messages_are_tried_again_later(meta: FakeMeta, code: int, after: float) -> None:
    meta.trouble.append(too_many(code))
    outcome = send(meta)
    assert isinstance(outcome, Retry)
    assert (outcome.code, outcome.after, outcome.perhaps_done) == (str(code), after, False)


def test_a_wait_that_meta_names_is_kept(meta: FakeMeta) -> None:
    meta.trouble.append(json_answer({"error": {"code": 130429}}, 429, {"retry-after": "42"}))
    outcome = send(meta)
    assert isinstance(outcome, Retry)
    assert outcome.after == 42.0


@pytest.mark.parametrize("answer", [server_error, lambda: json_answer({"error": {"code": 131016}}, 500)])
def test_a_fault_of_metas_is_tried_again(meta: FakeMeta, answer: Callable[[], Response]) -> None:
    meta.trouble.append(answer())
    assert isinstance(send(meta), Retry)


@pytest.mark.parametrize(
    ("status", "code", "gone", "words"),
    [
        (400, 131026, True, "cannot deliver"),
        (401, 190, False, "access token"),
        (403, 200, False, "right to"),
        (403, 131031, False, "restricted"),
        (400, 131009, False, "fault of the assistant"),
        (404, 132001, False, "template"),
        (400, 999999, False, "999999"),
    ],
)
def test_what_will_never_work_is_said_in_words_for_staff(
    meta: FakeMeta, status: int, code: int, gone: bool, words: str
) -> None:
    meta.trouble.append(json_answer({"error": {"code": code, "message": "(#1) to 447700900123"}}, status))
    outcome = send(meta)
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.gone) == (str(code), gone)
    assert words in outcome.words
    assert PERSON not in outcome.words


def test_a_wrong_token_is_refused(meta: FakeMeta) -> None:
    outcome = ask(meta, lambda client: client.send(PERSON, HELLO), token="stolen")
    assert isinstance(outcome, Refused)
    assert outcome.code == "190"
    assert meta.taken == []


@pytest.mark.parametrize("answer", [b"", b"null", b"[]", b"{", b'{"error": 7}', b'{"error": {"code": []}}'])
def test_an_answer_that_cannot_be_read_is_no_accident(meta: FakeMeta, answer: bytes) -> None:
    meta.trouble.append(Response(answer, 400, media_type="application/json"))
    assert isinstance(send(meta), Refused)


def test_without_an_answer_it_may_have_been_sent(meta: FakeMeta) -> None:
    meta.deaf = 1.0
    outcome = send(meta)
    assert isinstance(outcome, Retry)
    assert outcome.perhaps_done
    assert len(meta.taken) == 1


def test_a_provider_that_cannot_be_reached_has_taken_nothing() -> None:
    outcome = send(FakeMeta())
    assert isinstance(outcome, Retry)
    assert not outcome.perhaps_done


def test_the_typing_sign_marks_the_message_as_read(meta: FakeMeta) -> None:
    assert ask(meta, lambda client: client.typing(PERSON, "wamid.X"))
    (call,) = meta.taken
    assert (call.method, call.body["message_id"]) == ("typing", "wamid.X")


def test_a_typing_sign_that_fails_is_no_accident(meta: FakeMeta) -> None:
    meta.trouble.append(server_error())
    assert not ask(meta, lambda client: client.typing(PERSON, "wamid.X"))


def test_a_photo_is_fetched_with_our_token(meta: FakeMeta) -> None:
    meta.media["1908"] = b"\xff\xd8 picture"
    assert ask(meta, lambda client: client.fetch("1908", 100)) == Fetched(b"\xff\xd8 picture", "image/jpeg")


@pytest.mark.parametrize("size", [101, 5_000_000])
def test_a_photo_too_large_is_not_fetched(meta: FakeMeta, size: int) -> None:
    meta.media["1908"] = b"x" * size
    outcome = ask(meta, lambda client: client.fetch("1908", 100))
    assert isinstance(outcome, Refused)
    assert outcome.code == "too large"


def test_a_photo_larger_than_it_was_said_to_be_is_not_held(meta: FakeMeta) -> None:
    meta.media["1908"] = b"x" * 1_000_000
    meta.trouble.append(json_answer({"url": f"{meta.url}/stored/1908", "file_size": 3}))
    outcome = ask(meta, lambda client: client.fetch("1908", 100))
    assert isinstance(outcome, Refused)
    assert outcome.code == "too large"


@pytest.mark.parametrize("media_id", ["1909", "../../etc", "a/b", "?x=1", ""])
def test_a_photo_that_is_not_there_is_said(meta: FakeMeta, media_id: str) -> None:
    assert isinstance(ask(meta, lambda client: client.fetch(media_id, 100)), Refused)


@pytest.mark.parametrize("url", ["http://evil.example/x", "ftp://127.0.0.1/x", 7, None])
def test_our_token_does_not_travel_in_the_open(meta: FakeMeta, url: object) -> None:
    meta.trouble.append(json_answer({"url": url, "file_size": 3}))
    outcome = ask(meta, lambda client: client.fetch("1908", 100))
    assert isinstance(outcome, Refused)
    assert outcome.code == "no address"


def test_the_settings_can_be_checked(meta: FakeMeta) -> None:
    assert ask(meta, WhatsApp.check) == Checked(True, "The access token opens the number.")
    assert not ask(meta, WhatsApp.check, token="old").good
    assert not ask(meta, WhatsApp.check, number="1").good
