"""Free text to findings, disposition and date, over vignettes written by somebody who had not seen the code.

The file's head says how each is worked from the clinical rule base, and how it may be compared.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.reading.red_flags import load_gate
from bot.screening.at_once import Screener
from bot.triage.dispositions import EMERGENCIES, rank
from bot.understanding.examples import read_examples

HERE = Path(__file__).parent
CLINIC = Path("data/clinic")
TODAY = dt.date(2026, 11, 22)
LEAST_F1 = 0.95
LEAST_RIGHT = 0.97
SESSION = "smp_session"


def listed(name: str) -> list[dict[str, Any]]:
    content = YAML(typ="safe").load((HERE / name).read_text(encoding="utf-8"))
    found = content if isinstance(content, list) else next(v for v in content.values() if isinstance(v, list))
    return list(found)


VIGNETTES = listed("vignettes.yml")
ORDINARY = listed("ordinary.yml")
GATE = load_gate(CLINIC)
EMERGENT = [item for item in VIGNETTES if item["disposition"] in EMERGENCIES]


@pytest.fixture(scope="module")
def screened() -> Mapping[str, dict[str, Any]]:
    """What the command line says of each vignette, by its id."""
    screener = Screener.load(CLINIC)
    return {item["id"]: screener.screen(item["text"], day(item)).to_json() for item in VIGNETTES}


def day(item: Mapping[str, Any]) -> dt.date:
    given = item.get("today", TODAY)
    return given if isinstance(given, dt.date) else dt.date.fromisoformat(given)


def fine(item: Mapping[str, Any]) -> set[str]:
    return {item["disposition"], *(item.get("also_ok") or ())}


def is_right(item: Mapping[str, Any], got: str) -> bool:
    return got in fine(item) or bool(got in EMERGENCIES and fine(item) & EMERGENCIES)


def severity(disposition: str) -> int:
    """0 is the most restrictive; both emergency codes mean the same."""
    if disposition in EMERGENCIES:
        return 0
    after = ("same_day_clinician", "contact_artist_24_48h", "normal_healing")
    return rank(disposition, "after" if disposition in after else "before")


def concepts(findings: Sequence[Mapping[str, Any]]) -> set[tuple[str, bool]]:
    return {(item["concept"], bool(item.get("negated", False))) for item in findings}


def test_there_are_enough_vignettes() -> None:
    assert len(VIGNETTES) >= 250
    assert len(ORDINARY) >= 300


@pytest.mark.parametrize("item", EMERGENT, ids=lambda item: str(item["id"]))
def test_no_emergency_is_missed(screened: Mapping[str, dict[str, Any]], item: Mapping[str, Any]) -> None:
    assert screened[item["id"]]["disposition"] in EMERGENCIES


@pytest.mark.parametrize("item", VIGNETTES, ids=lambda item: str(item["id"]))
def test_no_outcome_is_milder_than_the_rules(
    screened: Mapping[str, dict[str, Any]], item: Mapping[str, Any]
) -> None:
    got = screened[item["id"]]["disposition"]
    assert is_right(item, got) or severity(got) <= min(severity(each) for each in fine(item))


def test_dispositions_are_right(screened: Mapping[str, dict[str, Any]]) -> None:
    wrong = [item["id"] for item in VIGNETTES if not is_right(item, screened[item["id"]]["disposition"])]
    assert len(wrong) <= (1 - LEAST_RIGHT) * len(VIGNETTES), wrong


@pytest.mark.parametrize(
    "item", [item for item in VIGNETTES if "earliest_date" in item], ids=lambda item: str(item["id"])
)
def test_the_earliest_date_is_right(screened: Mapping[str, dict[str, Any]], item: Mapping[str, Any]) -> None:
    expected = item["earliest_date"]
    assert screened[item["id"]]["earliest_date"] == (str(expected) if expected else None)


def test_findings_are_found_and_nothing_else(screened: Mapping[str, dict[str, Any]]) -> None:
    hits = missed = extra = 0
    for item in VIGNETTES:
        got = concepts(screened[item["id"]]["findings"])
        wanted, optional = concepts(item.get("findings") or ()), concepts(item.get("optional") or ())
        hits += len(wanted & got)
        missed += len(wanted - got)
        extra += sum(concept != SESSION for concept, _ in got - wanted - optional)
    assert 2 * hits / (2 * hits + missed + extra) >= LEAST_F1


@pytest.mark.parametrize("item", ORDINARY, ids=lambda item: str(item["id"]))
def test_ordinary_messages_raise_no_alarm(item: Mapping[str, Any]) -> None:
    assert GATE.check(item["text"]) is None


def test_questions_of_the_training_examples_raise_no_alarm() -> None:
    general = [
        example.text
        for example in read_examples(Path("data/nlu"))
        if example.topic not in ("report_symptom", "check_eligibility", "out_of_scope", "talk_to_human")
    ]
    assert [text for text in general if GATE.check(text)] == []
