"""Whole dialogues about reminders, through the HTTP API and the trained assistant."""

from __future__ import annotations

import pytest

from bot.database.models import consent, screening
from bot.database.reminder_table import CANCELLED, SCHEDULED, SENT
from bot.reminders.rules import CARE, CHECK, DEFERRED, SESSION
from tests.conversations.dates_talk import ahead, said, told
from tests.conversations.reminder_talk import CARE as CARE_RULES
from tests.conversations.reminder_talk import NO, OFFER, RULES, WORDING, YES, at, falls_due, last, states
from tests.conversations.screening_talk import AGREE, rows, talk
from tests.conversations.screening_talk import WORDING as SCREENING
from tests.product import Product, Visitor

SOON = ahead(12)
PLAN = f"my session is on {said(SOON)}, can you work out my dates"
YESTERDAY = "i had my first session yesterday, can you work out my dates"
OFF, OFF_ALREADY = WORDING.say("off"), WORDING.say("off_already")


def test_the_offer_follows_the_dates_once_and_agreeing_plans(product: Product, visitor: Visitor) -> None:
    answer = visitor.say(PLAN)
    assert answer.text.endswith(OFFER)
    assert states(product, visitor) == {}
    answer = visitor.tap(answer.buttons[YES])
    assert "Done, I will write to you here" in answer.text
    assert states(product, visitor)[(SESSION, "")] == SCHEDULED
    assert states(product, visitor)[(CHECK, "3")] == SCHEDULED
    (given,) = rows(product, consent, visitor)
    assert (given.purpose, given.wording_version, given.withdrawn_at) == ("reminders", RULES.version, None)
    assert OFFER not in visitor.say(f"my session was moved to {said(ahead(13))}").text


def test_who_says_no_is_not_asked_again(product: Product, visitor: Visitor) -> None:
    answer = visitor.say(PLAN)
    assert visitor.tap(answer.buttons[NO]).text == WORDING.say("declined")
    assert OFFER not in visitor.say(f"my session was moved to {said(ahead(13))}").text
    assert states(product, visitor) == {}
    assert not falls_due(product, visitor, SESSION, at(ahead(12), "17:30"))


@pytest.mark.parametrize("words", ["yes please", "Yes, remind me", "remind me"])
def test_agreeing_in_own_words(product: Product, visitor: Visitor, words: str) -> None:
    visitor.say(PLAN)
    assert "Done, I will write to you here" in visitor.say(words).text
    assert states(product, visitor)[(SESSION, "")] == SCHEDULED


def test_a_moved_session_moves_its_reminder(product: Product, visitor: Visitor) -> None:
    visitor.tap(visitor.say(PLAN).buttons[YES])
    visitor.say(f"my session was moved to {said(ahead(20))}")
    assert not falls_due(product, visitor, SESSION, at(ahead(11), "17:30"))
    assert falls_due(product, visitor, SESSION, at(ahead(19), "17:30"))
    assert f"is tomorrow, {told(ahead(20))}" in last(visitor)[""]
    assert list(states(product, visitor).values()).count(SENT) == 1


@pytest.mark.parametrize("words", ["no more reminders", "please stop reminding me"])
def test_no_more_reminders_is_confirmed_once(product: Product, visitor: Visitor, words: str) -> None:
    visitor.tap(visitor.say(PLAN).buttons[YES])
    assert OFF in visitor.say(words).text
    assert OFF not in visitor.say(words).text
    assert set(states(product, visitor).values()) == {CANCELLED}
    assert not falls_due(product, visitor, SESSION, at(ahead(11), "17:30"))
    (given,) = rows(product, consent, visitor)
    assert given.withdrawn_at is not None


def test_stop_in_capitals_ends_everything_unasked_and_says_so_once(
    product: Product, visitor: Visitor
) -> None:
    visitor.tap(visitor.say(PLAN).buttons[YES])
    assert visitor.say("STOP").text.count("You will get no more reminders") == 1
    assert set(states(product, visitor).values()) == {CANCELLED}
    assert not falls_due(product, visitor, SESSION, at(ahead(11), "17:30"))
    (given,) = rows(product, consent, visitor)
    assert given.withdrawn_at is not None


def test_stop_in_the_middle_of_a_dialogue_ends_both(product: Product, visitor: Visitor) -> None:
    visitor.tap(visitor.say(PLAN).buttons[YES])
    visitor.say("can I get a quote")
    answer = visitor.say("stop")
    assert OFF in answer.text
    assert "All right, we stop here" in answer.text


def test_ending_what_never_was_is_said_plainly(visitor: Visitor) -> None:
    assert visitor.say("no more reminders").text == OFF_ALREADY


def test_reminders_are_never_sent_at_night(product: Product, visitor: Visitor) -> None:
    visitor.tap(visitor.say(PLAN).buttons[YES])
    assert not falls_due(product, visitor, SESSION, at(ahead(11), "22:00"))
    assert falls_due(product, visitor, SESSION, at(ahead(12), "09:00"))
    assert "is today" in last(visitor)[""]


def test_a_care_day_says_what_the_plan_says(product: Product, visitor: Visitor) -> None:
    visitor.tap(visitor.say(YESTERDAY).buttons[YES])
    assert falls_due(product, visitor, CARE, at(ahead(5), "10:05"))
    assert CARE_RULES.step("wash_gently").text in last(visitor)[""]
    assert visitor.tap(last(visitor)[WORDING.buttons["stop"]]).text == OFF


def check_in(product: Product, visitor: Visitor) -> dict[str, str]:
    visitor.tap(visitor.say(YESTERDAY).buttons[YES])
    assert falls_due(product, visitor, CHECK, at(ahead(2), "11:05"))
    return last(visitor)


def test_worse_leads_to_the_look_at_symptoms_with_the_day_known(product: Product, visitor: Visitor) -> None:
    asked = check_in(product, visitor)
    answer = visitor.tap(asked[WORDING.buttons["worse"]])
    assert answer.text.startswith(SCREENING.say("after_intro"))
    answer = talk(visitor, AGREE)
    assert SCREENING.symptom is not None
    assert SCREENING.symptom.ask in answer.text
    for _ in range(8):
        assert "When was your last session?" not in answer.text
        title = next(
            (name for name in ("No", "Itching", "None of these", "Mild") if name in answer.buttons), None
        )
        if title is None:
            break
        answer = visitor.tap(answer.buttons[title])


def test_the_same_tells_what_is_usual_and_better_promises_nothing(product: Product, visitor: Visitor) -> None:
    asked = check_in(product, visitor)
    answer = visitor.tap(asked[WORDING.buttons["same"]])
    assert WORDING.say("same_watch") in answer.text
    assert SCREENING.say("after_intro") in visitor.tap(answer.buttons[WORDING.buttons["worse"]]).text


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("much better thanks", WORDING.say("better")),
        ("about the same", WORDING.say("same_watch")),
        ("a bit worse", SCREENING.say("after_intro")),
        ("there is yellow pus", SCREENING.say("after_intro")),
    ],
)
def test_a_check_in_is_answered_in_own_words(
    product: Product, visitor: Visitor, words: str, answer: str
) -> None:
    check_in(product, visitor)
    assert answer in visitor.say(words).text


@pytest.mark.parametrize("words", ["fine but itchy", "there is yellow pus", "it hurts"])
def test_what_is_wrong_is_read_with_the_day_known(product: Product, visitor: Visitor, words: str) -> None:
    check_in(product, visitor)
    assert visitor.say(words).text.startswith(SCREENING.say("after_intro"))
    answer = talk(visitor, AGREE)
    for _ in range(8):
        assert "When was your last session?" not in answer.text
        title = next((name for name in ("No", "None of these", "Mild") if name in answer.buttons), None)
        if title is None:
            break
        answer = visitor.tap(answer.buttons[title])
    (row,) = [row for row in rows(product, screening, visitor) if row.complete]
    assert row.lane == "after"


def test_a_deferral_offers_and_its_day_comes(product: Product, visitor: Visitor) -> None:
    answer = talk(visitor, "can I have smp? I took isotretinoin until last month", AGREE)
    for _ in range(8):
        if YES in answer.buttons:
            break
        title = next((name for name in ("No", "None of these", "Not sure") if name in answer.buttons), "No")
        answer = visitor.tap(answer.buttons[title])
    assert "Shall I write to you here in this chat when" in answer.text
    visitor.tap(answer.buttons[YES])
    assert states(product, visitor) == {(DEFERRED, ""): SCHEDULED}
    earliest = rows(product, screening, visitor)[-1].earliest_date
    assert not falls_due(product, visitor, DEFERRED, at(earliest, "08:00"))
    assert falls_due(product, visitor, DEFERRED, at(earliest, "10:05"))
    assert "has come, the earliest day" in last(visitor)[""]
    again = visitor.tap(last(visitor)[WORDING.buttons["check_again"]])
    assert again.text
    assert "cannot help" not in again.text
