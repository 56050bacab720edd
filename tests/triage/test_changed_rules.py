"""Rules changed in a copy of the data change the outcome, and no code does."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

from bot.triage.outcome import Outcome
from bot.triage.rulebook import load_rulebook
from bot.triage.rules import Rulebook
from bot.triage.screening import screen
from tests.triage.rows_medicines import ROWS as MEDICINES
from tests.triage.telling import TODAY, told
from tests.triage.test_rule_tables import BEFORE


def _single_rows() -> list[tuple[str, str, str]]:
    """Rows about one fact: what is told, its disposition, its rule."""
    rows = [(facts, *expected.split()[:2]) for facts, expected in BEFORE if len(expected.split()) > 1]
    alone = [
        (facts, then, rule)
        for facts, then, rule in rows
        if " + " not in facts and rule.split(".")[1] != "family"
    ]
    return [
        row
        for row in alone
        if row[0].split()[0] not in ("smp_session", "under_18") and row[1] != "urgent_now"
    ]


def _outcome(facts: str, rulebook: Rulebook) -> Outcome:
    return screen(told(facts), today=TODAY, rulebook=rulebook)


def test_ten_random_rules_changed_change_the_outcome(rules_copy: Path) -> None:
    rows = Random(20261122).sample(sorted({row[2]: row for row in _single_rows()}.values()), 10)
    path = rules_copy / "conditions.yml"
    text = path.read_text(encoding="utf-8")
    changed: dict[str, str] = {}
    for _, then, rule in rows:
        changed[rule] = "not_suitable" if then != "not_suitable" else "suitable_with_precautions"
        pattern = rf"(- id: {re.escape(rule)}\n(?:(?!      - id:).*\n)*?\s+then: ){then}\n"
        text, count = re.subn(pattern, rf"\g<1>{changed[rule]}\n", text)
        assert count == 1
    path.write_text(text, encoding="utf-8")
    ours = load_rulebook(rules_copy)
    for facts, then, rule in rows:
        outcome = _outcome(facts, ours)
        assert rule in [reason.rule for reason in outcome.reasons]
        assert outcome.disposition == changed[rule] != then


def test_a_longer_window_moves_the_date(rules_copy: Path, rulebook: Rulebook) -> None:
    path = rules_copy / "conditions.yml"
    text = path.read_text(encoding="utf-8")
    start = text.index("- id: isotretinoin.recent")
    rule = text[start : text.index("- id:", start + 5)]
    path.write_text(text.replace(rule, rule.replace("months: 6", "months: 9")), encoding="utf-8")
    ours = load_rulebook(rules_copy)
    facts = next(facts for facts, _ in MEDICINES if facts == "isotretinoin ended when=-P8M")
    assert _outcome(facts, rulebook).disposition == "suitable_with_precautions"
    longer = _outcome(facts, ours)
    assert (longer.disposition, str(longer.earliest_date)) == ("defer", "2026-12-22")
    assert longer.rule_version != rulebook.version
