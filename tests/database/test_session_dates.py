"""Days of a visitor's sessions: what holds, what was superseded, and how the calendar's sequence grows."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Connection, Engine

from bot.database.models import conversation, session_date
from bot.database.session_dates import SessionDays, keep_session_days, session_days
from bot.database.transcript import UnknownConversationError, open_conversation
from bot.planning.days import SessionDay

WELCOME = {"text": "Hello", "buttons": [], "attachments": [], "sources": []}
FIRST = SessionDay(dt.date(2026, 11, 19), "past", 1)
SECOND = SessionDay(dt.date(2026, 12, 4), "booked")
MOVED = SessionDay(dt.date(2026, 12, 9), "booked", 2)


def begun(connection: Connection) -> str:
    return open_conversation(connection, "website", WELCOME)[1]


def rows(connection: Connection, conversation_id: str) -> list[tuple[dt.date, bool]]:
    found = connection.execute(
        select(session_date.c.day, session_date.c.superseded)
        .where(session_date.c.conversation_id == conversation_id)
        .order_by(session_date.c.day)
    )
    return [tuple(row) for row in found]


def test_days_come_back_as_they_were_told_earliest_first(engine: Engine) -> None:
    with engine.begin() as connection:
        talk = begun(connection)
        kept = keep_session_days(connection, talk, [SECOND, FIRST])
        assert kept == SessionDays((FIRST, SECOND), 0)
        assert session_days(connection, talk) == kept


def test_nothing_is_known_of_a_conversation_without_dates(engine: Engine) -> None:
    with engine.begin() as connection:
        assert session_days(connection, begun(connection)) == SessionDays()
        assert session_days(connection, "0" * 32) == SessionDays()


def test_a_moved_session_is_superseded_and_not_overwritten(engine: Engine) -> None:
    with engine.begin() as connection:
        talk = begun(connection)
        keep_session_days(connection, talk, [FIRST, SECOND])
        assert keep_session_days(connection, talk, [FIRST, MOVED]) == SessionDays((FIRST, MOVED), 1)
        assert rows(connection, talk) == [(FIRST.day, False), (SECOND.day, True), (MOVED.day, False)]


def test_the_same_days_again_change_nothing(engine: Engine) -> None:
    with engine.begin() as connection:
        talk = begun(connection)
        keep_session_days(connection, talk, [FIRST, SECOND])
        before = rows(connection, talk)
        assert keep_session_days(connection, talk, [SECOND, FIRST]).sequence == 0
        assert rows(connection, talk) == before


def test_a_booked_day_that_is_over_keeps_the_calendar_as_it_is(engine: Engine) -> None:
    with engine.begin() as connection:
        talk = begun(connection)
        keep_session_days(connection, talk, [SECOND])
        over = SessionDay(SECOND.day, "past")
        assert keep_session_days(connection, talk, [over]) == SessionDays((over,), 0)


def test_each_change_is_newer_than_the_one_before_also_when_a_session_is_dropped(engine: Engine) -> None:
    with engine.begin() as connection:
        talk = begun(connection)
        wanted = [[FIRST], [FIRST, SECOND], [FIRST], [FIRST, SECOND], [FIRST, MOVED], [MOVED]]
        found = [keep_session_days(connection, talk, days).sequence for days in wanted]
        assert found == [0, 1, 2, 3, 4, 5]
        assert session_days(connection, talk).sequence == 5


def test_dates_go_with_their_conversation(engine: Engine) -> None:
    with engine.begin() as connection:
        talk, other = begun(connection), begun(connection)
        for each in (talk, other):
            keep_session_days(connection, each, [FIRST])
        connection.execute(conversation.delete().where(conversation.c.id == talk))
        assert rows(connection, talk) == []
        assert session_days(connection, other).days == (FIRST,)


def test_nothing_is_stored_for_a_conversation_that_is_gone(engine: Engine) -> None:
    with engine.begin() as connection, pytest.raises(UnknownConversationError):
        keep_session_days(connection, "0" * 32, [FIRST])
