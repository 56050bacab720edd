"""A clinic edits reminders.yml by hand: each fault is named with file, line, key and what is allowed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.clinic_data import ClinicDataError
from bot.reminders.rules import FILE, load_rules
from tests.reminders.known import CARE, FOLDER, KNOWLEDGE, RULES


@pytest.mark.parametrize(
    ("old", "new", "key", "problem"),
    [
        ('from: "20:00"', 'from: "25:00"', "quiet_hours.from", "'25:00' is not a time of day"),
        ("steps: [wash_gently,", "steps: [wash_gentle,", "care.steps.0", "'wash_gentle' is not known"),
        ("days: [3, 10]", "days: [10, 3]", "check", "the days must rise"),
        ("days: [3, 10]", "days: [3, 100]", "check.days.1", "a whole number from 0 to 60"),
        ("late_hours: 18", "late_hours: -1", "session.late_hours", "a whole number"),
        ("[tender_at_first,", "[settled_after,", "normal.0.facts.0", "'settled_after' is not known"),
        (
            "{day} after your session. How",
            "{date} after your session. How",
            "phrases.check",
            "'{date}' is not known",
        ),
        ("better: Better", "better: Better than it was yesterday", "buttons.better", "too long for a button"),
        ("deferred: {at", "deferrd: {at", "deferrd", "unknown key"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, old: str, new: str, key: str, problem: str) -> None:
    shutil.copytree(FOLDER, tmp_path / "clinic")
    file = tmp_path / "clinic" / FILE
    before = file.read_text(encoding="utf-8")
    assert before.count(old) >= 1
    file.write_text(before.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ClinicDataError) as fault:
        load_rules(tmp_path / "clinic", CARE, KNOWLEDGE)
    assert str(fault.value).startswith(f"{FILE}, line ")
    assert f"key '{key}'" in str(fault.value)
    assert problem in str(fault.value)


def test_what_is_said_promises_nothing_and_names_its_end() -> None:
    said = " ".join(RULES.wording.phrases.values()).lower()
    for word in ("guarantee", "certainly", "perfect", "100", "no risk", "harmless", "nothing to worry"):
        assert word not in said
    assert "STOP" in RULES.wording.say("offer")
    assert "STOP" in RULES.wording.say("stop_hint")
