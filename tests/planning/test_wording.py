"""planning.yml: every sentence is there, every mistake in it is named with file, line and key."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from bot.clinic_data import ClinicDataError
from bot.planning.wording import BUTTONS, PHRASES, load_wording
from tests.planning.talking import CLINIC, WORDING

MISTAKES = [
    ("  supposed: ", "  suposed: ", "unknown key"),
    ("  supposed: If", "  supposed: In 3 days, if", "'3' is a number"),
    (
        "{first} or {second}",
        "{first} or {third}",
        "'{third}' is not known here; allowed are first, phone, second",
    ),
    ("today: Today", "today: Today or perhaps tomorrow", "too long for a button"),
    ("  calendar: Your dates for your calendar\n", "", "'calendar' is missing"),
]


@pytest.mark.parametrize(("right", "wrong", "named"), MISTAKES)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, right: str, wrong: str, named: str) -> None:
    text = (CLINIC / "planning.yml").read_text(encoding="utf-8")
    assert right in text
    (tmp_path / "planning.yml").write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(ClinicDataError, match=r"planning\.yml, line \d+, key '[\w.]*': ") as caught:
        load_wording(tmp_path, {"phone": "123"})
    assert named in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ClinicDataError, match=r"planning\.yml"):
        load_wording(tmp_path, {"phone": "123"})


@pytest.mark.parametrize("name", PHRASES)
def test_no_sentence_holds_a_figure_or_sells(name: str) -> None:
    sentence = WORDING.phrases[name].replace("123", "")
    assert not re.search(r"\d", sentence)
    assert not re.search(
        r"\b(?:guarantee\w*|perfect\w*|amazing|best|never|always)\b", sentence, re.IGNORECASE
    )
    assert len(sentence.split()) < 40


def test_every_button_has_its_title() -> None:
    assert set(WORDING.buttons) == BUTTONS


def test_the_shipped_file_is_whole(tmp_path: Path) -> None:
    shutil.copy(CLINIC / "planning.yml", tmp_path)
    assert load_wording(tmp_path, {"phone": "456"}).say("dropped", day="Monday").endswith("456.")
