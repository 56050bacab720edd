"""The words of each reminder, on whatever day it comes to be said."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.channels.messages import Reply
from bot.planning.days import DayState
from bot.reminders.planning import Known, Planned, Promise
from bot.reminders.rules import CARE, CHECK, DEFERRED, SESSION, UNANSWERED
from tests.reminders.known import CARE as CARE_RULES
from tests.reminders.known import DAY, KNOWLEDGE, RULES, TELLER, on, session

DUE = on("2026-11-20 10:00")
WATCH = RULES.wording.say("same_watch")


def said(kind: str, subject: str, today: dt.date, known: Known | None = None) -> Reply:
    planned = Planned(kind, subject, DAY, DUE, DUE + dt.timedelta(hours=18))
    return TELLER.reminder(planned, known or Known(), today)


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (0, "Your next session is today."),
        (1, "Your next session is tomorrow, Friday 20 November."),
        (3, "Your next session is on Friday 20 November."),
    ],
)
def test_a_session_is_named_by_how_far_it_is(ahead: int, words: str) -> None:
    assert said(SESSION, "", DAY - dt.timedelta(days=ahead)).text.startswith(words)


def test_a_session_has_its_number_where_it_was_told() -> None:
    known = Known(sessions=(session(DAY, "booked", 3),))
    assert said(SESSION, "", DAY, known).text.startswith("Your third session is today.")


def test_care_is_told_in_the_words_of_the_plan() -> None:
    reply = said(CARE, "shampoo+shave", DAY + dt.timedelta(days=15))
    assert reply.text.startswith("It is day 15 after your session.")
    for step in ("shampoo", "shave"):
        assert CARE_RULES.step(step).text in reply.text
    assert "Your own artist’s instructions come first." in reply.text


def test_the_earliest_day_is_no_promise() -> None:
    reply = said(DEFERRED, "", DAY)
    assert reply.text.startswith("Friday 20 November has come")
    assert "does not mean that everything fits" in reply.text
    assert reply.buttons[0].payload == "/check_eligibility"


def test_a_check_in_counts_the_days_until_it_is_said() -> None:
    reply = said(CHECK, "3", DAY + dt.timedelta(days=4))
    assert "day 4 after your session" in reply.text
    assert [button.title for button in reply.buttons] == ["Better", "About the same", "Worse"]


@pytest.mark.parametrize(("state", "asks"), [("booked", True), ("past", False)])
def test_a_day_told_ahead_may_have_been_another(state: DayState, asks: bool) -> None:
    reply = said(CHECK, "3", DAY + dt.timedelta(days=3), Known(sessions=(session(DAY, state),)))
    assert (RULES.wording.say("check_if_moved") in reply.text) == asks


def test_a_promise_is_named_on_the_clinics_clock() -> None:
    known = Known(promises=(Promise("p", DAY, on("2027-07-20 18:00")),))
    assert "by Tuesday 20 July, 18:00, and nobody has yet" in said(UNANSWERED, "p", DAY, known).text


@pytest.mark.parametrize("kind", [CARE, SESSION])
def test_every_reminder_can_be_the_last(kind: str) -> None:
    reply = said(kind, "shave" if kind == CARE else "", DAY)
    assert RULES.wording.buttons["stop"] in [button.title for button in reply.buttons]


@pytest.mark.parametrize(
    ("day", "tells", "leaves_out"),
    [
        (1, ["tender_at_first", "dark_then_softer"], []),
        (3, ["dark_then_softer"], ["tender_at_first"]),
        (40, [], ["tender_at_first", "dark_then_softer"]),
    ],
)
def test_the_same_is_met_with_what_is_usual_that_day(
    day: int, tells: list[str], leaves_out: list[str]
) -> None:
    reply = TELLER.same(DAY, DAY + dt.timedelta(days=day))
    says = {id_: KNOWLEDGE.facts.by_id[id_].says for id_ in (*tells, *leaves_out)}
    assert all(says[id_] in reply.text for id_ in tells)
    assert not any(says[id_] in reply.text for id_ in leaves_out)
    assert reply.sources == tuple(tells)
    assert reply.text.endswith(WATCH)


def test_the_same_names_the_care_of_that_day_and_no_medicine() -> None:
    reply = TELLER.same(DAY, DAY + dt.timedelta(days=3))
    assert CARE_RULES.step("keep_dry").text in reply.text
    assert CARE_RULES.step("wash_gently").text not in reply.text
    private = [step.text for step in CARE_RULES.steps if step.private]
    assert not any(text in reply.text for text in private)


def test_what_comes_next_is_named_on_the_visitors_day() -> None:
    tokyo = dt.timezone(dt.timedelta(hours=9))
    due = dt.datetime(2026, 11, 26, 10, tzinfo=tokyo).astimezone(dt.timezone.utc)
    planned = Planned(CHECK, "3", DAY, due, due + dt.timedelta(hours=18))
    reply = TELLER.agreed([planned], dt.datetime(2026, 11, 23, 9, tzinfo=tokyo))
    assert "how it is healing on Thursday 26 November" in reply.text


def test_the_offer_speaks_of_what_it_would_be() -> None:
    assert TELLER.offer(Known(deferred_until=DAY), DAY).text.startswith("Shall I write to you here")
    assert "Friday 20 November" in TELLER.offer(Known(deferred_until=DAY), DAY).text
    both = Known(sessions=(session(DAY),), deferred_until=DAY)
    assert TELLER.offer(both, DAY).text == RULES.wording.say("offer")
