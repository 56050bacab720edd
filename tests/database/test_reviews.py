"""Decisions, notes, promises and the queue as they are stored, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from bot.channels.messages import Reply
from bot.database.assignments import assign, assignments_of, hand_back, holder, take_over
from bot.database.models import ASSIGNED, NORMAL, TAKEN_OVER, URGENT, conversation, promise, review
from bot.database.promises import (
    ANSWERED,
    DONE,
    PUT_OFF,
    Owed,
    open_promises,
    owe,
    promises_of,
    said_lately,
    settle,
)
from bot.database.queue import NOBODY, Filter, Place, queue_counts, queue_rows
from bot.database.reviews import Decision, OvertakenError, add_note, decide, newest_decision
from bot.database.staff import add_staff
from bot.database.transcript import UnknownConversationError, change, history, open_conversation, speak

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=timezone.utc)
WELCOME = Reply("Hello").to_json()
NO_ONE = "0" * 32

Work = Callable[[Connection], Any]


@pytest.fixture
def run(engine: Engine) -> Callable[[Work], Any]:
    def written(work: Work) -> Any:
        with engine.connect().execution_options(writing=True) as connection, connection.begin():
            return work(connection)

    return written


@pytest.fixture
def ada(run: Callable[[Work], Any]) -> str:
    return str(run(lambda connection: add_staff(connection, "Ada Obi", "ada.obi", "clinician")))


@pytest.fixture
def made(run: Callable[[Work], Any]) -> str:
    return str(run(lambda connection: open_conversation(connection, "website", WELCOME)[1]))


def owed(kind: str = "person", rank: int = 3, hours: float = 8, **more: Any) -> Owed:
    return Owed(kind, rank, "A reason.", NOW, NOW + timedelta(hours=hours), **more)


# -- decisions -----------------------------------------------------------------------------------------------------


def test_decisions_are_counted_and_a_stale_one_is_told_who_was_first(
    run: Callable[[Work], Any], made: str, ada: str
) -> None:
    decision = Decision(made, 0, ada, "clinician", disposition="suitable", again_on=date(2026, 12, 1))
    run(lambda connection: decide(connection, decision, NOW))
    with pytest.raises(OvertakenError) as found:
        run(lambda connection: decide(connection, decision, NOW))
    assert (found.value.by.author_name, found.value.by.number) == ("Ada Obi", 1)
    rows = run(lambda connection: connection.execute(review.select()).all())
    assert [(row.number, row.again_on) for row in rows] == [(1, date(2026, 12, 1))]


def test_of_many_who_decide_at_once_exactly_one_comes_first(
    engine: Engine, run: Callable[[Work], Any], made: str, ada: str
) -> None:
    together, done, overtaken = threading.Barrier(6), [], []

    def one() -> None:
        together.wait()
        try:
            with engine.connect().execution_options(writing=True) as connection, connection.begin():
                done.append(decide(connection, Decision(made, 0, ada, "clinician", reason="x"), NOW))
        except OvertakenError as error:
            overtaken.append(error.by.id)

    threads = [threading.Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 1
    assert overtaken == done * 5


def test_nothing_is_written_about_a_conversation_that_there_is_not(
    run: Callable[[Work], Any], ada: str
) -> None:
    for work in (
        lambda connection: decide(connection, Decision(NO_ONE, 0, ada, "clinician"), NOW),
        lambda connection: add_note(connection, NO_ONE, ada, "note", NOW),
        lambda connection: owe(connection, NO_ONE, owed()),
        lambda connection: take_over(connection, NO_ONE, ada, NOW),
        lambda connection: speak(connection, NO_ONE, WELCOME, NOW),
    ):
        with pytest.raises(UnknownConversationError):
            run(work)


def test_everything_about_a_conversation_goes_with_it(
    run: Callable[[Work], Any], made: str, ada: str
) -> None:
    run(lambda connection: decide(connection, Decision(made, 0, ada, "clinician"), NOW))
    run(lambda connection: decide(connection, Decision(made, 1, ada, "clinician"), NOW))
    run(lambda connection: add_note(connection, made, ada, "note", NOW))
    run(lambda connection: owe(connection, made, owed()))
    run(lambda connection: take_over(connection, made, ada, NOW))
    run(lambda connection: connection.execute(conversation.delete()))
    assert run(lambda connection: newest_decision(connection, made)) is None
    assert run(lambda connection: promises_of(connection, [made])) == []
    assert run(lambda connection: assignments_of(connection, [made])) == []


# -- promises ------------------------------------------------------------------------------------------------------


def test_the_earlier_of_two_due_times_stays(run: Callable[[Work], Any], made: str) -> None:
    for hours in (8, 2, 5):
        run(lambda connection, hours=hours: owe(connection, made, owed(hours=hours)))
    (row,) = run(lambda connection: open_promises(connection, made))
    assert row.due_at == NOW + timedelta(hours=2)


def test_what_ended_can_be_owed_anew_and_both_stay(run: Callable[[Work], Any], made: str, ada: str) -> None:
    run(lambda connection: owe(connection, made, owed()))
    assert run(lambda connection: settle(connection, made, ["person"], ada, ANSWERED, NOW)) == 1
    assert run(lambda connection: settle(connection, made, ["person"], ada, ANSWERED, NOW)) == 0
    run(lambda connection: owe(connection, made, owed()))
    rows = run(lambda connection: promises_of(connection, [made]))
    assert {(row.ended_how, row.ended_name) for row in rows} == {("answered", "Ada Obi"), (None, None)}


def test_a_conversation_is_marked_as_long_as_a_person_is_needed(
    run: Callable[[Work], Any], made: str, ada: str
) -> None:
    run(lambda connection: change(connection, made, needs_person=True, urgency=URGENT))
    for kind, rank in (("urgent", 0), ("person", 3), ("new", 6)):
        run(lambda connection, kind=kind, rank=rank: owe(connection, made, owed(kind, rank)))

    def marks() -> tuple[bool, str]:
        row = run(lambda connection: connection.execute(conversation.select()).one())
        return row.needs_person, row.urgency

    run(lambda connection: settle(connection, made, ["urgent"], ada, DONE, NOW))
    assert marks() == (True, NORMAL)
    run(lambda connection: settle(connection, made, ["person"], ada, DONE, NOW))
    assert marks() == (False, NORMAL)


def test_only_what_the_assistant_said_lately_counts(run: Callable[[Work], Any], made: str, ada: str) -> None:
    for author, text in ((None, "unsure"), (None, "fine"), (ada, "unsure"), (None, "unsure")):
        reply = Reply(text).to_json()
        run(lambda connection, reply=reply, author=author: speak(connection, made, reply, NOW, author))
    assert run(lambda connection: said_lately(connection, made, {"unsure"}, 3)) == 1
    assert run(lambda connection: said_lately(connection, made, {"unsure"}, 4)) == 2


# -- who answers ---------------------------------------------------------------------------------------------------


def test_who_took_over_owns_until_it_is_handed_back(run: Callable[[Work], Any], made: str, ada: str) -> None:
    ben = run(lambda connection: add_staff(connection, "Ben Cole", "ben.cole", "reviewer"))
    run(lambda connection: take_over(connection, made, ada, NOW))
    run(lambda connection: take_over(connection, made, ben, NOW))
    assert run(lambda connection: holder(connection, made, TAKEN_OVER)).name == "Ben Cole"
    run(lambda connection: hand_back(connection, made, NOW))
    assert run(lambda connection: holder(connection, made, TAKEN_OVER)) is None
    assert run(lambda connection: holder(connection, made, ASSIGNED)).name == "Ben Cole"
    assert run(lambda connection: connection.execute(conversation.select()).one()).owner is None
    assert len(run(lambda connection: assignments_of(connection, [made]))) == 4


def test_what_a_person_says_twice_by_mistake_is_said_once(
    run: Callable[[Work], Any], made: str, ada: str
) -> None:
    reply = Reply("Hello from Ada").to_json()
    ids = {run(lambda connection: speak(connection, made, reply, NOW, ada, "once")) for _ in range(3)}
    assert len(ids) == 1
    said = run(lambda connection: history(connection, made))
    assert [(each.text, each.sequence) for each in said] == [("Hello", 1), ("Hello from Ada", 2)]


# -- the queue -----------------------------------------------------------------------------------------------------


def conversations(run: Callable[[Work], Any], count: int) -> list[str]:
    return [
        run(lambda connection: open_conversation(connection, "website", WELCOME)[1]) for _ in range(count)
    ]


def shown(run: Callable[[Work], Any], wanted: Filter | None = None, at: datetime = NOW) -> list[str]:
    rows = run(lambda connection: queue_rows(connection, at, wanted or Filter(), 50))
    return [row.conversation_id for row in rows]


def test_pages_follow_one_another_where_many_are_due_at_the_same_moment(run: Callable[[Work], Any]) -> None:
    made = conversations(run, 23)
    for each in made:
        run(lambda connection, each=each: owe(connection, each, owed()))
    found: list[str] = []
    after: Place | None = None
    while True:
        rows = run(lambda connection, after=after: queue_rows(connection, NOW, Filter(), 5, after))
        if not rows:
            break
        found += [row.conversation_id for row in rows]
        after = Place(rows[-1].rank, rows[-1].due_at, rows[-1].id)
    assert len(found) == 23
    assert set(found) == set(made)


def test_what_is_put_off_is_hidden_until_its_time(run: Callable[[Work], Any], made: str, ada: str) -> None:
    later = NOW + timedelta(days=2)
    run(lambda connection: owe(connection, made, owed("deferred", 2, 60, open_from=later)))
    assert shown(run) == []
    assert shown(run, Filter(later=True)) == [made]
    assert shown(run, at=later) == [made]
    assert shown(run, Filter(later=True), at=later) == []
    run(lambda connection: settle(connection, made, ["deferred"], ada, PUT_OFF, NOW))
    assert shown(run, at=later) == []


def test_what_is_put_off_does_not_hide_what_waits_now(run: Callable[[Work], Any], made: str) -> None:
    run(lambda connection: owe(connection, made, owed("deferred", 2, 60, open_from=NOW + timedelta(days=2))))
    run(lambda connection: owe(connection, made, owed("person", 3)))
    (row,) = run(lambda connection: queue_rows(connection, NOW, Filter(), 50))
    assert row.kind == "person"


def test_whom_it_belongs_to_limits_the_queue(run: Callable[[Work], Any], ada: str) -> None:
    mine, free = conversations(run, 2)
    for each in (mine, free):
        run(lambda connection, each=each: owe(connection, each, owed()))
    run(lambda connection: assign(connection, mine, ada, ada, NOW))
    assert shown(run, Filter(assigned=ada)) == [mine]
    assert shown(run, Filter(assigned=NOBODY)) == [free]
    run(lambda connection: assign(connection, mine, None, ada, NOW))
    assert set(shown(run, Filter(assigned=NOBODY))) == {mine, free}


def test_counts_stop_where_nobody_reads_on(
    run: Callable[[Work], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.database.queue.MOST_COUNTED", 3)
    for each in conversations(run, 6):
        run(lambda connection, each=each: owe(connection, each, owed(hours=-1)))
    counted = run(lambda connection: queue_counts(connection, NOW, 7))
    assert counted[3] == (4, 4)
    assert counted[0] == (0, 0)


def test_a_promise_cannot_be_open_twice(run: Callable[[Work], Any], made: str) -> None:
    run(lambda connection: owe(connection, made, owed()))
    row = run(lambda connection: connection.execute(promise.select()).one())._mapping
    with pytest.raises(IntegrityError):
        run(lambda connection: connection.execute(promise.insert(), {**row, "id": NO_ONE}))
