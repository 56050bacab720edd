"""What Meta delivers becomes arrivals, updates and changes; nothing in a delivery can break the others in it."""

from __future__ import annotations

import json
from datetime import datetime, timezone

import pytest
from hypothesis import given, settings

from bot.channels.arrivals import Arrival, MalformedError, Media, Person
from bot.channels.outcomes import Refused, WindowClosed
from bot.channels.whatsapp import read
from tests.fakes.meta import NUMBER
from tests.fakes.samples import raw, sample
from tests.fakes.wrong_types import Broken, broken

PRIYA = Person("GB.1122334455667788", "447700900123", "Priya Nair", "+447700900123", ("447700900123",))
TOKEN = "b:0123456789abcdef0123456789abcdef"


def only(name: str) -> Arrival:
    received = read(raw("meta", name))
    assert not received.ignored
    (arrival,) = received.arrivals
    return arrival


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [
        ("text", "text", "Does it hurt on the temples?"),
        ("forwarded", "text", "look at this"),
        ("from_an_advertisement", "text", "Hello! Can I get more info?"),
        ("image", "photo", "my hairline today"),
        ("image_without_caption", "photo", None),
        ("video", "video", None),
        ("document", "document", None),
        ("audio", "voice", None),
        ("voice", "voice", None),
        ("sticker", "sticker", None),
        ("location", "location", None),
        ("contacts", "contacts", None),
        ("unsupported", "unknown", None),
        ("order", "unknown", None),
        ("form_reply", "unknown", None),
        ("interactive_without_content", "unknown", None),
        ("request_welcome", "start", None),
    ],
)
def test_each_kind_of_message_is_an_arrival(name: str, kind: str, text: str | None) -> None:
    arrival = only(name)
    assert (arrival.kind, arrival.text) == (kind, text)
    assert arrival.person == PRIYA
    assert arrival.delivery_id == arrival.message_id == "wamid.HBgMNDQ3NzAwOTAwMTIzFQIAEhgg0001"
    assert arrival.at == datetime.fromtimestamp(1794000000, timezone.utc)


def test_somebody_who_hides_their_number_is_known_by_metas_id() -> None:
    assert only("text_without_phone").person == Person(
        "GB.1122334455667788", "GB.1122334455667788", "Priya Nair"
    )


def test_without_an_id_of_metas_the_number_is_the_id() -> None:
    assert only("text_of_old_form").person == Person(
        "447700900123", "447700900123", "Priya Nair", "+447700900123"
    )


@pytest.mark.parametrize(
    ("name", "payload", "title", "about"),
    [
        ("button_reply", f"{TOKEN}:1", "No", "wamid.OURS0001"),
        ("list_reply", f"{TOKEN}:4", "Pain", "wamid.OURS0001"),
        ("button_of_a_template", "better", "Better", "wamid.OURS0001"),
    ],
)
def test_a_tap_is_a_payload_with_its_title(name: str, payload: str, title: str, about: str) -> None:
    arrival = only(name)
    assert (arrival.kind, arrival.payload, arrival.text, arrival.about) == ("payload", payload, title, about)


@pytest.mark.parametrize(
    ("name", "kind", "text", "about"),
    [
        ("reply", "text", "yes, this one", "wamid.OURS0001"),
        ("edit_of_text", "edit", "I meant Roaccutane", "wamid.OLD0001"),
        ("edit_of_caption", "edit", "after two weeks", "wamid.OLD0002"),
        ("revoke", "deleted", None, "wamid.OLD0001"),
        ("reaction", "reaction", None, "wamid.OURS0001"),
        ("reaction_taken_back", "reaction", None, "wamid.OURS0001"),
    ],
)
def test_what_concerns_an_earlier_message_names_it(
    name: str, kind: str, text: str | None, about: str
) -> None:
    arrival = only(name)
    assert (arrival.kind, arrival.text, arrival.about) == (kind, text, about)


def test_files_places_contacts_and_reactions_keep_what_they_hold() -> None:
    assert only("document").media == (
        Media("1908647269898590", "application/pdf", name="letter from my doctor.pdf"),
    )
    assert only("edit_of_caption").media == (Media("1908647269898594", "image/jpeg"),)
    place = {"latitude": 51.5072, "longitude": -0.1276}
    assert only("location").details == place
    assert only("location_of_a_place").details == {**place, "name": "Charing Cross", "address": "London WC2N"}
    assert only("contacts").details == {
        "contacts": [{"name": "Dr Amara Cole", "phones": ["+44 7700 900456"]}]
    }
    assert only("reaction").details == {"emoji": "👍"}
    assert only("reaction_taken_back").details == {"emoji": None}


@pytest.mark.parametrize("state", ["sent", "delivered", "read"])
def test_a_status_names_our_message_and_our_reference(state: str) -> None:
    (update,) = read(raw("meta", f"status_{state}")).updates
    assert (update.state, update.message_id) == (state, "wamid.OURS0001")
    assert update.reference == "0123456789abcdef0123456789abcdef:0"
    assert update.failure is None


def test_a_failure_says_what_to_do() -> None:
    def failure(name: str) -> object:
        (update,) = read(raw("meta", f"status_failed_{name}")).updates
        assert update.state == "failed"
        return update.failure

    assert isinstance(failure("window_closed"), WindowClosed)
    undeliverable, media = failure("undeliverable"), failure("media")
    assert isinstance(undeliverable, Refused)
    assert undeliverable.gone
    assert isinstance(media, Refused)
    assert media.code == "131053"
    assert not media.gone


@pytest.mark.parametrize(
    ("name", "previous", "now"),
    [
        ("number_changed", "447700900123", "447700900999"),
        ("user_id_changed", "GB.1122334455667788", "GB.9988776655443322"),
    ],
)
def test_a_person_with_a_new_id_is_no_new_person(name: str, previous: str, now: str) -> None:
    received = read(raw("meta", name))
    (change,) = received.changes
    assert (change.change, change.previous, change.person.id) == ("new_id", previous, now)
    assert not received.arrivals


@pytest.mark.parametrize(
    "name", ["of_a_group", "identity_changed", "status_warning", "echo_of_our_app", "template_status"]
)
def test_what_nobody_wrote_to_us_is_named_and_left_out(name: str) -> None:
    received = read(raw("meta", name))
    assert received.ignored
    assert not received.arrivals
    assert not received.updates


def test_a_batch_is_read_whole_and_in_order() -> None:
    received = read(raw("meta", "batch"), NUMBER)
    assert [(one.person.name, one.message_id, one.kind) for one in received.arrivals] == [
        ("Priya Nair", "wamid.B1", "text"),
        ("Tom Ash", "wamid.B3", "text"),
        ("Priya Nair", "wamid.B4", "text"),
        ("Priya Nair", "wamid.B5", "voice"),
    ]
    assert [(one.message_id, one.state) for one in received.updates] == [
        ("wamid.OURS0001", "delivered"),
        ("wamid.OURS0002", "read"),
    ]
    assert received.ignored == ("another number's",)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "not a JSON object"),
        (b"null", "not a JSON object"),
        (b"{}", "'object'"),
        (b'{"object": "page", "entry": []}', "'object'"),
        (b'{"object": "whatsapp_business_account"}', "'entry'"),
        (b'{"object": "whatsapp_business_account", "entry": {}}', "'entry'"),
    ],
)
def test_what_is_not_metas_is_refused_with_the_reason(body: bytes, reason: str) -> None:
    with pytest.raises(MalformedError, match=reason):
        read(body)


@settings(max_examples=400, deadline=None)
@given(delivery=broken("meta"))
def test_a_wrong_type_anywhere_is_never_an_accident(delivery: Broken) -> None:
    try:
        received = read(json.dumps(delivery.value).encode())
    except MalformedError:
        assert delivery.path[0] in ("object", "entry")
        return
    for arrival in received.arrivals:
        json.dumps([arrival.text, arrival.payload, dict(arrival.details), arrival.person.name]).encode()
        assert "\x00" not in f"{arrival}"


def test_one_bad_message_does_not_lose_the_others() -> None:
    batch = sample("meta", "batch")
    batch["entry"][0]["changes"][0]["value"]["messages"][0] = "not a message"
    batch["entry"][0]["changes"][0]["value"]["messages"][1]["text"] = 7
    batch["entry"].insert(0, None)
    kinds = [(one.message_id, one.kind) for one in read(json.dumps(batch).encode(), NUMBER).arrivals]
    assert kinds == [("wamid.B3", "unknown"), ("wamid.B4", "text"), ("wamid.B5", "voice")]
