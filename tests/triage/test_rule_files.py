"""A rule file with a fault stops the start and says where it is and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.clinic_data import ClinicDataError
from bot.clinic_data import read as read_file
from bot.reading import attributes as spoken
from bot.reading import concepts as read
from bot.triage import concepts
from bot.triage.rulebook import load_rulebook
from bot.triage.rules import Rulebook
from bot.triage.vocabulary import vocabulary
from tests.triage.conftest import CLINIC
from tests.triage.small_rules import plain, rules, spoilt, write

FAULTS = (
    # what is written instead, the key that is named, what the message says
    (
        "state: active}\n        then",
        "stat: active}\n        then",
        "when.stat",
        "unknown attribute 'stat'; allowed are",
    ),
    (
        "{state: active}\n        then",
        "{state: activ}\n        then",
        "when.state",
        "'activ' is not known; allowed are",
    ),
    ("then: defer", "then: deferr", "then", "'deferr' is not known; allowed are"),
    ("then: defer", "then: normal_healing", "then", "'normal_healing' is not known; allowed are"),
    ("then: defer", "then: needs_clinician", "branches.0", "'who' is missing"),
    ("        wait: {until: until it is clear}\n", "", "branches.0", "'wait' is missing"),
    ("wait: {until: until it is clear}", "wait: {months: 3, until: so long}", "wait", "needs 'from'"),
    (
        "{until: until it is clear}",
        "{until: so, fortnights: 2}",
        "wait.fortnights",
        "unknown key; allowed are",
    ),
    ("{under: {months: 3}", "{under: {moons: 3}", "under.moons", "unknown key; allowed are"),
    ("{under: {months: 3}", "{under: {months: three}", "under.months", "expected a number"),
    (
        "{under: {months: 3}, of: [state_since, when]}",
        "{of: when}",
        "since",
        "needs one of 'under' and 'over'",
    ),
    (
        "of: [state_since, when]}}\n        default",
        "of: [birth]}}\n        default",
        "since.of.0",
        "'birth' is not known",
    ),
    (
        "source: U\n      - id: psoriasis.recent",
        "source: X9\n      - id: psoriasis.recent",
        "source",
        "'X9' is not known",
    ),
    ("        default: true\n", "", "branches", "no branch says 'default: true'"),
    ("when: {state: active}", "default: true\n        when: {state: active}", "branches", "two branches say"),
    ("default: true", "default: true\n        stated: true", "branches", "cannot be both"),
    ("when: {}\n", "when: {state: active, severity: mild}\n", "branches.2", "can never match"),
    ("when: {state: active}", "when: {}", "branches.1", "can never match: a branch before it always holds"),
    (
        "lane: before\n    branches:\n      - id: psoriasis.active\n        when: {state: active}",
        "lane: before\n    counts: [current]\n    branches:\n      - id: psoriasis.active\n        when: {time: past}",
        "branches.0",
        "can never match: facts count here only when current",
    ),
    ("when: {state: active}", "when: {state: active, absent: [state]}", "branches.0", "can never match"),
    (
        "when: {state: active}",
        "when: {fever_value: {at_least: 39, below: 38}}",
        "branches.0",
        "can never match",
    ),
    (
        "when: {state: active}",
        "when: {severity: {at_least: 39}}",
        "when.severity",
        "'severity' is not a number",
    ),
    ("when: {state: active}", "when: {also: [psoriases]}", "when.also.0", "'psoriases' is not known"),
    (
        "sets: {state: active}",
        'sets: {still: "yes"}, adds: nothing',
        "answers.0.adds",
        "'nothing' is not known",
    ),
    (
        '{title: "Yes", sets: {state: active}}\n          - {title: "No", sets: {state: clear}}',
        '{title: "Yes", sets: {still: "yes"}}',
        "questions.0",
        "fills nothing that a branch asks for; allowed are",
    ),
    (
        '{title: "Yes", sets: {state: active}}',
        "{title: A button far too long for it, sets: {state: active}}",
        "answers.0.title",
        "too long for a button; 20 characters are allowed",
    ),
    ("id: psoriasis.recent", "id: psoriasis.active", "branches.1.id", "used twice"),
    ("id: psoriasis.recent", "id: eczema.recent", "branches.1.id", "starts with its concept"),
    ("title: psoriasis", "titel: psoriasis", "psoriasis.titel", "unknown key; allowed are"),
    ("lane: before", "lane: beside", "lane", "'beside' is not known; allowed are after, before, context"),
    ("reason: It has to be quiet.", "reason: ''", "reason", "expected text"),
    ("  psoriasis:\n", "  psoriases:\n", "concepts", "psoria"),
    ("grade: U", "grade: Z", "sources.U.grade", "'Z' is not known; allowed are A, B, C, D, E, U"),
    ("state_since: date", "state_since: day", "attributes.state_since", "'day' is not known; allowed are"),
    ("healing_days: 28", "healing_days: soon", "healing_days", "expected a number"),
)


@pytest.mark.parametrize(("old", "new", "key", "says"), FAULTS)
def test_a_fault_names_file_line_and_key(old: str, new: str, key: str, says: str, tmp_path: Path) -> None:
    text = spoilt(old, new)
    with pytest.raises(ClinicDataError) as raised:
        load_rulebook(write(tmp_path, text))
    message = str(raised.value)
    assert message.startswith("conditions.yml, line ")
    assert key in message
    assert says in message


def test_the_line_named_is_the_line_of_the_fault(tmp_path: Path) -> None:
    text = spoilt("severity: [mild, severe]", "severity: [mild, severe]").replace(
        "then: defer", "then: deferr", 1
    )
    line = text[: text.index("then: deferr")].count("\n") + 1
    with pytest.raises(ClinicDataError, match=f"line {line},"):
        load_rulebook(write(tmp_path, text))


def test_a_concept_without_rules_is_named(tmp_path: Path) -> None:
    with pytest.raises(ClinicDataError, match="rules are missing for lupus"):
        load_rulebook(write(tmp_path, rules().replace(plain("lupus"), "")))


def test_a_rule_that_looks_at_other_facts_must_not_be_milder(tmp_path: Path) -> None:
    text = spoilt("when: {state: active}\n        then: defer\n        wait: {until: until it is clear}",
                  "when: {also: [eczema]}\n        then: suitable")  # fmt: skip
    with pytest.raises(ClinicDataError, match=r"milder than psoriasis\.recent"):
        load_rulebook(write(tmp_path, text))


def test_a_clinic_replaces_a_branch_and_a_concept(tmp_path: Path) -> None:
    write(tmp_path, rules())
    before = load_rulebook(tmp_path)
    write(
        tmp_path,
        'version: "ours"\n'
        "sources:\n  OWN: {grade: C, cite: our dermatologist}\n"
        "branches:\n  psoriasis.clear:\n    when: {}\n    then: needs_clinician\n    who: our dermatologist\n"
        "    reason: We want to see it.\n    source: OWN\n"
        "concepts:\n" + plain("lupus").replace("then: suitable", "then: not_suitable"),
        "conditions.local.yml",
    )
    ours = load_rulebook(tmp_path)
    assert [branch.then for branch in ours.conditions["psoriasis"].branches] == [
        "defer",
        "defer",
        "needs_clinician",
    ]
    assert ours.conditions["lupus"].branches[0].then == "not_suitable"
    assert ours.version.startswith("1+ours-")
    assert ours.version != before.version


@pytest.mark.parametrize(
    ("local", "says"),
    [
        (
            'version: "2"\nbranches:\n  psoriasis.gone: {then: suitable, reason: A., source: U}\n',
            "no branch of this id",
        ),
        (
            'version: "2"\nbranches:\n  psoriasis.clear: {then: fine, reason: A., source: U}\n',
            "'fine' is not known",
        ),
        ('version: "2"\nconcepts:\n  psoriases: {title: A}\n', "unknown concept; allowed are"),
        ("branches: {}\n", "'version' is missing"),
        ('version: "2"\nrules: []\n', "unknown key; allowed are"),
    ],
)
def test_a_fault_in_the_clinics_own_rules_names_that_file(local: str, says: str, tmp_path: Path) -> None:
    write(tmp_path, rules())
    write(tmp_path, local, "conditions.local.yml")
    with pytest.raises(ClinicDataError) as raised:
        load_rulebook(tmp_path)
    assert str(raised.value).startswith("conditions.local.yml, line ")
    assert says in str(raised.value)


def test_the_version_follows_the_content(tmp_path: Path) -> None:
    first = load_rulebook(write(tmp_path, rules()))
    assert load_rulebook(tmp_path).version == first.version
    assert load_rulebook(write(tmp_path, rules() + "# a word\n")).version != first.version


def test_rules_and_reader_speak_of_the_same_things() -> None:
    known = {name for name in vars(read) if name.isupper()}
    ids = frozenset().union(
        *(getattr(read, name) for name in known if isinstance(getattr(read, name), frozenset))
    )
    assert ids == concepts.ALL


def test_rules_and_reader_use_the_same_details() -> None:
    root = read_file(CLINIC / "conditions.yml")
    words = vocabulary(root.need("attributes"), root.need("kinds"))
    assert words.names == frozenset(spoken.ALLOWED)
    closed = {name: values for name, values in spoken.ALLOWED.items() if isinstance(values, frozenset)}
    assert {name: words.closed[name] for name in closed} == closed
    assert dict(words.kinds) == dict(spoken.KINDS)


def test_every_concept_is_complete(rulebook: Rulebook) -> None:
    for concept in concepts.BEFORE | concepts.CONTEXT:
        assert rulebook.conditions[concept].questions, f"{concept} has no question"
    for condition in rulebook.conditions.values():
        assert condition.title
        for branch in condition.branches:
            assert branch.reason
            assert branch.sources
            if branch.sources == ("U",) and branch.wait is not None:
                assert branch.provisional
    assert "nobody" in rulebook.review
