"""Full text of messages, kept by the database itself, and the indexes that search stands on.

PostgreSQL indexes an expression over the message. SQLite has an FTS5 table that triggers keep; `searchable` gives
its rows numbers that stay, because a table with ids of text is renumbered by VACUUM.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_SQLITE = (
    "CREATE TABLE searchable (place INTEGER PRIMARY KEY, message_id VARCHAR(32) NOT NULL UNIQUE"
    " REFERENCES message (id) ON DELETE CASCADE)",
    'CREATE VIRTUAL TABLE message_search USING fts5(text, tokenize = "porter unicode61 remove_diacritics 2")',
    "INSERT INTO searchable (message_id) SELECT id FROM message ORDER BY created_at, id",
    "INSERT INTO message_search (rowid, text)"
    " SELECT place, text FROM searchable JOIN message ON message.id = searchable.message_id",
    "CREATE TRIGGER message_search_insert AFTER INSERT ON message BEGIN"
    " INSERT INTO searchable (message_id) VALUES (new.id);"
    " INSERT INTO message_search (rowid, text)"
    " VALUES ((SELECT place FROM searchable WHERE message_id = new.id), new.text);"
    " END",
    "CREATE TRIGGER message_search_update AFTER UPDATE OF text ON message BEGIN"
    " UPDATE message_search SET text = new.text"
    " WHERE rowid = (SELECT place FROM searchable WHERE message_id = new.id);"
    " END",
    # Before, because the row of `searchable` goes with the message.
    "CREATE TRIGGER message_search_delete BEFORE DELETE ON message BEGIN"
    " DELETE FROM message_search WHERE rowid = (SELECT place FROM searchable WHERE message_id = old.id);"
    " END",
)
_NO_SQLITE = (
    "DROP TRIGGER message_search_insert",
    "DROP TRIGGER message_search_update",
    "DROP TRIGGER message_search_delete",
    "DROP TABLE message_search",
    "DROP TABLE searchable",
)

# Cut, because PostgreSQL refuses a text with more than a megabyte of words.
_POSTGRESQL = (
    "CREATE INDEX ix_message_words ON message USING gin (to_tsvector('english', left(text, 100000)))",
    # More of the common words are known to the planner, which chooses better then.
    "ALTER INDEX ix_message_words ALTER COLUMN 1 SET STATISTICS 1000",
)

_INDEXES = (
    ("ix_message_created_at", "message", ["created_at", "id"]),
    ("ix_conversation_created_at", "conversation", ["created_at", "id"]),
    ("ix_screening_disposition", "screening", ["disposition", "conversation_id"]),
    ("ix_finding_concept", "finding", ["concept", "screening_id"]),
    ("ix_review_disposition", "review", ["disposition", "conversation_id"]),
)
_SAID = sa.text("intent IS NOT NULL")
_OWNED = sa.text("owner IS NOT NULL")


def upgrade() -> None:
    for name, table, columns in _INDEXES:
        op.create_index(name, table, columns, unique=False)
    op.create_index(
        "ix_message_intent",
        "message",
        ["intent", "created_at", "id"],
        unique=False,
        sqlite_where=_SAID,
        postgresql_where=_SAID,
    )
    op.create_index(
        "ix_conversation_owner",
        "conversation",
        ["owner", "created_at", "id"],
        unique=False,
        sqlite_where=_OWNED,
        postgresql_where=_OWNED,
    )
    for statement in _SQLITE if _on_sqlite() else _POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    for statement in _NO_SQLITE if _on_sqlite() else ("DROP INDEX ix_message_words",):
        op.execute(statement)
    for name, table in (("ix_conversation_owner", "conversation"), ("ix_message_intent", "message")):
        op.drop_index(name, table_name=table)
    for name, table, _columns in reversed(_INDEXES):
        op.drop_index(name, table_name=table)


def _on_sqlite() -> bool:
    return bool(op.get_bind().dialect.name == "sqlite")
