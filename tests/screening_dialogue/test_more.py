"""What is said after an outcome and adds to it is taken in; anything else is left to the rest of the assistant."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.reading.reader import Reader
from bot.screening.dialogue import Dialogue
from bot.screening.more import with_more
from bot.screening.state import State
from tests.screening_dialogue.talking import Talk

DAY = dt.date(2026, 11, 22)


def done(dialogue: Dialogue, *messages: str) -> Talk:
    talk = Talk(dialogue)
    turn = talk.say(*messages)
    while turn.goes_on:
        turn = talk.say("not sure")
    return talk


@pytest.mark.parametrize(
    ("told", "more", "before", "after"),
    [
        ("i was on accutane", "it was two months ago", None, "defer"),
        ("i was on accutane", "stopped three years ago", None, "suitable"),
        ("im 16, can i get it done", "i meant 26 lol", "not_suitable", None),
        ("im 16, can i get it done", "sorry, 36", "not_suitable", None),
    ],
)
def test_a_detail_that_comes_late_changes_the_outcome(
    dialogue: Dialogue, told: str, more: str, before: str | None, after: str | None
) -> None:
    talk = done(dialogue, told, "yes")
    assert talk.state is not None
    turn = talk.say(more)
    while turn.goes_on:
        turn = talk.say("not sure")
    assert turn.outcome is not None
    assert before != turn.outcome.disposition
    assert after in (None, turn.outcome.disposition)


@pytest.mark.parametrize(
    "text",
    [
        "who won the football in 2019",
        "is it raining?",
        "what about 2019",
        "lol",
        "i have a cat",
        "it is what it is",
        "in 2019 the club won the cup against all odds and everybody went out to the streets for it",
    ],
)
def test_anything_else_is_not_taken_for_a_detail(dialogue: Dialogue, text: str) -> None:
    talk = done(dialogue, "i was on accutane", "yes")
    assert isinstance(talk.state, State)
    assert with_more(dialogue.reader, talk.state, text) is None


def test_nothing_is_added_while_questions_are_open(dialogue: Dialogue) -> None:
    talk = Talk(dialogue)
    talk.say("i was on accutane", "yes")
    assert talk.state is not None
    assert talk.state.waits
    assert with_more(dialogue.reader, talk.state, "it was two months ago") is None


def test_a_minor_stays_one_whatever_other_numbers_are_named(
    dialogue: Dialogue,
) -> None:
    talk = done(dialogue, "im 16, can i get it done", "yes")
    assert talk.state is not None
    reader: Reader = dialogue.reader
    assert with_more(reader, talk.state, "sorry, 17") is None
    assert with_more(reader, talk.state, "my friend is 26") is None
