"""Only who knows the secret of our webhook is heard."""

from __future__ import annotations

import pytest

from bot.channels.telegram import is_secret, signed

SECRET = "f3bL0-secret_of-our-webhook"


def test_the_secret_opens() -> None:
    assert signed(SECRET, SECRET)


@pytest.mark.parametrize("shown", [None, "", SECRET[:-1], SECRET + "x", SECRET.upper(), "ü", "\udcff"])
def test_anything_else_is_refused(shown: str | None) -> None:
    assert not signed(SECRET, shown)


def test_without_a_secret_nobody_is_heard() -> None:
    assert not signed("", "")


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        (SECRET, True),
        ("a", True),
        ("a" * 256, True),
        ("", False),
        ("a" * 257, False),
        ("a b", False),
        ("ä", False),
    ],
)
def test_secrets_are_of_the_form_that_telegram_takes(text: str, allowed: bool) -> None:
    assert is_secret(text) is allowed
