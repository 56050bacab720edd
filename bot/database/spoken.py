"""One message as a row and as channels and streams show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.database.models import ANSWERED, OUTBOUND, message, new_id, now

SHOWN = (
    message.c.id,
    message.c.sequence,
    message.c.direction,
    message.c.text,
    message.c.buttons,
    message.c.attachments,
    message.c.created_at,
    message.c.provider_id,
)
"""The columns that `shown` needs."""


@dataclass(frozen=True)
class StoredMessage:
    """One message as channels and streams show it."""

    id: str
    sequence: int
    direction: str
    text: str
    buttons: Sequence[Mapping[str, str]]
    attachments: Sequence[Mapping[str, str]]
    created_at: datetime
    client_id: str | None

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "sequence": self.sequence,
            "direction": self.direction,
            "text": self.text,
            "buttons": list(self.buttons),
            "attachments": list(self.attachments),
            "at": self.created_at.isoformat(),
            "client_id": self.client_id,
        }


def outbound(
    conversation_id: str, sequence: int, reply_to: str | None, reply: Mapping[str, Any]
) -> dict[str, Any]:
    """The row of a reply, given as Reply.to_json() makes it."""
    return {
        "id": new_id(),
        "conversation_id": conversation_id,
        "sequence": sequence,
        "direction": OUTBOUND,
        "reply_to": reply_to,
        "text": reply["text"],
        "buttons": reply["buttons"] or None,
        "attachments": reply["attachments"] or None,
        "sources": reply["sources"] or None,
        "state": ANSWERED,
        "created_at": now(),
    }


def shown(row: Mapping[str, Any]) -> StoredMessage:
    """A row of `message`, as `history` reads it or as `outbound` makes it."""
    return StoredMessage(
        id=row["id"],
        sequence=row["sequence"],
        direction=row["direction"],
        text=row["text"],
        buttons=row["buttons"] or (),
        attachments=row["attachments"] or (),
        created_at=row["created_at"],
        client_id=row.get("provider_id"),
    )
