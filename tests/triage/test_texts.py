"""Hard limits of clinical.md 0.4, over every text that the screening can produce."""

from __future__ import annotations

import re

import pytest

from bot.triage import wording
from bot.triage.questions import apply_answer
from bot.triage.rulebook import load_rulebook
from bot.triage.rules import Branch
from bot.triage.screening import screen
from tests.triage.conftest import CLINIC
from tests.triage.rows_after import ROWS as AFTER
from tests.triage.telling import TODAY, told
from tests.triage.test_rule_tables import BEFORE

RULES = load_rulebook(CLINIC)
MARKS_AND_RASHES = (
    "suspicious_mole",
    "mole_birthmark",
    "skin_cancer",
    "warts_molluscum",
    "ps_lump_granuloma",
    "ps_late_bumps",
    "ps_spreading_redness",
    "ps_allergic_rash",
    "ps_keloid_forming",
)
PRESCRIBED = (
    "anticoagulant drug=apixaban",
    "antiplatelet prescribed=yes",
    "systemic_steroid",
    "immunosuppression drug=methotrexate",
    "minoxidil route=oral",
    "finasteride route=oral",
    "nsaid prescribed=yes",
    "heart_disease",
    "cancer_history on_treatment=yes",
    "antibiotics",
)


def _of(branch: Branch) -> list[str]:
    wait = [branch.wait.until] if branch.wait is not None else []
    return [branch.reason, branch.who, *branch.precautions, *wait]


def _texts(concept: str) -> list[str]:
    condition = RULES.conditions[concept]
    family = [condition.family] if condition.family is not None else []
    asked = [
        text
        for question in condition.questions
        for text in (question.ask, question.why, *(answer.title for answer in question.answers))
    ]
    branches = [text for branch in (*condition.branches, *family) for text in _of(branch)]
    return [condition.title, *branches, *asked, wording.single(RULES, concept)]


def _whole_answers() -> list[str]:
    before = [screen(told(facts), today=TODAY, rulebook=RULES) for facts, _ in BEFORE]
    after = [screen(told(facts), today=TODAY, lane="after", rulebook=RULES) for _, facts, _ in AFTER]
    return [wording.told(outcome) for outcome in (*before, *after)]


CONSTANTS = [value for value in vars(wording).values() if isinstance(value, str)]
EVERYTHING = sorted(
    {
        *(text for concept in RULES.conditions for text in _texts(concept)),
        *_whole_answers(),
        *wording.HEADLINES.values(),
        *(text for text in CONSTANTS if " " in text),
        wording.general_answer(RULES),
    }
)


@pytest.mark.parametrize(
    "never",
    [
        r"\b(stop|skip|pause|discontinue|halve|reduce|miss|drop)(ping)? (taking|using|your|the|it|them|this|all|any)\b",
        r"\bcome off\b",
        r"\bleave out\b",
        r"\b(don't|do not) take\b",
        r"\bwithout your (tablets|medicine)",
        r"\bhold (back|off) (on )?(your|the) (medicine|tablets|dose)",
    ],
)
def test_nobody_is_told_to_stop_a_medicine(never: str) -> None:
    assert [text for text in EVERYTHING if re.search(never, text, re.IGNORECASE)] == []


@pytest.mark.parametrize("facts", PRESCRIBED)
def test_a_prescribed_medicine_goes_on(facts: str) -> None:
    reason = screen(told(facts), today=TODAY, rulebook=RULES).reasons[0]
    said = " ".join((reason.text, *reason.precautions))
    assert re.search(r"as prescribed|[Kk]eep taking|Finish the course", said)


@pytest.mark.parametrize("concept", MARKS_AND_RASHES)
def test_marks_lumps_and_rashes_are_never_played_down(concept: str) -> None:
    soothing = r"harmless|benign|nothing (to worry|serious)|don't worry|\b(fine|normal|safe|probably)\b"
    assert [text for text in _texts(concept) if re.search(soothing, text, re.IGNORECASE)] == []


def test_a_mark_that_changed_always_needs_a_doctor() -> None:
    branches = RULES.conditions["suspicious_mole"].branches
    assert {branch.then for branch in branches} == {"needs_clinician"}
    assert all("days" in branch.who for branch in branches)


def test_no_patch_test_proves_anything() -> None:
    about = [text for text in EVERYTHING if re.search(r"patch test|test spot|test area", text)]
    assert about
    claims = r"proves?\b|guarantee|rules? out|makes sure|certain that|shows that|means (that )?you"
    assert [text for text in about if re.search(claims, text, re.IGNORECASE)] == []


@pytest.mark.parametrize("concept", ["hiv", "hepatitis"])
def test_a_virus_alone_is_never_a_refusal(concept: str) -> None:
    assert "not_suitable" not in {branch.then for branch in RULES.conditions[concept].branches}


def test_nobody_is_given_a_diagnosis() -> None:
    naming = (
        r"\byou(?:'ve| have) (?!to\b|been\b)|\byou(?:'re| are) suffering|\bsounds like (?:an? )?|"
        r"\b(?:this|it|that) is (?:an? )?(?:infection|allergy|keloid|melanoma|cancer|eczema|psoriasis|cellulitis)"
    )
    assert [text for text in EVERYTHING if re.search(naming, text, re.IGNORECASE)] == []


def test_redness_is_not_judged_by_colour_alone() -> None:
    for concept in ("ps_spreading_redness", "ps_normal_redness"):
        said = " ".join(_texts(concept))
        assert "brown or black skin" in said
        assert "heat, pain and swelling" in said


def test_the_spelling_is_british() -> None:
    american = (
        r"\b(?:colors?|colored|anemi\w+|hemo(?:philia|globin)\w*|centers?|tumors?|edema|esophag\w+|gray|favor\w*|"
        r"behavior|odor|neighbor|an?esthesi\w+|anesthetic\w*|diarrhea|program|seborrheic|\w+(?:ogniz|aniz|iliz)\w+)\b"
    )
    assert [text for text in EVERYTHING if re.search(american, text, re.IGNORECASE)] == []


def test_no_internal_name_is_shown() -> None:
    assert [text for text in EVERYTHING if re.search(r"[a-z]_[a-z]", text)] == []


def test_answers_are_short() -> None:
    for facts, _ in BEFORE:
        outcome = screen(told(facts), today=TODAY, rulebook=RULES)
        if len(outcome.reasons) <= 1:
            assert len(wording.told(outcome).split()) <= 130
    assert len(wording.general_answer(RULES).split()) <= 130


def test_questions_are_one_plain_question_with_short_buttons() -> None:
    for condition in RULES.conditions.values():
        for question in condition.questions:
            assert question.ask.endswith("?")
            assert len(question.ask) <= 110
            assert question.why.endswith(".")
            assert all(len(answer.title) <= 20 for answer in question.answers)
            assert len(question.answers) <= 5


def test_what_a_visitor_reads_ends_every_sentence() -> None:
    for condition in RULES.conditions.values():
        for branch in condition.branches:
            assert branch.reason.endswith(".")
            assert not branch.who.endswith(".")
            assert branch.wait is None or branch.wait.until.startswith("until ")


@pytest.mark.parametrize("disposition", ["urgent_now", "emergency_now"])
def test_an_emergency_leads_with_the_emergency_number(disposition: str) -> None:
    for condition in RULES.conditions.values():
        for branch in condition.branches:
            if branch.then == disposition and condition.concept != "self_harm_risk":
                assert "emergency" in branch.reason
                assert branch.who == "the emergency number, now"


def test_thoughts_of_self_harm_get_kind_words_and_a_line() -> None:
    said = wording.told(screen(told("self_harm_risk + keloid_history"), today=TODAY, rulebook=RULES))
    assert said.startswith("I am sorry")
    assert "crisis line" in said
    assert "keloid" not in said


def test_every_answer_leads_to_words() -> None:
    for condition in RULES.conditions.values():
        for question in condition.questions:
            for answer in question.answers:
                facts = apply_answer(told(condition.concept), question, answer, today=TODAY)
                assert wording.told(screen(facts, today=TODAY, rulebook=RULES))
