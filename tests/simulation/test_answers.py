"""Answers side by side: what is told differently, and whether that is about safety."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.clinic_data import ClinicDataError
from bot.knowledge.answers import Answer
from bot.simulation.answers import AnswerChange, differences
from bot.simulation.candidates import knowledge_with

CLINIC = Path("data/clinic")
TEXT = (CLINIC / "answers.yml").read_text(encoding="utf-8")


def answers(text: str) -> dict[str, Answer]:
    knowledge = knowledge_with(CLINIC, text)
    return {topic: knowledge.answer(topic) for topic in knowledge.faq}


def changes(old: str, new: str) -> tuple[AnswerChange, ...]:
    assert old in TEXT
    return differences(answers(TEXT), answers(TEXT.replace(old, new, 1)))


def test_the_same_answers_do_not_differ() -> None:
    assert differences(answers(TEXT), answers(TEXT)) == ()


def test_an_answer_with_other_words_is_named_with_both_texts() -> None:
    first = next(iter(answers(TEXT).values())).first.split()[0]
    (change,) = changes(f"    first: {first}", f"    first: Well, {first}")
    assert change.topic == "what_is_smp"
    assert change.after.startswith("Well, ")
    assert not change.safety


def test_answers_that_go_first_for_safety_and_caveats_are_about_safety() -> None:
    assert [one.safety for one in changes("  - infection_risk\n", "")][:1] == [True]
    with_caveat = next(answer for answer in answers(TEXT).values() if answer.caveat and not answer.safety)
    caveat = next(line for line in TEXT.splitlines() if line.startswith("    caveat:"))
    assert with_caveat is not None
    assert all(one.safety for one in changes(caveat, "    caveat: Ask us if you are not sure."))


def test_an_answer_that_is_missing_is_refused_with_its_place() -> None:
    with pytest.raises(ClinicDataError, match=r"answers\.yml, line \d+"):
        knowledge_with(CLINIC, TEXT.replace("  what_is_smp:", "  what_is_it:", 1))
