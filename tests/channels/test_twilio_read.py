"""What Twilio posts becomes arrivals and updates."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.arrivals import Arrival, MalformedError, Media, Person
from bot.channels.outcomes import Refused, WindowClosed
from bot.channels.twilio import read
from tests.fakes.samples import names, sample
from tests.fakes.twilio_api import encoded

PRIYA = Person(
    "GB.1122334455667788", "whatsapp:+447700900123", "Priya Nair", "+447700900123", ("+447700900123",)
)


def only(name: str) -> Arrival:
    received = read(encoded(sample("twilio", name)))
    assert not received.ignored
    (arrival,) = received.arrivals
    return arrival


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [
        ("text", "text", "Does it hurt on the temples?"),
        ("number", "text", "2"),
        ("image", "photo", "my hairline today"),
        ("voice", "voice", None),
        ("video", "video", None),
        ("document", "document", "letter from my doctor.pdf"),
        ("sticker", "sticker", None),
        ("contacts", "contacts", None),
        ("location", "location", None),
        ("reaction", "reaction", "👍"),
        ("unsupported", "unknown", None),
    ],
)
def test_each_kind_of_message_is_an_arrival(name: str, kind: str, text: str | None) -> None:
    arrival = only(name)
    assert (arrival.kind, arrival.text) == (kind, text)
    assert arrival.person == PRIYA
    assert arrival.delivery_id == arrival.message_id == "SM" + "a" * 32


@pytest.mark.parametrize(
    ("name", "payload", "title"),
    [("button", "better", "Better"), ("list_choice", "b:0123456789abcdef0123456789abcdef:4", "Pain")],
)
def test_a_tap_is_a_payload_with_its_title(name: str, payload: str, title: str) -> None:
    arrival = only(name)
    assert (arrival.kind, arrival.payload, arrival.text) == ("payload", payload, title)


def test_a_reply_names_the_message_it_answers() -> None:
    assert (only("reply").kind, only("reply").about) == ("text", "SM" + "c" * 32)


def test_somebody_who_hides_their_number_is_known_and_answered_by_metas_id() -> None:
    known_as = "GB.1122334455667788"
    assert only("text_without_phone").person == Person(known_as, f"whatsapp:{known_as}", "Priya Nair")


def test_without_an_id_of_metas_the_number_is_the_id() -> None:
    assert only("text_of_old_form").person == Person(
        "+447700900123", "whatsapp:+447700900123", "Priya Nair", "+447700900123"
    )


def test_files_and_places_keep_what_they_hold() -> None:
    (photo,) = only("image").media
    assert photo == Media(photo.id, "image/jpeg")
    assert photo.id.startswith("https://api.twilio.com/2010-04-01/Accounts/")
    place = {"latitude": 51.5072, "longitude": -0.1276}
    assert only("location").details == place
    assert only("location_of_a_place").details == {**place, "name": "Charing Cross", "address": "London WC2N"}


@pytest.mark.parametrize("state", ["sent", "delivered", "read"])
def test_a_status_names_our_message_and_the_reference_of_its_address(state: str) -> None:
    (update,) = read(encoded(sample("twilio", f"status_{state}")), "part=0123abcd%3A2").updates
    assert (update.state, update.message_id, update.reference) == (state, "SM" + "d" * 32, "0123abcd:2")


def test_a_failure_says_what_to_do() -> None:
    (closed,) = read(encoded(sample("twilio", "status_failed_window_closed"))).updates
    (gone,) = read(encoded(sample("twilio", "status_undelivered"))).updates
    assert closed.state == gone.state == "failed"
    assert isinstance(closed.failure, WindowClosed)
    assert isinstance(gone.failure, Refused)
    assert gone.failure.gone


@pytest.mark.parametrize("name", ["sms", "status_queued"])
def test_what_says_nothing_to_us_is_named_and_left_out(name: str) -> None:
    received = read(encoded(sample("twilio", name)))
    assert received.ignored
    assert not received.arrivals
    assert not received.updates


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "'MessageSid'"),
        (b"Body=hello", "'MessageSid'"),
        (b"MessageSid=", "'MessageSid'"),
        (b"MessageSid=SM1&From=whatsapp:", "'From'"),
        (b"MessageSid=SM1&From=whatsapp:%00", "'From'"),
        (b'{"MessageSid": "SM1"}', "not a form"),
        (b"\xff", "not a form"),
        (b"MessageSid=%ff", "not a form"),
        (b"&".join(b"a%d=1" % number for number in range(501)), "not a form"),
    ],
)
def test_what_is_not_twilios_is_refused_with_the_reason(body: bytes, reason: str) -> None:
    with pytest.raises(MalformedError, match=reason):
        read(body)


@settings(max_examples=200, deadline=None)
@given(
    name=st.sampled_from(names("twilio")),
    changed=st.dictionaries(
        st.sampled_from(
            [
                "From",
                "Body",
                "NumMedia",
                "MediaUrl0",
                "Latitude",
                "Longitude",
                "MessageSid",
                "MessageStatus",
                "x",
            ]
        ),
        st.text(max_size=40) | st.sampled_from(["1", "99999999999999999", "nan", "whatsapp:+1", "٣", "-1"]),
    ),
)
def test_no_value_of_a_field_is_an_accident(name: str, changed: dict[str, str]) -> None:
    form = {
        **sample("twilio", name),
        **{key: value.encode("utf-8", "ignore").decode() for key, value in changed.items()},
    }
    try:
        received = read(encoded(form))
    except MalformedError:
        return
    assert received.arrivals or received.updates or received.ignored
