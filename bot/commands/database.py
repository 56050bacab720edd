"""The database of the settings, for commands."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from bot.commands import UnusableInputError
from bot.database.migrate import upgrade
from bot.database.session import open_engine
from bot.environment import environment
from bot.settings import Settings, SettingsError, read_settings

ROOT: Final = Path(__file__).resolve().parents[2]


def given_settings() -> Settings:
    """As `make run` sees them. Raises UnusableInputError."""
    os.chdir(ROOT)
    try:
        return read_settings(environment(os.environ))
    except SettingsError as error:
        raise UnusableInputError(str(error)) from None


# Amounts are to the cent, and exact as SQLite keeps them; whoever runs a command need not read about it.
warnings.filterwarnings("ignore", message="Dialect sqlite.* does .*not.* support Decimal")


@contextmanager
def transaction() -> Iterator[tuple[Settings, Connection]]:
    """One transaction on the migrated database, without a limit of time. Raises UnusableInputError."""
    settings = given_settings()
    engine = open_engine(settings.database_url)
    try:
        upgrade(engine)
        with engine.connect().execution_options(writing=True) as connection, connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(text("SET LOCAL statement_timeout = 0"))
            yield settings, connection
    except OperationalError:
        raise UnusableInputError(
            "the database of DATABASE_URL does not answer; nothing was changed."
        ) from None
    finally:
        engine.dispose()
