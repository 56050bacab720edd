"""What a message tells of somebody's health opens the screening, also beside or behind another question."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bot.reading.reader import Reader, load_reader
from bot.screening.opening import opened_by, told_beside
from bot.understanding.intent_model import Guess
from bot.understanding.understanding import Topic, Understood

TODAY = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader(Path("data/clinic"))


@pytest.mark.parametrize(
    "text",
    [
        "I take warfarin. Does it hurt?",
        "how much is it? I have type 1 diabetes btw",
        "i use minoxidil, session on friday, what should i do",
        "I've had keloids before, and how long does a session take?",
    ],
)
def test_a_condition_of_ones_own_beside_a_question_is_told(reader: Reader, text: str) -> None:
    assert told_beside(text, reader.read(text, TODAY))


@pytest.mark.parametrize(
    "text",
    [
        "Can a scalp tattoo become infected?",
        "do you treat people with diabetes",
        "I don't have diabetes. Does it hurt?",
        "My dad has psoriasis. Does it hurt?",
        "I'm going bald. Does it hurt?",
        "I have long hair. Does it hurt?",
        "does it hurt",
        "",
    ],
)
def test_a_question_a_denial_a_relative_or_a_matter_of_taste_is_not(reader: Reader, text: str) -> None:
    assert not told_beside(text, reader.read(text, TODAY))


def understood(*, sure: bool, out_of_scope: bool = False) -> Understood:
    guess = Guess("recovery", 0.3)
    topics = () if out_of_scope else (Topic("recovery", 0.3, "whole"),)
    return Understood(topics, (guess,), out_of_scope, sure)


@pytest.mark.parametrize("outside", [False, True])
@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("day 3 after smp, head is pink and tight is that normal", "report_symptom"),
        ("warfarin here", "check_eligibility"),
    ],
)
def test_an_unclear_message_with_a_finding_opens_the_screening(
    reader: Reader, text: str, topic: str, outside: bool
) -> None:
    opened = opened_by(understood(sure=False, out_of_scope=outside), reader.read(text, TODAY))
    assert [item.topic for item in opened.topics] == [topic]
    assert opened.sure
    assert not opened.out_of_scope


@pytest.mark.parametrize("text", ["no diabetes here", "my session is on friday", "hm"])
def test_an_unclear_message_without_a_finding_that_counts_stays_unclear(reader: Reader, text: str) -> None:
    unclear = understood(sure=False)
    assert opened_by(unclear, reader.read(text, TODAY)) == unclear


def test_a_clear_question_stays_what_it_is(reader: Reader) -> None:
    clear = understood(sure=True)
    assert opened_by(clear, reader.read("warfarin here", TODAY)) == clear
