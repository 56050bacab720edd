"""How the queue is worded: its kinds, channels and times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from bot.console.pages import spell
from bot.database.queue import MOST_COUNTED
from bot.handover import CLINICIAN, DEFERRED, KINDS, LEAD, NEW, PERSON, UNSURE, URGENT, rank

TITLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        URGENT: "Urgent",
        CLINICIAN: "Needs a clinician",
        DEFERRED: "Due again",
        PERSON: "Waits for a person",
        UNSURE: "Assistant unsure",
        LEAD: "Quotes and requests",
        NEW: "New",
    }
)
TONES: Final[Mapping[str, str]] = MappingProxyType({URGENT: "bad", CLINICIAN: "warn", DEFERRED: "warn"})
CHANNELS: Final[Mapping[str, str]] = MappingProxyType(
    {"website": "Website", "whatsapp": "WhatsApp", "twilio": "WhatsApp (Twilio)", "telegram": "Telegram"}
)


@dataclass(frozen=True)
class Line:
    """One row of the queue as it is shown."""

    id: str
    conversation: str
    title: str
    tone: str
    channel: str
    why: str
    person: str
    waits_since: datetime
    due_at: datetime
    open_from: datetime
    overdue: bool
    due: str
    assigned: str
    assigned_id: str | None
    owner: str


@dataclass(frozen=True)
class Count:
    """How many rows a kind has."""

    kind: str
    title: str
    waiting: str
    overdue: str


def lines(rows: Sequence[Any], at: datetime) -> list[Line]:
    return [_line(row, at) for row in rows]


def counts(found: Mapping[int, tuple[int, int]]) -> list[Count]:
    return [
        Count(kind, TITLES[kind], _number(found[rank(kind)][0]), _number(found[rank(kind)][1]))
        for kind in KINDS
    ]


def channel_title(channel: str) -> str:
    return CHANNELS.get(channel, channel)


def visitor_title(visitor_id: str, name: str | None) -> str:
    """What staff call somebody: the name they gave, or a short form of their id."""
    return name or f"Visitor {visitor_id[:6]}"


def due_text(due_at: datetime, at: datetime) -> str:
    """ "due in 12 min", "3 h late"."""
    return f"due in {spell(due_at - at)}" if due_at >= at else f"{spell(at - due_at)} late"


def _line(row: Any, at: datetime) -> Line:
    return Line(
        id=row.id,
        conversation=row.conversation_id,
        title=TITLES.get(row.kind, row.kind),
        tone=TONES.get(row.kind, "plain"),
        channel=channel_title(row.channel),
        why=row.why,
        person=visitor_title(row.visitor_id, row.person),
        waits_since=row.made_at,
        due_at=row.due_at,
        open_from=row.open_from,
        overdue=row.due_at < at,
        due=due_text(row.due_at, at),
        assigned=row.assigned_name or "",
        assigned_id=row.assigned_id,
        owner=row.owner_name or ("somebody" if row.owner else ""),
    )


def _number(count: int) -> str:
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)
