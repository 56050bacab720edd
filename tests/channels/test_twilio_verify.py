"""Only Twilio's own signature of our public address and of every field opens the door."""

from __future__ import annotations

import pytest

from bot.channels.twilio import signed
from tests.fakes.samples import sample
from tests.fakes.twilio_api import AUTH_TOKEN, encoded, signature

ORIGIN = "https://clinic.example"
TARGET = "/channels/twilio"
FORM = sample("twilio", "text_without_phone")  # with a blank field, an address and an emoji's neighbour
BODY = encoded(FORM)
GOOD = signature(ORIGIN + TARGET, FORM)


def test_twilios_signature_is_good() -> None:
    assert signed(AUTH_TOKEN, ORIGIN, TARGET, BODY, GOOD)


def test_the_signature_is_the_one_of_twilios_own_example() -> None:
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    shown = "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    assert signed("12345", "https://mycompany.com", "/myapp.php?foo=1&bar=2", encoded(form), shown)


@pytest.mark.parametrize("port", ["", ":443"])
def test_the_port_may_be_named_or_not(port: str) -> None:
    shown = signature(f"{ORIGIN}{port}{TARGET}", FORM)
    assert signed(AUTH_TOKEN, ORIGIN, TARGET, BODY, shown)
    assert signed(AUTH_TOKEN, f"{ORIGIN}:443", TARGET, BODY, shown)


def test_another_port_is_another_address() -> None:
    assert not signed(AUTH_TOKEN, ORIGIN, TARGET, BODY, signature(f"{ORIGIN}:8443{TARGET}", FORM))


def test_the_query_is_signed_with_the_address() -> None:
    target = f"{TARGET}?part=abc%3A0"
    assert signed(AUTH_TOKEN, ORIGIN, target, BODY, signature(ORIGIN + target, FORM))
    assert not signed(AUTH_TOKEN, ORIGIN, f"{TARGET}?part=abc%3A1", BODY, signature(ORIGIN + target, FORM))


@pytest.mark.parametrize(
    "shown",
    [
        None,
        "",
        GOOD[:-1],
        GOOD + "=",
        GOOD.swapcase(),
        "ü",
        "\udcff",
        signature(ORIGIN + TARGET, FORM, "another token"),
        signature("http://clinic.example" + TARGET, FORM),
        signature("https://other.example" + TARGET, FORM),
        signature(ORIGIN + "/channels/whatsapp", FORM),
        signature(ORIGIN + TARGET, {**FORM, "From": "whatsapp:+447700900999"}),
        signature(ORIGIN + TARGET, {}),
    ],
)
def test_anything_else_is_refused(shown: str | None) -> None:
    assert not signed(AUTH_TOKEN, ORIGIN, TARGET, BODY, shown)


def test_a_blank_field_counts() -> None:
    with_blank = {**FORM, "Label": ""}
    assert signed(AUTH_TOKEN, ORIGIN, TARGET, encoded(with_blank), signature(ORIGIN + TARGET, with_blank))


def test_a_field_that_twilio_adds_one_day_is_no_forgery() -> None:
    more = {**FORM, "SomethingNew": "ÿ €"}
    assert signed(AUTH_TOKEN, ORIGIN, TARGET, encoded(more), signature(ORIGIN + TARGET, more))


def test_without_an_auth_token_nothing_is_believed() -> None:
    assert not signed("", ORIGIN, TARGET, BODY, signature(ORIGIN + TARGET, FORM, ""))


def test_what_is_no_form_is_refused() -> None:
    assert not signed(AUTH_TOKEN, ORIGIN, TARGET, b"\xff", GOOD)
