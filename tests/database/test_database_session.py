"""Transactions on both databases: durable, in parallel, and clear about a database that is away."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import StatementError

from bot.database.models import new_id, visitor
from bot.database.session import Database, DatabaseDownError, open_engine
from tests.fakes.postgres import Postgres


def test_what_was_written_is_read(engine: Engine) -> None:
    async def run() -> list[str]:
        database = Database(engine)
        await database.write(lambda c: c.execute(visitor.insert(), {"id": "a"}))
        found = await database.read(lambda c: list(c.execute(select(visitor.c.id)).scalars()))
        database.close()
        return found

    assert asyncio.run(run()) == ["a"]


def test_work_that_fails_leaves_nothing_behind(engine: Engine) -> None:
    def half(connection: Connection) -> None:
        connection.execute(visitor.insert(), {"id": "a"})
        raise ValueError("half way")

    async def run() -> list[str]:
        database = Database(engine)
        with pytest.raises(ValueError, match="half way"):
            await database.write(half)
        found = await database.read(lambda c: list(c.execute(select(visitor.c.id)).scalars()))
        database.close()
        return found

    assert asyncio.run(run()) == []


def test_times_come_back_as_they_were_in_utc(engine: Engine) -> None:
    elsewhere = datetime(2026, 7, 1, 12, 0, 0, 123456, timezone(timedelta(hours=5, minutes=30)))
    with engine.begin() as connection:
        connection.execute(visitor.insert(), {"id": "a", "created_at": elsewhere})
        found = connection.execute(select(visitor.c.created_at)).scalar_one()
    assert found == elsewhere
    assert found.utcoffset() == timedelta(0)


def test_a_time_without_a_zone_is_refused(engine: Engine) -> None:
    with engine.begin() as connection, pytest.raises(StatementError, match="without its zone"):
        connection.execute(visitor.insert(), {"id": "a", "created_at": datetime(2026, 7, 1)})


def test_many_writers_at_once_all_get_through(engine: Engine) -> None:
    async def run() -> int:
        database = Database(engine)
        write = [database.write(lambda c: c.execute(visitor.insert(), {"id": new_id()})) for _ in range(200)]
        await asyncio.gather(*write)
        count = await database.read(lambda c: len(c.execute(select(visitor.c.id)).all()))
        database.close()
        return count

    assert asyncio.run(run()) == 200


def test_the_event_loop_goes_on_while_the_database_works(engine: Engine) -> None:
    async def run() -> int:
        database = Database(engine)
        ticks = 0

        async def tick() -> None:
            nonlocal ticks
            while True:
                await asyncio.sleep(0.01)
                ticks += 1

        ticking = asyncio.create_task(tick())
        await database.read(lambda _connection: asyncio.run(asyncio.sleep(0.3)))
        ticking.cancel()
        database.close()
        return ticks

    assert asyncio.run(run()) > 10


def test_sqlite_is_set_up_for_several_processes(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/new folder/a.db")
    with engine.connect() as connection:
        settings = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()
    assert settings == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 5000}


def test_a_database_that_is_no_database_is_down(tmp_path: Path) -> None:
    async def run() -> None:
        database = Database(open_engine(f"sqlite:///{tmp_path}"))
        with pytest.raises(DatabaseDownError):
            await database.read(lambda c: c.execute(text("SELECT 1")))
        assert not await database.answers(within=2)
        database.close()

    asyncio.run(run())


def test_a_write_waits_for_another_process_that_writes(tmp_path: Path) -> None:
    file = tmp_path / "a.db"

    async def run() -> None:
        database = Database(open_engine(f"sqlite:///{file}"))
        await database.write(lambda c: c.execute(text("CREATE TABLE t (n INTEGER)")))
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(database.write(lambda c: c.execute(text("INSERT INTO t VALUES (1)"))))
        await asyncio.sleep(0.2)
        assert not waiting.done()
        other.execute("COMMIT")
        await waiting
        other.close()
        database.close()

    asyncio.run(run())


def test_postgresql_that_went_away_is_down_and_comes_back(own_postgres: Postgres) -> None:
    async def run() -> None:
        database = Database(open_engine(own_postgres.url))
        assert await database.answers(within=5)
        await asyncio.to_thread(own_postgres.stop)
        with pytest.raises(DatabaseDownError):
            await database.write(lambda c: c.execute(text("SELECT 1")))
        await asyncio.to_thread(own_postgres.start)
        assert await database.answers(within=5)
        database.close()

    asyncio.run(run())
