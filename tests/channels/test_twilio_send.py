"""What becomes of a call to Twilio: every answer and every silence is a value that says what to do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar
from urllib.parse import urlsplit

import pytest

from bot.channels.messages import Button, Reply
from bot.channels.outcomes import Checked, Fetched, Outcome, Refused, Retry, Sent, WindowClosed
from bot.channels.rendering import Call
from bot.channels.twilio import Twilio, read, render, signed, template
from tests.channels.asking import IMPATIENT, asked
from tests.fakes.provider import json_answer, server_error
from tests.fakes.twilio_api import ACCOUNT, AUTH_TOKEN, NUMBER, FakeTwilio, encoded, signature, too_many

PERSON = "whatsapp:+447700900123"
PUBLIC = "https://clinic.example"

T = TypeVar("T")


@pytest.fixture(scope="module")
def running() -> Iterator[FakeTwilio]:
    fake = FakeTwilio()
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture
def api(running: FakeTwilio) -> FakeTwilio:
    running.reset()
    return running


def ask(
    api: FakeTwilio, what: Callable[[Twilio], Awaitable[T]], token: str = AUTH_TOKEN, number: str = NUMBER
) -> T:
    return asked(lambda: Twilio(ACCOUNT, token, number, api.url, IMPATIENT), what)


(HELLO,) = render(Reply("Hello £5 & more", (Button("Yes", "/a"),)), "0123abcd", PUBLIC)


def send(api: FakeTwilio, call: Call = HELLO, person: str = PERSON, number: str = NUMBER) -> Outcome:
    return ask(api, lambda client: client.send(person, call), number=number)


@pytest.mark.parametrize("number", [NUMBER, f"whatsapp:{NUMBER}"])
def test_a_message_is_sent(api: FakeTwilio, number: str) -> None:
    assert send(api, number=number) == Sent(f"SM{1:032x}")
    (call,) = api.taken
    assert call.to == PERSON
    assert call.body["Body"].startswith("Hello £5 & more\n\n1. Yes")


@pytest.mark.parametrize("person", ["+447700900123", "whatsapp:GB.1122334455667788"])
def test_a_person_may_be_named_by_number_or_by_metas_id(api: FakeTwilio, person: str) -> None:
    assert isinstance(send(api, person=person), Sent)


def test_a_closed_window_is_told_in_a_status_that_twilio_signs_and_that_names_our_part(
    api: FakeTwilio,
) -> None:
    api.closed.add(PERSON)
    sent = send(api)
    ((address, form),) = api.statuses
    parts = urlsplit(address)
    body, shown = encoded(form), signature(address, form)
    assert signed(AUTH_TOKEN, PUBLIC, f"{parts.path}?{parts.query}", body, shown)
    (update,) = read(body, parts.query).updates
    assert isinstance(sent, Sent)
    assert (update.message_id, update.state, update.reference) == (sent.message_id, "failed", "0123abcd:0")
    assert isinstance(update.failure, WindowClosed)
    assert "24 hours" in update.failure.words


def test_a_template_passes_a_closed_window(api: FakeTwilio) -> None:
    api.closed.add(PERSON)
    api.templates.add("HX1")
    assert isinstance(send(api, template("HX1", {"1": "Priya"}, "reminder:7", PUBLIC)), Sent)
    assert api.statuses == []


def test_too_many_messages_are_tried_again_later(api: FakeTwilio) -> None:
    api.trouble.append(too_many())
    outcome = send(api)
    assert isinstance(outcome, Retry)
    assert (outcome.code, outcome.after, outcome.perhaps_done) == ("20429", 5.0, False)


def test_a_fault_of_twilios_is_tried_again(api: FakeTwilio) -> None:
    api.trouble.append(server_error())
    assert isinstance(send(api), Retry)


@pytest.mark.parametrize(
    ("status", "code", "gone", "words"),
    [
        (400, 21211, True, "cannot deliver"),
        (400, 63024, True, "cannot deliver"),
        (401, 20003, False, "account id and token"),
        (400, 63007, False, "WhatsApp sender"),
        (400, 21617, False, "fault of the assistant"),
        (400, 999999, False, "999999"),
    ],
)
def test_what_will_never_work_is_said_in_words_for_staff(
    api: FakeTwilio, status: int, code: int, gone: bool, words: str
) -> None:
    api.trouble.append(json_answer({"code": code, "message": "+447700900123", "status": status}, status))
    outcome = send(api)
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.gone) == (str(code), gone)
    assert words in outcome.words
    assert "447700900123" not in outcome.words


def test_a_wrong_token_is_refused(api: FakeTwilio) -> None:
    outcome = ask(api, lambda client: client.send(PERSON, HELLO), token="stolen")
    assert isinstance(outcome, Refused)
    assert outcome.code == "20003"


def test_without_an_answer_it_may_have_been_sent(api: FakeTwilio) -> None:
    api.deaf = 1.0
    outcome = send(api)
    assert isinstance(outcome, Retry)
    assert outcome.perhaps_done
    assert len(api.taken) == 1


def test_twilio_has_no_typing_sign_for_us(api: FakeTwilio) -> None:
    assert not ask(api, lambda client: client.typing(PERSON, "SM1"))
    assert api.calls == []


def test_a_photo_is_fetched_and_our_login_stays_with_twilio(api: FakeTwilio) -> None:
    api.media["ME1"] = b"\xff\xd8 picture"
    fetched = ask(api, lambda client: client.fetch(api.media_url("ME1"), 100))
    assert fetched == Fetched(b"\xff\xd8 picture", "image/jpeg")


def test_a_photo_too_large_is_not_held(api: FakeTwilio) -> None:
    api.media["ME1"] = b"x" * 1_000_000
    outcome = ask(api, lambda client: client.fetch(api.media_url("ME1"), 100))
    assert isinstance(outcome, Refused)
    assert outcome.code == "too large"


def test_a_photo_that_is_not_there_is_said(api: FakeTwilio) -> None:
    assert isinstance(ask(api, lambda client: client.fetch(api.media_url("ME2"), 100)), Refused)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/x",
        "https://twilio.com.evil.example/x",
        "https://eviltwilio.com/x",
        "http://api.twilio.com/x",
        "http://127.0.0.1:1/x",
        "//api.twilio.com/x",
        "/x",
        "https://[::1",
        "https://api.twilio.com@evil.example/x",
        "https://evil.example#.twilio.com",
        "https://evil.example\\.twilio.com/x",
        "",
    ],
)
def test_nothing_is_fetched_from_anywhere_else(api: FakeTwilio, url: str) -> None:
    outcome = ask(api, lambda client: client.fetch(url, 100))
    assert isinstance(outcome, Refused)
    assert outcome.code == "no address"


def test_the_settings_can_be_checked(api: FakeTwilio) -> None:
    assert ask(api, Twilio.check) == Checked(True, "The account id and the token belong together.")
    assert not ask(api, Twilio.check, token="old").good
