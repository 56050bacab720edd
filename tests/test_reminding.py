"""Reminders at the front desk, over both databases: what visitors say of them, and what they are told unasked."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import select

from bot.database import reminders
from bot.database.assignments import hand_back, take_over
from bot.database.erasure import BY_VISITOR, erase, visitor_of
from bot.database.models import consent, lead, promise
from bot.database.promises import ANSWERED, open_promises, settle
from bot.database.reminder_table import CANCELLED, MISSED, SCHEDULED, SENT, reminder
from bot.database.session_dates import keep_session_days
from bot.database.staff import add_staff
from bot.database.transcript import UnknownConversationError
from bot.handover import LEAD, PERSON, Promises
from bot.handover_wording import wording_in
from bot.owing import Owing
from bot.planning.days import SessionDay
from bot.reminder_clock import ReminderClock, say
from bot.reminders.asking import payload
from bot.reminders.planning import Planner
from bot.reminders.rules import CHECK, SESSION, UNANSWERED
from bot.reminding import Reminding
from tests.fakes.desk import Desk, desk
from tests.fakes.rasa import FakeRasa, custom
from tests.reminders.known import FOLDER, KNOWLEDGE, LONDON, RULES, TELLER

PROMISES = Promises(KNOWLEDGE.clinic)
REMINDING = Reminding(TELLER, PROMISES)
OWING = Owing(PROMISES, wording_in(FOLDER))
WORDING = RULES.wording
OFF = WORDING.say("off")
Work = Callable[[Desk], Awaitable[None]]


@pytest.fixture
def at_desk(migrated_url: str, rasa: FakeRasa) -> Callable[[Work], None]:
    def run(work: Work) -> None:
        async def opened() -> None:
            async with desk(migrated_url, rasa.port, owing=OWING, reminding=REMINDING) as made:
                await work(made)

        asyncio.run(opened())

    return run


def today() -> dt.date:
    return dt.datetime.now(LONDON).date()


def at(days: int, clock: str) -> dt.datetime:
    """So many days from now, on the clinic's clock."""
    day = today() + dt.timedelta(days=days)
    return dt.datetime.combine(day, dt.time.fromisoformat(clock), tzinfo=LONDON)


async def agrees(made: Desk) -> str:
    """A conversation with a session in four days whose visitor agreed to reminders."""
    conversation = await made.opens()
    day = SessionDay(today() + dt.timedelta(days=4), "booked", 2)
    await made.database.write(lambda c: keep_session_days(c, conversation, [day]))
    assert "Done, I will write to you here" in (await made.answers(conversation, "remind me"))[0]
    return conversation


async def looks(made: Desk, moment: dt.datetime) -> int:
    return await ReminderClock(made.database, made.streams, REMINDING).look(moment)


async def states(made: Desk, conversation: str) -> dict[tuple[str, str], str]:
    query = select(reminder).where(reminder.c.conversation_id == conversation)
    rows = await made.database.read(lambda c: c.execute(query).all())
    return {(row.kind, row.subject): row.state for row in rows}


async def last(made: Desk, conversation: str) -> str:
    return (await made.history(conversation))[-1].text


async def taken_over(made: Desk, conversation: str) -> None:
    ada = await made.database.write(lambda c: add_staff(c, "Ada Obi", "ada.obi", "reviewer"))
    await made.database.write(lambda c: take_over(c, conversation, ada, dt.datetime.now(dt.timezone.utc)))


# -- what is said unasked ------------------------------------------------------------------------------------------


def test_a_reminder_is_said_when_it_is_due_and_once(at_desk: Callable[[Work], None]) -> None:
    async def work(made: Desk) -> None:
        conversation = await agrees(made)
        assert await looks(made, at(3, "16:59")) == 0
        assert await looks(made, at(3, "17:01")) == 1
        assert "Your second session is tomorrow" in await last(made, conversation)
        assert await looks(made, at(3, "17:02")) == 0
        assert (await states(made, conversation))[(SESSION, "")] == SENT

    at_desk(work)


def test_nobody_who_only_told_a_day_is_written_to(at_desk: Callable[[Work], None]) -> None:
    async def work(made: Desk) -> None:
        conversation = await made.opens()
        day = SessionDay(today() + dt.timedelta(days=4), "booked")
        await made.database.write(lambda c: keep_session_days(c, conversation, [day]))
        assert await looks(made, at(3, "17:01")) == 0
        assert await states(made, conversation) == {}

    at_desk(work)


def test_a_server_that_was_down_says_it_late_or_not_at_all(at_desk: Callable[[Work], None]) -> None:
    async def work(made: Desk) -> None:
        late = await agrees(made)
        assert await looks(made, at(3, "23:00")) == 0  # found at night
        assert await looks(made, at(4, "08:59")) == 0
        assert await looks(made, at(4, "09:00")) == 1
        assert "is today" in await last(made, late)
        too_late = await agrees(made)
        assert await looks(made, at(4, "11:30")) == 0
        assert (await states(made, too_late))[(SESSION, "")] == MISSED

    at_desk(work)


def test_a_day_that_moved_meanwhile_is_not_reminded_of(at_desk: Callable[[Work], None]) -> None:
    async def work(made: Desk) -> None:
        conversation = await agrees(made)
        moved = SessionDay(today() + dt.timedelta(days=8), "booked", 2)
        await made.database.write(lambda c: keep_session_days(c, conversation, [moved]))
        assert await looks(made, at(3, "17:01")) == 0
        assert await looks(made, at(7, "17:01")) == 1

    at_desk(work)


def test_a_day_that_was_taken_back_is_not_reminded_of(at_desk: Callable[[Work], None]) -> None:
    async def work(made: Desk) -> None:
        conversation = await agrees(made)
        await made.database.write(lambda c: keep_session_days(c, conversation, []))
        assert await looks(made, at(3, "17:01")) == 0
        assert (await states(made, conversation))[(SESSION, "")] == CANCELLED

    at_desk(work)


def test_reminders_wait_while_a_person_has_the_chat(at_desk: Callable[[Work], None]) -> None:
    async def work(made: Desk) -> None:
        conversation = await agrees(made)
        await taken_over(made, conversation)
        assert await looks(made, at(3, "17:01")) == 0
        assert await looks(made, at(3, "17:02")) == 0
        moment = dt.datetime.now(dt.timezone.utc)
        await made.database.write(lambda c: hand_back(c, conversation, moment))
        assert await looks(made, at(3, "17:10")) == 1

    at_desk(work)


def test_reminders_do_not_break_into_a_talk(at_desk: Callable[[Work], None]) -> None:
    async def work(made: Desk) -> None:
        conversation = await agrees(made)
        wrote = dt.datetime.now(dt.timezone.utc)
        moment = wrote + dt.timedelta(minutes=1)
        within = dt.timedelta(minutes=3)
        assert await made.database.read(lambda c: reminders.talking(c, conversation, moment, within))
        later = wrote + dt.timedelta(minutes=4)
        assert not await made.database.read(lambda c: reminders.talking(c, conversation, later, within))

    at_desk(work)


def test_times_follow_the_zone_that_is_named(at_desk: Callable[[Work], None]) -> None:
    async def work(made: Desk) -> None:
        conversation = await agrees(made)
        assert "Asia/Tokyo" in (await made.answers(conversation, "my time zone is tokyo"))[0]
        tokyo = dt.timezone(dt.timedelta(hours=9))
        day = today() + dt.timedelta(days=3)
        five = dt.datetime.combine(day, dt.time(17, 1), tzinfo=tokyo)
        assert await looks(made, five - dt.timedelta(minutes=5)) == 0
        assert await looks(made, five) == 1
        assert "I do not know" in (await made.answers(conversation, "my time zone is atlantis"))[0]

    at_desk(work)


def test_a_mistake_about_one_visitor_does_not_end_the_reminders_of_others(
    at_desk: Callable[[Work], None],
) -> None:
    async def work(made: Desk) -> None:
        broken, whole = await agrees(made), await agrees(made)
        await made.database.write(lambda c: reminders.set_zone(c, broken, "Nowhere/Atall"))
        assert await looks(made, at(3, "17:01")) == 1
        assert "is tomorrow" in await last(made, whole)
        assert (await states(made, broken))[(SESSION, "")] == SCHEDULED
        await made.database.write(lambda c: reminders.set_zone(c, broken, "Europe/London"))
        assert await looks(made, at(3, "17:02")) == 0
        assert await looks(made, at(3, "18:02")) == 1

    at_desk(work)


# -- what visitors say of it ---------------------------------------------------------------------------------------


def test_stop_works_while_rasa_is_down(at_desk: Callable[[Work], None], rasa: FakeRasa) -> None:
    async def work(made: Desk) -> None:
        conversation = await agrees(made)
        rasa.stop()
        assert (await made.answers(conversation, "no more reminders")) == [OFF]
        assert set((await states(made, conversation)).values()) == {CANCELLED}

    at_desk(work)
    rasa.start()


def test_stop_alone_ends_reminders_and_goes_on_to_the_dialogue(
    at_desk: Callable[[Work], None], rasa: FakeRasa
) -> None:
    async def work(made: Desk) -> None:
        conversation = await agrees(made)
        assert await made.answers(conversation, "STOP") == [OFF, "About STOP"]
        assert await made.answers(conversation, "STOP") == ["About STOP"]

    at_desk(work)


def test_stop_counts_while_a_person_has_the_chat(at_desk: Callable[[Work], None]) -> None:
    async def work(made: Desk) -> None:
        conversation = await agrees(made)
        await taken_over(made, conversation)
        accepted = await made.receives(conversation, "no more reminders")
        await made.front.replies(accepted, 2.0)
        assert set((await states(made, conversation)).values()) == {CANCELLED}
        assert await last(made, conversation) == "no more reminders"

    at_desk(work)


def test_the_offer_comes_with_the_answer_that_told_a_day(
    at_desk: Callable[[Work], None], rasa: FakeRasa
) -> None:
    rasa.slow["in four days"] = 0.5

    async def work(made: Desk) -> None:
        conversation = await made.opens()
        day = SessionDay(today() + dt.timedelta(days=4), "booked")
        accepted = await made.receives(conversation, "in four days")
        await asyncio.sleep(0.1)  # the action writes while Rasa is asked
        await made.database.write(lambda c: keep_session_days(c, conversation, [day]))
        (reply,) = await made.front.replies(accepted, 5.0)
        assert reply.text == f"About in four days\n\n{WORDING.say('offer')}"
        assert [item["payload"] for item in reply.buttons] == [payload("yes"), payload("no")]
        assert await made.answers(conversation, "is it painful") == ["About is it painful"]
        assert await states(made, conversation) == {}

    at_desk(work)


def test_worse_is_asked_of_rasa_with_the_day(at_desk: Callable[[Work], None], rasa: FakeRasa) -> None:
    async def work(made: Desk) -> None:
        conversation = await made.opens()
        day = SessionDay(today() - dt.timedelta(days=2), "past")
        await made.database.write(lambda c: keep_session_days(c, conversation, [day]))
        await made.answers(conversation, "remind me")
        assert await looks(made, at(1, "11:01")) == 1
        assert (await states(made, conversation))[(CHECK, "3")] == SENT
        await made.receives_tap(conversation, payload("worse", day.day))
        await made.answers(conversation, "is it painful")
        assert rasa.calls[-2].message == "Something is wrong 2 days after my SMP session"

    at_desk(work)


# -- nobody has answered -------------------------------------------------------------------------------------------


async def asks_for_a_person(made: Desk, rasa: FakeRasa) -> tuple[str, Any]:
    rasa.answers["a person please"] = [custom("Marked.", needs_person="talk_to_human")]
    conversation = await made.opens()
    await made.answers(conversation, "a person please")
    rows = await made.database.read(lambda c: open_promises(c, conversation))
    return conversation, next(row for row in rows if row.kind == PERSON)


def after(due: dt.datetime) -> dt.datetime:
    """The first moment after a promise at which somebody may be written to."""
    return Planner(RULES, TELLER.care, LONDON).allowed(due) + dt.timedelta(minutes=1)


def test_a_promise_that_nobody_kept_is_owned_up_to_once(
    at_desk: Callable[[Work], None], rasa: FakeRasa
) -> None:
    async def work(made: Desk) -> None:
        conversation, owed = await asks_for_a_person(made, rasa)
        assert await looks(made, owed.due_at - dt.timedelta(minutes=1)) == 0
        assert await looks(made, after(owed.due_at)) == 1
        assert f"by {PROMISES.shown(owed.due_at)}, and nobody has yet" in await last(made, conversation)
        assert await looks(made, after(owed.due_at) + dt.timedelta(days=1)) == 0
        assert (await states(made, conversation)) == {(UNANSWERED, owed.id): SENT}

    at_desk(work)


def test_a_promise_that_was_kept_needs_no_word(at_desk: Callable[[Work], None], rasa: FakeRasa) -> None:
    async def work(made: Desk) -> None:
        conversation, owed = await asks_for_a_person(made, rasa)
        ada = await made.database.write(lambda c: add_staff(c, "Ada Obi", "ada.obi", "reviewer"))
        moment = dt.datetime.now(dt.timezone.utc)
        await made.database.write(lambda c: settle(c, conversation, [PERSON], ada, ANSWERED, moment))
        assert await looks(made, after(owed.due_at)) == 0
        assert (await states(made, conversation)) == {(UNANSWERED, owed.id): CANCELLED}

    at_desk(work)


@pytest.mark.parametrize(
    ("words", "kind", "value"),
    [("07700 900123", "phone", "+447700900123"), ("it's ada@example.com", "email", "ada@example.com")],
)
def test_a_contact_is_kept_with_consent_for_the_clinic(
    at_desk: Callable[[Work], None], rasa: FakeRasa, words: str, kind: str, value: str
) -> None:
    async def work(made: Desk) -> None:
        conversation, owed = await asks_for_a_person(made, rasa)
        await looks(made, after(owed.due_at))
        assert await made.answers(conversation, "Leave a contact") == [WORDING.say("contact_ask")]
        (said,) = await made.answers(conversation, words)
        assert "I have passed on" in said
        rows = await made.database.read(lambda c: c.execute(select(lead)).all())
        assert [(row.contact_kind, row.contact, row.state) for row in rows] == [(kind, value, "new")]
        given = await made.database.read(lambda c: c.execute(select(consent)).one())
        assert (given.purpose, given.wording_version) == ("contact", RULES.version)
        owed_now = await made.database.read(lambda c: open_promises(c, conversation))
        assert LEAD in {row.kind for row in owed_now}
        assert all(value not in row.why for row in owed_now)

    at_desk(work)


def test_who_would_rather_not_leaves_nothing(at_desk: Callable[[Work], None], rasa: FakeRasa) -> None:
    async def work(made: Desk) -> None:
        conversation, owed = await asks_for_a_person(made, rasa)
        await looks(made, after(owed.due_at))
        await made.answers(conversation, "Leave a contact")
        assert await made.answers(conversation, "Rather not") == [WORDING.say("contact_declined")]
        assert await made.database.read(lambda c: c.execute(select(lead)).all()) == []

    at_desk(work)


def test_a_question_instead_of_a_contact_is_answered(at_desk: Callable[[Work], None], rasa: FakeRasa) -> None:
    async def work(made: Desk) -> None:
        conversation, owed = await asks_for_a_person(made, rasa)
        await looks(made, after(owed.due_at))
        await made.answers(conversation, "Leave a contact")
        assert await made.answers(conversation, "is it painful") == ["About is it painful"]

    at_desk(work)


def test_who_asks_again_is_told_what_was_promised_before(
    at_desk: Callable[[Work], None], rasa: FakeRasa
) -> None:
    async def work(made: Desk) -> None:
        conversation, owed = await asks_for_a_person(made, rasa)
        assert f"by {PROMISES.shown(owed.due_at)}" in (await made.answers(conversation, "a person please"))[0]
        gone = dt.datetime.now(dt.timezone.utc) - dt.timedelta(hours=2)
        change = promise.update().where(promise.c.id == owed.id).values(due_at=gone)
        await made.database.write(lambda c: c.execute(change))
        (said,) = await made.answers(conversation, "a person please")
        assert f"you were to have an answer by {PROMISES.shown(gone)}, and nobody has written yet" in said

    at_desk(work)


def test_the_queue_before_is_counted(at_desk: Callable[[Work], None], rasa: FakeRasa) -> None:
    async def work(made: Desk) -> None:
        first, _ = await asks_for_a_person(made, rasa)
        assert "waiting before yours" not in await last(made, first)
        second, _ = await asks_for_a_person(made, rasa)
        assert (await last(made, second)).endswith("One other chat is waiting before yours.")
        third, _ = await asks_for_a_person(made, rasa)
        assert (await last(made, third)).endswith("2 other chats are waiting before yours.")

    at_desk(work)


def test_who_is_erased_between_the_look_and_the_word_is_not_written_to(
    at_desk: Callable[[Work], None],
) -> None:
    async def work(made: Desk) -> None:
        conversation = await agrees(made)
        ((found, talk),) = await made.database.read(lambda c: reminders.due(c, at(3, "17:01"), 9))
        visitor = await made.database.read(lambda c: visitor_of(c, conversation))
        assert visitor is not None
        moment = dt.datetime.now(dt.timezone.utc)
        await made.database.write(lambda c: erase(c, visitor, BY_VISITOR, moment))
        with pytest.raises(UnknownConversationError):
            await made.database.write(lambda c: say(c, REMINDING, found, talk, at(3, "17:01")))
        assert await looks(made, at(3, "17:01")) == 0

    at_desk(work)
