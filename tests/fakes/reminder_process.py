"""A clock of reminders as a process of its own, for tests that kill it.

`python -m tests.fakes.reminder_process MOMENT` looks again and again as if it were MOMENT (ISO 8601), until a signal;
the database is DATABASE_URL.
"""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import datetime

from bot.database.session import Database, open_engine
from bot.handover import Promises
from bot.reminder_clock import ReminderClock
from bot.reminding import Reminding
from bot.streams import Streams
from tests.reminders.known import KNOWLEDGE, TELLER


async def look_for_ever(moment: datetime) -> None:
    database = Database(open_engine(os.environ["DATABASE_URL"]))
    reminding = Reminding(TELLER, Promises(KNOWLEDGE.clinic))
    clock = ReminderClock(database, Streams(database), reminding)
    while True:
        await clock.look(moment)
        await asyncio.sleep(0.01)


if __name__ == "__main__":
    asyncio.run(look_for_ever(datetime.fromisoformat(sys.argv[1])))
