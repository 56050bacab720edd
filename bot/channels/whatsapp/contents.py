"""What one WhatsApp message holds, by its type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bot.channels import fields
from bot.channels.arrivals import Kind, Media

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Content:
    """The part of an arrival that depends on the message's type."""

    kind: Kind
    text: str | None = None
    payload: str | None = None
    media: tuple[Media, ...] = ()
    about: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


UNKNOWN: Final = Content("unknown")


def content_of(message: Json) -> Content:
    """The message's content; of kind "unknown" when its type is new to us or its parts are not as described."""
    kind = message.get("type")
    reader = _READERS.get(kind) if isinstance(kind, str) else None
    return reader(message) if reader else UNKNOWN


def _text(message: Json) -> Content:
    said = fields.text(fields.part(message, "text"), "body")
    return Content("text", said) if said else UNKNOWN


def _button(message: Json) -> Content:
    """A tapped button of a template."""
    button = fields.part(message, "button")
    return _tapped(fields.text(button, "payload"), fields.text(button, "text"))


def _interactive(message: Json) -> Content:
    """A tapped button or a row of a list of ours."""
    interactive = fields.part(message, "interactive")
    for name in ("button_reply", "list_reply"):
        reply = fields.part(interactive, name)
        if reply:
            return _tapped(fields.text(reply, "id"), fields.text(reply, "title"))
    return UNKNOWN


def _tapped(payload: str | None, title: str | None) -> Content:
    if payload:
        return Content("payload", title, payload)
    return Content("text", title) if title else UNKNOWN


def _file(name: str, kind: Kind) -> Callable[[Json], Content]:
    def content(message: Json) -> Content:
        file = fields.part(message, name)
        media_id = fields.identifier(file, "id")
        if media_id is None:
            return UNKNOWN
        media = Media(media_id, fields.name(file, "mime_type"), name=fields.name(file, "filename"))
        return Content(kind, fields.text(file, "caption"), media=(media,))

    return content


def _location(message: Json) -> Content:
    place = fields.part(message, "location")
    latitude, longitude = fields.number(place, "latitude"), fields.number(place, "longitude")
    if latitude is None or longitude is None:
        return UNKNOWN
    words = {name: fields.name(place, name) for name in ("name", "address")}
    known = {name: value for name, value in words.items() if value}
    return Content("location", details={"latitude": latitude, "longitude": longitude, **known})


def _contacts(message: Json) -> Content:
    people = [
        {
            "name": fields.name(fields.part(contact, "name"), "formatted_name"),
            "phones": [fields.name(phone, "phone") for phone in fields.objects(contact, "phones")],
        }
        for contact in fields.objects(message, "contacts")
    ]
    return Content("contacts", details={"contacts": people}) if people else UNKNOWN


def _reaction(message: Json) -> Content:
    """A reaction that is taken back comes without its emoji, or with an empty one."""
    reaction = fields.part(message, "reaction")
    about = fields.identifier(reaction, "message_id")
    return Content("reaction", about=about, details={"emoji": fields.name(reaction, "emoji")})


def _edit(message: Json) -> Content:
    """The new text, or the new caption of a picture, and which message it is of."""
    edit = fields.part(message, "edit")
    about, new = fields.identifier(edit, "original_message_id"), fields.part(edit, "message")
    inner = content_of(new) if new.get("type") != "edit" else UNKNOWN
    if about is None:
        return UNKNOWN
    return Content("edit", inner.text, media=inner.media, about=about)


def _revoke(message: Json) -> Content:
    about = fields.identifier(fields.part(message, "revoke"), "original_message_id")
    return Content("deleted", about=about) if about else UNKNOWN


_READERS: Final[Mapping[str, Callable[[Json], Content]]] = {
    "text": _text,
    "button": _button,
    "interactive": _interactive,
    "image": _file("image", "photo"),
    "video": _file("video", "video"),
    "audio": _file("audio", "voice"),
    "document": _file("document", "document"),
    "sticker": _file("sticker", "sticker"),
    "location": _location,
    "contacts": _contacts,
    "reaction": _reaction,
    "edit": _edit,
    "revoke": _revoke,
    "request_welcome": lambda _message: Content("start"),
}
