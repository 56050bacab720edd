"""What the adapters of the messaging channels hand over: messages of people, and news of our own messages.

The values are the provider's word after its signature was verified. Nothing here was typed by us, and
nothing was cut to the length the conversation reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from bot.channels.outcomes import Failure

Provider = Literal["whatsapp", "twilio", "telegram"]

Kind = Literal[
    "text",
    "payload",
    "start",
    "voice",
    "photo",
    "video",
    "document",
    "sticker",
    "location",
    "contacts",
    "reaction",
    "edit",
    "deleted",
    "unknown",
]
"""What a person sent. "payload" is a tapped button or list row, "voice" any sound, "start" the first
contact without words. "edit", "deleted" and "reaction" change or mark an earlier message, see `about`."""

UNANSWERED: Final[frozenset[Kind]] = frozenset({"reaction", "deleted"})
"""Kinds that are kept, but that nobody expects an answer to."""

State = Literal["sent", "delivered", "read", "failed"]


class MalformedError(ValueError):
    """The delivery is not of the provider's form. The message says where, without quoting the content."""


@dataclass(frozen=True)
class Person:
    """Who wrote. `id` is the provider's most lasting id of them, `address` is where an answer is sent.

    `other_ids` are ids by which the same person was or may be known, as a phone number from before the
    provider gave out ids of its own. `phone` is E.164 with "+", None where the provider keeps it back.
    """

    id: str
    address: str
    name: str | None = None
    phone: str | None = None
    other_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Media:
    """A file that the provider keeps for us. `id` is what the adapter's `fetch` takes; `size` is in bytes."""

    id: str
    mime: str | None = None
    size: int | None = None
    name: str | None = None


@dataclass(frozen=True)
class Arrival:
    """One thing that a person sent.

    `delivery_id` is repeated when the provider delivers again; `message_id` is how later events name the
    message (an edit has the `delivery_id` of its own and names the old message in `about`). `about` is the
    message that is answered, edited, deleted or reacted to; `text` is what was typed, or a caption, or the
    title of a tapped button. `payload` is as the provider handed it over: see `tokens.choice_of`.
    `details` are plain JSON values of a place, of shared contacts, of a reaction. `album` joins photos that
    were sent in one go. `at` is the provider's time, None where it tells none.
    """

    provider: Provider
    person: Person
    delivery_id: str
    message_id: str
    kind: Kind
    text: str | None = None
    payload: str | None = None
    media: tuple[Media, ...] = ()
    about: str | None = None
    album: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None


@dataclass(frozen=True)
class DeliveryUpdate:
    """News of a message of ours. `message_id` is the provider's, `reference` ours if it came back to us.

    `failure` is set when `state` is "failed".
    """

    provider: Provider
    message_id: str
    state: State
    reference: str | None = None
    at: datetime | None = None
    failure: Failure | None = None


@dataclass(frozen=True)
class PersonChange:
    """A person left (blocked us), came back, or goes by a new id: `previous` is then the old one."""

    provider: Provider
    person: Person
    change: Literal["left", "returned", "new_id"]
    previous: str | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Received:
    """Everything in one delivery. `callbacks` are taps that Telegram wants acknowledged at once, each with
    `Telegram.acknowledge`. `ignored` names in words of ours, for the log, what was left out."""

    arrivals: tuple[Arrival, ...] = ()
    updates: tuple[DeliveryUpdate, ...] = ()
    changes: tuple[PersonChange, ...] = ()
    callbacks: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


_RANK: Final[Mapping[State, int]] = {"sent": 1, "failed": 2, "delivered": 3, "read": 4}


def furthest(known: State | None, told: State) -> State:
    """The state to keep. Providers tell them in any order, and "failed" of one device is no news of another."""
    return told if known is None or _RANK[told] > _RANK[known] else known
