"""Who somebody is on a messaging channel, what arrived there, what goes out to them, and their files."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _identity()
    _arrival()
    _outbox()
    _media()


def downgrade() -> None:
    for table in ("media", "outbox", "arrival", "identity"):
        op.drop_table(table)


def _key(table: str, column: str, to: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{to}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete=ondelete)


def _identity() -> None:
    op.create_table(
        "identity",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("known_as", sa.String(length=255), nullable=False),
        sa.Column("visitor_id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=True),
        sa.Column("address", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("last_inbound_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("template_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _key("identity", "visitor_id", "visitor"),
        _key("identity", "conversation_id", "conversation", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
        sa.UniqueConstraint("provider", "known_as", name=op.f("uq_identity_provider_known_as")),
    )
    op.create_index(op.f("ix_identity_visitor_id"), "identity", ["visitor_id"], unique=False)
    op.create_index(op.f("ix_identity_conversation_id"), "identity", ["conversation_id"], unique=False)


def _arrival() -> None:
    op.create_table(
        "arrival",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("identity_id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.String(length=32), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("delivery_id", sa.String(length=255), nullable=False),
        sa.Column("provider_message_id", sa.String(length=255), nullable=False),
        sa.Column("about", sa.String(length=255), nullable=True),
        sa.Column("details", sa.JSON(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _key("arrival", "identity_id", "identity"),
        _key("arrival", "conversation_id", "conversation"),
        _key("arrival", "message_id", "message"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival")),
        sa.UniqueConstraint("identity_id", "delivery_id", name=op.f("uq_arrival_identity_id_delivery_id")),
    )
    op.create_index("ix_arrival_named", "arrival", ["identity_id", "provider_message_id"], unique=False)
    op.create_index(op.f("ix_arrival_conversation_id"), "arrival", ["conversation_id"], unique=False)
    op.create_index(op.f("ix_arrival_message_id"), "arrival", ["message_id"], unique=False)


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("identity_id", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.String(length=32), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("call", sa.JSON(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("provider_message_id", sa.String(length=255), nullable=True),
        sa.Column("failure", sa.String(length=300), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _key("outbox", "identity_id", "identity"),
        _key("outbox", "message_id", "message"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("message_id", "part", name=op.f("uq_outbox_message_id_part")),
    )
    op.create_index("ix_outbox_place", "outbox", ["identity_id", "place", "part"], unique=False)
    op.create_index(op.f("ix_outbox_provider_message_id"), "outbox", ["provider_message_id"], unique=False)
    op.create_index("ix_outbox_queued", "outbox", ["next_at"], unique=False, **_where("queued"))


def _media() -> None:
    op.create_table(
        "media",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("arrival_id", sa.String(length=32), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("provider_file", sa.Text(), nullable=False),
        sa.Column("mime", sa.String(length=200), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("failure", sa.String(length=300), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _key("media", "arrival_id", "arrival"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media")),
        sa.UniqueConstraint("arrival_id", "place", name=op.f("uq_media_arrival_id_place")),
    )
    op.create_index(op.f("ix_media_created_at"), "media", ["created_at"], unique=False)
    op.create_index("ix_media_wanted", "media", ["next_at"], unique=False, **_where("wanted"))


def _where(state: str) -> dict[str, Any]:
    condition = sa.text(f"state = '{state}'")
    return {"sqlite_where": condition, "postgresql_where": condition}
