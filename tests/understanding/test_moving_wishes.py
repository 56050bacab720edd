"""The usual ways of asking to go on elsewhere, and what only names a channel."""

from __future__ import annotations

import pytest

from bot.understanding.commands import command_of
from bot.understanding.moving_wishes import moving_wish


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("can I continue on WhatsApp?", "whatsapp"),
        ("do you have whatsapp", "whatsapp"),
        ("WhatsApp?", "whatsapp"),
        ("can i whatsapp you", "whatsapp"),
        ("I'd like to switch to WhatsApp please", "whatsapp"),
        ("can I talk to you on what's app instead", "whatsapp"),
        ("can we continue on telegram", "telegram"),
        ("are you on Telegram?", "telegram"),
        ("move this chat to telegram", "telegram"),
        ("continue on the website", "website"),
        ("go on with this in my browser", "website"),
        ("Can I go on with this on my phone", "anywhere"),
        ("continue elsewhere", "anywhere"),
        ("keep chatting on another device", "anywhere"),
    ],
)
def test_a_wish_to_go_on_elsewhere_is_known(text: str, place: str) -> None:
    assert moving_wish(text) == place
    assert command_of(text) == "go_elsewhere"


@pytest.mark.parametrize(
    "text",
    [
        "can i use my phone",
        "continue",
        "does whatsapp cost extra",
        "send the plan to my phone",
        "my phone number is secret",
        "website",
        "i found you on your website",
        "please text me",
        "does it hurt",
        "change my session",
        "",
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert moving_wish(text) is None


def test_continuing_with_a_dialogue_stays_with_the_dialogue() -> None:
    assert command_of("continue") == "check_eligibility"
    assert command_of("continue with my quote") == "request_quote"


def test_a_typed_code_is_known() -> None:
    assert command_of("K7M-4PX") == "go_elsewhere"
