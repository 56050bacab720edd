"""The tables of the messaging channels: who somebody is there, what came in, what goes out, and their files.

They share the metadata of models.py. Whatever makes or compares tables has to import this module too.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.database.models import UtcDateTime, metadata, new_id, now

QUEUED: Final = "queued"
WAITING_WINDOW: Final = "waiting_window"
SENT: Final = "sent"
DELIVERED: Final = "delivered"
READ: Final = "read"
FAILED: Final = "failed"
"""States of an outbox row. `waiting_window` waits until the person writes again; the last four are the provider's."""

ASKED: Final = "asked"
WANTED: Final = "wanted"
KEPT: Final = "kept"
REFUSED: Final = "refused"
LOST: Final = "lost"
"""States of a file: the person was asked, agreed, it is stored; they said no; it could not be fetched."""


def _id() -> Column:
    return Column("id", String(32), primary_key=True, default=new_id)


def _of(table: str, nullable: bool = False, index: bool = True) -> Column:
    key = ForeignKey(f"{table}.id", ondelete="CASCADE")
    return Column(f"{table}_id", key, nullable=nullable, index=index)


identity = Table(
    "identity",
    metadata,
    _id(),
    Column("provider", String(20), nullable=False),
    Column("known_as", String(255), nullable=False),  # the provider's most lasting id of the person
    _of("visitor"),
    # What they say goes there as long as it is open and on this channel.
    Column("conversation_id", ForeignKey("conversation.id", ondelete="SET NULL"), nullable=True, index=True),
    Column("address", String(255), nullable=False),  # where an answer is sent
    Column("name", String(200), nullable=True),
    Column("phone", String(20), nullable=True),  # E.164; many providers keep it back
    Column("gone", Boolean, nullable=False, default=False),  # blocked us, or has no account any more
    Column("last_inbound_at", UtcDateTime, nullable=True),  # opens WhatsApp's window of 24 hours
    Column("template_sent_at", UtcDateTime, nullable=True),
    Column("created_at", UtcDateTime, nullable=False, default=now),
    UniqueConstraint("provider", "known_as"),
)
"""Somebody as a provider knows them. One visitor may have several."""


arrival = Table(
    "arrival",
    metadata,
    _id(),
    _of("identity", index=False),
    _of("conversation"),
    _of("message", nullable=True),  # empty for what is only kept: a reaction, a deletion
    Column("kind", String(20), nullable=False),  # bot/channels/arrivals.py: Kind
    Column("delivery_id", String(255), nullable=False),
    Column("provider_message_id", String(255), nullable=False),
    Column("about", String(255), nullable=True),  # the provider's id of the message that is meant
    Column("details", JSON(none_as_null=True), nullable=True),
    Column("said_at", UtcDateTime, nullable=True),  # by the provider's clock
    Column("created_at", UtcDateTime, nullable=False, default=now),
    UniqueConstraint("identity_id", "delivery_id"),
    Index("ix_arrival_named", "identity_id", "provider_message_id"),
)
"""One thing that a provider delivered, once, whatever it was."""


outbox = Table(
    "outbox",
    metadata,
    _id(),
    _of("identity", index=False),
    _of("message", index=False),
    Column("place", BigInteger, nullable=False),  # of the message among what is sent to the person
    Column("part", Integer, nullable=False),  # of the message; below 0: the template that goes before it
    Column(
        "call", JSON(none_as_null=True), nullable=True
    ),  # bot/channels/rendering.py: Call; empty until rendered
    Column("state", String(20), nullable=False, default=QUEUED),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_at", UtcDateTime, nullable=False, default=now),
    # The lease: which process is sending it, and until when nobody else may. Without a holder: until when
    # it has to wait whatever happens, as the provider asked us, or as it may have been sent already.
    Column("holder", String(64), nullable=True),
    Column("until", UtcDateTime, nullable=True),
    Column("provider_message_id", String(255), nullable=True, index=True),
    Column("failure", String(300), nullable=True),  # in our words, for staff
    Column("created_at", UtcDateTime, nullable=False, default=now),
    UniqueConstraint("message_id", "part"),
    Index("ix_outbox_place", "identity_id", "place", "part"),
    Index(
        "ix_outbox_queued",
        "next_at",
        sqlite_where=text("state = 'queued'"),
        postgresql_where=text("state = 'queued'"),
    ),
)
"""One call to a provider for a message of ours, put here in the transaction that stores the message."""


media = Table(
    "media",
    metadata,
    _id(),
    _of("arrival", index=False),
    Column("place", Integer, nullable=False),
    Column("provider_file", Text, nullable=False),  # what the adapter fetches it by
    Column("mime", String(200), nullable=True),
    Column("size", BigInteger, nullable=True),  # bytes, as the provider told
    Column("name", String(200), nullable=True),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_at", UtcDateTime, nullable=False, default=now),
    Column("content", LargeBinary, nullable=True),
    Column("failure", String(300), nullable=True),
    Column("created_at", UtcDateTime, nullable=False, default=now, index=True),
    UniqueConstraint("arrival_id", "place"),
    Index(
        "ix_media_wanted",
        "next_at",
        sqlite_where=text("state = 'wanted'"),
        postgresql_where=text("state = 'wanted'"),
    ),
)
"""A photo that somebody sent. It is fetched from the provider only after they agreed."""
