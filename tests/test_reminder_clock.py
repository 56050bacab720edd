"""Each reminder is said once, whoever looks: several clocks at once, and one that is killed in the middle."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Engine

from bot.database import reminders
from bot.database.models import message
from bot.database.reminder_table import SCHEDULED, SENT, reminder
from bot.database.session import Database, open_engine
from bot.database.session_dates import keep_session_days
from bot.database.transcript import open_conversation
from bot.handover import Promises
from bot.planning.days import SessionDay
from bot.reminder_clock import ReminderClock
from bot.reminders.rules import SESSION
from bot.reminding import Reminding
from bot.streams import Streams
from tests.reminders.known import KNOWLEDGE, TELLER, on

ROOT = Path(__file__).parents[1]
REMINDING = Reminding(TELLER, Promises(KNOWLEDGE.clinic))
WELCOME = {"text": "Hello", "buttons": [], "attachments": [], "sources": []}
AGREED, DUE = on("2026-11-23 10:00"), on("2026-12-03 17:01")
DAY = SessionDay(dt.date(2026, 12, 4), "booked")
PATIENCE = 40.0  # seconds


def with_reminders(engine: Engine, people: int) -> list[str]:
    """So many conversations with one reminder that is due at DUE each, among later ones."""

    def begun(connection: Connection) -> str:
        talk = open_conversation(connection, "website", WELCOME)[1]
        keep_session_days(connection, talk, [DAY])
        reminders.agree(connection, talk, "1", AGREED)
        REMINDING.plan(connection, talk, AGREED)
        return talk

    with engine.begin() as connection:
        return [begun(connection) for _ in range(people)]


def said(engine: Engine) -> dict[str, int]:
    """By conversation, the messages after the welcome."""
    query = (
        select(message.c.conversation_id, func.count())
        .where(message.c.sequence > 1)
        .group_by(message.c.conversation_id)
    )
    with engine.connect() as connection:
        return {row[0]: row[1] for row in connection.execute(query)}


def states(engine: Engine) -> dict[str, int]:
    """How many reminders of sessions there are of each state."""
    query = (
        select(reminder.c.state, func.count()).where(reminder.c.kind == SESSION).group_by(reminder.c.state)
    )
    with engine.connect() as connection:
        return {row[0]: row[1] for row in connection.execute(query)}


def test_clocks_that_race_say_each_reminder_once(engine: Engine, migrated_url: str) -> None:
    talks = with_reminders(engine, 20)

    async def race() -> list[int]:
        databases = [Database(open_engine(migrated_url)) for _ in range(4)]
        clocks = [ReminderClock(each, Streams(each), REMINDING) for each in databases]
        found = await asyncio.gather(*(clock.look(DUE) for clock in clocks))
        for each in databases:
            each.close()
        return list(found)

    assert sum(asyncio.run(race())) == len(talks)
    assert said(engine) == dict.fromkeys(talks, 1)
    assert states(engine) == {SENT: len(talks)}


@pytest.fixture
def clocks(migrated_url: str) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts processes that look as if it were DUE; what still runs is killed at the end."""
    made: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        made.append(
            subprocess.Popen(
                [sys.executable, "-m", "tests.fakes.reminder_process", DUE.isoformat()],
                cwd=ROOT,
                env={**os.environ, "DATABASE_URL": migrated_url},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
        )
        return made[-1]

    yield start
    for process in made:
        process.kill()
        process.communicate()


def until_sent(engine: Engine, count: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while states(engine).get(SENT, 0) < count:
        assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() < deadline, states(engine)
        time.sleep(0.005)


def test_a_clock_that_is_killed_in_the_middle_loses_and_doubles_nothing(
    engine: Engine, clocks: Callable[[], subprocess.Popen[bytes]]
) -> None:
    talks = with_reminders(engine, 200)
    first = clocks()
    until_sent(engine, 10, first)
    first.send_signal(signal.SIGKILL)
    first.wait()
    left = states(engine)
    assert left[SCHEDULED] + left[SENT] == len(talks)
    assert len(said(engine)) == left[SENT]
    until_sent(engine, len(talks), clocks())
    assert said(engine) == dict.fromkeys(talks, 1)
