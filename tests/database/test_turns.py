"""One turn at a time per conversation, oldest message first, and nobody answers twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from freezegun import freeze_time
from sqlalchemy import event, select
from sqlalchemy.engine import Connection, Engine

from bot.channels.messages import Button, Reply
from bot.database.migrate import upgrade
from bot.database.models import ANSWERED, FAILED, RECEIVED, conversation, message, now
from bot.database.session import open_engine
from bot.database.transcript import history, open_conversation, replies_to, store_inbound
from bot.database.turns import (
    LEASE,
    BusyError,
    Ended,
    Ending,
    LeftOut,
    Progress,
    Turn,
    TurnLostError,
    claim,
    end,
    progress,
    renew,
    waiting,
)

Result = TypeVar("Result")
WELCOME = Reply("Welcome.", (Button("Prices", "/cost"),)).to_json()
REPLY = Reply("It depends.").to_json()


class Desk:
    """One conversation with two unanswered messages, and transactions on it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.id = self.run(lambda c: open_conversation(c, "website", WELCOME)[1])
        self.first, self.second = (self.receive("p1", "first"), self.receive("p2", "second"))

    def run(self, work: Callable[[Connection], Result]) -> Result:
        with self.engine.connect().execution_options(writing=True) as connection, connection.begin():
            return work(connection)

    def receive(self, provider_id: str, words: str) -> str:
        return self.run(lambda c: store_inbound(c, self.id, provider_id, words, None)).id

    def claim(self, holder: str = "a") -> Turn | None:
        return self.run(lambda c: claim(c, self.id, holder))

    def end(self, turn: Turn | None, ending: Ending, holder: str = "a") -> Ended:
        assert turn is not None
        return self.run(lambda c: end(c, turn, holder, ending))

    def found(self) -> set[LeftOut]:
        """By which looks for unanswered conversations this one is found."""
        looks: tuple[LeftOut, ...] = ("nobody", "told", "flagged")
        with self.engine.connect() as connection:
            return {but for but in looks if waiting(connection, 0, but) == [self.id]}

    def column(self, name: str, message_id: str) -> Any:
        return self.run(
            lambda c: c.execute(select(message.c[name]).where(message.c.id == message_id)).scalar()
        )


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)


def test_messages_are_taken_in_the_order_they_came(desk: Desk) -> None:
    turn = desk.claim()
    assert turn is not None
    assert (turn.message, turn.text, turn.channel, turn.told) == (desk.first, "first", "website", False)
    assert desk.end(turn, Ending(ANSWERED, [REPLY])).more
    again = desk.claim()
    assert again is not None
    assert again.message == desk.second
    assert not desk.end(again, Ending(ANSWERED, [REPLY])).more
    assert desk.claim() is None


def test_a_conversation_that_is_being_answered_is_busy(desk: Desk) -> None:
    desk.claim("a")
    with pytest.raises(BusyError):
        desk.claim("b")


def test_of_many_processes_one_gets_the_turn(desk: Desk) -> None:
    def attempt(holder: str) -> bool:
        try:
            return desk.claim(holder) is not None
        except BusyError:
            return False

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(attempt, "abcdefgh")) == 1


def test_the_lease_of_a_process_that_died_runs_out(desk: Desk) -> None:
    with freeze_time(now()) as clock:
        desk.claim("dead")
        clock.tick(timedelta(seconds=LEASE - 1))
        with pytest.raises(BusyError):
            desk.claim("b")
        clock.tick(timedelta(seconds=2))
        turn = desk.claim("b")
    assert turn is not None
    assert turn.message == desk.first


def test_a_lease_that_is_renewed_does_not_run_out(desk: Desk) -> None:
    with freeze_time(now()) as clock:
        desk.claim("a")
        clock.tick(timedelta(seconds=LEASE - 1))
        desk.run(lambda c: renew(c, [desk.id], "a"))
        clock.tick(timedelta(seconds=LEASE - 1))
        with pytest.raises(BusyError):
            desk.claim("b")


def test_an_answer_that_comes_after_the_lease_was_lost_is_dropped(desk: Desk) -> None:
    with freeze_time(now()) as clock:
        late = desk.claim("late")
        clock.tick(timedelta(seconds=LEASE + 1))
        taken = desk.claim("b")
        with pytest.raises(TurnLostError):
            desk.end(late, Ending(ANSWERED, [REPLY]), "late")
        desk.end(taken, Ending(ANSWERED, [REPLY]), "b")
        with pytest.raises(TurnLostError):
            desk.end(late, Ending(ANSWERED, [REPLY]), "late")
    assert [said.direction for said in desk.run(lambda c: history(c, desk.id))] == ["out", "in", "in", "out"]


def test_replies_follow_in_order_and_know_their_message(desk: Desk) -> None:
    two = Ending(ANSWERED, [Reply("One.").to_json(), Reply("Two.").to_json()])
    ended = desk.end(desk.claim(), two)
    assert [(said.sequence, said.text) for said in ended.replies] == [(4, "One."), (5, "Two.")]
    state, stored = desk.run(lambda c: replies_to(c, desk.first))
    assert (state, stored) == (ANSWERED, ended.replies)


def test_what_was_understood_is_kept_with_the_message(desk: Desk) -> None:
    columns = {
        "intent": "cost",
        "confidence": 0.5,
        "understood": {"topics": [{"topic": "cost"}]},
        "payload": "/cost",
    }
    desk.end(desk.claim(), Ending(ANSWERED, [REPLY], None, columns))
    assert {name: desk.column(name, desk.first) for name in columns} == columns


def test_a_failure_asks_for_a_person_and_says_why(desk: Desk) -> None:
    desk.end(desk.claim(), Ending(FAILED, [REPLY], "no answer", {"failure": "status 500"}))
    row = desk.run(lambda c: c.execute(select(conversation).where(conversation.c.id == desk.id)).one())
    assert (row.needs_person, row.needs_person_reason) == (True, "no answer")
    assert (desk.column("state", desk.first), desk.column("failure", desk.first)) == (FAILED, "status 500")


def test_a_message_that_has_to_wait_stays_the_next_one(desk: Desk) -> None:
    assert desk.end(desk.claim(), Ending(RECEIVED, [REPLY])).more
    turn = desk.claim()
    assert turn is not None
    assert (turn.message, turn.told) == (desk.first, True)


def test_the_offer_is_what_the_visitor_saw_last_before_they_wrote(desk: Desk) -> None:
    welcome = [{"title": "Prices", "payload": "/cost"}]
    turn = desk.claim()
    assert turn is not None
    assert turn.offer == welcome
    other = Reply("Which?", (Button("Scalp", "/scalp"),)).to_json()
    desk.end(turn, Ending(ANSWERED, [other, Reply("Take your time.").to_json()]))
    before = desk.claim()
    assert before is not None
    assert before.offer == welcome  # "second" was typed before the other buttons were shown
    desk.end(before, Ending(ANSWERED, [other, Reply("Take your time.").to_json()]))
    desk.receive("p3", "1")
    after = desk.claim()
    assert after is not None
    assert after.offer == [{"title": "Scalp", "payload": "/scalp"}]


def test_buttons_of_an_earlier_turn_are_no_offer(desk: Desk) -> None:
    desk.end(desk.claim(), Ending(ANSWERED, [REPLY]))
    desk.end(desk.claim(), Ending(ANSWERED, [REPLY]))
    desk.receive("p3", "1")
    turn = desk.claim()
    assert turn is not None
    assert turn.offer == ()


def test_what_is_left_unanswered_is_found(desk: Desk) -> None:
    assert desk.run(lambda c: waiting(c, 0, "nobody")) == [desk.id]
    assert desk.run(lambda c: waiting(c, 60, "nobody")) == []
    desk.claim()
    assert desk.run(lambda c: waiting(c, 0, "nobody")) == []
    with freeze_time(now() + timedelta(seconds=LEASE + 1)):
        assert desk.run(lambda c: waiting(c, 0, "nobody")) == [desk.id]


def test_who_was_told_to_wait_is_left_out_until_something_can_be_done(engine: Engine) -> None:
    desk = Desk(engine)
    desk.end(desk.claim(), Ending(ANSWERED, [REPLY]))
    assert desk.found() == {"nobody", "told", "flagged"}
    desk.end(desk.claim(), Ending(RECEIVED, [REPLY]))
    assert desk.found() == {"nobody", "flagged"}
    desk.end(desk.claim(), Ending(RECEIVED, [REPLY], "the assistant is down"))
    assert desk.found() == {"nobody"}


def test_progress_shows_the_newest_message_and_a_running_turn(desk: Desk) -> None:
    assert desk.run(lambda c: progress(c, [desk.id, "f" * 32])) == [
        Progress(desk.id, 3, in_turn=False, channel="website")
    ]
    turn = desk.claim()
    assert desk.run(lambda c: progress(c, [desk.id])) == [
        Progress(desk.id, 3, in_turn=True, channel="website")
    ]
    desk.end(turn, Ending(ANSWERED, [REPLY]))
    assert desk.run(lambda c: progress(c, [desk.id])) == [
        Progress(desk.id, 4, in_turn=False, channel="website")
    ]


def test_finding_the_next_message_does_not_read_the_whole_conversation(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/a.db")
    upgrade(engine)
    desk = Desk(engine)
    plans: list[str] = []

    def explain(_connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("SELECT") and "FROM message" in statement:
            steps = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
            plans.append(" / ".join(step[3] for step in steps))

    event.listen(engine, "before_cursor_execute", explain)
    desk.claim()
    engine.dispose()
    assert "ix_message_waiting" in plans[0]
    assert all("SCAN" not in plan and "TEMP B-TREE" not in plan for plan in plans)
