"""The command line: one JSON object per input, and a sentence for whatever cannot be read."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest


def stipple(*arguments: str, standard_input: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["./stipple", *arguments], input=standard_input, capture_output=True, text=True, timeout=120
    )


def test_parse_tells_the_topics_of_a_text() -> None:
    done = stipple("parse", "does it hurt and how much is it?")
    answer = json.loads(done.stdout)
    assert done.returncode == 0
    assert answer["text"] == "does it hurt and how much is it?"
    assert {topic["topic"] for topic in answer["topics"]} == {"pain", "cost"}
    assert {"topic", "confidence", "clause"} <= answer["topics"][0].keys()
    assert len(answer["alternatives"]) == 3
    assert answer["out_of_scope"] is False


def test_parse_reads_lines_from_a_file_and_from_standard_input(tmp_path: Path) -> None:
    lines = '{"text": "is it permanent?", "id": 1}\n\n{"text": "what is the weather like"}\n'
    (tmp_path / "in.jsonl").write_text(lines)
    from_file = stipple("parse", "--jsonl", str(tmp_path / "in.jsonl"))
    from_input = stipple("parse", "--jsonl", "-", standard_input=lines)
    assert from_file.stdout == from_input.stdout
    first, second = map(json.loads, from_file.stdout.splitlines())
    assert first["topics"][0]["topic"] == "permanence"
    assert second["out_of_scope"] is True
    assert second["topics"] == []


UNUSABLE = [
    ((), "", "give a TEXT"),
    (("   ",), "", "the text is empty"),
    (("--jsonl", "no/such/file"), "", "no/such/file cannot be read"),
    (("--jsonl", "-"), "not json\n", '-, line 1: expected a JSON object with "text"'),
    (("--jsonl", "-"), '{"text": "fine"}\n{"words": 1}\n', '-, line 2: expected a JSON object with "text"'),
    (("--jsonl", "-"), '{"text": 5}\n', '"text" must be a string'),
]


@pytest.mark.parametrize(("arguments", "standard_input", "said"), UNUSABLE)
def test_unusable_input_ends_with_2_and_a_sentence(
    arguments: tuple[str, ...], standard_input: str, said: str
) -> None:
    done = stipple("parse", *arguments, standard_input=standard_input)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_it_works_from_any_folder(tmp_path: Path) -> None:
    script = Path("stipple").resolve()
    done = subprocess.run(
        [str(script), "parse", "does it hurt"], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
