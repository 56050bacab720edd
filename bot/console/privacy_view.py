"""How stored data is called on the privacy pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy.engine import Connection

from bot.database.belonging import rows_of
from bot.database.erasure import consents_of
from bot.database.leads import CONTACT
from bot.database.photos import PHOTOS
from bot.database.screenings import HEALTH

TABLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "visitor": "people",
        "conversation": "conversations",
        "message": "messages",
        "tracker": "dialogues in progress",
        "consent": "consents",
        "screening": "health checks",
        "finding": "things told about health",
        "quote": "estimates",
        "session_date": "dates of sessions",
        "lead": "requests for a consultation",
        "promise": "promises of an answer",
        "review": "decisions",
        "note": "notes",
        "assignment": "who looked after it",
        "correction": "corrections learnt from messages",
        "identity": "names and numbers on messaging channels",
        "arrival": "what arrived on messaging channels",
        "outbox": "what was sent on messaging channels",
        "media": "photos",
    }
)
"""A table that is not here is called by its own name."""

PURPOSES: Final[Mapping[str, str]] = MappingProxyType(
    {HEALTH: "health data", CONTACT: "contact details", "reminders": "reminders", PHOTOS: "photos"}
)
CLASSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "conversations": "Conversations with all that belongs to them, after the last message",
        "health": "Health checks, with the decisions about them",
        "requests": "Requests for a consultation",
        "quotes": "Estimates",
        "dialogues": "Where dialogues stopped",
        "photos": "Photos that people sent",
        "console_sessions": "Where staff were signed in",
    }
)


@dataclass(frozen=True)
class Stored:
    """What there is about a person. counts: rows by table."""

    counts: Mapping[str, int]
    consents: Sequence[Any]


def stored(connection: Connection, visitor_id: str) -> Stored | None:
    """None for somebody unknown."""
    found = rows_of(connection, visitor_id)
    if not found:
        return None
    return Stored({table: len(rows) for table, rows in found.items()}, consents_of(connection, visitor_id))
