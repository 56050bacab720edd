"""The values that every channel shares: what came in, and what goes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Incoming:
    """One message of a visitor, as a channel read it.

    Exactly one of `text` (typed) and `payload` (a tapped button) is set.
    `provider_id` is the sender's own id of the message; a repeated one is dropped.
    """

    conversation: str
    provider_id: str
    text: str | None = None
    payload: str | None = None
    channel: str | None = None
    """Where it came in; it is refused when the conversation goes on elsewhere. None: wherever that is."""


@dataclass(frozen=True)
class Button:
    """A quick reply: `title` is shown, `payload` (`/intent`) is sent when it is tapped."""

    title: str
    payload: str


@dataclass(frozen=True)
class Attachment:
    """Something beside the text. `kind` is "image", "calendar" or "file"."""

    kind: str
    title: str
    url: str


@dataclass(frozen=True)
class Reply:
    """One message to the visitor. `text` is plain text with line breaks, no markup."""

    text: str
    buttons: tuple[Button, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    sources: tuple[str, ...] = field(default=())
    """Fact ids and rule ids that the text stands on; kept for staff and for "where is this from?"."""

    def to_json(self) -> dict[str, Any]:
        """The reply as plain JSON values; `from_json` reads it back."""
        return {
            "text": self.text,
            "buttons": [{"title": button.title, "payload": button.payload} for button in self.buttons],
            "attachments": [
                {"kind": item.kind, "title": item.title, "url": item.url} for item in self.attachments
            ],
            "sources": list(self.sources),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Reply:
        """Raises KeyError when a part is missing."""
        return cls(
            text=value["text"],
            buttons=tuple(Button(item["title"], item["payload"]) for item in value["buttons"]),
            attachments=tuple(
                Attachment(item["kind"], item["title"], item["url"]) for item in value["attachments"]
            ),
            sources=tuple(value["sources"]),
        )
