"""The engine and its transactions. Work runs in threads: a slow database never stops the event loop."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TypeVar

from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

Result = TypeVar("Result")

THREADS = 8
BUSY_TIMEOUT = 5  # seconds a writer waits for another process's transaction
CONNECT_TIMEOUT = 3  # seconds until an unreachable server counts as down
STATEMENT_TIMEOUT = 10  # seconds
_WAL_PAUSE = 0.05  # seconds


class DatabaseDownError(Exception):
    """The database does not answer. Nothing was stored; the caller may try again."""


def open_engine(url: str) -> Engine:
    """An engine with our settings; the folder of an SQLite file is made when it is missing."""
    return _sqlite(url) if make_url(url).get_backend_name() == "sqlite" else _postgresql(url)


class Database:
    """Runs work in transactions: `work` gets a Connection and is committed when it returns.

    `read` and `write` raise DatabaseDownError when the database cannot be reached, and let
    IntegrityError and whatever `work` raises through, rolled back.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="database")
        # SQLite lets one writer in and makes the others sleep; queueing here wakes them at once.
        self._one_writer = threading.Lock() if engine.dialect.name == "sqlite" else nullcontext()

    async def read(self, work: Callable[[Connection], Result]) -> Result:
        return await self._in_thread(lambda: self._run(work))

    async def write(self, work: Callable[[Connection], Result]) -> Result:
        return await self._in_thread(lambda: self._run_alone(work))

    async def answers(self, within: float) -> bool:
        """Whether the database answers a trivial question within so many seconds."""
        try:
            await asyncio.wait_for(self.read(lambda connection: connection.execute(text("SELECT 1"))), within)
        except (DatabaseDownError, asyncio.TimeoutError):
            return False
        return True

    def close(self) -> None:
        """Waits for what is running and closes every connection."""
        self._threads.shutdown(wait=True)
        self.engine.dispose()

    async def _in_thread(self, call: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, call)

    def _run(self, work: Callable[[Connection], Result]) -> Result:
        with _down_when_unreachable(), self.engine.begin() as connection:
            return work(connection)

    def _run_alone(self, work: Callable[[Connection], Result]) -> Result:
        with self._one_writer, _down_when_unreachable(), _writing(self.engine) as connection:
            return work(connection)


@contextmanager
def _writing(engine: Engine) -> Iterator[Connection]:
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        yield connection


@contextmanager
def _down_when_unreachable() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout) as error:
        if isinstance(error, InterfaceError) and not error.connection_invalidated:
            raise  # a value that the driver does not take, not a lost connection
        raise DatabaseDownError(f"the database does not answer ({type(error).__name__})") from error


def _sqlite(url: str) -> Engine:
    path = make_url(url).database
    if path:
        # What visitors say is nobody else's on this machine either.
        Path(path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # hide_parameters: an error must not carry what a visitor said into the log.
    engine = create_engine(
        url,
        future=True,
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=THREADS,
        connect_args={"timeout": BUSY_TIMEOUT, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
    _use_wal(connection)
    for pragma in ("synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _use_wal(connection: sqlite3.Connection) -> None:
    # The very first processes may switch at once, and SQLite's own waiting does not cover this statement.
    deadline = time.monotonic() + BUSY_TIMEOUT
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
            return
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(_WAL_PAUSE)


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that begins by reading cannot become a writing one while another process writes.
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _postgresql(url: str) -> Engine:
    return create_engine(
        url,
        future=True,
        hide_parameters=True,
        pool_size=THREADS,
        pool_pre_ping=True,
        pool_timeout=BUSY_TIMEOUT,
        connect_args={
            "connect_timeout": CONNECT_TIMEOUT,
            # Compiling takes longer than any of our statements gains by it.
            "options": f"-c timezone=UTC -c jit=off -c statement_timeout={STATEMENT_TIMEOUT * 1000}",
        },
    )
