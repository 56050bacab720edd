"""Only Meta's own signature of the very bytes opens the door."""

from __future__ import annotations

import pytest

from bot.channels.whatsapp import challenge, signed
from tests.fakes.meta import APP_SECRET, VERIFY_TOKEN, signature
from tests.fakes.samples import raw

BODY = raw("meta", "text")


def test_metas_signature_is_good() -> None:
    assert signed(APP_SECRET, BODY, signature(BODY))


def test_the_signature_is_the_one_of_rfc_4231() -> None:
    known = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert signed("Jefe", b"what do ya want for nothing?", f"sha256={known}")


@pytest.mark.parametrize(
    "shown",
    [
        None,
        "",
        "sha256=",
        signature(BODY).removeprefix("sha256="),
        signature(BODY).upper(),
        signature(BODY)[:-1],
        signature(BODY) + "0",
        signature(BODY, "another secret"),
        signature(BODY + b"\n"),
        "sha1=" + "0" * 40,
        "sha256=ü" + "0" * 63,
        "sha256=\udcff",
    ],
)
def test_anything_else_is_refused(shown: str | None) -> None:
    assert not signed(APP_SECRET, BODY, shown)


def test_a_changed_body_is_refused() -> None:
    assert not signed(APP_SECRET, BODY.replace(b"temples", b"temple"), signature(BODY))


def test_without_an_app_secret_nothing_is_believed() -> None:
    assert not signed("", BODY, signature(BODY, ""))


def test_the_challenge_is_answered_to_who_knows_the_token() -> None:
    query = {"hub.mode": "subscribe", "hub.verify_token": VERIFY_TOKEN, "hub.challenge": "1158201444"}
    assert challenge(VERIFY_TOKEN, query) == "1158201444"


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"hub.mode": "subscribe", "hub.challenge": "1"},
        {"hub.mode": "subscribe", "hub.verify_token": "", "hub.challenge": "1"},
        {"hub.mode": "subscribe", "hub.verify_token": "guess", "hub.challenge": "1"},
        {"hub.mode": "unsubscribe", "hub.verify_token": VERIFY_TOKEN, "hub.challenge": "1"},
        {"hub.verify_token": VERIFY_TOKEN, "hub.challenge": "1"},
    ],
)
def test_the_challenge_is_answered_to_nobody_else(query: dict[str, str]) -> None:
    assert challenge(VERIFY_TOKEN, query) is None


def test_without_a_verify_token_no_challenge_is_answered() -> None:
    assert challenge("", {"hub.mode": "subscribe", "hub.verify_token": "", "hub.challenge": "1"}) is None
