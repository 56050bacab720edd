"""What goes out reaches the person in order, is tried again when it makes sense, and staff see when it cannot be."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.channels.messages import Reply
from bot.database.channel_tables import FAILED, QUEUED, WAITING_WINDOW, identity, outbox
from bot.database.models import conversation, now
from bot.database.transcript import speak
from tests.channels.conftest import Messaging
from tests.fakes import meta, telegram_api, twilio_api
from tests.fakes.people import PUBLIC_URL, OnTwilio, OnWhatsApp, Somebody
from tests.fakes.provider import server_error
from tests.fakes.rasa import FakeRasa, custom

CHANNELS = pytest.mark.parametrize("channel", ["whatsapp", "twilio", "telegram"])


def says(messaging: Messaging, *texts: str) -> None:
    """Staff say something in the only conversation."""
    with messaging.engine.begin() as connection:
        conversation_id = connection.execute(select(conversation.c.id)).scalar_one()
        for text in texts:
            speak(connection, conversation_id, Reply(text).to_json(), now())


def rows(messaging: Messaging) -> list[Any]:
    with messaging.engine.connect() as connection:
        return connection.execute(select(outbox).order_by(outbox.c.place, outbox.c.part)).all()


def talk(messaging: Messaging) -> Any:
    with messaging.engine.connect() as connection:
        return connection.execute(select(conversation)).one()


def somebody(messaging: Messaging, channel: str) -> Somebody:
    """Who has already had an answer."""
    person = messaging.somebody(channel)
    person.types("hello")
    messaging.settle()
    assert person.texts[1:] == ["About hello"]
    return person


def until_states(messaging: Messaging, *states: str) -> None:
    """Waits until the newest rows are in these states."""
    deadline = time.monotonic() + 10
    while [row.state for row in rows(messaging)][-len(states) :] != list(states):
        assert time.monotonic() < deadline, [(row.state, row.failure) for row in rows(messaging)]
        time.sleep(0.05)


@CHANNELS
def test_a_provider_that_is_down_for_a_moment_is_asked_again_and_the_order_kept(
    messaging_on_each: Messaging, channel: str
) -> None:
    person = somebody(messaging_on_each, channel)
    fake = getattr(messaging_on_each, {"whatsapp": "meta"}.get(channel, channel))
    fake.trouble.extend([server_error(), server_error()])
    says(messaging_on_each, "one", "two", "three")
    messaging_on_each.settle()
    assert person.texts[2:] == ["one", "two", "three"]


@pytest.mark.parametrize(
    ("channel", "trouble", "least"),
    [
        ("telegram", telegram_api.too_many(2), 2.0),
        ("twilio", twilio_api.too_many(), 4.0),
        ("whatsapp", meta.too_many(), 4.0),
    ],
)
def test_a_provider_that_asks_us_to_wait_is_given_the_time(
    messaging: Messaging, channel: str, trouble: Any, least: float
) -> None:
    person = somebody(messaging, channel)
    getattr(messaging, {"whatsapp": "meta"}.get(channel, channel)).trouble.append(trouble)
    began = time.monotonic()
    says(messaging, "one")
    messaging.settle()
    assert person.texts[2:] == ["one"]
    assert time.monotonic() - began > least


def test_one_person_who_cannot_be_reached_holds_up_nobody_else(messaging: Messaging) -> None:
    first = messaging.somebody("telegram")
    messaging.telegram.trouble.append(telegram_api.too_many(30))
    first.types("hello")
    time.sleep(1)
    second = messaging.somebody("telegram")
    second.types("hello")
    deadline = time.monotonic() + 10
    while len(second.heard()) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert first.heard() == []


def until_tried(messaging: Messaging) -> None:
    """Waits until the newest call has failed once."""
    deadline = time.monotonic() + 10
    while not rows(messaging)[-1].attempts:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_who_writes_of_an_emergency_waits_for_no_long_pause(messaging_on_each: Messaging) -> None:
    person = somebody(messaging_on_each, "telegram")
    messaging_on_each.telegram.trouble.extend([server_error()] * 4)
    says(messaging_on_each, "one")
    until_tried(messaging_on_each)
    messaging_on_each.telegram.trouble.clear()
    with messaging_on_each.engine.begin() as connection:
        waits = outbox.update().where(outbox.c.state == QUEUED)
        connection.execute(waits.values(next_at=now() + timedelta(hours=1), holder=None, until=None))
    person.types("my throat is closing and I cannot breathe")
    messaging_on_each.settle()
    assert [text.split("_")[0] for text in person.texts[2:]] == ["one", "<urgent"]


def test_a_pause_that_the_provider_asked_for_is_kept_all_the_same(messaging: Messaging) -> None:
    person = somebody(messaging, "telegram")
    messaging.telegram.trouble.append(telegram_api.too_many(60))
    says(messaging, "one")
    until_tried(messaging)
    person.types("my throat is closing and I cannot breathe")
    time.sleep(2)
    assert person.texts[2:] == []


def test_what_can_never_be_delivered_is_shown_to_staff(messaging: Messaging) -> None:
    person = somebody(messaging, "telegram")
    messaging.telegram.blocked.add(str(person.chat))
    says(messaging, "one")
    until_states(messaging, FAILED)
    assert "blocked us on Telegram" in rows(messaging)[-1].failure
    assert talk(messaging).needs_person
    assert talk(messaging).needs_person_reason.startswith(
        "A message could not be delivered. The person blocked us"
    )
    with messaging.engine.connect() as connection:
        assert connection.execute(select(identity.c.gone)).scalar_one()


def test_who_comes_back_is_no_longer_gone(messaging: Messaging) -> None:
    person = somebody(messaging, "telegram")
    chat = {"id": person.chat, "type": "private"}
    who = {"id": person.chat, "is_bot": False, "first_name": "P"}
    for status, gone in (("kicked", True), ("member", False)):
        change = {"chat": chat, "from": who, "date": int(time.time()), "new_chat_member": {"status": status}}
        person.update({"my_chat_member": change})  # type: ignore[attr-defined]
        with messaging.engine.connect() as connection:
            assert connection.execute(select(identity.c.gone)).scalar_one() is gone


class TestTheWindow:
    def closed(self, messaging: Messaging) -> None:
        """The person wrote a day ago."""
        with messaging.engine.begin() as connection:
            connection.execute(identity.update().values(last_inbound_at=now() - timedelta(hours=25)))

    @pytest.mark.parametrize("channel", ["whatsapp", "twilio"])
    def test_what_comes_too_late_waits_until_the_person_writes_again(
        self, messaging: Messaging, channel: str
    ) -> None:
        person = somebody(messaging, channel)
        self.closed(messaging)
        says(messaging, "one", "two")
        until_states(messaging, WAITING_WINDOW, WAITING_WINDOW)
        assert person.texts[2:] == []
        assert "more than 24 hours ago" in rows(messaging)[-1].failure
        person.types("I am back")
        messaging.settle()
        assert person.texts[2:] == ["one", "two", "About I am back"]

    def test_telegram_knows_no_window(self, messaging: Messaging) -> None:
        person = somebody(messaging, "telegram")
        self.closed(messaging)
        says(messaging, "one")
        messaging.settle()
        assert person.texts[2:] == ["one"]

    def test_a_window_that_only_the_provider_knows_closed_makes_it_wait_too(
        self, messaging: Messaging
    ) -> None:
        person = somebody(messaging, "whatsapp")
        assert isinstance(person, OnWhatsApp)
        messaging.meta.closed.add(person.phone)
        says(messaging, "one")
        until_states(messaging, WAITING_WINDOW)

    def test_a_window_told_closed_in_a_later_status_makes_it_wait_too(self, messaging: Messaging) -> None:
        person = somebody(messaging, "twilio")
        assert isinstance(person, OnTwilio)
        messaging.twilio.closed.add(f"whatsapp:{person.phone}")
        says(messaging, "one")
        messaging.settle()
        address, form = messaging.twilio.statuses[-1]
        target = address.removeprefix(PUBLIC_URL)
        headers = {
            "x-twilio-signature": twilio_api.signature(address, form),
            "content-type": "application/x-www-form-urlencoded",
        }
        assert messaging.post(target, twilio_api.encoded(form), headers).status_code == 200
        until_states(messaging, WAITING_WINDOW)
        assert messaging.post(target, twilio_api.encoded(form), headers).status_code == 200
        until_states(messaging, WAITING_WINDOW)


class TestDeliveryUpdates:
    def tell(self, messaging: Messaging, *states: str, error: int | None = None) -> None:
        """Meta tells of the newest message, one state after the other."""
        row = rows(messaging)[-1]
        for state in states:
            status = {
                "id": row.provider_message_id,
                "status": state,
                "timestamp": "1794000000",
                "recipient_id": "447700900123",
                "biz_opaque_callback_data": f"{row.message_id}:{row.part}",
                **({"errors": [{"code": error, "title": "x"}]} if error else {}),
            }
            body = messaging.meta.payload(status)
            assert messaging.post(
                "/channels/whatsapp", body, {"x-hub-signature-256": meta.signature(body)}
            ).is_success

    @pytest.mark.parametrize(
        ("told", "kept"),
        [
            (("delivered", "read"), "read"),
            (("read", "delivered", "sent"), "read"),
            (("delivered", "failed"), "delivered"),
            (("failed", "delivered"), "delivered"),
        ],
        ids=",".join,
    )
    def test_states_move_forward_only(self, messaging: Messaging, told: tuple[str, ...], kept: str) -> None:
        somebody(messaging, "whatsapp")
        for state in told:
            self.tell(messaging, state, error=131026 if state == "failed" else None)
        assert rows(messaging)[-1].state == kept

    def test_a_message_that_failed_later_is_shown_to_staff(self, messaging: Messaging) -> None:
        somebody(messaging, "whatsapp")
        self.tell(messaging, "failed", error=131026)
        assert rows(messaging)[-1].state == FAILED
        assert talk(messaging).needs_person

    def test_a_file_that_is_refused_later_is_followed_by_a_link(
        self, messaging: Messaging, rasa: FakeRasa
    ) -> None:
        item = custom("Your days")
        item["custom"]["reply"]["attachments"] = [
            {"kind": "calendar", "title": "Your days", "url": "/my/calendar/abc.ics"}
        ]
        rasa.answers["days"] = [item]
        person = messaging.somebody("whatsapp")
        person.types("days")
        messaging.settle()
        self.tell(messaging, "failed", error=131053)
        messaging.settle()
        assert person.texts[-1] == f"Your days\n{PUBLIC_URL}/my/calendar/abc.ics"
        assert not talk(messaging).needs_person

    def test_news_of_a_message_that_nobody_knows_is_taken(self, messaging: Messaging) -> None:
        somebody(messaging, "whatsapp")
        status = {"id": "wamid.elsewhere", "status": "read", "timestamp": "1794000000"}
        body = messaging.meta.payload(status)
        answer = messaging.post("/channels/whatsapp", body, {"x-hub-signature-256": meta.signature(body)})
        assert answer.status_code == 200


def test_a_template_asks_somebody_to_write_again_once(
    messaging_with_template: Messaging,
) -> None:
    messaging = messaging_with_template
    messaging.meta.templates.add("write_again")
    person = somebody(messaging, "whatsapp")
    TestTheWindow().closed(messaging)
    says(messaging, "one", "two")
    messaging.settle()
    deadline = time.monotonic() + 10
    while [each.body["type"] for each in person.heard()][2:] != ["template"]:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    person.types("here I am")
    messaging.settle()
    assert [each.body["type"] for each in person.heard()][2:] == ["template", "text", "text", "text"]
    assert person.texts[3:] == ["one", "two", "About here I am"]
