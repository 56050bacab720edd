"""Stored screenings decided anew: what would be told differently, and to how many."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulation.screenings import KINDS, Replayed, StoredCase, grouped, kind_of, replay
from bot.triage.facts import Fact
from bot.triage.rules import Rulebook
from bot.triage.screening import screen
from tests.simulation.conftest import Changed

TODAY = dt.date(2026, 11, 22)
KELOID = Fact("keloid_history", text="keloid", attributes={"site": "ear"})
ROACCUTANE = Fact(
    "isotretinoin", temporality="past", ended=True, when="-P2M", when_to=dt.date(2026, 9, 22), text="accutane"
)
DIABETES = Fact("diabetes", text="diabetic")

ONE_ELSEWHERE = """branches:
  keloid_history.one_elsewhere:
    id: keloid_history.one_elsewhere
    when: {}
    default: true
    then: %s
    who: a dermatologist, who agrees in writing and sees a small test spot first
    reason: A keloid elsewhere.
    precautions: [%s]
    source: [U]
"""


def case(*facts: Fact, person: str = "p1", told: str = "needs_clinician") -> StoredCase:
    id_ = f"{person}-{'-'.join(fact.concept for fact in facts)}"
    return StoredCase(id_, f"c-{person}", person, facts, TODAY, None, "before", told)


def test_the_same_rules_change_nothing(rulebook: Rulebook) -> None:
    assert replay([case(KELOID), case(ROACCUTANE, told="defer")], rulebook, rulebook) == Replayed((), 0)


@pytest.mark.parametrize(
    ("then", "precautions", "kind"),
    [
        ("suitable_with_precautions", "a small test spot before anything larger", "milder"),
        ("not_suitable", "a small test spot before anything larger", "stricter"),
        ("needs_clinician", "", "fewer"),
        ("needs_clinician", "a small test spot before anything larger", "other"),
    ],
)
def test_a_changed_rule_changes_those_whom_it_is_about(
    rulebook: Rulebook, changed: Changed, then: str, precautions: str, kind: str
) -> None:
    rules = changed(ONE_ELSEWHERE % (then, precautions))
    (found,) = replay([case(KELOID), case(DIABETES)], rulebook, rules).changes
    assert found.kind == kind
    assert (found.before.disposition, found.after.disposition) == ("needs_clinician", then)
    assert found.causes == ("keloid_history.one_elsewhere",) * 2


def test_a_shorter_wait_allows_a_session_sooner_and_a_longer_one_later(
    rulebook: Rulebook, changed: Changed
) -> None:
    text = """branches:
  isotretinoin.recent:
    id: isotretinoin.recent
    when: {since: {under: {months: %d}, of: [when]}}
    default: true
    then: defer
    wait: {months: %d, from: [when], until: until it has worn off}
    reason: It wears off.
    source: [U]
"""
    (sooner,) = replay([case(ROACCUTANE)], rulebook, changed(text % (6, 3))).changes
    (later,) = replay([case(ROACCUTANE)], rulebook, changed(text % (11, 11))).changes
    assert (sooner.kind, later.kind) == ("sooner", "later")


def test_whoever_was_told_something_else_by_older_rules_is_counted(rulebook: Rulebook) -> None:
    cases = [
        case(KELOID),
        case(KELOID, told="suitable", person="p2"),
        case(KELOID, told="defer", person="p2"),
    ]
    assert replay(cases, rulebook, rulebook) == Replayed((), outdated=1)


def replay_rule(rulebook: Rulebook, fact: Fact) -> str:
    return screen([fact], today=TODAY, rulebook=rulebook).reasons[0].rule


def test_milder_ones_come_first_and_people_are_counted_once(rulebook: Rulebook, changed: Changed) -> None:
    rules = changed(ONE_ELSEWHERE % ("suitable_with_precautions", "") + _diabetes(rulebook))
    cases = [
        case(DIABETES, person="p1"),
        case(KELOID, person="p2"),
        case(KELOID, ROACCUTANE, person="p2"),
        case(KELOID, person="p3"),
    ]
    groups = grouped(replay(cases, rulebook, rules).changes)
    assert [KINDS.index(group.kind) for group in groups] == sorted(
        KINDS.index(group.kind) for group in groups
    )
    assert (groups[0].kind, groups[0].people) == ("milder", 2)
    assert groups[-1].kind == "stricter"


def _diabetes(rulebook: Rulebook) -> str:
    rule = replay_rule(rulebook, DIABETES)
    first = f"  {rule}:\n    id: {rule}\n    when: {{}}\n    default: true\n"
    return f"{first}    then: not_suitable\n    reason: No.\n    source: [U]\n"


@pytest.mark.parametrize("disposition", ["normal_healing", "same_day_clinician", "emergency_now"])
def test_another_lane_counts_as_milder_unless_it_becomes_an_emergency(
    rulebook: Rulebook, disposition: str
) -> None:
    before = screen([DIABETES], today=TODAY, rulebook=rulebook)
    after = replace(before, lane="after", disposition=disposition)
    assert kind_of(before, after) == ("stricter" if disposition == "emergency_now" else "milder")


CONCEPTS = st.sampled_from(["keloid_history", "diabetes", "isotretinoin", "psoriasis", "pregnancy"])


@given(st.lists(st.tuples(CONCEPTS, st.booleans()), max_size=4))
def test_no_outcome_differs_from_itself(rulebook: Rulebook, told: list[tuple[str, bool]]) -> None:
    facts = [Fact(concept, negated=negated, text=concept) for concept, negated in told]
    outcome = screen(facts, today=TODAY, rulebook=rulebook)
    assert kind_of(outcome, outcome) is None
