"""What is owed to visitors, what staff decided and noted, and who looks after whom."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.add_column("message", sa.Column("author", sa.String(length=32), nullable=True))
    _promise()
    _review()
    _note()
    _assignment()
    _saved_filter()
    _owed_already()


def _promise() -> None:
    op.create_table(
        "promise",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("open_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=32), nullable=True),
        sa.Column("ended_how", sa.String(length=20), nullable=True),
        _of_conversation("promise"),
        _of_staff("promise", "ended_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
    )
    _index("promise", "ix_promise_conversation_id", ["conversation_id"])
    _index("promise", "ix_promise_queue", ["rank", "due_at", "id"], where=_OPEN)
    _index("promise", "uq_promise_open", ["conversation_id", "kind"], unique=True, where=_OPEN)


def _review() -> None:
    op.create_table(
        "review",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("screening_id", sa.String(length=32), nullable=True),
        sa.Column("supersedes", sa.String(length=32), nullable=True),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("bot_disposition", sa.String(length=40), nullable=True),
        sa.Column("disposition", sa.String(length=40), nullable=True),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("again_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _of_conversation("review"),
        sa.ForeignKeyConstraint(
            ["screening_id"],
            ["screening.id"],
            name=op.f("fk_review_screening_id_screening"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["supersedes"], ["review.id"], name=op.f("fk_review_supersedes_review"), ondelete="CASCADE"
        ),
        _of_staff("review", "staff_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("conversation_id", "number", name=op.f("uq_review_conversation_id_number")),
    )
    for column in ("screening_id", "supersedes", "staff_id"):
        _index("review", f"ix_review_{column}", [column])


def _note() -> None:
    op.create_table(
        "note",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _of_conversation("note"),
        _of_staff("note", "staff_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    for column in ("conversation_id", "staff_id"):
        _index("note", f"ix_note_{column}", [column])


def _assignment() -> None:
    op.create_table(
        "assignment",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("by_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        _of_conversation("assignment"),
        _of_staff("assignment", "staff_id"),
        _of_staff("assignment", "by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    _index("assignment", "ix_assignment_conversation_id", ["conversation_id"])
    _index("assignment", "ix_assignment_staff_id", ["staff_id", "kind", "ended_at"])
    _index("assignment", "uq_assignment_open", ["conversation_id", "kind"], unique=True, where=_OPEN)


def _saved_filter() -> None:
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("query", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _of_staff("saved_filter", "staff_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
        sa.UniqueConstraint("staff_id", "name", name=op.f("uq_saved_filter_staff_id_name")),
    )


def _owed_already() -> None:
    """Conversations that were marked for a person before there were promises stand in the queue, due at once."""
    for urgency, kind, rank in (("urgent", "urgent", 0), ("normal", "person", 3)):
        op.execute(
            sa.text(
                "INSERT INTO promise"
                " (id, conversation_id, kind, rank, channel, why, made_at, open_from, due_at)"
                " SELECT id, id, :kind, :rank, channel,"
                " COALESCE(needs_person_reason, 'A person was asked for.'), updated_at, updated_at, updated_at"
                " FROM conversation WHERE needs_person AND urgency = :urgency"
            ).bindparams(kind=kind, rank=rank, urgency=urgency)
        )


def _of_conversation(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["conversation_id"],
        ["conversation.id"],
        name=op.f(f"fk_{table}_conversation_id_conversation"),
        ondelete="CASCADE",
    )


def _of_staff(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["staff.id"], name=op.f(f"fk_{table}_{column}_staff"))


def _index(
    table: str,
    name: str,
    columns: list[str],
    unique: bool = False,
    where: sa.sql.elements.TextClause | None = None,
) -> None:
    op.create_index(name, table, columns, unique=unique, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for table in ("saved_filter", "assignment", "note", "review", "promise"):
        op.drop_table(table)
    op.drop_column("message", "author")
