"""Reminders in both databases: planned anew, moved rather than doubled, and ended with what they follow from."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from bot.database import reminders
from bot.database.belonging import belonging_tables
from bot.database.erasure import BY_VISITOR, erase, personal_data, visitor_of, withdraw
from bot.database.export import Asked, conversations
from bot.database.models import conversation, new_id, rule_set, screening
from bot.database.promises import Owed, owe
from bot.database.reminder_table import CANCELLED, MISSED, SCHEDULED, SENT, reminder
from bot.database.screenings import HEALTH, give_consent
from bot.database.session_dates import keep_session_days
from bot.database.transcript import UnknownConversationError, open_conversation
from bot.handover import PERSON, rank
from bot.planning.days import SessionDay
from bot.reminders.planning import Known, Planned

WELCOME = {"text": "Hello", "buttons": [], "attachments": [], "sources": []}
NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.timezone.utc)
DAY = dt.date(2026, 12, 4)


def begun(connection: Connection) -> str:
    return open_conversation(connection, "website", WELCOME)[1]


def due_in(days: int, kind: str = "session", subject: str = "", day: dt.date = DAY) -> Planned:
    moment = NOW + dt.timedelta(days=days)
    return Planned(kind, subject, day, moment, moment + dt.timedelta(hours=18))


def rows(connection: Connection, conversation_id: str) -> list[Any]:
    query = select(reminder).where(reminder.c.conversation_id == conversation_id).order_by(reminder.c.due_at)
    return list(connection.execute(query).all())


def states(connection: Connection, conversation_id: str) -> list[tuple[dt.date, str]]:
    return [(row.day, row.state) for row in rows(connection, conversation_id)]


def test_what_is_planned_is_kept_once_however_often_it_is_planned(engine: Engine) -> None:
    with engine.begin() as connection:
        talk = begun(connection)
        for _ in range(3):
            reminders.keep(connection, talk, [due_in(13), due_in(17, "check", "3")], NOW)
        assert states(connection, talk) == [(DAY, SCHEDULED), (DAY, SCHEDULED)]
        assert reminders.ahead(connection, talk) == [due_in(13), due_in(17, "check", "3")]


def test_a_moved_day_moves_the_same_row(engine: Engine) -> None:
    later = DAY + dt.timedelta(days=5)
    with engine.begin() as connection:
        talk = begun(connection)
        reminders.keep(connection, talk, [due_in(13)], NOW)
        (before,) = rows(connection, talk)
        reminders.keep(connection, talk, [due_in(18, day=later)], NOW)
        (after,) = rows(connection, talk)
        assert (after.id, after.day, after.due_at) == (before.id, later, NOW + dt.timedelta(days=18))


def test_what_no_longer_follows_is_cancelled_and_comes_back_with_its_cause(engine: Engine) -> None:
    with engine.begin() as connection:
        talk = begun(connection)
        reminders.keep(connection, talk, [due_in(13)], NOW)
        reminders.keep(connection, talk, [], NOW)
        assert states(connection, talk) == [(DAY, CANCELLED)]
        reminders.keep(connection, talk, [due_in(13)], NOW)
        assert states(connection, talk) == [(DAY, SCHEDULED)]


@pytest.mark.parametrize("state", [SENT, MISSED])
def test_what_was_said_or_missed_is_not_planned_again_for_its_day(engine: Engine, state: str) -> None:
    with engine.begin() as connection:
        talk = begun(connection)
        reminders.keep(connection, talk, [due_in(13)], NOW)
        reminders.end(connection, rows(connection, talk)[0].id, state, NOW)
        reminders.keep(connection, talk, [due_in(13)], NOW)
        assert states(connection, talk) == [(DAY, state)]
        later = DAY + dt.timedelta(days=5)
        reminders.keep(connection, talk, [due_in(18, day=later)], NOW)
        assert states(connection, talk) == [(DAY, state), (later, SCHEDULED)]


def test_what_has_gone_by_is_not_made_up_for_but_a_promise_is(engine: Engine) -> None:
    with engine.begin() as connection:
        talk = begun(connection)
        reminders.keep(connection, talk, [due_in(-1), due_in(-1, "unanswered", "p")], NOW)
        assert [row.kind for row in rows(connection, talk)] == ["unanswered"]


def test_the_database_itself_refuses_the_same_twice(engine: Engine) -> None:
    row = {
        "kind": "session",
        "subject": "",
        "day": DAY,
        "due_at": NOW,
        "until_at": NOW,
        "look_at": NOW,
    }
    with engine.begin() as connection:
        talk = begun(connection)
        connection.execute(reminder.insert(), {"conversation_id": talk, **row})
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(reminder.insert(), {"conversation_id": talk, **row})


def test_what_is_due_comes_by_its_time_and_only_while_it_is_scheduled(engine: Engine) -> None:
    with engine.begin() as connection:
        talk = begun(connection)
        reminders.keep(connection, talk, [due_in(1, "check", "3"), due_in(2, "check", "10"), due_in(9)], NOW)
        first, second, _ = (row.id for row in rows(connection, talk))
        at = NOW + dt.timedelta(days=3)
        assert reminders.due(connection, at, 50) == [(first, talk), (second, talk)]
        assert reminders.due(connection, at, 1) == [(first, talk)]
        reminders.look_again(connection, first, at + dt.timedelta(hours=1))
        reminders.end(connection, second, SENT, at)
        assert reminders.due(connection, at, 50) == []
        assert reminders.due(connection, at + dt.timedelta(hours=1), 50) == [(first, talk)]


def test_what_has_ended_is_not_ended_again(engine: Engine) -> None:
    with engine.begin() as connection:
        talk = begun(connection)
        reminders.keep(connection, talk, [due_in(1)], NOW)
        (row,) = rows(connection, talk)
        reminders.end(connection, row.id, SENT, NOW)
        reminders.end(connection, row.id, CANCELLED, NOW)
        assert states(connection, talk) == [(DAY, SENT)]


# -- agreement -----------------------------------------------------------------------------------------------------


def test_agreement_is_of_the_person_and_kept_once(engine: Engine) -> None:
    with engine.begin() as connection:
        visitor, talk = open_conversation(connection, "website", WELCOME)
        elsewhere = open_conversation(connection, "telegram", WELCOME, visitor)[1]
        assert not reminders.agreed(connection, talk)
        reminders.agree(connection, talk, "1", NOW)
        reminders.agree(connection, elsewhere, "1", NOW)
        assert reminders.agreed(connection, elsewhere)
        assert len(personal_data(connection, visitor)["consent"]) == 1


def test_ending_it_cancels_in_every_conversation_but_leaves_promises(engine: Engine) -> None:
    with engine.begin() as connection:
        visitor, talk = open_conversation(connection, "website", WELCOME)
        elsewhere = open_conversation(connection, "telegram", WELCOME, visitor)[1]
        reminders.agree(connection, talk, "1", NOW)
        reminders.keep(connection, talk, [due_in(1)], NOW)
        reminders.keep(connection, elsewhere, [due_in(2), due_in(3, "unanswered", "p")], NOW)
        reminders.end_agreement(connection, elsewhere, NOW)
        assert not reminders.agreed(connection, talk)
        assert states(connection, talk) == [(DAY, CANCELLED)]
        assert states(connection, elsewhere) == [(DAY, CANCELLED), (DAY, SCHEDULED)]


def test_staff_who_withdraw_the_agreement_end_it_as_well(engine: Engine) -> None:
    with engine.begin() as connection:
        visitor, talk = open_conversation(connection, "website", WELCOME)
        reminders.agree(connection, talk, "1", NOW)
        withdraw(connection, visitor, reminders.REMINDERS, NOW)
        assert not reminders.known(connection, talk).agreed


def test_a_time_zone_belongs_to_the_person(engine: Engine) -> None:
    with engine.begin() as connection:
        talk = begun(connection)
        assert reminders.zone_name(connection, talk) is None
        reminders.set_zone(connection, talk, "Europe/Istanbul")
        assert reminders.zone_name(connection, talk) == "Europe/Istanbul"


@pytest.mark.parametrize(
    "act",
    [
        lambda connection: reminders.agree(connection, "0" * 32, "1", NOW),
        lambda connection: reminders.end_agreement(connection, "0" * 32, NOW),
        lambda connection: reminders.set_zone(connection, "0" * 32, "UTC"),
    ],
    ids=["agree", "end", "zone"],
)
def test_nobody_is_known_who_is_not_there(engine: Engine, act: Any) -> None:
    with pytest.raises(UnknownConversationError), engine.begin() as connection:
        act(connection)


# -- what is known -------------------------------------------------------------------------------------------------


def test_days_that_hold_are_known_and_writing_them_is_a_change(engine: Engine) -> None:
    day = SessionDay(DAY, "booked")
    with engine.begin() as connection:
        talk = begun(connection)
        before = dt.datetime.now(dt.timezone.utc)
        assert not reminders.changed_since(connection, talk, before)
        keep_session_days(connection, talk, [day])
        assert reminders.changed_since(connection, talk, before)
        assert not reminders.changed_since(connection, talk, before + dt.timedelta(hours=1))
        assert reminders.known(connection, talk) == Known(sessions=(day,))


def checked(connection: Connection, talk: str, at: dt.datetime, **columns: Any) -> str:
    """A health check that named the earliest day, or what `columns` say instead."""
    if connection.execute(select(rule_set)).first() is None:
        connection.execute(rule_set.insert(), {"version": "1", "files": {}})
    row = {
        "id": new_id(),
        "conversation_id": talk,
        "consent_id": give_consent(connection, talk, "1"),
        "complete": True,
        "lane": "before",
        "subject": "self",
        "disposition": "defer",
        "screened_on": at.date(),
        "earliest_date": DAY,
        "rule_version": "1",
        "lexicon_version": "1",
        "created_at": at,
    }
    connection.execute(screening.insert(), {**row, **columns})
    return str(row["id"])


@pytest.mark.parametrize(
    ("columns", "day"),
    [
        ({}, DAY),
        ({"disposition": "not_suitable"}, None),
        ({"complete": False}, None),
        ({"lane": "after"}, None),
        ({"subject": "other"}, None),
    ],
    ids=["deferred", "not suitable", "unfinished", "after a session", "somebody else"],
)
def test_an_earliest_day_is_that_of_their_own_whole_check(
    engine: Engine, columns: dict[str, Any], day: dt.date | None
) -> None:
    with engine.begin() as connection:
        talk = begun(connection)
        checked(connection, talk, NOW, **columns)
        assert reminders.known(connection, talk).deferred_until == day


def test_a_later_check_replaces_the_earliest_day(engine: Engine) -> None:
    with engine.begin() as connection:
        talk = begun(connection)
        first = checked(connection, talk, NOW)
        later = NOW + dt.timedelta(minutes=5)
        checked(connection, talk, later, supersedes=first, disposition="suitable", earliest_date=None)
        assert reminders.known(connection, talk).deferred_until is None


def test_withdrawing_health_data_leaves_no_earliest_day(engine: Engine) -> None:
    with engine.begin() as connection:
        visitor, talk = open_conversation(connection, "website", WELCOME)
        checked(connection, talk, NOW)
        withdraw(connection, visitor, HEALTH, NOW)
        assert reminders.known(connection, talk).deferred_until is None


def test_only_a_person_who_was_asked_for_is_waited_for(engine: Engine) -> None:
    with engine.begin() as connection:
        asked, wrote = begun(connection), begun(connection)
        owe(connection, asked, Owed(PERSON, rank(PERSON), "A person was asked for.", NOW, NOW))
        owe(connection, wrote, Owed(PERSON, rank(PERSON), "They asked about their data.", NOW, NOW))
        assert len(reminders.known(connection, asked).promises) == 1
        assert reminders.known(connection, wrote).promises == ()


# -- privacy -------------------------------------------------------------------------------------------------------


def test_whoever_is_erased_takes_their_reminders_along(engine: Engine) -> None:
    with engine.begin() as connection:
        visitor, talk = open_conversation(connection, "website", WELCOME)
        reminders.agree(connection, talk, "1", NOW)
        reminders.keep(connection, talk, [due_in(1)], NOW)
        assert visitor_of(connection, talk) == visitor
        assert len(personal_data(connection, visitor)["reminder"]) == 1
        erase(connection, visitor, BY_VISITOR, NOW)
        assert connection.execute(select(reminder)).all() == []


def test_reminders_belong_to_people_and_go_with_old_conversations(engine: Engine) -> None:
    assert "reminder" in belonging_tables()
    with engine.begin() as connection:
        talk = begun(connection)
        reminders.keep(connection, talk, [due_in(1)], NOW)
        connection.execute(conversation.delete().where(conversation.c.id == talk))
        assert connection.execute(select(reminder)).all() == []


def test_an_export_says_what_was_planned_and_what_became_of_it(engine: Engine) -> None:
    with engine.begin() as connection:
        talk = begun(connection)
        reminders.keep(connection, talk, [due_in(1)], NOW)
        (found,) = conversations(connection, Asked())
        due = (NOW + dt.timedelta(days=1)).isoformat()
        assert found["reminders"] == [{"kind": "session", "due": due, "state": SCHEDULED}]
