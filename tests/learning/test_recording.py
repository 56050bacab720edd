"""A conversation as a test: written, read again, and compared with what is answered later."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clinic_data import ClinicDataError
from bot.learning.recording import (
    Answer,
    Recording,
    Step,
    beginning,
    differences,
    masked,
    read_recording,
    to_yaml,
)

ANSWERS = (Answer("SMP feels like", ("Prices", "A person"), ("pain_level",), ("image",)),)
STEPS = (
    Step("does it hurt: yes or no? # 1", False, ("pain",), ANSWERS),
    Step("Prices", True, None, (Answer("It costs # euros."), Answer(""))),
)
RECORDING = Recording("pain, cost", "2026-11-22", "stipple-1", STEPS, False, True)


def test_a_recording_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "one.yml"
    file.write_text(to_yaml(RECORDING), encoding="utf-8")
    assert read_recording(file) == RECORDING


PRINTABLE = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1).filter(
    lambda text: text == text.strip() and text
)


@given(PRINTABLE)
def test_whatever_was_said_is_read_as_it_was_said(
    tmp_path_factory: pytest.TempPathFactory, said: str
) -> None:
    file = tmp_path_factory.mktemp("recorded") / "one.yml"
    steps = (Step(said, False, (), (Answer(masked(said)),)),)
    file.write_text(to_yaml(replace(RECORDING, steps=steps)), encoding="utf-8")
    assert read_recording(file).steps == steps


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("title: x", "'ends' is missing"),
        (
            to_yaml(RECORDING).replace("- say:", "- shout:"),
            "unknown key; allowed are answers, say, tap, topics",
        ),
        (to_yaml(RECORDING).replace("- say:", "- tap: Prices\n    say:"), "either 'say' or 'tap'"),
        (to_yaml(RECORDING).replace("begins: SMP", "ends: SMP"), "unknown key"),
        (to_yaml(RECORDING).replace("urgent: false", "urgent: perhaps"), "expected true or false"),
    ],
)
def test_a_recording_that_cannot_be_used_says_where(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "one.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ClinicDataError, match=r"one\.yml, line") as error:
        read_recording(file)
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("from Friday 4 December on, 10:30", "from ~ # ~ on, #"),
        ("Tue 24 Nov", "~ # ~"),
        ("You may swim on Friday.", "You may swim on ~."),
        ("It may hurt; march on", "It may hurt; march on"),
        ("1,500.00 USD for 3 sessions", "# USD for # sessions"),
        ("sat down", "sat down"),
    ],
)
def test_days_and_figures_are_masked_and_words_stay(text: str, without: str) -> None:
    assert masked(text) == without


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("It costs 400 USD. And more.", "It costs # USD."),
        ("Yes. It does hurt a little, most say.", "Yes. It does hurt a little, most say."),
        ("word " * 40, ("word " * 40)[:80].strip()),
        ("", ""),
    ],
)
def test_an_answer_is_known_by_how_it_begins(text: str, begins: str) -> None:
    assert beginning(text) == begins


def changed(**changes: object) -> tuple[Step, ...]:
    return (replace(STEPS[0], **changes), STEPS[1])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("again", "told"),
    [
        (STEPS, None),
        (changed(topics=("anesthetic",)), "understood as anesthetic instead of pain"),
        (changed(answers=()), "0 answers instead of 1"),
        (
            changed(answers=(replace(ANSWERS[0], begins="Sorry"),)),
            "begins “Sorry” instead of “SMP feels like”",
        ),
        (
            changed(answers=(replace(ANSWERS[0], buttons=("Prices",)),)),
            "buttons Prices instead of Prices, A person",
        ),
        (changed(answers=(replace(ANSWERS[0], sources=()),)), "sources nothing instead of pain_level"),
        (changed(answers=(replace(ANSWERS[0], attachments=()),)), "attachments nothing instead of image"),
        (STEPS[:1], "1 steps instead of 2"),
    ],
)
def test_what_goes_differently_is_told_with_its_step(again: tuple[Step, ...], told: str | None) -> None:
    found = differences(STEPS, again)
    assert ([told in one for one in found] == [True]) if told else found == ()
