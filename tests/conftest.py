"""What tests of several parts share: databases of both kinds, a fake Rasa, and the web application over them.

PostgreSQL comes from TEST_DATABASE_URL or from server programs on this machine. Where there are
none, the PostgreSQL half is not collected and the report's head says so; with CI=true it fails.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine
from starlette.applications import Starlette
from starlette.testclient import TestClient

import bot.database.reminder_table  # noqa: F401  # its table is part of the metadata
from bot.channels.messages import Button, Reply
from bot.database.migrate import upgrade
from bot.database.models import metadata
from bot.database.session import open_engine
from bot.reading.red_flags import load_gate
from bot.settings import Settings, read_settings
from bot.web import assemble
from tests.fakes import postgres
from tests.fakes.rasa import FakeRasa

pytest_plugins = ["tests.running_product"]

GATE = load_gate(Path("data/clinic"))
CLINIC = {"name": "Harbour Scalp Studio", "phone": "+44 20 7946 0321", "emergency_number": "999"}
WELCOME_BUTTONS = (
    Button("Does it hurt?", "/pain"),
    Button("Prices", "/cost"),
    Button("A person", "/talk_to_human"),
)


def say(phrase: str) -> Reply:
    """The wording of the tests: every phrase is its own id, and the welcome offers three buttons."""
    return Reply(f"<{phrase}>", WELCOME_BUTTONS if phrase == "welcome" else ())


def postgres_is_there() -> bool:
    return bool(os.environ.get("TEST_DATABASE_URL")) or postgres.binaries() is not None


def pytest_report_header() -> list[str]:
    if postgres_is_there():
        return []
    return [
        "no PostgreSQL here (set TEST_DATABASE_URL or install a server): its half of the tests is left out"
    ]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_kind" in metafunc.fixturenames:
        with_postgres = postgres_is_there() or os.environ.get("CI") == "true"
        metafunc.parametrize("database_kind", ["sqlite", "postgresql"] if with_postgres else ["sqlite"])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that stop their server need the programs; a server elsewhere is not ours to stop."""
    elsewhere = bool(os.environ.get("TEST_DATABASE_URL"))
    if postgres.binaries() is not None or (os.environ.get("CI") == "true" and not elsewhere):
        return
    left_out = [item for item in items if "own_postgres" in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture
def own_postgres() -> Iterator[postgres.Postgres]:
    """A server of this test alone, which it may stop."""
    programs = postgres.binaries()
    assert programs is not None, "CI needs PostgreSQL's server programs"
    server = postgres.Postgres(programs)
    server.start()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a server in which databases may be made."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield read_settings({"DATABASE_URL": given, "SECRET_KEY": "x" * 32}).database_url
        return
    programs = postgres.binaries()
    assert programs is not None, "CI needs PostgreSQL: install it or set TEST_DATABASE_URL"
    server = postgres.Postgres(programs)
    server.start()
    yield server.url
    server.remove()


@pytest.fixture
def database_url(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of each kind without any table."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path}/test.db"
        return
    server = request.getfixturevalue("postgres_server")
    url = postgres.new_database(server)
    yield url
    postgres.drop_database(server, url)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database file, to be copied."""
    file = tmp_path_factory.mktemp("template") / "template.db"
    made = open_engine(f"sqlite:///{file}")
    upgrade(made)
    made.dispose()
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """A migrated database, to be emptied before each use."""
    url = postgres.new_database(postgres_server)
    made = open_engine(url)
    upgrade(made)
    made.dispose()
    yield url
    postgres.drop_database(postgres_server, url)


@pytest.fixture
def migrated_url(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """A migrated, empty database of each kind."""
    if database_kind == "sqlite":
        file = tmp_path / "migrated.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        return f"sqlite:///{file}"
    url = str(request.getfixturevalue("postgres_template"))
    tables = ", ".join(table.name for table in metadata.sorted_tables)
    made = open_engine(url)
    with made.begin() as connection:
        connection.execute(text(f"TRUNCATE {tables}"))
    made.dispose()
    return url


@pytest.fixture
def engine(migrated_url: str) -> Iterator[Engine]:
    """The same, opened."""
    made = open_engine(migrated_url)
    yield made
    made.dispose()


@pytest.fixture(scope="session")
def rasa_server() -> Iterator[FakeRasa]:
    server = FakeRasa()
    yield server
    server.stop()


@pytest.fixture
def rasa(rasa_server: FakeRasa) -> Iterator[FakeRasa]:
    """A fake Rasa that is ready; what it complained about fails the test."""
    rasa_server.reset()
    rasa_server.start()
    yield rasa_server
    assert rasa_server.complaints == []


Variables = Mapping[str, Any]


@pytest.fixture
def settings_with(tmp_path: Path, sqlite_template: Path) -> Callable[[Variables], Settings]:
    """Settings for one test: its own SQLite file, no rate limits, and what the test asks for."""
    shutil.copy(sqlite_template, tmp_path / "web.db")

    def make(variables: Variables) -> Settings:
        own = {
            "SECRET_KEY": "a secret that is long enough for tests",
            "DATABASE_URL": f"sqlite:///{tmp_path}/web.db",
            "MODELS_DIR": str(tmp_path),
            "RATE_PER_VISITOR": "0",
            "RATE_PER_ADDRESS": "0",
        }
        return read_settings(own | {name: str(value) for name, value in variables.items()})

    return make


@pytest.fixture
def app_with(settings_with: Callable[[Variables], Settings]) -> Callable[[Variables], Starlette]:
    """The web application with the tests' wording."""
    return lambda variables: assemble(settings_with(variables), say, CLINIC, GATE)


@pytest.fixture
def client(app_with: Callable[[Variables], Starlette], rasa: FakeRasa) -> Iterator[TestClient]:
    """A browser at the web application, with Rasa ready and without a session."""
    with TestClient(app_with({"RASA_PORT": rasa.port})) as opened:
        yield opened
