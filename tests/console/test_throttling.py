"""Guessing gets slower and slower, for one name and from one address, on both databases and across restarts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Connection, Engine

from bot.console.roles import Role
from bot.console.throttling import FREE, WINDOW, Attempt, begin, succeeded
from bot.database.models import sign_in_attempt
from bot.database.session import Database
from tests.console.desk import PASSWORD, Desk, text_of

SECRET = "k" * 32
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)
BY_NAME = FREE["name_key"]
BY_ADDRESS = FREE["address_key"]


def attempt(engine: Engine, name: str = "ada", address: str = "192.0.2.1", at: datetime = NOON) -> Attempt:
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        return begin(connection, SECRET, name, address, at)


def test_a_few_attempts_are_free_and_then_each_waits_longer(engine: Engine) -> None:
    at, waits = NOON, []
    for number in range(BY_NAME + 4):
        while (wait := attempt(engine, address=f"192.0.2.{number}", at=at).wait) > 0:
            waits.append(wait)
            at += timedelta(seconds=wait)
    assert waits == [10, 20, 40, 80]


def test_an_attempt_that_must_wait_does_not_make_the_wait_longer(engine: Engine) -> None:
    for _ in range(BY_NAME):
        attempt(engine)
    assert {attempt(engine).wait for _ in range(5)} == {10}
    assert attempt(engine, at=NOON + timedelta(seconds=10)).wait == 0


def test_the_wait_is_a_quarter_of_an_hour_at_most(engine: Engine) -> None:
    at = NOON
    longest = 0
    for _ in range(40):
        wait = attempt(engine, at=at).wait
        longest = max(longest, wait)
        at += timedelta(seconds=wait)
    assert longest == 15 * 60


def test_many_names_from_one_address_are_slowed_too(engine: Engine) -> None:
    waits = [attempt(engine, name=f"name{number}").wait for number in range(BY_ADDRESS + 1)]
    assert waits == [0] * BY_ADDRESS + [10]
    assert attempt(engine, name="another", address="192.0.2.99").wait == 0


def test_success_frees_the_name_but_not_the_address(engine: Engine) -> None:
    for number in range(BY_ADDRESS - 1):
        attempt(engine, name=f"name{number}")
    last = attempt(engine, name="ada")
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        succeeded(connection, last)
    assert attempt(engine, name="ada").wait == 0  # the twentieth that counts
    assert attempt(engine, name="ada").wait == 10


def test_what_is_an_hour_old_does_not_count(engine: Engine) -> None:
    for _ in range(BY_NAME):
        attempt(engine)
    assert attempt(engine, at=NOON + WINDOW).wait == 0


def test_guesses_at_the_same_moment_are_all_counted(engine: Engine) -> None:
    with ThreadPoolExecutor(8) as threads:
        waits = list(threads.map(lambda _: attempt(engine).wait, range(16)))
    assert sum(wait == 0 for wait in waits) == BY_NAME


def test_names_are_not_stored_in_clear(engine: Engine) -> None:
    attempt(engine, name="my password by mistake")
    with engine.connect() as connection:
        (row,) = connection.execute(select(sign_in_attempt)).all()
    assert "password" not in str(row)
    assert "192.0.2.1" not in str(row)


@pytest.mark.parametrize("name", ["nobody.here", None])
def test_the_page_tells_how_long_to_wait_for_known_and_unknown_names_alike(
    desk: Desk, name: str | None
) -> None:
    member = desk.member()
    typed = name or member.row.sign_in
    for _ in range(BY_NAME):
        assert desk.browser().sign_in(typed, "wrong", "000000").status_code == 403
    response = desk.browser().sign_in(typed, PASSWORD, member.code(desk.clock.now))
    assert (response.status_code, response.headers["retry-after"]) == (429, "10")
    assert "There were too many attempts. Please wait 10 s, then try again." in text_of(response)
    assert f'value="{typed}"' in response.text


def test_after_the_wait_the_right_password_lets_in(desk: Desk) -> None:
    member = desk.member()
    for _ in range(BY_NAME):
        desk.browser().sign_in(member.row.sign_in, "wrong", "000000")
    desk.clock.forward(seconds=10)
    response = desk.browser().sign_in(member.row.sign_in, PASSWORD, member.code(desk.clock.now))
    assert response.status_code == 303


def test_a_restart_forgets_no_attempt(desk: Desk) -> None:
    member = desk.member()
    for _ in range(BY_NAME):
        desk.browser().sign_in(member.row.sign_in, "wrong", "000000")
    again = Desk(desk.settings, Database(desk.database.engine))
    assert again.browser().sign_in(member.row.sign_in, "wrong", "000000").status_code == 429


def test_a_changed_password_is_guarded_like_signing_in(desk: Desk) -> None:
    member = desk.member(Role.VIEWER)
    browser = desk.signed_in(member)
    fields = {
        "current": "wrong",
        "code": "000000",
        "password": "nine calm lighthouses",
        "again": "nine calm lighthouses",
    }
    statuses = [browser.submit("/console/account/password", **fields).status_code for _ in range(BY_NAME + 1)]
    assert statuses == [400] * BY_NAME + [429]


def test_counting_leaves_the_callers_transaction_alone(engine: Engine) -> None:
    def work(connection: Connection) -> int:
        return begin(connection, SECRET, "ada", "192.0.2.1", NOON).wait

    with engine.connect().execution_options(writing=True) as connection:
        transaction = connection.begin()
        assert work(connection) == 0
        transaction.rollback()
    with engine.connect() as connection:
        assert connection.execute(select(sign_in_attempt)).all() == []
