"""Whoever asks what they have, or whether to stop a medicine, gets a plain word first; nothing else does."""

from __future__ import annotations

import pytest

from bot.screening.asked import asked
from bot.screening.dialogue import Dialogue
from tests.screening_dialogue.talking import Talk

NEVER = "Please keep taking a prescribed medicine exactly as it is"
CANNOT = "I cannot tell you what it is"


@pytest.mark.parametrize(
    "text",
    [
        "my dad's on warferin for AF, should he just stop it before the appointment?",
        "I'm on eliquis. do I have to stop taking it?",
        "can i skip my clopidogrel tablets the day before",
        "is it ok to come off my blood thinners for a week",
        "Would it be better to pause the prednisone?",
        "I take aspirin for my heart, should I leave out the tablets",
        "need to halve my dose of warfarin?",
    ],
)
def test_asking_whether_to_stop_a_medicine(dialogue: Dialogue, text: str) -> None:
    turn = Talk(dialogue).say(text)
    assert turn.first.startswith(NEVER)
    assert "I have noted that" not in turn.text


@pytest.mark.parametrize(
    "text",
    [
        "is it cancer?",
        "Could this be melanoma?",
        "do you think that is serious?",
        "what is it?",
    ],
)
def test_asking_what_it_is_during_the_questions(dialogue: Dialogue, text: str) -> None:
    turn = Talk(dialogue).say("i have a mole on my scalp, can you go over it", "yes", text)
    assert turn.first.startswith(CANNOT)
    assert turn.text.startswith("Has it changed")


def test_asking_what_it_is_again_and_again_leaves_no_question_open(dialogue: Dialogue) -> None:
    turn = Talk(dialogue).say("i have a mole on my scalp", "yes", *["is it serious?"] * 4)
    assert turn.text.startswith("Has it changed")


@pytest.mark.parametrize(
    "text",
    [
        "i stopped warfarin two years ago",
        "how do I stop it hurting",
        "can we stop these questions",
        "should I stop shaving my head",
        "is it safe",
        "is it painful?",
        "what is it like",
        "when should I stop smoking",
    ],
)
def test_other_messages_get_no_such_word(text: str) -> None:
    assert asked(text, medicines=True) is None


def test_an_emergency_comes_before_any_such_word(dialogue: Dialogue) -> None:
    turn = Talk(dialogue, symptom=True).say("is it serious? my tongue is swelling and i can't breathe")
    assert turn.urgent
    assert CANNOT not in turn.first


@pytest.mark.parametrize(
    ("opening", "answer", "disposition"),
    [
        ("i have a mole on my scalp", "no", "suitable_with_precautions"),
        ("i have a mole on my scalp", "yes", "needs_clinician"),
    ],
)
def test_a_typed_yes_or_no_means_the_button_that_says_it_otherwise(
    dialogue: Dialogue, opening: str, answer: str, disposition: str
) -> None:
    turn = Talk(dialogue).say(opening, "yes", answer)
    while turn.goes_on:
        turn = Talk(dialogue, state=turn.state).say("no")
    assert turn.outcome is not None
    assert turn.outcome.disposition == disposition


def test_a_question_that_is_not_understood_is_not_called_a_wrong_answer(dialogue: Dialogue) -> None:
    talk = Talk(dialogue)
    asked = talk.say("I want SMP but I'm 20 weeks pregnant", "yes")
    turn = talk.say("can I come after the birth?")
    assert turn.text.startswith("I cannot answer that here.")
    assert turn.text.endswith(asked.text.split("\n\n")[-1])
