"""Brings the tables up to date: `python -m bot.database.migrate`, and at every start of the web process.

Revisions are numbered files, `migrations/versions/0001_….py`; the highest number is the newest.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection, Engine

from bot.database.session import open_engine
from bot.settings import SettingsError, read_settings

MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x5719_91E  # any constant number: processes that migrate at once take turns on it


def upgrade(engine: Engine) -> bool:
    """Applies what is missing, in one transaction, one process at a time. Says whether anything was."""
    with engine.connect() as connection:
        if _current(connection) == newest_revision():
            return False
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        _run_alembic(connection)
    return True


def newest_revision() -> str:
    return max(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _run_alembic(connection: Connection) -> None:
    # Imported only here: most starts find nothing to do and are spared a quarter of a second.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def main() -> int:
    try:
        settings = read_settings(os.environ)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    changed = upgrade(open_engine(settings.database_url))
    print("The database was brought up to date." if changed else "The database is up to date.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
