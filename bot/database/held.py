"""What is stored about a person, as it is told to them. What has no words of its own is counted, not left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection, Row

from bot.database.belonging import rows_of
from bot.database.erasure import consents_of, visitor_of
from bot.database.models import INBOUND
from bot.privacy.summary import Agreed, Estimate, Held, Told

_TOLD: Final = frozenset(
    {
        "visitor",
        "conversation",
        "message",
        "finding",
        "screening",
        "quote",
        "session_date",
        "lead",
        "consent",
    }
)
"""Tables that `Held` tells of in words."""


def held(connection: Connection, conversation_id: str, zone: ZoneInfo) -> Held | None:
    """Everything about the person of a conversation, days in `zone`; None for an unknown conversation."""
    visitor_id = visitor_of(connection, conversation_id)
    if visitor_id is None:
        return None
    found = rows_of(connection, visitor_id)

    def of(table: str) -> Sequence[Row]:
        return sorted(found.get(table, ()), key=lambda row: row.created_at)

    def day(row: Row) -> date:
        return _day(row.created_at, zone)

    return Held(
        since=_day(found["visitor"][0].created_at, zone),
        conversations=len(found["conversation"]),
        messages=len(found["message"]),
        own_messages=sum(row.direction == INBOUND for row in found["message"]),
        findings=[row.words for row in found.get("finding", ())],
        screenings=[Told(day(row), row.disposition) for row in of("screening")],
        quotes=[Estimate(day(row), row.low, row.high, row.currency, row.valid_until) for row in of("quote")],
        dates=[Told(row.day, row.state) for row in of("session_date")],
        requests=[Told(day(row), _request(row)) for row in of("lead")],
        consents=[
            Agreed(
                row.purpose,
                _day(row.given_at, zone),
                None if row.withdrawn_at is None else _day(row.withdrawn_at, zone),
            )
            for row in sorted(found.get("consent", ()), key=lambda row: row.given_at)
        ],
        also={table: len(rows) for table, rows in sorted(found.items()) if table not in _TOLD},
    )


def in_force(connection: Connection, conversation_id: str) -> list[str]:
    """The purposes of the consents that the person of a conversation gave and has not withdrawn."""
    visitor_id = visitor_of(connection, conversation_id)
    if visitor_id is None:
        return []
    given = consents_of(connection, visitor_id)
    return sorted({row.purpose for row in given if row.withdrawn_at is None})


def _request(row: Row) -> str:
    """Name, way to be reached and wishes; empty for one that was withdrawn."""
    return ", ".join(part for part in (row.name, row.contact, row.wishes) if part)


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
