"""A photo is asked about, fetched only after a yes, looked at only by staff, and gone when the yes is taken back."""

from __future__ import annotations

import time
from typing import Any

import pytest
from sqlalchemy import select

from bot.database.channel_tables import ASKED, KEPT, LOST, REFUSED, media
from bot.database.erasure import erase, withdraw
from bot.database.models import consent, conversation, now, visitor
from bot.database.photos import PHOTOS
from bot.messaging.fetching import LARGEST
from bot.messaging.pictures import kind_of
from tests.channels.conftest import WORDING, Messaging
from tests.fakes.people import Somebody

CHANNELS = pytest.mark.parametrize("channel", ["whatsapp", "twilio", "telegram"])
JPEG = b"\xff\xd8\xff\xe0 a picture"


def photos(messaging: Messaging) -> list[Any]:
    with messaging.engine.connect() as connection:
        return connection.execute(select(media).order_by(media.c.created_at)).all()


def until(messaging: Messaging, *states: str) -> None:
    deadline = time.monotonic() + 15
    while [row.state for row in photos(messaging)] != list(states):
        assert time.monotonic() < deadline, [(row.state, row.failure) for row in photos(messaging)]
        time.sleep(0.05)


def sends_photo(
    messaging: Messaging, channel: str, content: bytes = JPEG, caption: str | None = None
) -> Somebody:
    for fake in (messaging.meta, messaging.twilio, messaging.telegram):
        fake.media["file1"] = content
    person = messaging.somebody(channel)
    person.sends("photo", caption)
    messaging.settle()
    return person


@CHANNELS
def test_a_photo_is_asked_about_and_not_fetched(messaging: Messaging, channel: str) -> None:
    person = sends_photo(messaging, channel)
    asked = person.heard()[-1]
    assert asked.text.startswith(WORDING.say("photo_ask"))
    assert set(asked.choices) == {"Yes", "No"}
    time.sleep(2.5)
    assert [(row.state, row.content) for row in photos(messaging)] == [(ASKED, None)]


@CHANNELS
def test_after_a_yes_it_is_kept_and_a_person_asked_to_look(
    messaging_on_each: Messaging, channel: str
) -> None:
    person = sends_photo(messaging_on_each, channel)
    person.taps("Yes")
    messaging_on_each.settle()
    assert person.texts[-1] == WORDING.say("photo_kept")
    until(messaging_on_each, KEPT)
    (row,) = photos(messaging_on_each)
    assert (bytes(row.content), row.mime) == (JPEG, "image/jpeg")
    with messaging_on_each.engine.connect() as connection:
        assert (
            connection.execute(select(conversation.c.needs_person_reason)).scalar_one() == "A photo was sent."
        )
        given = connection.execute(select(consent)).one()
    assert (given.purpose, given.wording_version) == (PHOTOS, WORDING.version)


def test_a_yes_may_be_typed(messaging: Messaging) -> None:
    person = sends_photo(messaging, "whatsapp")
    person.types("yes")
    until(messaging, KEPT)


def test_after_a_no_it_is_never_fetched(messaging: Messaging) -> None:
    person = sends_photo(messaging, "telegram")
    person.taps("No")
    messaging.settle()
    assert person.texts[-1] == WORDING.say("photo_refused")
    until(messaging, REFUSED)
    assert [each.method for each in messaging.telegram.calls if each.method == "getFile"] == []
    with messaging.engine.connect() as connection:
        assert connection.execute(select(consent)).all() == []


def test_the_photos_of_an_album_are_asked_about_once(messaging: Messaging) -> None:
    person = sends_photo(messaging, "whatsapp")
    person.sends("photo")
    person.sends("photo")
    messaging.settle()
    assert len(person.heard()) == 2
    person.taps("Yes")
    until(messaging, KEPT, KEPT, KEPT)


def test_a_yes_counts_for_later_photos(messaging: Messaging) -> None:
    person = sends_photo(messaging, "whatsapp")
    person.taps("Yes")
    messaging.settle()
    person.sends("photo")
    messaging.settle()
    assert person.texts[-1] == WORDING.say("photo_kept")
    until(messaging, KEPT, KEPT)


def test_a_caption_is_answered_beside_the_question(messaging: Messaging) -> None:
    person = sends_photo(messaging, "whatsapp", caption="is this normal")
    assert [each.split("\n")[0] for each in person.texts[1:]] == [
        WORDING.say("photo_ask"),
        "About is this normal",
    ]


def test_a_caption_that_tells_of_an_emergency_is_answered_at_once(messaging: Messaging) -> None:
    person = sends_photo(messaging, "telegram", caption="my throat is closing and I cannot breathe")
    assert [text.split("_")[0] for text in person.texts[1:]] == ["<urgent"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<svg onload='alert(1)'/>", "no picture"),
        (b"\xff\xd8\xff" + b"x" * LARGEST, "larger than 5 MB"),
    ],
    ids=["no picture", "too large"],
)
def test_what_cannot_be_shown_safely_is_not_kept(messaging: Messaging, content: bytes, words: str) -> None:
    person = sends_photo(messaging, "whatsapp", content)
    person.taps("Yes")
    until(messaging, LOST)
    (row,) = photos(messaging)
    assert row.content is None
    assert words in row.failure


def test_a_photo_of_a_chat_that_a_person_has_is_asked_about_as_well(messaging: Messaging) -> None:
    person = messaging.somebody("whatsapp")
    person.types("hello")
    messaging.settle()
    with messaging.engine.begin() as connection:
        connection.execute(conversation.update().values(owner="f" * 32))
    messaging.meta.media["file1"] = JPEG
    person.sends("photo")
    messaging.settle()
    assert person.texts[-1] == WORDING.say("photo_ask")
    person.taps("Yes")
    messaging.settle()
    assert person.texts[-1] == WORDING.say("photo_ask")
    until(messaging, KEPT)


def test_taking_the_yes_back_removes_the_photos(messaging_on_each: Messaging) -> None:
    person = sends_photo(messaging_on_each, "whatsapp")
    person.taps("Yes")
    until(messaging_on_each, KEPT)
    with messaging_on_each.engine.begin() as connection:
        who = connection.execute(select(visitor.c.id)).scalar_one()
        withdraw(connection, who, PHOTOS, now())
    assert [(row.state, row.content) for row in photos(messaging_on_each)] == [(REFUSED, None)]


def test_erasing_somebody_removes_everything_that_their_channel_brought(messaging_on_each: Messaging) -> None:
    person = sends_photo(messaging_on_each, "whatsapp")
    person.taps("Yes")
    until(messaging_on_each, KEPT)
    messaging_on_each.settle()
    with messaging_on_each.engine.begin() as connection:
        who = connection.execute(select(visitor.c.id)).scalar_one()
        counts = erase(connection, who, "staff", now()).counts
    assert {name: counts[name] for name in ("identity", "arrival", "media")} == {
        "identity": 1,
        "arrival": 2,
        "media": 1,
    }
    assert photos(messaging_on_each) == []
    person.types("hello again")
    messaging_on_each.settle()
    assert person.texts[-1] == "About hello again"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (JPEG, "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n...", "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00AVI LIST", None),
        (b"<html>", None),
        (b"GIF89a", None),
        (b"", None),
    ],
    ids=["jpeg", "png", "webp", "avi", "html", "gif", "empty"],
)
def test_a_picture_is_what_its_first_bytes_say(content: bytes, kind: str | None) -> None:
    assert kind_of(content) == kind
