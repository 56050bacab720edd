"""A turn that erases or withdraws does it with the storing of its own answer; on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Engine

from bot.channels.arrivals import Person
from bot.channels.messages import Reply
from bot.database.belonging import belonging_tables, rows_of
from bot.database.channel_tables import identity, outbox
from bot.database.deeds import end_with_deed
from bot.database.erasure import receipts
from bot.database.held import held, in_force
from bot.database.identities import met
from bot.database.leads import CONTACT
from bot.database.models import (
    ANSWERED,
    OUTBOUND,
    URGENT,
    WITH_PERSON,
    consent,
    conversation,
    message,
    metadata,
    now,
    promise,
    screening,
    tracker,
    visitor,
)
from bot.database.promises import Owed, owe
from bot.database.screenings import HEALTH
from bot.database.search import Wanted, found
from bot.database.search_words import words_in
from bot.database.transcript import answer_emergency, history, open_conversation, replies_to, store_inbound
from bot.database.turns import Ended, Ending, Turn, TurnLostError, claim
from bot.privacy.deed import Deed
from tests.database.test_erasure import whole_person

Result = TypeVar("Result")
WELCOME = Reply("Welcome.").to_json()
LONDON = ZoneInfo("Europe/London")
GONE = Ending(ANSWERED, [Reply("Done. Receipt: {receipt}.").to_json()], deed=Deed(erase=True))


class Desk:
    """Somebody with something in every corner, who has just confirmed that all of it goes."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.person, self.id = self.run(whole_person)
        self.receive("2", "yes, delete it all")
        turn = self.run(lambda c: claim(c, self.id, "a"))
        while turn is not None and turn.text != "yes, delete it all":
            answered = Ending(ANSWERED, [Reply("About quetzalcoatl.").to_json()])
            self.end(turn, answered)
            turn = self.run(lambda c: claim(c, self.id, "a"))
        assert turn is not None
        self.turn: Turn = turn

    def run(self, work: Callable[[Connection], Result]) -> Result:
        with self.engine.connect().execution_options(writing=True) as connection, connection.begin():
            return work(connection)

    def receive(self, provider_id: str, words: str) -> str:
        return self.run(lambda c: store_inbound(c, self.id, provider_id, words, None)).id

    def end(self, turn: Turn, ending: Ending, holder: str = "a") -> Ended:
        return self.run(lambda c: end_with_deed(c, turn, holder, ending))

    def texts(self) -> list[str]:
        return [each.text for each in self.run(lambda c: history(c, self.id))]


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)


def rows(connection: Connection, table: str) -> int:
    return int(connection.execute(select(func.count()).select_from(metadata.tables[table])).scalar_one())


def test_only_the_receipt_is_left_and_it_is_what_the_visitor_reads(desk: Desk) -> None:
    seen = desk.run(lambda c: history(c, desk.id))[-1].sequence
    ended = desk.end(desk.turn, GONE)
    (receipt,) = desk.run(lambda c: receipts(c, 5))
    assert [each.text for each in ended.replies] == [f"Done. Receipt: {receipt.id}."]
    assert desk.texts() == [f"Done. Receipt: {receipt.id}."]
    assert ended.replies[0].sequence > seen
    assert not ended.more
    left = {name: desk.run(lambda c, name=name: rows(c, name)) for name in belonging_tables()}
    assert {name for name, count in left.items() if count} == {"visitor", "conversation", "message"}
    assert desk.run(lambda c: found(c, Wanted(words=words_in("quetzalcoatl")), 5)) == []


def test_the_conversation_belongs_to_a_new_visitor_who_was_never_anybody(desk: Desk) -> None:
    desk.end(desk.turn, GONE)
    (receipt,) = desk.run(lambda c: receipts(c, 5))
    row = desk.run(lambda c: c.execute(select(conversation)).one())
    assert row.id == desk.id
    assert row.visitor_id not in (desk.person, receipt.visitor_id)
    assert (row.channel, row.turn_holder, row.urgency) == ("website", None, "normal")
    assert desk.run(lambda c: c.execute(select(visitor.c.id)).scalars().all()) == [row.visitor_id]


def test_the_message_that_asked_counts_as_answered_for_whoever_still_waits(desk: Desk) -> None:
    desk.end(desk.turn, GONE)
    assert desk.run(lambda c: replies_to(c, desk.turn.message)) == (ANSWERED, [])


def test_what_was_written_after_the_confirmation_is_kept_and_answered(desk: Desk) -> None:
    desk.receive("3", "and does it hurt?")
    ended = desk.end(desk.turn, GONE)
    assert ended.more
    assert desk.texts()[0] == "and does it hurt?"
    turn = desk.run(lambda c: claim(c, desk.id, "a"))
    assert turn is not None
    assert turn.text == "and does it hurt?"
    desk.end(turn, Ending(ANSWERED, [Reply("A little.").to_json()]))
    assert desk.texts()[-1] == "A little."


def test_an_emergency_after_the_confirmation_stays_with_its_answer_and_first_for_staff(desk: Desk) -> None:
    def emergency(connection: Connection) -> None:
        accepted = store_inbound(connection, desk.id, "3", "I cannot breathe", None)
        answer_emergency(connection, desk.id, accepted, Reply("Call 999.").to_json(), "An emergency.")
        owed = Owed("urgent", 0, "An emergency.", now(), now() + timedelta(minutes=15))
        owe(connection, desk.id, owed)

    desk.run(emergency)
    desk.end(desk.turn, GONE)
    assert desk.texts()[:2] == ["I cannot breathe", "Call 999."]
    row = desk.run(lambda c: c.execute(select(conversation)).one())
    assert (row.urgency, row.needs_person) == (URGENT, True)
    assert desk.run(lambda c: c.execute(select(promise.c.kind)).scalars().all()) == ["urgent"]


def test_nothing_goes_when_a_person_has_joined_meanwhile(desk: Desk) -> None:
    desk.run(lambda c: c.execute(conversation.update().values(owner="s" * 32)))
    ended = desk.end(desk.turn, GONE)
    assert (ended.ending.state, ended.replies) == (WITH_PERSON, [])
    assert desk.run(lambda c: rows(c, "screening")) == 1


def test_nothing_goes_when_the_lease_was_lost(desk: Desk) -> None:
    with pytest.raises(TurnLostError):
        desk.end(desk.turn, GONE, holder="b")
    assert desk.run(lambda c: rows(c, "screening")) == 1


def test_other_conversations_of_the_person_go_as_well(desk: Desk) -> None:
    _same, elsewhere = desk.run(lambda c: open_conversation(c, "telegram", WELCOME, desk.person))
    desk.end(desk.turn, GONE)
    assert desk.run(lambda c: history(c, elsewhere)) == []


def test_withdrawn_consents_end_with_what_stood_on_them_and_the_answer_is_said(desk: Desk) -> None:
    told = Ending(ANSWERED, [Reply("Withdrawn.").to_json()], deed=Deed(withdraw=(HEALTH, CONTACT)))
    desk.end(desk.turn, told)
    assert desk.texts()[-1] == "Withdrawn."
    assert desk.run(lambda c: in_force(c, desk.id)) == []
    assert desk.run(lambda c: [rows(c, table.name) for table in (screening, tracker)]) == [0, 0]


def test_consents_stay_when_a_person_has_joined_meanwhile(desk: Desk) -> None:
    desk.run(lambda c: c.execute(conversation.update().values(owner="s" * 32)))
    desk.end(desk.turn, Ending(ANSWERED, [Reply("Withdrawn.").to_json()], deed=Deed(withdraw=(HEALTH,))))
    assert HEALTH in desk.run(lambda c: in_force(c, desk.id))


def test_what_is_held_is_told_for_every_table_that_has_a_row(desk: Desk) -> None:
    told = desk.run(lambda c: held(c, desk.id, LONDON))
    assert told is not None
    stored = desk.run(lambda c: rows_of(c, desk.person))
    assert (told.conversations, told.messages) == (1, len(stored["message"]))
    assert told.own_messages == sum(row.direction != OUTBOUND for row in stored["message"])
    assert list(told.findings) == ["rash"]
    assert [each.what for each in told.requests] == ["Tom, +44"]
    assert {each.purpose for each in told.consents} == {HEALTH, CONTACT}
    in_words = {"visitor", "conversation", "message", "finding", "screening", "quote", "session_date"}
    in_words |= {"lead", "consent"}
    assert told.also is not None
    assert set(stored) == set(told.also) | (in_words & set(stored))


def test_of_an_unknown_conversation_nothing_is_held(engine: Engine) -> None:
    with engine.connect() as connection:
        assert held(connection, "nobody", LONDON) is None
        assert in_force(connection, "nobody") == []


def test_a_deed_that_was_not_made_by_us_is_refused() -> None:
    assert Deed.from_json(Deed(True, ("contact",)).to_json()) == Deed(True, ("contact",))
    for value in ({"erase": "yes", "withdraw": []}, {"erase": False, "withdraw": [1]}):
        with pytest.raises(TypeError):
            Deed.from_json(value)


def test_consents_are_counted_once_each(desk: Desk) -> None:
    again = {"visitor_id": desk.person, "purpose": HEALTH, "wording_version": "2"}
    desk.run(lambda c: c.execute(consent.insert(), again))
    assert desk.run(lambda c: in_force(c, desk.id)) == sorted([HEALTH, CONTACT])


def test_on_a_messaging_channel_the_receipt_is_sent_and_only_the_address_is_kept(engine: Engine) -> None:
    person = Person("4711", "4711", name="Quetzalcoatl", phone="+447700900123")
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        there = met(connection, "telegram", person, None, now(), WELCOME).conversation
        store_inbound(connection, there, "1", "forget me", None)
        # Long enough ago that nothing more of it is waited for.
        connection.execute(message.update().values(created_at=now() - timedelta(minutes=1)))
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        turn = claim(connection, there, "a")
        assert turn is not None
        end_with_deed(connection, turn, "a", GONE)
    with engine.connect() as connection:
        (who,) = connection.execute(select(identity)).all()
        (waits,) = connection.execute(select(outbox)).all()
        (said,) = history(connection, there)
        (receipt,) = receipts(connection, 1)
    assert (who.known_as, who.conversation_id, who.name, who.phone) == ("4711", there, None, None)
    assert (waits.message_id, waits.identity_id) == (said.id, who.id)
    assert receipt.id in said.text
