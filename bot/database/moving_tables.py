"""The tables of going on elsewhere."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table

from bot.database.models import UtcDateTime, metadata, new_id, now

move_code = Table(
    "move_code",
    metadata,
    Column("sealed", String(64), primary_key=True),  # the code itself is kept nowhere: bot/moving/codes.py
    Column("conversation_id", ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("until", UtcDateTime, nullable=False, index=True),
    Column("used_at", UtcDateTime, nullable=True),
)
"""A code that moves a conversation, once and until its time is over. A conversation has one that is good at most."""

move_attempt = Table(
    "move_attempt",
    metadata,
    Column("id", String(32), primary_key=True, default=new_id),
    Column("at", UtcDateTime, nullable=False, default=now, index=True),
    Column("who_key", String(64), nullable=False),  # keyed hash of who typed it
    Index("ix_move_attempt_who_key", "who_key", "at"),
)
"""A code that was typed and was not good. Kept for as long as it counts against whoever typed it."""
