"""Codes with which a conversation goes on on another channel, and those that were typed wrong."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "move_code",
        sa.Column("sealed", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_move_code_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("sealed", name=op.f("pk_move_code")),
    )
    op.create_index("ix_move_code_conversation_id", "move_code", ["conversation_id"], unique=False)
    op.create_index("ix_move_code_until", "move_code", ["until"], unique=False)
    op.create_table(
        "move_attempt",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who_key", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_move_attempt")),
    )
    op.create_index("ix_move_attempt_at", "move_attempt", ["at"], unique=False)
    op.create_index("ix_move_attempt_who_key", "move_attempt", ["who_key", "at"], unique=False)


def downgrade() -> None:
    op.drop_table("move_attempt")
    op.drop_table("move_code")
