"""A clinic edits aftercare.yml by hand: each fault is named with file, line, key and what is allowed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.aftercare.rule_reading import load_rules
from bot.aftercare.rules import Rules
from bot.clinic_data import ClinicDataError
from tests.aftercare.conftest import CLINIC

Change = Callable[[Any], object]


def step(data: Any, id_: str) -> Any:
    return next(item for item in data["steps"] if item["id"] == id_)


def changed(folder: Path, change: Change, file: str = "aftercare.yml") -> Path:
    for name in ("aftercare.yml", "facts.yml", "answers.yml"):
        shutil.copy(CLINIC / name, folder / name)
    yaml = YAML()
    data = yaml.load(folder / file)
    change(data)
    yaml.dump(data, folder / file)
    return folder


FAULTS: list[tuple[str, Change, str, str]] = [
    ("an unknown key", lambda d: d.update(stepz=[]), "stepz", "unknown key; allowed are"),
    ("a missing text", lambda d: step(d, "keep_dry").pop("text"), "steps.0", "'text' is missing"),
    ("a day that is no number", lambda d: step(d, "keep_dry").update(to_day="three"), "steps.0.to_day", "a number"),
    ("a day before day 0", lambda d: step(d, "keep_dry").update(from_day=-1), "steps.0.from_day", "from 0 to"),
    ("half a day", lambda d: step(d, "keep_dry").update(to_day=2.5), "steps.0.to_day", "whole number"),
    ("an end before the beginning", lambda d: step(d, "pools_wait").update(to_day=5), "to_day", "before 'from_day'"),
    ("an unknown kind", lambda d: step(d, "keep_dry").update(kind="must"), "steps.0.kind", "allowed are ask, avoid"),
    ("an unknown basis", lambda d: step(d, "keep_dry").update(basis="hearsay"), "basis", "allowed are caution, source"),
    ("a caution without a reason", lambda d: step(d, "no_sun").pop("why"), "basis", "'why' is needed"),
    ("a reason without a caution", lambda d: step(d, "keep_dry").update(why="So."), "basis", "only for it"),
    ("a number in a text", lambda d: step(d, "shave").update(text="Shave from day 15."), "text", "'1' is a number"),
    ("no whole sentence", lambda d: step(d, "shave").update(text="Shave"), "text", "a whole sentence"),
    ("a title too long", lambda d: step(d, "shave").update(title="x" * 25), "title", "24 characters are allowed"),
    ("the same id twice", lambda d: step(d, "shave").update(id="shampoo"), "id", "there twice"),
    ("a gap between two steps", lambda d: step(d, "keep_dry").update(to_day=2), "then", "day after 'keep_dry' ends"),
    ("a follower that is none", lambda d: step(d, "keep_dry").update(then="rest"), "then", "allowed are"),
    ("an unknown fact", lambda d: step(d, "keep_dry").update(facts=["dry"]), "facts.0", "'dry' is not known"),
    ("an unknown topic", lambda d: step(d, "keep_dry").update(topics=["wash"]), "topics.0", "'wash' is not known"),
    ("a medicine in the calendar", lambda d: step(d, "minoxidil").update(calendar="Foam"), "calendar", "private"),
    (
        "a day that is not the fact's",
        lambda d: step(d, "shave").update(from_day=10),
        "from_day",
        "do not agree with 'shave_from' of facts.yml (15)",
    ),
    (
        "a careful day that is not the fact's",
        lambda d: step(d, "wash_gently").update(safe_day=5),
        "from_day",
        "do not agree with 'wash_from' of facts.yml (6)",
    ),
    ("another gap than the fact's", lambda d: d["sessions"]["gap_days"].update(about=10), "about", "facts.yml"),
    ("another course than the fact's", lambda d: d["sessions"]["count"].update(high=6), "count.low", "facts.yml"),
    ("an event of an unknown step", lambda d: d["events"]["gym"].update(steps=["rest"]), "gym.steps.0", "allowed are"),
    ("an event of an endless step", lambda d: d["events"]["gym"].update(steps=["shave"]), "gym.steps.0", "allowed"),
    ("an event of nothing", lambda d: d["events"]["gym"].update(steps=[]), "events.gym", "meets nothing"),
    ("an unknown fit", lambda d: d["events"]["gym"].update(fit="maybe"), "gym.fit", "allowed are depends, no"),
    ("no rule for the rest", lambda d: d["events"].pop("generic"), "events", "'generic' is missing"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "key", "expected"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS]
)
def test_a_fault_is_named_with_its_place(tmp_path: Path, change: Change, key: str, expected: str) -> None:
    with pytest.raises(ClinicDataError) as raised:
        load_rules(changed(tmp_path, change))
    assert str(raised.value).startswith("aftercare.yml, line ")
    assert key in str(raised.value)
    assert expected in str(raised.value)


def test_a_figure_changed_in_the_facts_alone_is_noticed(tmp_path: Path) -> None:
    folder = changed(tmp_path, lambda data: data["facts"]["shave_from"].update(value=20), "facts.yml")
    with pytest.raises(ClinicDataError, match=r"aftercare.yml, line \d+.*shave_from.*20"):
        load_rules(folder)


def test_the_version_changes_with_the_file(tmp_path: Path, rules: Rules) -> None:
    other = load_rules(changed(tmp_path, lambda data: data.update(version="next")))
    assert len(rules.version) == 12
    assert other.version != rules.version


def test_every_step_says_where_it_comes_from(rules: Rules) -> None:
    for item in rules.steps:
        assert item.source.lines
        assert item.facts
        assert item.basis == "source" or item.why


def test_no_text_tells_anybody_to_stop_a_medicine(rules: Rules) -> None:
    texts = [item.text for item in rules.steps] + [event.ask or "" for event in rules.events.values()]
    assert not [text for text in texts if "stop" in text.lower()]
