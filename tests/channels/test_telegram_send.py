"""What becomes of a call to Telegram: every answer and every silence is a value that says what to do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

import pytest

from bot.channels.messages import Attachment, Button, Reply
from bot.channels.outcomes import Checked, Fetched, Outcome, Refused, Retry, Sent
from bot.channels.rendering import Call
from bot.channels.telegram import Telegram, render
from tests.channels.asking import IMPATIENT, asked
from tests.fakes.provider import server_error
from tests.fakes.telegram_api import SECRET, TOKEN, FakeTelegram, too_many

PERSON = "5550001"

T = TypeVar("T")


@pytest.fixture(scope="module")
def running() -> Iterator[FakeTelegram]:
    fake = FakeTelegram()
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture
def api(running: FakeTelegram) -> FakeTelegram:
    running.reset()
    running.chats.add(PERSON)
    return running


def ask(api: FakeTelegram, what: Callable[[Telegram], Awaitable[T]], token: str = TOKEN) -> T:
    return asked(lambda: Telegram(token, api.url, IMPATIENT), what)


def calls(reply: Reply, public_url: str = "https://clinic.example") -> list[Call]:
    return render(reply, "0123abcd", public_url)


(HELLO,) = calls(Reply("Do you scar easily?", (Button("Yes", "/a"), Button("No", "/b"))))


def send(api: FakeTelegram, call: Call = HELLO, person: str = PERSON) -> Outcome:
    return ask(api, lambda client: client.send(person, call))


def test_a_message_is_sent(api: FakeTelegram) -> None:
    assert send(api) == Sent("1")
    (call,) = api.taken
    assert (call.method, call.to, call.body["text"]) == ("sendMessage", PERSON, "Do you scar easily?")


def test_a_calendar_is_uploaded(api: FakeTelegram) -> None:
    api.media["t.ics"] = b"BEGIN:VCALENDAR"
    item = Attachment("calendar", "Your days", f"{api.url}/file/bot{TOKEN}/t.ics")
    (call,) = calls(Reply("", attachments=(item,)))
    assert send(api, call) == Sent("1")
    (taken,) = api.taken
    assert taken.files == {"document": b"BEGIN:VCALENDAR"}
    assert (taken.body["document.name"], taken.body["document.type"]) == ("your-days.ics", "text/calendar")
    assert (taken.body["caption"], taken.body["chat_id"]) == ("Your days", PERSON)


def test_a_calendar_of_ours_that_is_gone_leaves_the_link(api: FakeTelegram) -> None:
    item = Attachment("calendar", "Your days", f"{api.url}/file/bot{TOKEN}/gone.ics")
    (call,) = calls(Reply("", attachments=(item,)))
    outcome = send(api, call)
    assert isinstance(outcome, Refused)
    assert outcome.code == "bad file"
    assert send(api, call["instead"]) == Sent("1")


def test_a_wait_that_telegram_names_is_kept(api: FakeTelegram) -> None:
    api.trouble.append(too_many(17))
    outcome = send(api)
    assert isinstance(outcome, Retry)
    assert (outcome.after, outcome.perhaps_done) == (17.0, False)


def test_a_wait_of_years_is_not_believed(api: FakeTelegram) -> None:
    api.trouble.append(too_many(10**8))
    outcome = send(api)
    assert isinstance(outcome, Retry)
    assert outcome.after == 24 * 60 * 60


def test_a_fault_of_telegrams_is_tried_again(api: FakeTelegram) -> None:
    api.trouble.append(server_error())
    assert isinstance(send(api), Retry)


def test_who_blocked_us_is_gone(api: FakeTelegram) -> None:
    api.blocked.add(PERSON)
    outcome = send(api)
    assert isinstance(outcome, Refused)
    assert outcome.gone
    assert "blocked us" in outcome.words


def test_who_never_wrote_to_us_cannot_be_reached(api: FakeTelegram) -> None:
    outcome = send(api, person="999")
    assert isinstance(outcome, Refused)
    assert outcome.gone


def test_a_form_that_telegram_refuses_is_our_fault(api: FakeTelegram) -> None:
    outcome = send(api, Call(method="sendMessage", body={"text": "x" * 4_097}))
    assert isinstance(outcome, Refused)
    assert not outcome.gone
    assert "fault of the assistant" in outcome.words


def test_a_wrong_token_is_refused(api: FakeTelegram) -> None:
    outcome = ask(api, lambda client: client.send(PERSON, HELLO), token="1:stolen")
    assert isinstance(outcome, Refused)
    assert "token" in outcome.words
    assert api.taken == []


def test_without_an_answer_it_may_have_been_sent(api: FakeTelegram) -> None:
    api.deaf = 1.0
    outcome = send(api)
    assert isinstance(outcome, Retry)
    assert outcome.perhaps_done
    assert len(api.taken) == 1


def test_a_provider_that_cannot_be_reached_has_taken_nothing() -> None:
    outcome = send(FakeTelegram())
    assert isinstance(outcome, Retry)
    assert not outcome.perhaps_done


def test_no_outcome_names_the_token(api: FakeTelegram) -> None:
    api.delay = 1.0
    assert TOKEN not in f"{send(api)} {send(FakeTelegram())}"


def test_the_typing_sign_is_shown(api: FakeTelegram) -> None:
    assert ask(api, lambda client: client.typing(PERSON, "41"))
    assert [(call.method, call.to) for call in api.taken] == [("sendChatAction", PERSON)]


def test_a_tap_is_acknowledged_once(api: FakeTelegram) -> None:
    api.taps.add("tap1")
    assert ask(api, lambda client: client.acknowledge("tap1"))
    assert not ask(api, lambda client: client.acknowledge("tap1"))


def test_what_was_chosen_replaces_the_buttons(api: FakeTelegram) -> None:
    sent = send(api)
    assert isinstance(sent, Sent)
    assert ask(api, lambda client: client.show_choice(PERSON, str(sent.message_id), "No"))
    assert api.keyboards["1"] == {"inline_keyboard": [[{"text": "✓ No", "callback_data": "kept"}]]}


def test_buttons_that_are_gone_are_no_accident(api: FakeTelegram) -> None:
    assert not ask(api, lambda client: client.show_choice(PERSON, "77", "No"))


def test_a_photo_is_fetched(api: FakeTelegram) -> None:
    api.media["AgAC"] = b"\xff\xd8 picture"
    fetched = ask(api, lambda client: client.fetch("AgAC", 100))
    assert isinstance(fetched, Fetched)
    assert fetched.content == b"\xff\xd8 picture"


@pytest.mark.parametrize("size", [101, 21 * 1024 * 1024])
def test_a_photo_too_large_is_not_fetched(api: FakeTelegram, size: int) -> None:
    api.media["AgAC"] = b"x" * size
    outcome = ask(api, lambda client: client.fetch("AgAC", 100))
    assert isinstance(outcome, Refused)
    assert outcome.code == "too large"


def test_a_photo_that_is_not_there_is_said(api: FakeTelegram) -> None:
    assert isinstance(ask(api, lambda client: client.fetch("gone", 100)), Refused)


def test_our_address_is_set_with_its_secret_and_only_the_updates_we_read(api: FakeTelegram) -> None:
    address = "https://clinic.example/channels/telegram"
    assert ask(api, lambda client: client.set_webhook(address, SECRET)) == Sent()
    info = ask(api, lambda client: client.webhook())
    assert isinstance(info, dict)
    assert info["url"] == address
    assert api.taken[0].body["secret_token"] == SECRET
    assert "message_reaction" in info["allowed_updates"]


@pytest.mark.parametrize(
    ("url", "secret"), [("http://clinic.example/x", "good"), ("https://clinic.example/x", "bad one")]
)
def test_an_address_or_a_secret_that_telegram_does_not_take_is_refused(
    api: FakeTelegram, url: str, secret: str
) -> None:
    assert isinstance(ask(api, lambda client: client.set_webhook(url, secret)), Refused)


def test_the_settings_can_be_checked(api: FakeTelegram) -> None:
    assert ask(api, Telegram.check) == Checked(True, "The token is that of @stipple_test_bot.")
    assert not ask(api, Telegram.check, token="1:old").good
