"""Remarks about the dialogue itself are known by rule, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from bot.screening.said import asks_in_general, leading_answer, remark

REMARKS = {
    "yes": ["yes", "Yes please", "yep", "ok", "sure", "I do", "that's right", "no problem", "👍"],
    "no": ["no", "nope", "No thanks", "none of these", "not at all", "nothing like that", "I don’t", "never"],
    "unsure": ["not sure", "I'm not sure", "dunno", "no idea tbh", "i dont know", "can't remember", "maybe"],
    "skip": ["skip", "skip this one", "pass", "next question", "I'd rather not say", "prefer not to say"],
    "why": ["why?", "why do you ask?", "why do you need to know that", "what for?", "why does that matter?"],
    "stop": ["stop", "cancel", "stop asking", "never mind", "I have to go", "later", "enough questions"],
    "back": ["go back", "back", "undo that", "wrong button", "I tapped the wrong one"],
    "change": [
        "change the diabetes answer",
        "can I change my answer?",
        "correct what I said",
        "edit diabetes",
    ],
    "resume": ["continue", "go on", "carry on please", "I'm back"],
    "restart": ["start again", "start over", "restart"],
    "person": ["can I talk to a person", "I want to speak to someone real", "put me through to a human"],
}


@pytest.mark.parametrize(
    ("text", "meant"), [(text, name) for name, texts in REMARKS.items() for text in texts]
)
def test_a_remark_is_known_in_many_words(text: str, meant: str) -> None:
    assert remark(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "should I stop warfarin?",
        "I stopped it in May",
        "on my elbows",
        "yes, since March",
        "no fever, but some pus",
        "I changed my tablets last year",
        "my back hurts",
        "next week",
        "it started again",
        "I can't stop scratching",
    ],
)
def test_what_is_said_about_health_is_no_remark(text: str) -> None:
    assert remark(text) is None


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("yes, since March", "yes"),
        ("no it's flat", "no"),
        ("since March", None),
        ("no problem with that", None),
    ],
)
def test_a_longer_answer_can_begin_with_yes_or_no(text: str, answer: str | None) -> None:
    assert leading_answer(text) == answer


@pytest.mark.parametrize(
    ("text", "general"),
    [
        ("What might rule me out?", True),
        ("who can't have it?", True),
        ("which medicines would be a problem?", True),
        ("any contraindications?", True),
        ("can I have it with psoriasis?", False),
        ("am I suitable?", False),
    ],
)
def test_a_question_about_the_rules_is_told_from_one_about_oneself(text: str, general: bool) -> None:
    assert asks_in_general(text) is general
