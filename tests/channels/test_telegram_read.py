"""What Telegram delivers becomes arrivals and changes; only private chats are heard."""

from __future__ import annotations

import json
from datetime import datetime, timezone

import pytest
from hypothesis import given, settings

from bot.channels.arrivals import Arrival, MalformedError, Media, Person
from bot.channels.telegram import read
from tests.fakes.samples import raw, sample
from tests.fakes.wrong_types import Broken, broken

PRIYA = Person("5550001", "5550001", "Priya Nair")
TAP = "4382bfdwdsb323b2d9"


def only(name: str) -> Arrival:
    received = read(raw("telegram", name))
    assert not received.ignored
    (arrival,) = received.arrivals
    return arrival


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [
        ("text", "text", "Does it hurt on the temples?"),
        ("command", "text", "/help"),
        ("start", "start", None),
        ("start_with_code", "text", "K7P2QX"),
        ("photo", "photo", "my hairline today"),
        ("voice", "voice", None),
        ("audio", "voice", None),
        ("video", "video", None),
        ("video_note", "video", None),
        ("animation", "video", None),
        ("document", "document", None),
        ("sticker", "sticker", None),
        ("location", "location", None),
        ("other_contact", "contacts", None),
        ("poll", "unknown", None),
        ("dice", "unknown", None),
    ],
)
def test_each_kind_of_message_is_an_arrival(name: str, kind: str, text: str | None) -> None:
    arrival = only(name)
    assert (arrival.kind, arrival.text, arrival.message_id) == (kind, text, "41")
    assert arrival.person == PRIYA
    assert arrival.delivery_id == str(sample("telegram", name)["update_id"])
    assert arrival.at == datetime.fromtimestamp(1794000000, timezone.utc)


def test_the_largest_size_of_a_photo_is_taken() -> None:
    assert only("photo").media == (Media("AgAClarge00001", "image/jpeg", 90000),)


def test_photos_sent_in_one_go_say_so() -> None:
    assert only("photo_of_an_album").album == "13900000000000001"


def test_a_tap_is_a_payload_to_be_acknowledged() -> None:
    received = read(raw("telegram", "tap"))
    (arrival,) = received.arrivals
    assert (arrival.kind, arrival.payload) == ("payload", "b:0123456789abcdef0123456789abcdef:1")
    assert (arrival.about, arrival.person) == ("40", PRIYA)
    assert received.callbacks == (TAP,)


def test_a_tap_on_buttons_that_telegram_has_forgotten_still_counts() -> None:
    received = read(raw("telegram", "tap_on_a_message_too_old"))
    assert [(one.payload, one.about) for one in received.arrivals] == [
        ("b:0123456789abcdef0123456789abcdef:0", "12")
    ]


@pytest.mark.parametrize("name", ["tap_on_the_choice", "tap_without_message"])
def test_a_tap_that_means_nothing_is_acknowledged_all_the_same(name: str) -> None:
    received = read(raw("telegram", name))
    assert received.callbacks
    assert not received.arrivals


@pytest.mark.parametrize(
    ("name", "kind", "text", "about"),
    [
        ("reply", "text", "yes, this one", "40"),
        ("edited", "edit", "I meant Roaccutane", "39"),
        ("edited_caption", "edit", "after two weeks", "38"),
        ("reaction", "reaction", None, "40"),
        ("reaction_taken_back", "reaction", None, "40"),
    ],
)
def test_what_concerns_an_earlier_message_names_it(
    name: str, kind: str, text: str | None, about: str
) -> None:
    arrival = only(name)
    assert (arrival.kind, arrival.text, arrival.about) == (kind, text, about)


def test_places_and_contacts_keep_what_they_hold() -> None:
    place = {"latitude": 51.5072, "longitude": -0.1276}
    assert only("location").details == place
    assert only("venue").details == {**place, "name": "Charing Cross", "address": "London WC2N"}
    assert only("other_contact").details == {"contacts": [{"name": "Amara", "phones": ["+447700900456"]}]}
    assert only("reaction").details == {"emoji": "👍"}


def test_only_a_persons_own_contact_is_their_number() -> None:
    assert only("own_contact").person.phone == "+447700900123"
    assert only("other_contact").person.phone is None


@pytest.mark.parametrize(("name", "change"), [("blocked", "left"), ("unblocked", "returned")])
def test_blocking_and_letting_in_again_are_changes_of_the_person(name: str, change: str) -> None:
    received = read(raw("telegram", name))
    assert [(one.change, one.person) for one in received.changes] == [(change, PRIYA)]
    assert not received.arrivals


@pytest.mark.parametrize(
    "name",
    [
        "of_a_group",
        "of_a_channel",
        "of_another_bot",
        "inline_query",
        "pinned",
        "live_location_moved",
        "edited_by_nobody",
    ],
)
def test_what_nobody_wrote_to_us_is_named_and_left_out(name: str) -> None:
    received = read(raw("telegram", name))
    assert received.ignored
    assert not received.arrivals


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"7", "not a JSON object"),
        (b"{}", "'update_id'"),
        (b'{"update_id": {}}', "'update_id'"),
        (b'{"update_id": 1, "message": "hello"}', "'message'"),
        (b'{"update_id": 1, "callback_query": []}', "'callback_query'"),
    ],
)
def test_what_is_not_telegrams_is_refused_with_the_reason(body: bytes, reason: str) -> None:
    with pytest.raises(MalformedError, match=reason):
        read(body)


@settings(max_examples=400, deadline=None)
@given(delivery=broken("telegram"))
def test_a_wrong_type_anywhere_is_never_an_accident(delivery: Broken) -> None:
    try:
        received = read(json.dumps(delivery.value).encode())
    except MalformedError:
        assert len(delivery.path) == 1
        return
    for arrival in received.arrivals:
        json.dumps([arrival.text, arrival.payload, dict(arrival.details), arrival.person.name]).encode()
