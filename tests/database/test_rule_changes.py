"""Proposed files, and what they are tried out on, as both databases store them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.engine import Connection, Engine

from bot.database.models import message, quote
from bot.database.replays import people_by_topic, stored_cases, stored_quotes
from bot.database.rule_changes import (
    PROPOSED,
    PUBLISHED,
    WITHDRAWN,
    NewChange,
    change_by_id,
    changes,
    end_change,
    propose_change,
)
from bot.database.staff import add_staff
from bot.database.transcript import open_conversation, store_inbound
from bot.triage.facts import Fact
from tests.console.misheard import WELCOME
from tests.console.simulating import KELOID, TODAY, quoted, screened

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=timezone.utc)

Work = Callable[[Connection], Any]


@pytest.fixture
def run(engine: Engine) -> Callable[[Work], Any]:
    def written(work: Work) -> Any:
        with engine.connect().execution_options(writing=True) as connection, connection.begin():
            return work(connection)

    return written


@pytest.fixture
def people(run: Callable[[Work], Any]) -> list[str]:
    names = (("Ada Obi", "ada.obi"), ("Bo Lee", "bo.lee"))
    return [str(run(lambda c, each=each: add_staff(c, *each, "clinician"))) for each in names]


def proposes(staff_id: str, file: str = "prices.yml") -> Work:
    new = NewChange(file, "after\n", "before\n", {"about": "quotes", "groups": []}, "dearer ink", False)
    return lambda connection: propose_change(connection, new, staff_id, "clinician", NOW)


def test_a_change_is_kept_whole_with_the_names_behind_it(
    run: Callable[[Work], Any], people: list[str]
) -> None:
    id_ = run(proposes(people[0]))
    (kept,) = run(lambda connection: changes(connection, 10))
    assert (kept.id, kept.state, kept.text, kept.base) == (id_, PROPOSED, "after\n", "before\n")
    assert (kept.first_name, kept.second_name, kept.result["about"]) == ("Ada Obi", None, "quotes")
    assert run(lambda c: end_change(c, id_, PUBLISHED, people[1], "clinician", NOW + timedelta(hours=1)))
    ended = run(lambda connection: change_by_id(connection, id_))
    assert (ended.state, ended.second_name, ended.ended_at) == (
        PUBLISHED,
        "Bo Lee",
        NOW + timedelta(hours=1),
    )
    assert run(lambda connection: change_by_id(connection, "0" * 32)) is None


def test_of_many_who_end_a_change_at_once_exactly_one_does(
    engine: Engine, run: Callable[[Work], Any], people: list[str]
) -> None:
    id_ = run(proposes(people[0]))
    together, ended = threading.Barrier(6), []

    def one(state: str) -> None:
        together.wait()
        with engine.connect().execution_options(writing=True) as connection, connection.begin():
            ended.append((end_change(connection, id_, state, people[1], "clinician", NOW), state))

    threads = [threading.Thread(target=one, args=((PUBLISHED, WITHDRAWN)[place % 2],)) for place in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    won = [state for done, state in ended if done]
    assert won == [run(lambda connection: change_by_id(connection, id_)).state]
    assert len(ended) == 6


def test_cases_come_back_as_they_were_stored_the_newest_first(run: Callable[[Work], Any]) -> None:
    first = run(lambda connection: screened(connection, Fact("diabetes", text="diabetic")))
    second = run(lambda connection: screened(connection, KELOID))
    cases, total = run(lambda connection: stored_cases(connection, 10))
    assert [case.conversation for case in cases] == [second, first]
    assert (cases[0].facts, cases[0].told, cases[0].screened_on) == ((KELOID,), "needs_clinician", TODAY)
    assert total == 2
    assert len(run(lambda connection: stored_cases(connection, 1))[0]) == 1


def test_quotes_come_back_with_what_was_asked_and_told(run: Callable[[Work], Any]) -> None:
    asked = run(quoted)
    found, total, unreadable = run(lambda connection: stored_quotes(connection, 10))
    assert (found[0].conversation, found[0].inputs.treatment) == (asked, "scalp")
    assert found[0].told == (Decimal(500), Decimal(4000), "USD")
    assert (total, unreadable) == (1, 0)
    run(lambda connection: connection.execute(quote.update().values(inputs={})))
    assert run(lambda connection: stored_quotes(connection, 10)) == ([], 1, 1)


def test_people_are_counted_once_for_a_topic(run: Callable[[Work], Any]) -> None:
    def ask(connection: Connection) -> None:
        _, conversation = open_conversation(connection, "website", WELCOME)
        for number in range(2):
            accepted = store_inbound(connection, conversation, str(number), "does it hurt", None)
            asked = message.update().where(message.c.id == accepted.id)
            connection.execute(asked.values(intent="pain", created_at=NOW))

    run(ask)
    run(ask)
    topics = ["pain", "cost"]
    assert run(lambda connection: people_by_topic(connection, topics, NOW - timedelta(days=1))) == {"pain": 2}
    assert run(lambda connection: people_by_topic(connection, topics, NOW + timedelta(days=1))) == {}
    assert run(lambda connection: people_by_topic(connection, [], NOW)) == {}
