"""The stand-ins refuse what the real ones refuse; otherwise they would prove nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.meta_rules import InvalidError, check_message
from tests.fakes.telegram_api import BadRequestError, FakeTelegram
from tests.fakes.twilio_api import NUMBER, FakeTwilio


def to_meta(**body: Any) -> dict[str, Any]:
    return {"messaging_product": "whatsapp", "to": "447700900123", **body}


def buttons(*titles: str, ids: tuple[str, ...] = (), body: str = "Which?") -> dict[str, Any]:
    named = ids or tuple(str(place) for place in range(len(titles)))
    made = [
        {"type": "reply", "reply": {"id": one, "title": title}}
        for one, title in zip(named, titles, strict=True)
    ]
    interactive = {"type": "button", "body": {"text": body}, "action": {"buttons": made}}
    return to_meta(type="interactive", interactive=interactive)


def listed(rows: list[dict[str, str]], button: str = "Choices") -> dict[str, Any]:
    action = {"button": button, "sections": [{"title": "Choices", "rows": rows}]}
    return to_meta(type="interactive", interactive={"type": "list", "body": {"text": "?"}, "action": action})


def rows(count: int, **more: str) -> list[dict[str, str]]:
    return [{"id": str(place), "title": f"Row {place}", **more} for place in range(count)]


def test_meta_takes_what_is_within_its_limits() -> None:
    check_message(buttons("x" * 20, "b", "c", body="x" * 1_024))
    check_message(listed(rows(10, description="x" * 72), "x" * 20))
    check_message(to_meta(type="text", text={"body": "x" * 4_096}))


@pytest.mark.parametrize(
    "body",
    [
        buttons("a", "b", "c", "d"),
        buttons(),
        buttons("x" * 21),
        buttons("🙂" * 11),
        buttons(" "),
        buttons("Yes", "yes"),
        buttons("a", "b", ids=("1", "1")),
        buttons("a", ids=("x" * 257,)),
        buttons("a", body="x" * 1_025),
        buttons("a", body=""),
        listed(rows(11)),
        listed([]),
        listed(rows(1, description="x" * 73)),
        listed([{"id": "1", "title": "x" * 25}]),
        listed([{"id": "x" * 201, "title": "x"}]),
        listed(rows(1), "x" * 21),
        to_meta(type="text", text={"body": "x" * 4_097}),
        to_meta(type="text", text={"body": ""}),
        to_meta(type="text", text={"body": "x"}, extra=1),
        to_meta(type="image", image={"link": "https://clinic.example/plan.svg"}),
        to_meta(type="hologram", hologram={}),
        to_meta(type="text", text={"body": "x"}, recipient="GB.1"),
        {"messaging_product": "whatsapp", "type": "text", "text": {"body": "x"}},
        {"to": "447700900123", "type": "text", "text": {"body": "x"}},
    ],
)
def test_meta_refuses_what_is_beyond_them(body: dict[str, Any]) -> None:
    with pytest.raises(InvalidError):
        check_message(body)


def to_telegram(**body: Any) -> None:
    fake = FakeTelegram()
    fake.chats.add("1")
    fake.take("sendMessage", {"chat_id": "1", "text": "Which?", **body}, {})


def keyboard(*data: str, text: str = "x") -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": text, "callback_data": one}] for one in data]}


def test_telegram_takes_what_is_within_its_limits() -> None:
    to_telegram(text="🙂" * 2_048)
    to_telegram(reply_markup=keyboard("x" * 64, "é" * 32))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"text": "x" * 4_097}, "message is too long"),
        ({"text": "🙂" * 2_049}, "message is too long"),
        ({"text": " \n"}, "message text is empty"),
        ({"reply_markup": keyboard("x" * 65)}, "BUTTON_DATA_INVALID"),
        ({"reply_markup": keyboard("é" * 33)}, "BUTTON_DATA_INVALID"),
        ({"reply_markup": keyboard("")}, "BUTTON_DATA_INVALID"),
        ({"reply_markup": keyboard(*"x" * 101)}, "too long"),
        ({"reply_markup": keyboard("x", text="")}, "text buttons"),
        ({"chat_id": "2"}, "chat not found"),
    ],
)
def test_telegram_refuses_what_is_beyond_them(body: dict[str, Any], words: str) -> None:
    with pytest.raises(BadRequestError, match=words):
        to_telegram(**body)


FORM = {"To": "whatsapp:+447700900123", "From": f"whatsapp:{NUMBER}", "Body": "Hello"}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"Body": "x" * 1_600}, None),
        ({"Body": "x" * 1_601}, 21617),
        ({"Body": ""}, 21619),
        ({"To": "+447700900123"}, 21211),
        ({"From": "whatsapp:+1"}, 63007),
        ({"MediaUrl": "/map.png"}, 21620),
        ({"StatusCallback": "/channels/twilio"}, 21609),
        ({"ContentSid": "HX0"}, 21655),
        ({"Buttons": "[]"}, 20001),
    ],
)
def test_twilio_refuses_what_is_beyond_its_limits(changed: dict[str, str], code: int | None) -> None:
    refused = FakeTwilio().wrong_with({**FORM, **changed})
    assert (None if refused is None else refused[0]) == code
