"""Reads Twilio's deliveries for WhatsApp: one message, or one status of a message of ours, per form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qs

from bot.channels import fields
from bot.channels.arrivals import (
    Arrival,
    DeliveryUpdate,
    Kind,
    MalformedError,
    Media,
    Person,
    Received,
    State,
)
from bot.channels.twilio.form import parameters
from bot.channels.twilio.problems import judge

LARGEST_BODY: Final = 64 * 1024  # bytes
REFERENCE: Final = "part"
"""The query field of our status address that names the part of the reply."""

PREFIX: Final = "whatsapp:"
_MOST_MEDIA: Final = 10
_STATES: Final[Mapping[str, State]] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "failed": "failed",
    "undelivered": "failed",
}
_ON_ITS_WAY = frozenset({"accepted", "scheduled", "queued", "sending"})

Form = Mapping[str, str]


def read(body: bytes, query: str = "") -> Received:
    """What the form tells; `query` is that of the address it was posted to. Raises MalformedError."""
    form = parameters(body)
    message_id = fields.identifier(form, "MessageSid") or fields.identifier(form, "SmsSid")
    if message_id is None:
        raise MalformedError("'MessageSid' is missing")
    status = form.get("MessageStatus", "")
    if status and status != "received":
        return _status(form, message_id, status, query)
    if not form.get("From", "").startswith(PREFIX):
        return Received(ignored=("not a WhatsApp message",))
    person = _sender(form)
    if person is None:
        raise MalformedError("'From' names nobody")
    return Received((_arrival(form, message_id, person),))


def _status(form: Form, message_id: str, status: str, query: str) -> Received:
    state = _STATES.get(status)
    if state is None:
        told = "status on the way" if status in _ON_ITS_WAY else "status that says nothing"
        return Received(ignored=(told,))
    reference = {name: values[0] for name, values in parse_qs(query).items()}
    update = DeliveryUpdate(
        provider="twilio",
        message_id=message_id,
        state=state,
        reference=fields.identifier(reference, REFERENCE),
        failure=judge(fields.whole(form, "ErrorCode")) if state == "failed" else None,
    )
    return Received(updates=(update,))


def _sender(form: Form) -> Person | None:
    """Twilio tells Meta's own id of the person as ExternalUserId; From holds it too where no number is told."""
    shown = form["From"].removeprefix(PREFIX)
    scoped = form.get("ExternalUserId", "").removeprefix(PREFIX) or ("" if _is_phone(shown) else shown)
    phone = shown if _is_phone(shown) else None
    ids = [known for known in (scoped, phone) if known and fields.identifier({"": known}, "")]
    if not ids:
        return None
    return Person(
        id=ids[0],
        address=PREFIX + shown,
        name=fields.name(form, "ProfileName"),
        phone=phone,
        other_ids=tuple(ids[1:]),
    )


def _is_phone(shown: str) -> bool:
    digits = shown.removeprefix("+")
    return shown.startswith("+") and digits.isascii() and digits.isdigit() and 6 <= len(digits) <= 15


def _arrival(form: Form, message_id: str, person: Person) -> Arrival:
    media = _media(form)
    payload = fields.text(form, "ButtonPayload") or fields.text(form, "ListId")
    place = _place(form)
    kind = _kind(form, media, payload, bool(place))
    title = fields.text(form, "ButtonText") or fields.text(form, "ListTitle") if payload else None
    return Arrival(
        provider="twilio",
        person=person,
        delivery_id=message_id,
        message_id=message_id,
        kind=kind,
        text=title or fields.text(form, "Body"),
        payload=payload,
        media=media,
        about=fields.identifier(form, "OriginalRepliedMessageSid"),
        details=place,
    )


def _kind(form: Form, media: tuple[Media, ...], payload: str | None, place: bool) -> Kind:
    if payload:
        return "payload"
    if form.get("MessageType") == "reaction":
        return "reaction"
    if media:
        return _kind_of_file(media[0].mime or "")
    if place:
        return "location"
    return "text" if fields.text(form, "Body") else "unknown"


def _kind_of_file(mime: str) -> Kind:
    if mime == "image/webp":
        return "sticker"  # WhatsApp turns pictures into JPEG; only stickers are WebP
    kinds: Mapping[str, Kind] = {"image": "photo", "audio": "voice", "video": "video"}
    if mime in ("text/vcard", "text/x-vcard"):
        return "contacts"
    return kinds.get(mime.partition("/")[0], "document")


def _media(form: Form) -> tuple[Media, ...]:
    count = min(fields.whole(form, "NumMedia") or 0, _MOST_MEDIA)
    found = [
        (fields.link(form, f"MediaUrl{place}"), fields.name(form, f"MediaContentType{place}"))
        for place in range(count)
    ]
    return tuple(Media(url, mime) for url, mime in found if url)


def _place(form: Form) -> dict[str, float | str]:
    latitude, longitude = fields.number(form, "Latitude"), fields.number(form, "Longitude")
    if latitude is None or longitude is None:
        return {}
    words = {"name": fields.name(form, "Label"), "address": fields.name(form, "Address")}
    return {
        "latitude": latitude,
        "longitude": longitude,
        **{key: word for key, word in words.items() if word},
    }
