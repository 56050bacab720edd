"""Rasa's pipeline and the command line understand alike; buttons and commands pass by the model."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.reading.reader import Reader, load_reader
from bot.screening.opening import opened_by
from bot.understanding.understanding import Understanding

TYPED = [
    "does it hurt",
    "How long does it last and can it be removed?",
    "price and pain?",
    "what's the weather",
    "I'm on warfarin, can I have it?",
    "😀",
    "ME AND MY WIFE WANT TO KNOW HOW LONG IT TAKES",
    "x" * 2000,
]
INTENTS = [
    ("/cost_turkey", "cost_turkey"),
    ("where is this from?", "ask_source"),
    ("does it hurt", "pain"),
    ("what will the weather be tomorrow", "out_of_scope"),
]
TOLD = "i'm not diabetic but i stopped eliquis four months ago, does it hurt"


@pytest.fixture(scope="module")
def parsed() -> dict[str, dict[str, Any]]:
    """What Rasa makes of every text of this file, by text."""
    texts = [*TYPED, TOLD, *(text for text, _ in INTENTS)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.nlu.rasa_parse"],
        input="".join(f"{json.dumps(text)}\n" for text in texts),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return dict(zip(texts, map(json.loads, done.stdout.splitlines()), strict=True))


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return Understanding.load(Path("build/encoder"), Path("models"))


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader(Path("data/clinic"))


@pytest.mark.parametrize("text", TYPED)
def test_rasa_reads_the_same_as_the_command_line(
    parsed: dict[str, dict[str, Any]], understanding: Understanding, reader: Reader, text: str
) -> None:
    findings = reader.read(text, dt.date.today())
    assert parsed[text]["understood"] == opened_by(understanding.read(text), findings).to_json()


@pytest.mark.parametrize(("text", "intent"), INTENTS)
def test_buttons_commands_and_questions_become_intents(
    parsed: dict[str, dict[str, Any]], text: str, intent: str
) -> None:
    assert parsed[text]["intent"]["name"] == intent


def test_findings_are_handed_over_as_entities_with_their_states(parsed: dict[str, dict[str, Any]]) -> None:
    found = {entity["entity"]: entity for entity in parsed[TOLD]["entities"]}
    assert found.keys() == {"diabetes", "anticoagulant"}
    assert found["diabetes"]["negated"]
    eliquis = found["anticoagulant"]
    assert TOLD[eliquis["start"] : eliquis["end"]] == eliquis["value"]
    assert (eliquis["negated"], eliquis["temporality"], eliquis["when"], eliquis["ended"]) == (
        False,
        "past",
        "-P4M",
        True,
    )


@pytest.mark.parametrize("text", TYPED)
def test_a_condition_told_beside_a_question_is_marked(parsed: dict[str, dict[str, Any]], text: str) -> None:
    assert parsed[text]["told_beside"] == (text == "I'm on warfarin, can I have it?")
