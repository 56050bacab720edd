"""A clinic edits these files by hand: each fault is named with file, line, key and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.clinic_data import ClinicDataError
from bot.forms.names import OWN_INTENTS
from bot.knowledge import FAQ_TOPICS, Facts, Knowledge, load_knowledge
from bot.knowledge.answers import load_answers
from bot.knowledge.facts import load_facts
from bot.knowledge.phrases import load_phrases
from bot.knowledge.topics import PHRASES as PHRASE_IDS

PAIN = "    first: It hurts a little for most people, about {pain_level}, depending on your own tolerance."

ANSWERS = [
    (
        PAIN,
        PAIN.replace("{pain_level}", "{pain_levle}"),
        "answers.pain.first",
        "'{pain_levle}' is not known here",
    ),
    (PAIN, PAIN.replace("{pain_level}", "{no_cuts}"), "answers.pain.first", "'{no_cuts}' is not known here"),
    (PAIN, PAIN.replace("{pain_level}", "{cost}"), "answers.pain.first", "allowed are"),
    (PAIN, PAIN.replace("{pain_level}", "{session_gap}"), "answers.pain.first", "not in the list 'facts'"),
    (PAIN, PAIN.replace("{pain_level}", "2 to 4"), "answers.pain.first", "'2' is a number in the text"),
    (PAIN, PAIN.replace("{pain_level}", "three"), "answers.pain.first", "'three' is a number in the text"),
    (PAIN, PAIN.replace("{pain_level}", "a month"), "answers.pain.first", "'a month' is a number"),
    (PAIN, PAIN.replace("{pain_level}", "{pain_level"), "answers.pain.first", "a brace stands alone"),
    (PAIN, PAIN.replace("{pain_level}", "{pain_level:big}"), "answers.pain.first", "a brace stands alone"),
    (PAIN, PAIN.rstrip("."), "answers.pain.first", "expected a whole sentence"),
    (PAIN, "    first: ''", "answers.pain.first", "expected text"),
    (PAIN, PAIN.rstrip(".") + " word" * 40 + ".", "answers.pain", "fewer than 90 are allowed"),
    ("    title: Pain\n", "    title: Pain that you may feel then\n", "answers.pain.title", "at most 24"),
    (
        "    question: Does it hurt?",
        f"    question: Does it {'really ' * 9}hurt?",
        "answers.pain.question",
        "at most 60",
    ),
    (
        "title: About numbing, topic",
        "title: About the numbing cream, topic",
        "answers.pain.next.0.title",
        "at most 20",
    ),
    (
        "{title: About numbing, topic: anesthetic}",
        "{title: About numbing, topic: anaesthetic}",
        "answers.pain.next.0.topic",
        "'anaesthetic' is not known; allowed are",
    ),
    (
        "{title: About numbing, topic: anesthetic}",
        "{title: About numbing, topic: procedure_steps}",
        "answers.pain.next.1",
        "offered twice",
    ),
    (
        "{title: About numbing, topic: anesthetic}",
        "{title: About numbing, topic: greet}",
        "answers.pain.next.0.topic",
        "'greet' is not known",
    ),
    (
        "facts: [pain_level, mild_pain",
        "facts: [pain_level, mild_pian",
        "answers.pain.facts.1",
        "'mild_pian' is not known",
    ),
    ("facts: [insurance_excluded]", "facts: []", "answers.insurance.facts", "at least one fact"),
    ("  pain:\n", "  pian:\n", "answers", "there is no answer for pain."),
    ("  - infection_risk\n", "  - infections\n", "safety_first.0", "'infections' is not known"),
    (
        "    caveat: Pain that gets worse",
        "    caveats: Pain that gets worse",
        "answers.pain.caveats",
        "unknown key",
    ),
]

FACTS = [
    (
        "    value: [2, 4]\n    unit: sessions",
        "    value: [4, 2]\n    unit: sessions",
        "facts.sessions_count.value",
        "low below high",
    ),
    (
        "    value: [2, 4]\n    unit: sessions",
        "    value: [2, 3, 4]\n    unit: sessions",
        "facts.sessions_count.value",
        "[low, high]",
    ),
    (
        "    value: [2, 4]\n    unit: sessions",
        "    value: two\n    unit: sessions",
        "facts.sessions_count.value",
        "expected a number",
    ),
    (
        "    value: [2, 4]\n    unit: sessions",
        "    value: [0, 4]\n    unit: sessions",
        "facts.sessions_count.value.0",
        "not above zero",
    ),
    (
        "    value: [2, 4]\n    unit: sessions",
        "    value: [2, 4]\n    unit: visits",
        "facts.sessions_count.unit",
        "allowed are",
    ),
    (
        "    value: [2, 4]\n    unit: sessions",
        "    value: [2, 4]",
        "facts.sessions_count",
        "'unit' or 'currency'",
    ),
    (
        "    value: [2, 4]\n    unit: sessions",
        "    unit: sessions",
        "facts.sessions_count.says",
        "must hold {value}",
    ),
    (
        "    value: [2, 4]\n    unit: sessions",
        "    value: [2, 4]\n    unit: sessions\n    basis: per_session",
        "facts.sessions_count.basis",
        "only beside 'currency'",
    ),
    (
        "says: A course is {value}.",
        "says: A course is 2 to 4 sessions.",
        "facts.sessions_count.says",
        "'2' is a number",
    ),
    (
        "says: SMP needs no cuts.",
        "says: SMP needs no cuts.\n    unit: days",
        "facts.no_cuts.unit",
        "only beside 'value'",
    ),
    ("    basis: per_session\n", "", "facts.price_turkey_session", "'basis' is missing"),
    (
        "    basis: per_session\n",
        "    basis: per_visit\n",
        "facts.price_turkey_session.basis",
        "per_course_of_3, per_session",
    ),
    (
        "    currency: USD\n    basis: per_session",
        "    currency: dollars\n    basis: per_session",
        "facts.price_turkey_session.currency",
        "allowed are EUR, GBP, TRY, USD",
    ),
    (
        "times: sessions_usual",
        "times: sessions",
        "facts.price_turkey_course.value.times",
        "there is no fact 'sessions'",
    ),
    (
        "times: sessions_usual",
        "times: sessions_count",
        "facts.price_turkey_course.value.times",
        "single number",
    ),
    (
        "times: sessions_usual",
        "times: no_cuts",
        "facts.price_turkey_course.value.times",
        "no figure of its own",
    ),
    ("lines: [108]}", "lines: [0]}", "facts.pain_level.source.0.lines.0", "counted from 1"),
    (
        "    approval: the clinic’s manager\n",
        "    aproval: the clinic’s manager\n",
        "facts.insurance_excluded.aproval",
        "unknown key",
    ),
    (
        "    departs: we do not know every insurer’s terms\n",
        "",
        "facts.insurance_excluded.approval",
        "only beside 'departs'",
    ),
]

PHRASES = [
    (
        "{phone}. In an emergency",
        "{telephone}. In an emergency",
        "phrases.not_read.text.1",
        "'{telephone}' is not known",
    ),
    ("  greet:\n", "  greeting:\n", "phrases.greeting", "unknown key"),
    (
        "use shampoo from day {shampoo_from:number}",
        "use shampoo from day 15",
        "tasks.plan_dates.text.1",
        "'15' is a number",
    ),
    (
        "facts: [wash_from, shampoo_from,",
        "facts: [shampoo_from,",
        "tasks.plan_dates.text.1",
        "not in the list 'facts'",
    ),
    ("    title: My data\n", "", "tasks.privacy", "'title' is missing"),
    ("topic: what_is_smp}", "topic: smp}", "phrases.welcome.next.0.topic", "'smp' is not known"),
]

FAULTS = [
    pytest.param(file, *fault, id=f"{file}: {fault[2]}: {fault[3]}")
    for file, faults in (("answers.yml", ANSWERS), ("facts.yml", FACTS), ("phrases.yml", PHRASES))
    for fault in faults
]


def load(path: Path, facts: Facts) -> None:
    """Reads that one file as `load_knowledge` would."""
    if path.name == "facts.yml":
        load_facts(path)
    elif path.name == "answers.yml":
        load_answers(path, facts)
    else:
        load_phrases(path, facts, FAQ_TOPICS)


@pytest.mark.parametrize(("file", "old", "new", "key", "problem"), FAULTS)
def test_a_fault_is_named_with_file_line_and_key(
    knowledge: Knowledge, clinic_copy: Path, file: str, old: str, new: str, key: str, problem: str
) -> None:
    path = clinic_copy / file
    text = path.read_text(encoding="utf-8")
    where = _place(text, old, key)
    path.write_text(text[:where] + new + text[where + len(old) :], encoding="utf-8")
    with pytest.raises(ClinicDataError) as error:
        load(path, knowledge.facts)
    assert str(error.value).startswith(f"{file}, line ")
    assert f"key '{key}'" in str(error.value)
    assert problem in str(error.value)


def _place(text: str, old: str, key: str) -> int:
    """Where `old` stands, first after the entry that `key` belongs to, if the entry is older than it."""
    parts = key.split(".")
    entry = text.find(f"\n  {parts[1]}:\n") if len(parts) > 1 else -1
    place = text.find(old, max(entry, 0))
    assert place >= 0, f"{old!r} is not in the file any more"
    return place


def test_the_line_is_the_one_to_mend(clinic_copy: Path) -> None:
    path = clinic_copy / "answers.yml"
    lines = path.read_text(encoding="utf-8").split("\n")
    number = lines.index(PAIN) + 1
    lines[number - 1] = PAIN.replace("{pain_level}", "4")
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ClinicDataError, match=f"^answers.yml, line {number}, key 'answers.pain.first'"):
        load_knowledge(clinic_copy)


@pytest.mark.parametrize("file", ["facts.yml", "answers.yml", "phrases.yml", "clinic.yml"])
def test_a_missing_file_is_named(clinic_copy: Path, file: str) -> None:
    (clinic_copy / file).unlink()
    with pytest.raises(ClinicDataError, match=f"{file}: the file is missing"):
        load_knowledge(clinic_copy)


@pytest.mark.parametrize("topic", ["what_is_smp", "pain", "vs_transplant"])
def test_no_topic_may_be_left_without_an_answer(clinic_copy: Path, topic: str) -> None:
    path = clinic_copy / "answers.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f"\n  {topic}:\n", f"\n  {topic}_too:\n", 1), encoding="utf-8")
    with pytest.raises(ClinicDataError, match=f"there is no answer for {topic}[.,]"):
        load_knowledge(clinic_copy)


def test_a_clinic_may_add_a_topic(clinic_copy: Path) -> None:
    path = clinic_copy / "answers.yml"
    added = (
        "\n  parking:\n    title: Parking\n    question: Where can I park?\n"
        "    first: You can park behind the studio.\n"
        "    next: [{title: Prices, topic: cost}]\n    facts: [no_cuts]\n"
    )
    path.write_text(path.read_text(encoding="utf-8") + added, encoding="utf-8")
    knowledge = load_knowledge(clinic_copy)
    assert knowledge.answer("parking").text == "You can park behind the studio."
    assert "parking" in knowledge.topics


@pytest.mark.parametrize("file", ["facts.yml", "answers.yml", "phrases.yml", "clinic.yml"])
def test_the_version_changes_with_every_file(knowledge: Knowledge, clinic_copy: Path, file: str) -> None:
    before = load_knowledge(clinic_copy).version
    assert before == knowledge.version
    path = clinic_copy / file
    path.write_text(path.read_text(encoding="utf-8") + "\n# a note\n", encoding="utf-8")
    after = load_knowledge(clinic_copy).version
    assert len(after) == 12
    assert after != before


def test_topics_are_those_that_the_assistant_understands(knowledge: Knowledge, clinic_folder: Path) -> None:
    domain = YAML(typ="safe").load((clinic_folder.parents[1] / "domain.yml").read_text(encoding="utf-8"))
    social = {*PHRASE_IDS, "ask_source", "go_elsewhere", *OWN_INTENTS}
    intents = {intent if isinstance(intent, str) else next(iter(intent)) for intent in domain["intents"]}
    assert set(knowledge.topics) == intents - social
