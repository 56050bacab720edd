"""How visitors are spoken to: short, plain, and without a promise that nobody can keep."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from bot.knowledge import FAQ_TOPICS, TASK_TOPICS, Knowledge
from bot.knowledge.topics import PHRASES

ABSOLUTE = re.compile(
    r"\b(?:never|always|guarantee\w*|completely safe|totally|perfectly|absolutely|definitely|certainly|"
    r"forever|impossible|risk[- ]free|painless|no (?:risk|risks|pain|side effects)|everyone|nobody)\b|100\s?%",
    re.IGNORECASE,
)
SELLING = re.compile(
    r"\b(?:amazing|stunning|best|perfect|leading|revolutionary|affordable|unbeatable)\b", re.I
)
MEDICINE = re.compile(r"medicine|minoxidil|finasteride|tablet|blood thinner", re.IGNORECASE)
GIVING_UP = re.compile(r"\b(?:stop|stopping|skip|quit|come off|pause|leave out)\b", re.IGNORECASE)
NOT_ALONE = re.compile(
    r"\bdo not\b|\bwithout the person who prescribed\b|\bwhoever prescribed\b|\busual\b", re.IGNORECASE
)
FALLBACKS = {"part": "my aunt", "sources": "the article."}


def sentences(text: str) -> list[str]:
    return [sentence for sentence in re.split(r"(?<=[.!?])\s+", text) if sentence]


def every_text(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    for topic in FAQ_TOPICS:
        yield topic, knowledge.answer(topic).text
    for id_ in (*PHRASES, *TASK_TOPICS):
        yield id_, knowledge.phrase(id_, **FALLBACKS).text


@pytest.mark.parametrize("topic", FAQ_TOPICS)
def test_an_answer_is_read_in_half_a_minute(knowledge: Knowledge, topic: str) -> None:
    answer = knowledge.answer(topic)
    words = len(answer.text.split())
    assert words < 90
    assert words / len(sentences(answer.text)) <= 20
    assert len(answer.first.split()) <= 24


@pytest.mark.parametrize("topic", FAQ_TOPICS)
def test_an_answer_begins_with_one_sentence_and_names_a_next_step(knowledge: Knowledge, topic: str) -> None:
    answer = knowledge.answer(topic)
    assert sentences(answer.first) == [answer.first]
    assert answer.text.startswith(answer.first)
    assert 1 <= len(answer.next) <= 3
    assert topic not in {step.topic for step in answer.next}


def test_no_text_makes_an_absolute_or_a_selling_claim(knowledge: Knowledge) -> None:
    claims = [
        (id_, found[0])
        for id_, text in every_text(knowledge)
        for found in (ABSOLUTE.search(text), SELLING.search(text))
        if found
    ]
    assert claims == []


@pytest.mark.parametrize(
    "claim", ["It never hurts.", "100 % natural", "Results are guaranteed.", "a painless way"]
)
def test_an_absolute_claim_would_be_found(claim: str) -> None:
    assert ABSOLUTE.search(claim)


def test_nobody_is_told_to_stop_a_medicine_on_their_own(knowledge: Knowledge) -> None:
    told = [
        (id_, sentence)
        for id_, text in every_text(knowledge)
        for sentence in sentences(text)
        if MEDICINE.search(sentence) and GIVING_UP.search(sentence) and not NOT_ALONE.search(sentence)
    ]
    assert told == []


def test_advice_to_stop_a_medicine_would_be_found() -> None:
    sentence = "Stop your blood thinner before the session."
    assert MEDICINE.search(sentence)
    assert GIVING_UP.search(sentence)
    assert not NOT_ALONE.search(sentence)


def test_minoxidil_is_paused_only_with_those_who_know(knowledge: Knowledge) -> None:
    text = knowledge.answer("minoxidil").text
    assert "Agree the pause with your artist and with whoever prescribed it" in text
    assert "tablets, change nothing without the person who prescribed them" in text


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        ("allergy_risk", "it cannot rule a reaction out"),
        ("consultation", "it cannot rule one out"),
        ("infection_risk", "it can happen"),
        ("safety", "need a check first"),
        ("uses", "birthmark needs a doctor’s look"),
        ("scar_cover", "birthmark or a scar from skin cancer needs a doctor’s look"),
        ("recovery", "about a month of care"),
        ("benefits", "needs care afterwards"),
        ("risks", "doctor the same day"),
        ("how_it_helps", "does not treat it or make hair grow back"),
        ("looks_real", "not exactly like real hair"),
        ("cost", "not this clinic’s prices"),
    ],
)
def test_what_the_article_promises_too_much_is_said_with_care(
    knowledge: Knowledge, topic: str, said: str
) -> None:
    assert said in knowledge.answer(topic).text


@pytest.mark.parametrize(
    "topic", ["safety", "candidates", "scar_cover", "minoxidil", "combine_treatments", "risks"]
)
def test_a_question_about_ones_own_health_leads_to_the_check(knowledge: Knowledge, topic: str) -> None:
    assert knowledge.answer(topic).next[0].topic == "check_eligibility"


def test_titles_and_questions_are_told_apart(knowledge: Knowledge) -> None:
    titles = [knowledge.title(topic).casefold() for topic in knowledge.topics]
    questions = [knowledge.question(topic).casefold() for topic in knowledge.topics]
    assert len(set(titles)) == len(titles)
    assert len(set(questions)) == len(questions)
    assert max(map(len, titles)) <= 24
    assert max(map(len, questions)) <= 60
    assert all(question.endswith("?") for question in questions)


def test_no_internal_name_is_shown(knowledge: Knowledge) -> None:
    assert [id_ for id_, text in every_text(knowledge) if "_" in text or "{" in text or "[" in text] == []
