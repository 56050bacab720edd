"""The usual ways of saying what should be done with one's own data, and what only looks like one of them."""

from __future__ import annotations

import pytest

from bot.understanding.commands import command_of
from bot.understanding.privacy_wishes import privacy_wish

SAID = {
    "show": (
        "what do you know about me",
        "What data do you have on me?",
        "which information do you hold about me?",
        "show me my data",
        "can you send me a copy of my data please",
        "I want a copy of all the data you hold on me",
        "what have you stored about me",
        "what do u have on me",
        "tell me everything you know about me",
        "GDPR request",
        "do you remember anything about me?",
    ),
    "erase": (
        "forget me",
        "Please forget me!",
        "delete my data",
        "DELETE MY DATA",
        "please erase everything i told you",
        "changed my mind, erase my info",
        "wipe my messages",
        "delete everything you know about me",
        "can you delete this chat",
        "how do i delete my data",
        "remove my details pls",
        "delete my chat history and my data",
        "i want to be forgotten",
    ),
    "stop": (
        "STOP",
        "stop messages",
        "stop messaging me",
        "Unsubscribe",
        "don’t text me anymore",
        "no more reminders please",
        "opt out",
    ),
    "withdraw": (
        "withdraw my consent",
        "I withdraw my consent.",
        "i want to take back my permission",
        "revoke my consent for health data",
        "I no longer consent",
    ),
}
OTHER = (
    "stop",
    "stop bleeding",
    "forget it",
    "don't delete my data",
    "do you delete my data",
    "how long do you keep my data",
    "can the dots be erased",
    "can you remove everything",
    "remove it all",
    "what do you know about moles",
    "what information do you need from me",
    "is this chat confidential",
    "cancel my appointment",
    "can i stop minoxidil",
    "should I stop messing with the scabs",
    "",
    "   ",
)


@pytest.mark.parametrize(("text", "wish"), [(text, wish) for wish, texts in SAID.items() for text in texts])
def test_a_wish_is_known(text: str, wish: str) -> None:
    assert privacy_wish(text) == wish
    assert command_of(text) == "privacy"


@pytest.mark.parametrize("text", OTHER)
def test_anything_else_is_left_to_the_model(text: str) -> None:
    assert privacy_wish(text) is None


def test_to_delete_contact_details_of_a_request_stays_with_the_request() -> None:
    assert command_of("delete my contact details") == "book_consultation"
