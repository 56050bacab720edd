"""What one Telegram message holds, by the part that it has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bot.channels import fields
from bot.channels.arrivals import Kind, Media

Json = Mapping[str, Any]

_START = re.compile(r"/start(?:@\w+)?(?:\s+(?P<code>[A-Za-z0-9_-]{1,64}))?", re.ASCII)

# In this order: a GIF has "animation" and, for old apps, "document" too; a venue has "location" too.
_FILES: Final[tuple[tuple[str, Kind], ...]] = (
    ("voice", "voice"),
    ("audio", "voice"),
    ("video_note", "video"),
    ("video", "video"),
    ("animation", "video"),
    ("sticker", "sticker"),
    ("document", "document"),
)
SERVICE: Final = frozenset(
    {
        "pinned_message",
        "message_auto_delete_timer_changed",
        "chat_background_set",
        "new_chat_members",
        "left_chat_member",
        "group_chat_created",
        "migrate_to_chat_id",
        "migrate_from_chat_id",
        "write_access_allowed",
        "boost_added",
        "successful_payment",
    }
)
"""Parts of messages that tell of something in the chat and that nobody wrote."""


@dataclass(frozen=True)
class Content:
    """The part of an arrival that depends on what the message holds."""

    kind: Kind
    text: str | None = None
    media: tuple[Media, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)


def content_of(message: Json) -> Content:
    """The message's content; of kind "unknown" when it holds nothing that we know."""
    typed = fields.text(message, "text")
    if typed:
        return _typed(typed)
    caption = fields.text(message, "caption")
    photo = _largest(message)
    if photo:
        return Content("photo", caption, (photo,))
    for name, kind in _FILES:
        media = _file(fields.part(message, name))
        if media:
            return Content(kind, caption, (media,))
    return _place(message) or _contact(message) or Content("unknown", caption)


def _typed(typed: str) -> Content:
    """ "/start" is what Telegram's own button sends; a link of ours adds a code, which counts as typed."""
    start = _START.fullmatch(typed)
    if start is None:
        return Content("text", typed)
    return Content("text", start["code"]) if start["code"] else Content("start")


def _file(file: Json) -> Media | None:
    file_id = fields.identifier(file, "file_id")
    if file_id is None:
        return None
    return Media(
        file_id,
        fields.name(file, "mime_type"),
        fields.whole(file, "file_size"),
        fields.name(file, "file_name"),
    )


def _largest(message: Json) -> Media | None:
    """Telegram makes several sizes of a photo, always as JPEG."""
    sizes = [
        (fields.whole(photo, "width") or 0, Media(made.id, "image/jpeg", made.size))
        for photo in fields.objects(message, "photo")
        if (made := _file(photo))
    ]
    return max(sizes, key=lambda size: size[0])[1] if sizes else None


def _place(message: Json) -> Content | None:
    venue = fields.part(message, "venue")
    place = fields.part(venue, "location") or fields.part(message, "location")
    latitude, longitude = fields.number(place, "latitude"), fields.number(place, "longitude")
    if latitude is None or longitude is None:
        return None
    words = {"name": fields.name(venue, "title"), "address": fields.name(venue, "address")}
    known = {name: word for name, word in words.items() if word}
    return Content("location", details={"latitude": latitude, "longitude": longitude, **known})


def _contact(message: Json) -> Content | None:
    contact = fields.part(message, "contact")
    phone = fields.name(contact, "phone_number")
    if phone is None:
        return None
    names = filter(None, (fields.name(contact, "first_name"), fields.name(contact, "last_name")))
    return Content("contacts", details={"contacts": [{"name": " ".join(names), "phones": [phone]}]})


def own_phone(message: Json) -> str | None:
    """The sender's own number, when they shared their own contact; E.164 with "+"."""
    contact, sender = fields.part(message, "contact"), fields.part(message, "from")
    owner = fields.identifier(contact, "user_id")
    digits = (fields.name(contact, "phone_number") or "").removeprefix("+")
    if owner is None or owner != fields.identifier(sender, "id"):
        return None
    return f"+{digits}" if digits.isascii() and digits.isdigit() and 6 <= len(digits) <= 15 else None
