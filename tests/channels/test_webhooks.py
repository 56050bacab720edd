"""What comes to the addresses of the providers: only what they signed, once, and never lost."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.database.channel_tables import identity
from tests.channels.conftest import Messaging
from tests.fakes import meta, twilio_api
from tests.fakes.people import VARIABLES, OnWhatsApp
from tests.fakes.rasa import FakeRasa

CHANNELS = pytest.mark.parametrize("channel", ["whatsapp", "twilio", "telegram"])
SIGNATURES = {
    "whatsapp": "x-hub-signature-256",
    "twilio": "x-twilio-signature",
    "telegram": "x-telegram-bot-api-secret-token",
}


@CHANNELS
class TestForged:
    @pytest.mark.parametrize("shown", ["", "sha256=" + "0" * 64, "telegram-secret-of-test"])
    def test_a_delivery_with_another_signature_is_refused(
        self, messaging: Messaging, channel: str, shown: str
    ) -> None:
        person = messaging.somebody(channel)
        person.types("Is it safe?")
        body, headers = person.deliveries[0]
        forged = {**headers, SIGNATURES[channel]: shown}
        answer = messaging.post(person.path, body.replace(b"safe", b"sore"), forged)
        assert (answer.status_code, answer.json()["error"]) == (403, "not_signed")
        assert messaging.kinds() == ["text"]

    def test_a_delivery_without_a_signature_is_refused(self, messaging: Messaging, channel: str) -> None:
        assert messaging.post(f"/channels/{channel}", b"{}", {}).status_code == 403
        assert messaging.kinds() == []


@pytest.mark.parametrize("channel", ["whatsapp", "twilio"])
def test_a_signature_of_another_body_is_refused(messaging: Messaging, channel: str) -> None:
    person = messaging.somebody(channel)
    person.types("Is it safe?")
    body, headers = person.deliveries[0]
    assert messaging.post(person.path, body + b" ", headers).status_code == 403
    assert messaging.kinds() == ["text"]


@CHANNELS
@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"[]", b"{" * 9_000, b'{"entry": 3}'])
def test_a_malformed_delivery_is_refused_with_its_reason(
    messaging: Messaging, channel: str, body: bytes
) -> None:
    answer = messaging.post(f"/channels/{channel}", body, _signed(channel, body))
    # Twilio signs the fields of a form: what is no form cannot have been signed.
    assert answer.status_code in ((400, 403) if channel == "twilio" else (400,))
    assert answer.json()["message"]
    assert messaging.kinds() == []


@CHANNELS
def test_an_oversized_delivery_is_refused(messaging: Messaging, channel: str) -> None:
    body = b"x" * (3 * 1024 * 1024 + 1)
    answer = messaging.post(f"/channels/{channel}", body, _signed(channel, b""))
    assert (answer.status_code, answer.json()["error"]) == (413, "too_large")


@CHANNELS
def test_a_replayed_delivery_is_taken_and_changes_nothing(messaging: Messaging, channel: str) -> None:
    person = messaging.somebody(channel)
    person.types("Is it safe?")
    messaging.settle()
    assert [person.again().status_code for _ in range(3)] == [200, 200, 200]
    messaging.settle()
    assert person.texts[1:] == ["About Is it safe?"]
    assert messaging.kinds() == ["text"]


@CHANNELS
def test_the_first_message_delivered_five_times_at_once_is_stored_once(
    messaging_on_each: Messaging, channel: str, rasa: FakeRasa
) -> None:
    person = messaging_on_each.somebody(channel)
    taken: list[tuple[bytes, Mapping[str, str]]] = []
    person.deliver = lambda body, headers: taken.append((body, headers))  # type: ignore[method-assign]
    person.types("Is it safe?")
    body, headers = taken[0]
    with ThreadPoolExecutor(5) as threads:
        deliveries = [threads.submit(messaging_on_each.post, person.path, body, headers) for _ in range(5)]
    assert {each.result().status_code for each in deliveries} == {200}
    messaging_on_each.settle()
    assert person.texts[1:] == ["About Is it safe?"]
    assert rasa.messages == ["Is it safe?"]
    with messaging_on_each.engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(identity)).scalar_one() == 1


def test_a_delivery_in_the_wrong_order_is_put_right(messaging: Messaging, rasa: FakeRasa) -> None:
    person = messaging.somebody("whatsapp")
    assert isinstance(person, OnWhatsApp)
    at = time.time()
    later = person.message({"type": "text", "text": {"body": "is it safe"}}, at)
    earlier = person.message({"type": "text", "text": {"body": "hello"}}, at - 5)
    person.signed(person.envelope(later, earlier))
    messaging.settle()
    assert rasa.messages == ["hello\nis it safe"]


def test_pieces_that_overtook_each_other_are_read_as_they_were_written(
    messaging: Messaging, rasa: FakeRasa
) -> None:
    person = messaging.somebody("whatsapp")
    assert isinstance(person, OnWhatsApp)
    at = time.time()
    for text, moment in (("is it safe", at), ("hello", at - 2)):
        person.signed(person.envelope(person.message({"type": "text", "text": {"body": text}}, moment)))
    messaging.settle()
    assert rasa.messages == ["hello\nis it safe"]


def test_one_delivery_may_hold_many_people(messaging: Messaging) -> None:
    people = [messaging.somebody("whatsapp") for _ in range(20)]
    changes = []
    for person in people:
        assert isinstance(person, OnWhatsApp)
        text = {"type": "text", "text": {"body": f"I am {person.phone}"}}
        changes += json.loads(person.envelope(person.message(text)))["entry"]
    body = json.dumps({"object": "whatsapp_business_account", "entry": changes}).encode()
    answer = messaging.post("/channels/whatsapp", body, {"x-hub-signature-256": meta.signature(body)})
    assert answer.status_code == 200
    messaging.settle()
    for person in people:
        assert isinstance(person, OnWhatsApp)
        assert person.texts[1:] == [f"About I am {person.phone}"]


def test_the_challenge_of_meta_is_answered_only_to_whom_knows_the_token(messaging: Messaging) -> None:
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444"}
    good = messaging.http.get("/channels/whatsapp", params={**asked, "hub.verify_token": meta.VERIFY_TOKEN})
    bad = messaging.http.get("/channels/whatsapp", params={**asked, "hub.verify_token": "guess"})
    assert (good.status_code, good.text) == (200, "1158201444")
    assert bad.status_code == 403


def test_addresses_of_channels_that_are_off_are_not_there(
    app_with: Callable[[Mapping[str, Any]], Starlette], rasa: FakeRasa
) -> None:
    with TestClient(app_with({"RASA_PORT": rasa.port})) as http:
        for channel in ("whatsapp", "twilio", "telegram"):
            assert http.post(f"/channels/{channel}", content=b"{}").status_code == 404


@CHANNELS
def test_a_delivery_while_the_database_is_away_is_asked_for_again(messaging: Messaging, channel: str) -> None:
    person = messaging.somebody(channel)
    with messaging.engine.connect().execution_options(writing=True) as blocking, blocking.begin():
        assert person.types("Is it safe?").status_code == 503
    assert person.again().status_code == 200
    messaging.settle()
    assert person.texts[1:] == ["About Is it safe?"]


def test_twilio_hears_nothing_to_say_in_its_own_form(messaging: Messaging) -> None:
    answer = messaging.somebody("twilio").types("Is it safe?")
    assert answer.text == "<Response></Response>"
    assert answer.headers["content-type"].startswith("text/xml")


def _signed(channel: str, body: bytes) -> Mapping[str, str]:
    if channel == "whatsapp":
        return {"x-hub-signature-256": meta.signature(body)}
    if channel == "twilio":
        shown = twilio_api.signature(f"{VARIABLES['PUBLIC_URL']}/channels/twilio", {})
        return {"x-twilio-signature": shown}
    return {"x-telegram-bot-api-secret-token": VARIABLES["TELEGRAM_SECRET"]}
