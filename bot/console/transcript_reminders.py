"""What was planned to be said unasked, and what became of it, in words for staff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from types import MappingProxyType
from typing import Any, Final

from bot.database.reminder_table import CANCELLED, MISSED, SCHEDULED, SENT
from bot.reminders.planning import JOINED
from bot.reminders.rules import CARE, CHECK, DEFERRED, SESSION, UNANSWERED

TITLES: Final = MappingProxyType(
    {
        CARE: "care",
        SESSION: "the session",
        DEFERRED: "the earliest day of the health check",
        CHECK: "healing check-in",
        UNANSWERED: "an apology, if nobody has answered by then",
    }
)
BECAME: Final = MappingProxyType(
    {
        SENT: "Said as planned",
        CANCELLED: "Not said, as it no longer held",
        MISSED: "Not said, as it came too late",
    }
)


@dataclass(frozen=True)
class Happened:
    """A line at a moment of a conversation."""

    at: datetime
    text: str
    conversation: str


def happenings(rows: Sequence[Any], zone: tzinfo) -> Iterator[Happened]:
    """rows: reminders in the order in which they fall due; those planned at once stand in one line."""
    together: dict[tuple[datetime, str], list[Any]] = {}
    for row in rows:
        together.setdefault((row.created_at, row.conversation_id), []).append(row)
    for (at, conversation), planned in together.items():
        told = ", ".join(f"{_title(row)} ({_clock(row.due_at, zone)})" for row in planned)
        yield Happened(at, f"Planned to be said: {told}.", conversation)
    for row in rows:
        if row.state != SCHEDULED and row.ended_at is not None:
            yield Happened(row.ended_at, f"{BECAME[row.state]}: {_title(row)}.", row.conversation_id)


def _title(row: Any) -> str:
    title = TITLES.get(row.kind, row.kind)
    if row.kind == CARE:
        steps = [step.replace("_", " ") for step in row.subject.split(JOINED)]
        return f"{title}: {' and '.join(steps)}"
    return f"{title} after {row.subject} days" if row.kind == CHECK else title


def _clock(moment: datetime, zone: tzinfo) -> str:
    local = moment.astimezone(zone)
    return f"{local.day} {local:%b %Y, %H:%M}"
