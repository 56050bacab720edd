"""What messages meant according to staff, and changes of rules, prices and answers that were proposed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_NOT_SURE = sa.text(
    "direction = 'in' AND payload IS NULL AND understood IS NOT NULL"
    " AND (confidence IS NULL OR confidence < 0.9)"
)


def upgrade() -> None:
    op.create_index(
        "ix_message_not_sure",
        "message",
        ["created_at", "id"],
        unique=False,
        sqlite_where=_NOT_SURE,
        postgresql_where=_NOT_SURE,
    )
    _correction()
    _rule_change()


def _correction() -> None:
    op.create_table(
        "correction",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("topic", sa.String(length=100), nullable=True),
        sa.Column("concept", sa.String(length=60), nullable=True),
        sa.Column("understood_as", sa.String(length=100), nullable=True),
        sa.Column("safety", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("proposed_by", sa.String(length=32), nullable=False),
        sa.Column("proposed_role", sa.String(length=20), nullable=False),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.Column("decided_role", sa.String(length=20), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_correction_message_id_message"), ondelete="CASCADE"
        ),
        _of_staff("correction", "proposed_by"),
        _of_staff("correction", "decided_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    op.create_index(op.f("ix_correction_message_id"), "correction", ["message_id"], unique=False)
    op.create_index("ix_correction_state", "correction", ["state", "created_at"], unique=False)


def _rule_change() -> None:
    op.create_table(
        "rule_change",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("file", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("needs_second", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("first_by", sa.String(length=32), nullable=False),
        sa.Column("first_role", sa.String(length=20), nullable=False),
        sa.Column("second_by", sa.String(length=32), nullable=True),
        sa.Column("second_role", sa.String(length=20), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _of_staff("rule_change", "first_by"),
        _of_staff("rule_change", "second_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_change")),
    )
    op.create_index("ix_rule_change_state", "rule_change", ["state", "created_at"], unique=False)


def _of_staff(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["staff.id"], name=op.f(f"fk_{table}_{column}_staff"))


def downgrade() -> None:
    op.drop_table("rule_change")
    op.drop_table("correction")
    op.drop_index("ix_message_not_sure", table_name="message")
