"""Alembic's entry: runs the migrations on the connection it is given, or on DATABASE_URL by hand."""

from __future__ import annotations

import os
from typing import Any, Literal

from alembic import context
from sqlalchemy.engine import Connection

import bot.database.reminder_table  # noqa: F401  # its table is part of the metadata
from bot.database.models import UtcDateTime, metadata
from bot.database.session import open_engine
from bot.settings import read_settings


def render_plainly(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """A migration is history: it names the database's own type, not ours, which may change."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def run(connection: Connection) -> None:
    # SQLite can undo DDL as well, but Alembic does not expect it to.
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        render_item=render_plainly,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with open_engine(read_settings(os.environ).database_url).begin() as connection:
        run(connection)
