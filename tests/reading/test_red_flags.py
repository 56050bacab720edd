"""The gate: fires on every emergency, whatever is being talked about, and on nothing else."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.clinic_data import ClinicDataError
from bot.reading.red_flags import Gate, load_gate

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def _yaml(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


def _firing() -> Iterator[tuple[str, str]]:
    for kind, groups in _yaml(HERE / "gate_fires.yml").items():
        for block in groups.values():
            for text in block.splitlines():
                yield kind, text


SILENT = [text for block in _yaml(HERE / "gate_silent.yml").values() for text in block.splitlines()]


@pytest.mark.parametrize(("kind", "text"), list(_firing()), ids=lambda value: value)
def test_an_emergency_raises_the_alarm(gate: Gate, kind: str, text: str) -> None:
    flag = gate.check(text)

    assert flag is not None
    assert flag.kind == kind
    assert flag.text == text[flag.start : flag.end] != ""


@pytest.mark.parametrize("text", SILENT)
def test_denials_history_questions_and_idioms_raise_no_alarm(gate: Gate, text: str) -> None:
    assert gate.check(text) is None


def test_no_training_example_but_reported_symptoms_raises_an_alarm(gate: Gate) -> None:
    alarms = [
        (intent, text, flag.rule)
        for intent, text in _training_examples()
        if intent != "report_symptom" and (flag := gate.check(text)) is not None
    ]

    assert alarms == []


def _training_examples() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for entry in _yaml(path).get("nlu", []):
            for line in str(entry.get("examples", "")).splitlines():
                text = re.sub(r"\[([^\]]*)\](\([^)]*\)|\{[^}]*\})", r"\1", line.strip().removeprefix("- "))
                if "intent" in entry and text:
                    yield entry["intent"], text


def test_at_least_three_hundred_ordinary_messages_are_tried() -> None:
    assert len(SILENT) >= 300


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("nefes alamıyorum", "tr"),
        ("nefes alamiyorum", "tr"),
        ("ich kann nicht atmen", "de"),
        ("no puedo respirar", "es"),
        ("je n'arrive pas à respirer", "fr"),
        ("je n'arrive pas a respirer", "fr"),
        ("لا أستطيع التنفس", "ar"),
        ("لا استطيع التنفس", "ar"),
    ],
)
def test_a_red_flag_in_another_language_names_it(gate: Gate, text: str, language: str) -> None:
    flag = gate.check(text)

    assert flag is not None
    assert flag.language == language


def test_the_first_of_several_red_flags_is_told(gate: Gate) -> None:
    flags = list(gate.flags("I want to die. Also my chest hurts"))

    assert [flag.kind for flag in flags][:1] == ["self_harm"]
    assert {flag.kind for flag in flags} == {"self_harm", "emergency"}


def test_the_gate_needs_neither_spacy_nor_the_reader() -> None:
    code = "import sys; import bot.reading.red_flags; print([m for m in ('spacy', 'tensorflow', 'rasa') if m in sys.modules])"

    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert loaded.stdout.strip() == "[]"


def test_a_message_is_checked_within_a_millisecond_of_work(gate: Gate) -> None:
    texts = SILENT[:200]
    for text in texts:
        gate.check(text)

    begun = time.process_time()
    for text in texts:
        gate.check(text)

    assert (time.process_time() - begun) / len(texts) < 0.001


@pytest.mark.parametrize("text", ["", " ", "?!", "\x00", "🙂" * 3000, "a" * 100_000, "no " * 20_000])
def test_any_text_can_be_checked(gate: Gate, text: str) -> None:
    assert gate.check(text) is None


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("kind: emergency", "kind: urgent", "'urgent' is not known; allowed are emergency, self_harm"),
        ("concept: ps_eye", "concept: ps_eyes", "'ps_eyes' is not known; allowed are"),
        ("id: throat-closing", "id: cannot-breathe", "the id 'cannot-breathe' is taken"),
        ("language: tr", "language: xx", "'xx' is not known; allowed are ar, de, en, es, fr, tr"),
        ("throat-closing", "throat-closing\n    sey: cough", "unknown key; allowed are"),
        ("unable to {breath}", "unable to {breathing}", "no group 'breathing'"),
        ("gasping, (am", "gasping, ((am", "is not closed"),
    ],
)
def test_a_mistake_in_the_rules_names_file_line_and_key(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    rules = (ROOT / "data" / "clinic" / "red_flags.yml").read_text(encoding="utf-8")
    assert old in rules
    (tmp_path / "red_flags.yml").write_text(rules.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(ClinicDataError, match=r"red_flags\.yml, line \d+, key '.+': ") as caught:
        load_gate(tmp_path)

    assert says in str(caught.value)
