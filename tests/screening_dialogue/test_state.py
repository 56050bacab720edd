"""What goes through JSON and buttons comes back as it was."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from bot.reading.findings import Finding
from bot.screening.dialogue import Dialogue
from bot.screening.facts import fact_from_json, fact_of, fact_to_json
from bot.screening.state import Given, State, from_json, to_json
from bot.screening.turns import choice, choice_of
from bot.triage.facts import Fact

DAY = dt.date(2026, 11, 22)
FACT = Fact(
    "isotretinoin",
    uncertain=True,
    temporality="past",
    when="-P5M",
    when_from=dt.date(2026, 6, 1),
    when_to=dt.date(2026, 6, 30),
    started=dt.date(2025, 1, 1),
    ended=True,
    experiencer="other",
    text="accutane",
    attributes={"drug": "isotretinoin"},
)


def test_a_fact_survives_json() -> None:
    assert fact_from_json(json.loads(json.dumps(fact_to_json(FACT)))) == FACT


def test_a_whole_state_survives_json() -> None:
    given = Given("a.b", "a", "yes", DAY, {"site": "ear"}, (FACT,), open=True)
    state = State(
        DAY, "problem", "after", "other", "given", (FACT,), (given,), "a.b", (FACT,), 1, True, "c1", "s1"
    )
    assert from_json(json.loads(json.dumps(to_json(state)))) == state


def test_a_state_of_another_version_is_refused() -> None:
    with pytest.raises(KeyError):
        from_json({"day": "2026-11-22"})


def test_every_field_of_a_finding_reaches_the_rules(dialogue: Dialogue) -> None:
    (finding,) = dialogue.reader.read("I came off accutane five months ago", DAY)
    fact = fact_of(finding)
    shared = [name for name in Fact.__dataclass_fields__ if name in Finding.__dataclass_fields__]
    assert shared == list(Fact.__dataclass_fields__)
    assert all(getattr(fact, name) == getattr(finding, name) for name in shared)


@pytest.mark.parametrize("id_", ["consent#yes", "keloid_history.site#1", 'a"b'])
def test_a_buttons_choice_comes_back(id_: str) -> None:
    assert choice_of(choice("Title", id_).payload) == id_


@pytest.mark.parametrize("text", ["/pain", "/screening", "/screening{", '/screening{"choice":3}', "yes", ""])
def test_what_is_no_button_of_ours_is_no_choice(text: str) -> None:
    assert choice_of(text) is None


def test_every_question_has_buttons_that_fit_the_narrowest_channel(dialogue: Dialogue) -> None:
    state = State(DAY)
    for condition in dialogue.asking.rulebook.conditions.values():
        for question in condition.questions:
            ask = dialogue.asking.find(question.id, state)
            assert all(len(choice("", f"{ask.id}#unsure").payload.encode()) <= 64 for _ in ask.options)
