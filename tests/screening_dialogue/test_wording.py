"""The screening's own wording: checked when it is read, and within the limits of what may ever be said."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.clinic_data import ClinicDataError
from bot.screening.wording import Check, Wording, load_wording
from tests.screening_dialogue.conftest import CLINIC, VALUES

WORDING = load_wording(CLINIC, VALUES)


def texts(wording: Wording) -> list[str]:
    checks: list[Check] = [*wording.survey, wording.symptom, *wording.red_flags]
    return [
        wording.consent,
        *wording.phrases.values(),
        *(text for check in checks for text in (check.ask, check.why)),
    ]


NEVER = [
    r"\b(?:stop|skip|pause|leave off|come off)\b.{0,30}\b(?:medicine|tablet|blood thinner|warfarin|steroid)",
    r"\byou have (?:an? )?(?:infection|allergy|cancer|psoriasis|cellulitis)\b",
    r"\b(?:harmless|nothing to worry about|don't worry)\b",
    r"\bpatch test (?:proves|shows)\b",
    r"\b(?:color|center|organiz|recogniz)",
]


@pytest.mark.parametrize("pattern", NEVER)
def test_no_text_crosses_a_hard_limit(pattern: str) -> None:
    assert [text for text in texts(WORDING) if re.search(pattern, text, re.IGNORECASE)] == []


def test_each_text_says_one_thing_in_a_few_words() -> None:
    assert all(len(text.split()) <= 45 for text in texts(WORDING))


def test_a_visitors_braces_are_not_read_as_placeholders() -> None:
    assert "{phone}" in WORDING.say("tell_again", title="{phone}")


FAULTS: list[tuple[str, Callable[[dict], object], str]] = [  # type: ignore[type-arg]
    ("an unknown key", lambda data: data["phrases"].update(hello="x"), "phrases.hello"),
    ("a missing text", lambda data: data["phrases"].pop("paused"), "'paused' is missing"),
    ("a long button", lambda data: data["buttons"].update(go_on="x" * 21), "20 characters are allowed"),
    ("an unknown placeholder", lambda data: data["consent"].update(text="{name}"), "allowed are clinic_name"),
    (
        "an unknown concept",
        lambda data: data["symptom"]["answers"][0].update(states="gout"),
        "allowed are ps_",
    ),
    ("an answer of nothing", lambda data: data["symptom"]["answers"][0].pop("states"), "says nothing"),
    ("an id of another kind", lambda data: data["survey"][0].update(id="flags.x"), "survey.name"),
    ("a limit that is no number", lambda data: data.update(most_questions="six"), "expected a number"),
]


@pytest.mark.parametrize(
    ("change", "expected"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS]
)
def test_a_fault_is_named_with_its_place(
    tmp_path: Path,
    change: Callable[[dict], object],  # type: ignore[type-arg]
    expected: str,
) -> None:
    yaml = YAML()
    data = yaml.load(CLINIC / "screening.yml")
    change(data)
    yaml.dump(data, tmp_path / "screening.yml")
    with pytest.raises(ClinicDataError, match=re.escape(expected)) as raised:
        load_wording(tmp_path, VALUES)
    assert "screening.yml, line" in str(raised.value)
