"""The migrations make exactly the tables that the code expects, from any earlier state, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

import bot.database.reminder_table  # noqa: F401  # its table is part of the metadata
from bot.database import migrate
from bot.database.models import metadata
from bot.database.session import open_engine

# SQLAlchemy 1.4 says so of the full text's index on PostgreSQL; tests/database/test_search.py searches with it.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Skipped unsupported reflection of expression-based index ix_message_words"
)


def test_migrations_make_the_tables_of_the_models(database_url: str) -> None:
    engine = open_engine(database_url)
    migrate.upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"compare_type": True, "compare_server_default": True, "include_object": _not_of_search},
        )
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def _not_of_search(_object: object, name: str, kind: str, *_further: object) -> bool:
    """The full text on SQLite is tables that the database keeps by itself: models.py does not know them."""
    return kind != "table" or not name.startswith(("message_search", "searchable"))


def test_migrations_make_the_same_indexes_and_constraints(database_url: str) -> None:
    migrated = open_engine(database_url)
    migrate.upgrade(migrated)
    found = inspect(migrated)
    for table in metadata.sorted_tables:
        assert {index["name"] for index in found.get_indexes(table.name)} >= {
            index.name for index in table.indexes
        }
        assert found.get_pk_constraint(table.name)["constrained_columns"] == [
            c.name for c in table.primary_key
        ]
        assert len(found.get_foreign_keys(table.name)) == len(table.foreign_keys)
    unique = {tuple(each["column_names"]) for each in found.get_unique_constraints("message")}
    assert unique == {("conversation_id", "sequence"), ("conversation_id", "direction", "provider_id")}
    migrated.dispose()


def test_a_second_run_finds_nothing_to_do(database_url: str) -> None:
    engine = open_engine(database_url)
    assert [migrate.upgrade(engine), migrate.upgrade(engine)] == [True, False]
    engine.dispose()


def test_threads_that_open_a_new_file_at_once_all_get_in(tmp_path: Path) -> None:
    for attempt in range(8):
        engines = [open_engine(f"sqlite:///{tmp_path}/{attempt}.db") for _ in range(6)]
        with ThreadPoolExecutor(6) as threads:
            list(threads.map(migrate.upgrade, engines))
        for engine in engines:
            engine.dispose()


def test_processes_that_start_at_once_migrate_once(database_url: str) -> None:
    engines = [open_engine(database_url) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(migrate.upgrade, engines))
    assert set(inspect(engines[0]).get_table_names()) >= {"visitor", "conversation", "message"}
    for engine in engines:
        engine.dispose()


def test_every_migration_can_be_taken_back_and_made_again(database_url: str) -> None:
    engine = open_engine(database_url)
    migrate.upgrade(engine)
    with engine.connect() as connection:
        config = Config()
        config.set_main_option("script_location", str(migrate.MIGRATIONS))
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        connection.commit()
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    assert migrate.upgrade(engine)
    assert set(inspect(engine).get_table_names()) >= set(metadata.tables)
    engine.dispose()


def test_the_newest_file_is_alembics_head() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [migrate.newest_revision()]


def test_the_command_reports_what_it_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/a.db")
    monkeypatch.setenv("SECRET_KEY", "k" * 32)
    assert [migrate.main(), migrate.main()] == [0, 0]
    assert capsys.readouterr().out.splitlines() == [
        "The database was brought up to date.",
        "The database is up to date.",
    ]


def test_the_command_refuses_a_database_it_does_not_know(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://h/d")
    assert migrate.main() == 2
    assert "DATABASE_URL" in capsys.readouterr().err
