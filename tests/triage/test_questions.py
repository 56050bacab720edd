"""Only what is missing is asked, the safest first; answers, "not sure" and changed answers."""

from __future__ import annotations

import datetime as dt
from random import Random

import pytest

from bot.triage import concepts
from bot.triage.dispositions import Lane
from bot.triage.facts import joined
from bot.triage.outcome import Outcome, Question
from bot.triage.questions import apply_answer, change_answer, next_question, question_of
from bot.triage.rulebook import load_rulebook
from bot.triage.rules import Rulebook
from bot.triage.screening import screen
from tests.triage.conftest import CLINIC
from tests.triage.making import chance_fact
from tests.triage.telling import TODAY, told

RULES = load_rulebook(CLINIC)
QUESTIONS = [question for condition in RULES.conditions.values() for question in condition.questions]


def look(text: str) -> Outcome:
    return screen(told(text), today=TODAY, rulebook=RULES)


ASKED: tuple[tuple[str, list[str]], ...] = (
    ("keloid_history", ["keloid_history.site", "keloid_history.count", "keloid_history.cause"]),
    ("keloid_history site=scalp", []),
    ("pregnancy planning_to_breastfeed=no", []),
    ("breastfeeding still=yes", []),
    ("under_18 age=16 + diabetes", []),
    ("emergency_symptom + diabetes", []),
    ("isotretinoin ended", ["isotretinoin.last"]),
    ("isotretinoin ended when=-P4M", []),
    ("isotretinoin", []),
    ("dark_skin", ["dark_skin.keloid"]),
    ("dark_skin + keloid_history denied", []),
    ("oily_skin + diabetes", ["diabetes.control", "diabetes.healing", "oily_skin.flaky"]),
    ("psoriasis state=clear scalp=never", ["psoriasis.medicine"]),
    ("ps_pus", ["smp_session.day"]),
    ("ps_spreading_redness", ["ps_spreading_redness.speed", "smp_session.day"]),
)


@pytest.mark.parametrize(("facts", "asked"), ASKED)
def test_only_what_is_missing_is_asked(facts: str, asked: list[str]) -> None:
    assert [question.id for question in look(facts).questions] == asked


def test_the_question_with_the_worst_possible_answer_comes_first() -> None:
    first = look("oily_skin + minoxidil + skin_infection").questions[0]
    assert first.concept == "skin_infection"


def test_questions_are_asked_once_and_then_over() -> None:
    outcome = look("keloid_history")
    asked: set[str] = set()
    while (question := next_question(outcome, asked)) is not None:
        asked.add(question.id)
    assert asked == {"keloid_history.site", "keloid_history.count", "keloid_history.cause"}


def test_not_sure_keeps_the_rule_for_the_unknown() -> None:
    facts = told("diabetes")
    unsure = apply_answer(facts, question_of(RULES, "diabetes.control"), None, today=TODAY)
    assert screen(unsure, today=TODAY, rulebook=RULES) == look("diabetes")


def test_a_button_fills_the_detail() -> None:
    question = question_of(RULES, "diabetes.control")
    facts = apply_answer(told("diabetes"), question, question.answers[0], today=TODAY)
    assert screen(facts, today=TODAY, rulebook=RULES).disposition == "suitable_with_precautions"


def test_a_free_answer_fills_what_was_read_from_it() -> None:
    question = question_of(RULES, "diabetes.control")
    facts = apply_answer(told("diabetes"), question, {"hba1c": "78 mmol/mol"}, today=TODAY)
    assert screen(facts, today=TODAY, rulebook=RULES).disposition == "defer"
    question = question_of(RULES, "isotretinoin.last")
    facts = apply_answer(told("isotretinoin ended"), question, {"when_to": "2026-09-01"}, today=TODAY)
    assert screen(facts, today=TODAY, rulebook=RULES).earliest_date == dt.date(2027, 3, 1)


def test_an_answer_is_kept_as_a_day_and_means_the_same_tomorrow() -> None:
    question = question_of(RULES, "alopecia_areata.state")
    facts = apply_answer(told("alopecia_areata"), question, question.answers[1], today=TODAY)
    assert facts[0].attributes["state_since"] == "2026-05-22"


def test_an_answer_can_name_a_further_condition() -> None:
    question = question_of(RULES, "dark_skin.keloid")
    facts = apply_answer(told("dark_skin"), question, question.answers[0], today=TODAY)
    assert screen(facts, today=TODAY, rulebook=RULES).disposition == "needs_clinician"


def test_an_answer_about_the_session_sets_its_day() -> None:
    question = question_of(RULES, "smp_session.day")
    facts = apply_answer(told("ps_normal_redness"), question, question.answers[1], today=TODAY)
    outcome = screen(facts, today=TODAY, rulebook=RULES)
    assert (outcome.day, outcome.disposition) == (1, "normal_healing")


def test_a_changed_answer_takes_back_the_old_one() -> None:
    question = question_of(RULES, "diabetes.healing")
    well, slow, _ = question.answers
    facts = apply_answer(told("diabetes"), question, slow, today=TODAY)
    facts = change_answer(facts, question, slow, well, today=TODAY)
    assert dict(facts[0].attributes) == {"heals": "well"}
    keloid = question_of(RULES, "dark_skin.keloid")
    told_once = apply_answer(told("dark_skin"), keloid, keloid.answers[0], today=TODAY)
    changed = change_answer(told_once, keloid, keloid.answers[0], keloid.answers[1], today=TODAY)
    assert screen(changed, today=TODAY, rulebook=RULES).disposition == "suitable"


def test_taking_back_an_answer_leaves_it_open_again() -> None:
    question = question_of(RULES, "isotretinoin.last")
    facts = apply_answer(told("isotretinoin ended"), question, question.answers[2], today=TODAY)
    assert screen(facts, today=TODAY, rulebook=RULES).disposition == "suitable"
    open_again = change_answer(facts, question, question.answers[2], None, today=TODAY)
    assert screen(open_again, today=TODAY, rulebook=RULES) == look("isotretinoin ended")


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: asked.id)
def test_an_answer_to_every_question_can_change_what_follows(asked: Question, rulebook: Rulebook) -> None:
    if asked.concept == concepts.SESSION:
        return
    random = Random(asked.id)
    for _ in range(600):
        facts = (chance_fact(rulebook.conditions[asked.concept], random),)
        before = screen(facts, today=TODAY, lane=_lane(asked.concept), rulebook=rulebook)
        for answer in asked.answers:
            then = screen(
                apply_answer(facts, asked, answer, today=TODAY),
                today=TODAY,
                lane=_lane(asked.concept),
                rulebook=rulebook,
            )
            if [reason.rule for reason in then.reasons] != [reason.rule for reason in before.reasons]:
                return
    pytest.fail("no answer to this question ever matters")


def _lane(concept: str) -> Lane | None:
    return "after" if concept in concepts.AFTER else None


def test_the_unknown_question_is_refused() -> None:
    with pytest.raises(KeyError):
        question_of(RULES, "diabetes.weather")


def test_later_words_fill_what_earlier_ones_left_open() -> None:
    facts = joined(told("psoriasis + psoriasis state=clear + psoriasis scalp=never"))
    assert len(facts) == 1
    assert screen(facts, today=TODAY, rulebook=RULES).disposition == "suitable_with_precautions"


@pytest.mark.parametrize(
    "apart",
    [
        "immunosuppression drug=azathioprine + immunosuppression drug=infliximab",
        "keloid_history site=ear + keloid_history site=chest",
        "eczema current + eczema past",
        "diabetes + diabetes other",
        "prp past when=-P1W + prp past when=-P6M",
        "diabetes + diabetes denied",
    ],
)
def test_what_differs_stays_apart(apart: str) -> None:
    assert len(joined(told(apart))) == 2
