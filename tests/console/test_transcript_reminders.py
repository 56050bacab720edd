"""Staff see in the line of time what is planned to be said unasked, and what became of it."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.engine import Connection

from bot.console.roles import Role
from bot.database import reminders
from bot.database.reminder_table import CANCELLED, MISSED, SENT
from bot.database.session_dates import keep_session_days
from bot.handover import Promises
from bot.planning.days import SessionDay
from bot.reminding import Reminding
from tests.console.desk import Desk, text_of
from tests.console.seeding import MONDAY, talk
from tests.reminders.known import KNOWLEDGE, TELLER

REMINDING = Reminding(TELLER, Promises(KNOWLEDGE.clinic))
DAY = MONDAY.date() + timedelta(days=4)


def planned(desk: Desk, made: str) -> None:
    def work(connection: Connection) -> None:
        keep_session_days(connection, made, [SessionDay(DAY, "booked")])
        reminders.agree(connection, made, "1", MONDAY)
        REMINDING.plan(connection, made, MONDAY)

    desk.run(work)


def page(desk: Desk, made: str) -> str:
    return text_of(desk.signed_in(Role.VIEWER).get(f"/console/conversations/{made}"))


def shown(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def test_what_is_planned_stands_in_one_line_with_its_agreement(desk: Desk) -> None:
    made = talk(desk)
    planned(desk, made)
    text = page(desk, made)
    assert "Agreed to reminders (1)." in text
    assert f"Planned to be said: the session ({shown(DAY - timedelta(days=1))}, 17:00)" in text
    assert f"healing check-in after 3 days ({shown(DAY + timedelta(days=3))}, 11:00)" in text
    assert "care: shampoo and shave" in text
    assert text.count("Planned to be said") == 1


def test_what_became_of_each_is_told(desk: Desk) -> None:
    made = talk(desk)
    planned(desk, made)

    def work(connection: Connection) -> None:
        ids = [id_ for id_, _ in reminders.due(connection, MONDAY + timedelta(days=40), 9)]
        for id_, state in zip(ids, (SENT, MISSED, CANCELLED), strict=False):
            reminders.end(connection, id_, state, MONDAY + timedelta(days=3))

    desk.run(work)
    text = page(desk, made)
    assert "Said as planned: the session." in text
    assert "Not said, as it came too late: healing check-in after 3 days." in text
    assert "Not said, as it no longer held: care: wash gently." in text
