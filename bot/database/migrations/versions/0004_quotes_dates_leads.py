"""Price books, quotes, session dates and leads."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "price_book",
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_price_book")),
    )
    _quote()
    _session_date()
    _lead()


def _quote() -> None:
    op.create_table(
        "quote",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("inputs", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("lines", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("low", sa.BigInteger(), nullable=False),
        sa.Column("high", sa.BigInteger(), nullable=False),
        sa.Column("book_version", sa.String(length=60), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("provisional_reason", sa.String(length=60), nullable=True),
        sa.Column("supersedes", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _of_conversation("quote"),
        sa.ForeignKeyConstraint(
            ["book_version"], ["price_book.version"], name=op.f("fk_quote_book_version_price_book")
        ),
        sa.ForeignKeyConstraint(
            ["supersedes"], ["quote.id"], name=op.f("fk_quote_supersedes_quote"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote")),
    )
    for column in ("conversation_id", "supersedes"):
        op.create_index(op.f(f"ix_quote_{column}"), "quote", [column], unique=False)


def _session_date() -> None:
    op.create_table(
        "session_date",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("calendar_sequence", sa.Integer(), nullable=False),
        sa.Column("superseded", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _of_conversation("session_date"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_date")),
    )
    op.create_index(
        op.f("ix_session_date_conversation_id"), "session_date", ["conversation_id"], unique=False
    )


def _lead() -> None:
    op.create_table(
        "lead",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("consent_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("contact_kind", sa.String(length=10), nullable=False),
        sa.Column("contact", sa.String(length=320), nullable=True),
        sa.Column("preferred", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("wishes", sa.Text(), nullable=True),
        sa.Column("expectation", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("pack", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _of_conversation("lead"),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["consent.id"], name=op.f("fk_lead_consent_id_consent"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead")),
    )
    for column in ("conversation_id", "consent_id"):
        op.create_index(op.f(f"ix_lead_{column}"), "lead", [column], unique=False)


def _of_conversation(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["conversation_id"],
        ["conversation.id"],
        name=op.f(f"fk_{table}_conversation_id_conversation"),
        ondelete="CASCADE",
    )


def downgrade() -> None:
    for table in ("lead", "session_date", "quote", "price_book"):
        op.drop_table(table)
