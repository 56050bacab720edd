"""What is owed to visitors and by when; who answers a conversation; what the assistant says when it comes back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions import clarify
from bot.booking.opening import hours_on
from bot.booking.speaking import SENT
from bot.channels.messages import Button, Reply
from bot.database.assignments import hand_back, take_over
from bot.database.promises import open_promises
from bot.database.staff import add_staff
from bot.handover import CLINICIAN, KINDS, LEAD, NEW, PERSON, UNSURE, URGENT, Promises, kind_of, rank
from bot.handover_wording import wording_in
from bot.knowledge.clinic import WEEKDAYS, load_clinic
from bot.owing import Owing, shown
from bot.recap import given_name, joined, recap
from bot.triage.dispositions import ALL
from tests.fakes.desk import Desk, desk, until
from tests.fakes.rasa import FakeRasa, custom

FOLDER = Path("data/clinic")
CLINIC = load_clinic(FOLDER)
PROMISES = Promises(CLINIC)
WORDING = wording_in(FOLDER)
OWING = Owing(PROMISES, WORDING, frozenset({"<clarify>", "I cannot help with that one."}))
Work = Callable[[Desk], Awaitable[None]]


def at(text: str) -> datetime:
    """A time in London, e.g. "2026-11-23 10:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=CLINIC.timezone)


# -- by when -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2026-11-23 10:00", "2026-11-24 18:00"),  # a Monday, while open
        ("2026-11-23 08:00", "2026-11-23 18:00"),  # before the clinic opens the day counts
        ("2026-11-25 19:00", "2026-11-26 20:00"),  # Thursday is long
        ("2026-11-27 17:59", "2026-11-28 16:00"),  # Saturday is short
        ("2026-11-28 17:00", "2026-11-30 18:00"),  # Sunday is closed
        ("2026-12-24 12:00", "2026-12-29 18:00"),  # three holidays and a Sunday
        ("2027-03-25 10:00", "2027-03-27 16:00"),  # Good Friday
        ("2026-10-24 12:00", "2026-10-26 18:00"),  # the clocks go back in between
    ],
)
def test_a_working_day_ends_when_the_clinic_closes(asked: str, due: str) -> None:
    assert PROMISES.due(PERSON, at(asked)) == at(due)


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ("2026-11-23 10:00", "2026-11-23 10:15"),
        ("2026-11-23 03:00", "2026-11-23 09:15"),
        ("2026-11-28 16:00", "2026-11-30 09:15"),
        ("2026-12-25 10:00", "2026-12-29 09:15"),
    ],
)
def test_what_is_urgent_has_a_quarter_of_an_hour_of_opening_time(said: str, due: str) -> None:
    assert PROMISES.due(URGENT, at(said)) == at(due)


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(timezone.utc))


@given(MOMENTS, st.sampled_from(KINDS), st.integers(1, 5))
def test_a_promise_is_due_later_on_a_day_on_which_the_clinic_is_open(
    moment: datetime, kind: str, days: int
) -> None:
    due = Promises(CLINIC, working_days=days).due(kind, moment)
    assert due > moment
    assert due.utcoffset() == timedelta(0)
    assert hours_on(due.astimezone(CLINIC.timezone).date(), CLINIC)


@given(MOMENTS, st.sampled_from(KINDS), st.timedeltas(timedelta(0), timedelta(days=9)))
def test_who_asks_later_is_never_due_earlier(moment: datetime, kind: str, more: timedelta) -> None:
    assert PROMISES.due(kind, moment) <= PROMISES.due(kind, moment + more)


def test_a_clinic_without_opening_hours_promises_nothing_to_visitors_and_still_counts() -> None:
    closed = Promises(replace(CLINIC, hours={day: () for day in WEEKDAYS}))
    moment = at("2026-11-23 10:00")
    assert closed.waiting(moment) is None
    assert closed.due(PERSON, moment) == moment + timedelta(days=1)
    assert closed.due(URGENT, moment) == moment + timedelta(minutes=15)


def test_what_is_put_off_comes_back_when_the_clinic_opens() -> None:
    assert PROMISES.returns(date(2026, 12, 1)) == at("2026-12-01 09:00")
    assert PROMISES.returns(date(2026, 12, 5)) == at("2026-12-05 10:00")
    assert PROMISES.returns(date(2026, 12, 6)) == at("2026-12-06 00:00")


# -- what kind -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("talk_to_human", PERSON),
        ("talk_to_human, privacy", PERSON),
        (SENT, LEAD),
        ("A message could not be answered: the assistant is down.", PERSON),
        ("Screening: needs_clinician.", CLINICIAN),
        ("Screening: same_day_clinician.", CLINICIAN),
        ("Screening: not_suitable.", CLINICIAN),
        ("Screening: defer.", CLINICIAN),
        ("Screening: contact_artist_24_48h.", PERSON),
        ("something new", PERSON),
    ],
)
def test_each_reason_waits_for_the_right_people(reason: str, kind: str) -> None:
    assert kind_of(reason, urgent=False) == kind
    assert kind_of(reason, urgent=True) == URGENT


def test_the_assistant_that_does_not_understand_is_unsure() -> None:
    source = Path(clarify.__file__).read_text(encoding="utf-8")
    assert 'needs_person="not understood three times in a row"' in source
    assert kind_of("not understood three times in a row", urgent=False) == UNSURE


def test_kinds_are_ranked_from_the_worst() -> None:
    assert [rank(kind) for kind in KINDS] == list(range(7))
    assert rank(URGENT) < rank(CLINICIAN) < rank(PERSON) < rank(UNSURE) < rank(LEAD) < rank(NEW)


@pytest.mark.parametrize("disposition", sorted(ALL))
def test_reasons_are_shown_in_words(disposition: str) -> None:
    assert "_" not in shown(f"Screening: {disposition}.")
    assert shown("talk_to_human, privacy") == "A person was asked for. They asked about their data."
    assert shown("whatever else") == "whatever else"


# -- what is said --------------------------------------------------------------------------------------------------

LAST = Reply("Some things to know.\n\nWhen did you stop taking it?", (Button("A month ago", "/x"),))


def test_the_recap_names_topics_outcome_and_the_open_question() -> None:
    said = recap(WORDING, "Ada", ["Pain", "Prices", "Pain", "Aftercare"], "Not now: wait first.", LAST)
    assert "I am the automated assistant" in said.text
    assert "What Ada and you wrote is kept" in said.text
    assert "you had asked about: Prices, Pain, Aftercare." in said.text
    assert "Not now: wait first." in said.text
    assert said.text.endswith("When did you stop taking it?")
    assert said.buttons == LAST.buttons


def test_a_recap_of_nothing_asks_what_is_wanted() -> None:
    said = recap(WORDING, "Ada", [], None, None)
    assert said.text.endswith("What would you like to know?")
    assert "asked about" not in said.text
    assert said.buttons == ()


def test_what_was_no_question_is_not_asked_again() -> None:
    said = recap(WORDING, "Ada", [], None, Reply("It hurts little.", (Button("Prices", "/cost"),)))
    assert "last asked" not in said.text
    assert said.buttons == (Button("Prices", "/cost"),)


def test_visitors_are_told_the_given_name_alone() -> None:
    assert given_name("Ada Obi") == "Ada"
    assert joined(WORDING, "Ada").text.startswith("Ada from Harbour Scalp Studio has joined")


# -- at the front desk ---------------------------------------------------------------------------------------------


@pytest.fixture
def at_desk(migrated_url: str, rasa: FakeRasa) -> Callable[[Work], None]:
    def run(work: Work) -> None:
        async def opened() -> None:
            async with desk(migrated_url, rasa.port, owing=OWING) as made:
                await work(made)

        asyncio.run(opened())

    return run


async def owed(made: Desk, conversation: str) -> dict[str, Any]:
    rows = await made.database.read(lambda connection: open_promises(connection, conversation))
    return {row.kind: row for row in rows}


async def member(made: Desk) -> str:
    return await made.database.write(lambda c: add_staff(c, "Ada Obi", "ada.obi", "reviewer"))


async def takes_over(made: Desk, conversation: str) -> str:
    ada = await member(made)
    moment = datetime.now(timezone.utc)
    await made.database.write(lambda connection: take_over(connection, conversation, ada, moment))
    return ada


def test_the_first_message_makes_a_conversation_new_once(at_desk: Callable[[Work], None]) -> None:
    async def work(made: Desk) -> None:
        conversation = await made.opens()
        assert await owed(made, conversation) == {}
        await made.answers(conversation, "is it painful")
        await made.answers(conversation, "how long does it last")
        assert set(await owed(made, conversation)) == {NEW}

    at_desk(work)


def test_an_emergency_is_owed_at_once_even_without_rasa(
    at_desk: Callable[[Work], None], rasa: FakeRasa
) -> None:
    rasa.stop()

    async def work(made: Desk) -> None:
        conversation = await made.opens()
        await made.receives(conversation, "I cannot breathe and my throat is swelling")
        found = (await owed(made, conversation))[URGENT]
        assert found.due_at == PROMISES.due(URGENT, found.made_at)
        assert "swelling" not in found.why

    at_desk(work)
    rasa.start()


def test_who_asks_for_a_person_is_told_by_when_and_it_is_kept(
    at_desk: Callable[[Work], None], rasa: FakeRasa
) -> None:
    rasa.answers["a person please"] = [custom("I have marked this chat.", needs_person="talk_to_human")]

    async def work(made: Desk) -> None:
        conversation = await made.opens()
        (said,) = await made.answers(conversation, "a person please")
        found = (await owed(made, conversation))[PERSON]
        due = found.due_at.astimezone(CLINIC.timezone)
        assert f"means to answer here by {due:%A} {due.day} {due:%B}, {due:%H:%M}" in said
        assert said.startswith("I have marked this chat.\n\n")

    at_desk(work)


def test_an_unsure_assistant_is_looked_at_after_two_of_three(
    at_desk: Callable[[Work], None], rasa: FakeRasa
) -> None:
    for text in ("hm", "hmm", "and that?"):
        rasa.answers[text] = [custom("<clarify>")]

    async def work(made: Desk) -> None:
        conversation = await made.opens()
        await made.answers(conversation, "hm")
        assert UNSURE not in await owed(made, conversation)
        await made.answers(conversation, "is it painful")
        await made.answers(conversation, "hmm")
        assert UNSURE in await owed(made, conversation)

    at_desk(work)


def test_the_same_is_owed_once_and_the_earlier_time_stays(
    at_desk: Callable[[Work], None], rasa: FakeRasa
) -> None:
    rasa.answers["somebody please"] = [custom("Marked.", needs_person="talk_to_human")]

    async def work(made: Desk) -> None:
        conversation = await made.opens()
        await made.answers(conversation, "somebody please")
        first = (await owed(made, conversation))[PERSON]
        await made.answers(conversation, "somebody please")
        again = (await owed(made, conversation))[PERSON]
        assert (again.id, again.due_at) == (first.id, first.due_at)

    at_desk(work)


def test_the_assistant_is_silent_while_a_person_has_the_chat(
    at_desk: Callable[[Work], None], rasa: FakeRasa
) -> None:
    async def work(made: Desk) -> None:
        conversation = await made.opens()
        await takes_over(made, conversation)
        accepted = await made.receives(conversation, "is it painful")
        await until(lambda: _state(made, accepted.id, "with_person"))
        assert await made.said(conversation) == ["<welcome>", "> is it painful"]
        assert rasa.calls == []
        assert PERSON in await owed(made, conversation)
        now = datetime.now(timezone.utc)
        await made.database.write(lambda connection: hand_back(connection, conversation, now))
        assert await made.answers(conversation, "and now") == ["About and now"]
        assert (await made.message(accepted.id)).state == "with_person"

    at_desk(work)


def test_an_answer_that_was_on_its_way_when_somebody_took_over_is_not_said(
    at_desk: Callable[[Work], None], rasa: FakeRasa
) -> None:
    rasa.slow["is it painful"] = 1.0

    async def work(made: Desk) -> None:
        conversation = await made.opens()
        accepted = await made.receives(conversation, "is it painful")
        await until(lambda: bool(rasa.calls))
        await takes_over(made, conversation)
        await until(lambda: _state(made, accepted.id, "with_person"))
        assert await made.said(conversation) == ["<welcome>", "> is it painful"]
        assert PERSON in await owed(made, conversation)

    at_desk(work)


def test_an_emergency_is_answered_even_while_a_person_has_the_chat(at_desk: Callable[[Work], None]) -> None:
    async def work(made: Desk) -> None:
        conversation = await made.opens()
        await takes_over(made, conversation)
        await made.receives(conversation, "I cannot breathe and my throat is swelling")
        assert any(text.startswith("<urgent") for text in await made.said(conversation))
        assert URGENT in await owed(made, conversation)

    at_desk(work)


async def _state(made: Desk, message: str, state: str) -> bool:
    return str((await made.message(message)).state) == state
