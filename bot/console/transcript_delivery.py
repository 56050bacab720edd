"""Says how it stands with what goes out on a messaging channel, and with what came in that is not words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.database.channel_tables import (
    ASKED,
    DELIVERED,
    FAILED,
    LOST,
    READ,
    REFUSED,
    SENT,
    WAITING_WINDOW,
    WANTED,
)
from bot.database.outbox import furthest_back

_STATES: Final[Mapping[str, tuple[str, str]]] = {
    SENT: ("sent", "quiet"),
    DELIVERED: ("delivered", "quiet"),
    READ: ("read", "quiet"),
    FAILED: ("not delivered", "bad"),
    WAITING_WINDOW: ("waits until they write again", "warn"),
}
"""Words and tone of each state."""

_PHOTOS: Final[Mapping[str, str]] = {
    ASKED: "Not opened: they have not said yet whether it may be kept.",
    WANTED: "It is being fetched.",
    REFUSED: "Not kept: they do not agree to it.",
}


@dataclass(frozen=True)
class Delivery:
    """How far a message has come. why: in our words, when it has not arrived."""

    words: str
    tone: str
    why: str = ""


@dataclass(frozen=True)
class Photo:
    """path: where staff can look at it; empty while they cannot, with the reason in `words`."""

    path: str
    words: str


def delivery_of(rows: Sequence[Any]) -> Delivery | None:
    """None for what needs no sending."""
    if not rows:
        return None
    row = furthest_back(rows)
    if row.state in _STATES:
        words, tone = _STATES[row.state]
        return Delivery(words, tone, row.failure or "")
    if row.attempts:
        return Delivery("is tried again", "warn", row.failure or "")
    return Delivery("on its way", "quiet")


def photos(rows: Sequence[Any]) -> list[Photo]:
    return [_photo(row) for row in rows]


def marks(arrivals: Sequence[Any]) -> Mapping[str, str]:
    """By message, what kind of arrival it was, where that is not plain words."""
    return {
        row.message_id: "changes an earlier message" if row.kind == "edit" else row.kind
        for row in arrivals
        if row.message_id is not None and row.kind not in ("text", "payload")
    }


def events(arrivals: Sequence[Any]) -> Iterator[tuple[Any, str]]:
    """What arrived and is no message, each with its line."""
    for row in arrivals:
        if row.kind == "deleted":
            yield row, "They deleted one of their messages in their app."
        elif row.kind == "reaction":
            emoji = (row.details or {}).get("emoji")
            yield row, f"They reacted with {emoji}." if emoji else "They reacted to a message."


def _photo(row: Any) -> Photo:
    if row.state in _PHOTOS:
        return Photo("", _PHOTOS[row.state])
    if row.state == LOST:
        return Photo("", row.failure or "It could not be fetched.")
    return Photo(f"/console/photos/{row.id}", "Photo")
