"""Rules side by side: whatever cannot be shown to be as strict as before counts as perhaps milder."""

from __future__ import annotations

import pytest

from bot.simulation.rules import NEEDS_SECOND, differences
from bot.triage.rules import Rulebook
from tests.simulation.conftest import Changed

BRANCH = {
    "id": "keloid_history.one_elsewhere",
    "when": "{}",
    "default": "true",
    "then": "needs_clinician",
    "who": "a dermatologist, who agrees in writing and sees a small test spot first",
    "reason": (
        ">-\n      A needle injury can start a scar that grows beyond the wound, so one keloid elsewhere needs a skin\n"
        "      specialist's view."
    ),
    "precautions": "[a small test spot before anything larger]",
    "source": "[KE1, KE2, F1, D1, U]",
    "provisional": "true",
}


def branch(**changes: str) -> str:
    rows = "".join(f"    {key}: {value}\n" for key, value in (BRANCH | changes).items() if value)
    return f"branches:\n  {BRANCH['id']}:\n{rows}"


def test_the_same_rules_do_not_differ(rulebook: Rulebook, changed: Changed) -> None:
    assert differences(rulebook, rulebook) == ()
    assert differences(rulebook, changed(branch())) == ()


@pytest.mark.parametrize(
    ("changes", "strictness"),
    [
        ({"then": "suitable_with_precautions"}, "milder"),
        ({"then": "suitable"}, "milder"),
        ({"then": "defer", "wait": "{until: until it is flat}"}, "stricter"),
        ({"then": "not_suitable"}, "stricter"),
        ({"when": "{site: ear}"}, "perhaps milder"),
        ({"who": "the artist"}, "perhaps milder"),
        ({"precautions": ""}, "perhaps milder"),
        ({"precautions": "[a small test spot before anything larger, go slowly]"}, "stricter"),
        ({"wait": "{months: 6, from: [when], until: it is flat}"}, "stricter"),
        ({"reason": "In other words."}, "wording"),
        ({"provisional": ""}, "wording"),
    ],
)
def test_each_change_of_a_rule_is_weighed(
    rulebook: Rulebook, changed: Changed, changes: dict[str, str], strictness: str
) -> None:
    found = differences(rulebook, changed(branch(**changes)))
    assert {one.rule for one in found} <= {BRANCH["id"], "keloid_history"}
    assert found[0].strictness == strictness


def test_a_wait_made_shorter_is_milder_and_one_made_longer_stricter(
    rulebook: Rulebook, changed: Changed
) -> None:
    def waits(months: int) -> Rulebook:
        return changed(branch(then="defer", wait=f"{{months: {months}, from: [when], until: it is flat}}"))

    assert differences(waits(6), waits(3))[0].strictness == "milder"
    assert differences(waits(6), waits(9))[0].strictness == "stricter"
    assert differences(waits(6), waits(1))[0].what == "waits 1 month, it is flat (now: 6 months, it is flat)"


def test_a_whole_concept_with_other_rules_is_perhaps_milder(rulebook: Rulebook, changed: Changed) -> None:
    whole = (
        "concepts:\n  diabetes:\n    title: diabetes\n    lane: before\n    branches:\n"
        "      - id: diabetes.all\n        when: {}\n        default: true\n        then: needs_clinician\n"
        "        who: your doctor\n        reason: Healing is slower.\n        source: [U]\n"
    )
    found = differences(rulebook, changed(whole))
    assert found[0].strictness in NEEDS_SECOND
    assert any(one.what == "the rule is gone" for one in found)


def test_what_might_be_milder_is_named_first(rulebook: Rulebook, changed: Changed) -> None:
    found = differences(
        rulebook, changed(branch(then="suitable", reason="In other words.", who="the artist"))
    )
    assert [one.strictness for one in found] == ["milder", "perhaps milder", "wording"]
