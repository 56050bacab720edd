"""Consent, and what screening read and decided."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consent",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("visitor_id", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("wording_version", sa.String(length=40), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["visitor_id"], ["visitor.id"], name=op.f("fk_consent_visitor_id_visitor"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_visitor_id"), "consent", ["visitor_id"], unique=False)
    op.create_table(
        "rule_set",
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_rule_set")),
    )
    _screening()
    _finding()


def _screening() -> None:
    op.create_table(
        "screening",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("consent_id", sa.String(length=32), nullable=False),
        sa.Column("supersedes", sa.String(length=32), nullable=True),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("lane", sa.String(length=10), nullable=False),
        sa.Column("subject", sa.String(length=10), nullable=False),
        sa.Column("disposition", sa.String(length=40), nullable=False),
        sa.Column("screened_on", sa.Date(), nullable=False),
        sa.Column("session_date", sa.Date(), nullable=True),
        sa.Column("earliest_date", sa.Date(), nullable=True),
        sa.Column("reasons", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("precautions", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("assumed", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("answers", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("rule_version", sa.String(length=60), nullable=False),
        sa.Column("lexicon_version", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_screening_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["consent.id"], name=op.f("fk_screening_consent_id_consent"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["supersedes"],
            ["screening.id"],
            name=op.f("fk_screening_supersedes_screening"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["rule_version"], ["rule_set.version"], name=op.f("fk_screening_rule_version_rule_set")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening")),
    )
    for column in ("conversation_id", "consent_id", "supersedes"):
        op.create_index(op.f(f"ix_screening_{column}"), "screening", [column], unique=False)


def _finding() -> None:
    op.create_table(
        "finding",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("screening_id", sa.String(length=32), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("concept", sa.String(length=60), nullable=False),
        sa.Column("negated", sa.Boolean(), nullable=False),
        sa.Column("uncertain", sa.Boolean(), nullable=False),
        sa.Column("temporality", sa.String(length=10), nullable=False),
        sa.Column("when_said", sa.String(length=100), nullable=True),
        sa.Column("when_from", sa.Date(), nullable=True),
        sa.Column("when_to", sa.Date(), nullable=True),
        sa.Column("started", sa.Date(), nullable=True),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("experiencer", sa.String(length=10), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("attributes", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["screening_id"],
            ["screening.id"],
            name=op.f("fk_finding_screening_id_screening"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint("screening_id", "place", name=op.f("uq_finding_screening_id_place")),
    )


def downgrade() -> None:
    for table in ("finding", "screening", "rule_set", "consent"):
        op.drop_table(table)
