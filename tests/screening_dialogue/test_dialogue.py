"""What the screening makes of whatever is said to it, without Rasa and without a database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.screening.dialogue import Dialogue
from bot.screening.state import State
from bot.screening.turns import Turn
from bot.screening.wording import LONGEST_TITLE
from tests.screening_dialogue.talking import TODAY, Talk

YES = "yes"

OUTCOMES: Sequence[tuple[tuple[str, ...], str]] = (
    (("can I have it with psoriasis?", YES, "All quiet", "Never", "No"), "suitable_with_precautions"),
    (("can I have it with psoriasis?", YES, "Yes, now", "Yes, now"), "defer"),
    (("I have epilepsy", YES, "the last one was two years ago", "no"), "suitable_with_precautions"),
    (("I have epilepsy", YES, "in October", "no"), "needs_clinician"),
    (("I have diabetes", YES, "hba1c 6.5 %", "they heal well"), "suitable_with_precautions"),
    (("I have diabetes", YES, "not sure", "skip"), "needs_clinician"),
    (("I came off accutane two years ago", YES), "suitable"),
    (("I came off accutane two months ago", YES), "defer"),
    (("I'm 16", YES), "not_suitable"),
    (("am I suitable?", YES, "none", "no", "nope", "nothing like that"), "suitable"),
)


@pytest.mark.parametrize(("messages", "disposition"), OUTCOMES)
def test_a_dialogue_comes_to_the_outcome_of_the_rules(
    dialogue: Dialogue, messages: tuple[str, ...], disposition: str
) -> None:
    turn = Talk(dialogue).say(*messages)
    while turn.goes_on:
        turn = _go_on(dialogue, turn.state)
    assert turn.outcome is not None
    assert turn.outcome.disposition == disposition


def _go_on(dialogue: Dialogue, state: State) -> Turn:
    return Talk(dialogue, state=state).say("not sure")


def test_an_emergency_waits_for_nothing_not_even_consent(dialogue: Dialogue) -> None:
    turn = Talk(dialogue, symptom=True).say("smp yesterday, my tongue is swelling and i can't breathe")
    assert turn.urgent
    assert turn.text.startswith("Call 999 now")
    assert turn.needs_person
    assert not turn.goes_on
    assert not turn.state.told


@pytest.mark.parametrize(
    ("answer", "consent"),
    [
        ("yes", "given"),
        ("ok go ahead", "given"),
        ("sure, no problem", "given"),
        ("no", "refused"),
        ("no thanks", "refused"),
        ("I'd rather not", "refused"),
        ("No, do not store it", "refused"),
    ],
)
def test_consent_is_read_from_words(dialogue: Dialogue, answer: str, consent: str) -> None:
    assert Talk(dialogue).say("I have psoriasis", answer).state.consent == consent


def test_an_unclear_answer_is_not_taken_for_consent(dialogue: Dialogue) -> None:
    talk = Talk(dialogue)
    assert talk.say("I have psoriasis", "hmm").state.consent == "unasked"
    assert talk.say("whatever").state.consent == "refused"


def test_what_is_told_beside_the_consent_is_not_lost(dialogue: Dialogue) -> None:
    turn = Talk(dialogue).say("I have psoriasis", "yes, and I am diabetic too")
    assert {fact.concept for fact in turn.state.told} >= {"psoriasis", "diabetes"}


def test_without_consent_nothing_is_left_in_the_state_at_the_end(dialogue: Dialogue) -> None:
    turn = Talk(dialogue).say("I came off accutane two months ago", "no")
    assert turn.save == "no"
    assert not turn.state.told
    assert not turn.state.answers


def test_nothing_is_stored_before_consent_when_somebody_stops(dialogue: Dialogue) -> None:
    assert Talk(dialogue).say("I have psoriasis", "stop").save == "no"


@pytest.mark.parametrize(
    ("first", "second", "gone", "kept"),
    [
        ("I use Rogaine", "sorry, I meant Roaccutane", "minoxidil", "isotretinoin"),
        ("I have psoriasis", "not psoriasis, eczema", "psoriasis", "eczema"),
    ],
)
def test_a_correction_replaces_the_slip(
    dialogue: Dialogue, first: str, second: str, gone: str, kept: str
) -> None:
    talk = Talk(dialogue)
    talk.say(first, YES)
    concepts = {fact.concept for fact in talk.say(second).state.told if not fact.negated}
    assert kept in concepts
    assert gone not in concepts


def test_someone_elses_answers_are_about_them(dialogue: Dialogue) -> None:
    turn = Talk(dialogue).say("my husband has diabetes and wants it", YES, "also takes warfarin")
    assert turn.state.subject == "other"


def test_a_settled_contradiction_is_not_asked_about_again(dialogue: Dialogue) -> None:
    talk = Talk(dialogue)
    assert "Which is right?" in talk.say("I'm not diabetic. My diabetes is controlled.", YES).text
    assert "Which is right?" not in talk.say("no").text


def test_a_denial_of_one_place_contradicts_nothing_elsewhere(dialogue: Dialogue) -> None:
    turn = Talk(dialogue).say("psoriasis on my elbows, no psoriasis on my scalp", YES)
    assert "Which is right?" not in turn.text


def test_a_topic_asked_in_between_is_handed_over_and_the_question_repeated(dialogue: Dialogue) -> None:
    talk = Talk(dialogue)
    before = talk.say("I have epilepsy", YES)
    after = talk.say("what does it cost?", topics=("cost",))
    assert after.asides == ("cost",)
    assert after.buttons == before.buttons


def test_windows_are_counted_to_the_planned_session(dialogue: Dialogue) -> None:
    turn = Talk(dialogue).say("I stopped accutane five months ago, my session is on 20 January 2027", YES)
    assert turn.outcome is not None
    assert turn.outcome.disposition != "defer"


def test_a_screening_taken_up_days_later_counts_from_the_later_day(dialogue: Dialogue) -> None:
    talk = Talk(dialogue)
    talk.say("I have epilepsy", YES, "stop")
    talk.day = TODAY + dt.timedelta(days=30)
    assert talk.say("Continue").state.day == talk.day


def test_it_asks_no_more_questions_than_the_clinic_allows(dialogue: Dialogue) -> None:
    talk = Talk(dialogue)
    turn = talk.say("I have diabetes, epilepsy, psoriasis, eczema, lupus, HIV and hepatitis", YES)
    asked = 0
    while turn.goes_on:
        asked += 1
        turn = talk.say("not sure")
    assert asked <= dialogue.asking.wording.most_questions


@pytest.mark.parametrize("question", ["What might rule me out?", "which conditions mean I can't have it?"])
def test_a_general_question_gets_the_general_answer_without_consent(
    dialogue: Dialogue, question: str
) -> None:
    turn = Talk(dialogue).say(question)
    assert not turn.goes_on
    assert turn.state.consent == "unasked"
    assert "keloid" in turn.text


def test_for_staff_there_is_no_word_about_health(dialogue: Dialogue) -> None:
    turn = Talk(dialogue).say("I have a mole that changed and bleeds", YES)
    while turn.goes_on:
        turn = _go_on(dialogue, turn.state)
    assert turn.needs_person == "Screening: needs_clinician."


ANYTHING = st.sampled_from(
    [
        "yes", "no", "not sure", "skip", "why?", "go back", "stop", "Continue", "Start again", "Change an answer",
        "I have diabetes", "no diabetes", "sorry, I meant eczema", "two years ago", "31 February 2026", "on my scalp",
        "my wife has psoriasis", "I'm 150 years old", "17", "change the diabetes answer", "asdf", "???", "about me",
        "It applies", "It does not", "7.2", "last week", "no fever no pus", "it is spreading", "Not sure", "Redness",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(messages=st.lists(ANYTHING, min_size=1, max_size=12), symptom=st.booleans())
def test_whatever_is_said_gets_an_answer_that_fits_every_channel(
    dialogue: Dialogue, messages: list[str], symptom: bool
) -> None:
    talk = Talk(dialogue, symptom=symptom)
    for message in messages:
        turn = talk.say(message)
        assert turn.text.strip()
        assert all(len(button.title) <= LONGEST_TITLE for button in turn.buttons)
        assert all(len(button.payload.encode()) <= 64 for button in turn.buttons)
        assert turn.goes_on == turn.state.waits
        assert turn.save == "no" or turn.state.consent == "given"
