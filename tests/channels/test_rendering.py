"""Whatever the reply, every channel takes it, says all of it, and every choice in it can be made."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from bot.channels import telegram, twilio, whatsapp
from bot.channels.messages import Reply
from bot.channels.rendering import Call, Words, check_words
from bot.channels.tokens import Choice, choice_of, chosen_button, token
from tests.channels.replies import replies
from tests.fakes.meta_rules import check_message
from tests.fakes.telegram_api import FakeTelegram
from tests.fakes.twilio_api import NUMBER, FakeTwilio

REPLY_ID = "0123456789abcdef0123456789abcdef"
PUBLIC = "https://clinic.example"

Render = Callable[[Reply, str, str], list[Call]]
RENDERERS: list[Render] = [whatsapp.render, twilio.render, telegram.render]

any_reply = given(reply=replies())
many = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
on_every_channel = pytest.mark.parametrize("render", RENDERERS, ids=["whatsapp", "twilio", "telegram"])

_TWILIO, _TELEGRAM = FakeTwilio(), FakeTelegram()
_TELEGRAM.chats.add("1")


def with_instead(calls: list[Call]) -> list[Call]:
    return [one for call in calls for one in (call, call.get("instead")) if one]


@many
@any_reply
def test_meta_takes_every_call(reply: Reply) -> None:
    for call in with_instead(whatsapp.render(reply, REPLY_ID, PUBLIC)):
        assert call["method"] == "messages"
        check_message({"messaging_product": "whatsapp", "to": "447700900123", **call["body"]})


@many
@any_reply
def test_twilio_takes_every_call(reply: Reply) -> None:
    for call in with_instead(twilio.render(reply, REPLY_ID, PUBLIC)):
        form = {"To": "whatsapp:+447700900123", "From": f"whatsapp:{NUMBER}", **call["body"]}
        assert _TWILIO.wrong_with(form) is None


@many
@any_reply
def test_telegram_takes_every_call(reply: Reply) -> None:
    for call in with_instead(telegram.render(reply, REPLY_ID, PUBLIC)):
        files = {call["upload"]["field"]: b"x"} if "upload" in call else {}
        _TELEGRAM.take(call["method"], {"chat_id": "1", **call["body"]}, files)


@on_every_channel
@many
@any_reply
def test_nothing_of_the_text_is_lost(render: Render, reply: Reply) -> None:
    said = "".join(part for call in render(reply, REPLY_ID, PUBLIC) for part in shown(call))
    assert squeezed(reply.text) in squeezed(said)


@on_every_channel
@many
@any_reply
def test_every_choice_is_shown_in_full_and_can_be_made(render: Render, reply: Reply) -> None:
    calls = render(reply, REPLY_ID, PUBLIC)
    said = squeezed("".join(part for call in calls for part in shown(call)))
    carried = [choice_of(found) for call in calls for found in tokens_of(call)]
    if carried:
        assert carried == [Choice(REPLY_ID, place) for place in range(len(reply.buttons))]
        chosen = [chosen_button(choice, reply.buttons) for choice in carried if choice]
        assert chosen == list(reply.buttons)
    for place, button in enumerate(reply.buttons, start=1):
        assert squeezed(button.title) in said
        assert carried or squeezed(f"{place}. {button.title}") in said


@on_every_channel
@many
@any_reply
def test_a_call_is_plain_json_and_the_same_each_time(render: Render, reply: Reply) -> None:
    calls = render(reply, REPLY_ID, PUBLIC)
    assert json.loads(json.dumps(calls)) == calls == render(reply, REPLY_ID, PUBLIC)


@on_every_channel
@many
@any_reply
def test_no_call_holds_a_payload_of_ours(render: Render, reply: Reply) -> None:
    assert "xxxxxxxxxx" not in json.dumps(render(Reply("Hello", reply.buttons), REPLY_ID, PUBLIC))


@on_every_channel
def test_an_empty_reply_makes_no_call(render: Render) -> None:
    assert render(Reply(" \n"), REPLY_ID, PUBLIC) == []


@pytest.mark.parametrize("reply_id", ["", "a:b", "a" * 49, "ä", "a b"])
def test_an_id_that_cannot_be_carried_is_refused(reply_id: str) -> None:
    with pytest.raises(ValueError, match="id must be"):
        token(reply_id, 0)


@pytest.mark.parametrize(
    "payload", ["", "b:", "b:x", "b:x:", "b:x:-1", "b:x:1000", "/b:x:1", "b:x:1\n", "b:x:٣"]
)
def test_what_is_no_token_means_no_button(payload: str) -> None:
    assert choice_of(payload) is None


def test_a_button_that_never_was_is_none() -> None:
    assert chosen_button(Choice(REPLY_ID, 2), ()) is None


@pytest.mark.parametrize(
    "words", [Words(open_list="x" * 21), Words(list_title=""), Words(list_title="x" * 25)]
)
def test_words_too_long_for_their_place_are_refused(words: Words) -> None:
    with pytest.raises(ValueError, match="characters"):
        check_words(words)


def shown(call: Call) -> list[str]:
    """Every word that the person sees, in the order of the call."""
    return [value for key, value in _leaves(call["body"]) if key in _SEEN]


def tokens_of(call: Call) -> list[str]:
    return [value for key, value in _leaves(call["body"]) if key in ("id", "callback_data")]


_SEEN = {"text", "body", "Body", "title", "description", "caption"}


def _leaves(value: Any, key: str = "") -> list[tuple[str, str]]:
    if isinstance(value, dict):
        # The text stands above the buttons, whatever the order of the keys.
        inner = sorted(value.items(), key=lambda item: item[0] in ("action", "reply_markup"))
        return [leaf for name, part in inner for leaf in _leaves(part, name)]
    if isinstance(value, list):
        return [leaf for part in value for leaf in _leaves(part, key)]
    return [(key, value)] if isinstance(value, str) else []


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
