"""The table of reminders: what is planned to be said unasked, and what became of it."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, String, Table, UniqueConstraint, text

from bot.database.models import UtcDateTime, metadata, new_id, now

SCHEDULED = "scheduled"
SENT = "sent"
CANCELLED = "cancelled"
MISSED = "missed"
"""States of a reminder. Missed: it could not be said in time, so it is not said at all."""

reminder = Table(
    "reminder",
    metadata,
    Column("id", String(32), primary_key=True, default=new_id),
    Column("conversation_id", ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column(
        "subject", String(200), nullable=False
    ),  # which of its kind, as bot/reminders/planning.py names it
    Column("day", Date, nullable=False),  # what it counts from
    Column("due_at", UtcDateTime, nullable=False),
    Column("until_at", UtcDateTime, nullable=False),  # after this it makes no sense any more
    Column("look_at", UtcDateTime, nullable=False),  # when the clock looks at it next
    Column("state", String(10), nullable=False, default=SCHEDULED),
    Column("message_id", ForeignKey("message.id", ondelete="SET NULL"), nullable=True),
    Column("created_at", UtcDateTime, nullable=False, default=now),
    Column("ended_at", UtcDateTime, nullable=True),  # when it was sent, cancelled or missed
    # The same is never planned twice, so it can never be said twice.
    UniqueConstraint("conversation_id", "kind", "subject", "day"),
    Index(
        "ix_reminder_look_at",
        "look_at",
        sqlite_where=text("state = 'scheduled'"),
        postgresql_where=text("state = 'scheduled'"),
    ),
    Index("ix_reminder_message_id", "message_id"),
)
"""One reminder of one conversation."""
