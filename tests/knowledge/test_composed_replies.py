"""Several questions in one message: one reply that can be read, safety first, with nothing passed over."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge import FAQ_TOPICS, Answer, Knowledge, compose, load_knowledge

KNOWLEDGE = load_knowledge(Path(__file__).parents[2] / "data" / "clinic")
SEVERAL = st.lists(st.sampled_from(FAQ_TOPICS), min_size=2, max_size=9, unique=True)


def answers(topics: list[str]) -> list[Answer]:
    return [KNOWLEDGE.answer(topic) for topic in topics]


@given(SEVERAL)
def test_several_answers_stay_readable_and_repeat_nothing(topics: list[str]) -> None:
    text = compose(answers(topics)).text
    assert len(text.split()) < 150
    said = [sentence for sentence in re.split(r"(?<=[.!?])\s+", text) if sentence]
    assert len(said) == len(set(said))


@given(SEVERAL)
def test_each_question_is_answered_or_named_and_offered(topics: list[str]) -> None:
    composed = compose(answers(topics))
    told = [topic for topic in topics if topic not in composed.left_out]
    assert all(KNOWLEDGE.answer(topic).first in composed.text for topic in told)
    assert all(KNOWLEDGE.answer(topic).caveat or "" in composed.text for topic in told)
    assert set(composed.left_out) <= set(topics)
    offered = [step.topic for step in composed.next]
    assert offered[: len(composed.left_out)] == list(composed.left_out)[:3]
    assert all(f"“{KNOWLEDGE.title(topic)}”" in composed.text for topic in composed.left_out[:3])


@given(SEVERAL)
def test_what_matters_most_for_safety_stands_first(topics: list[str]) -> None:
    composed = compose(answers(topics))
    told = [answer for answer in answers(topics) if answer.topic not in composed.left_out]
    places = sorted(told, key=lambda answer: composed.text.index(answer.first))
    assert [answer.safety for answer in places] == sorted((a.safety for a in told), reverse=True)
    left = [KNOWLEDGE.answer(topic).safety for topic in composed.left_out]
    assert max(left, default=0) <= min(answer.safety for answer in told)


@given(SEVERAL)
def test_next_steps_are_few_distinct_and_new(topics: list[str]) -> None:
    composed = compose(answers(topics))
    offered = [step.topic for step in composed.next]
    told = set(topics) - set(composed.left_out)
    assert len(offered) <= 3
    assert len(set(offered)) == len(offered)
    assert not told & set(offered)
    assert all(len(step.title) <= 20 for step in composed.next)


@given(SEVERAL, st.data())
def test_asking_the_same_twice_changes_nothing(topics: list[str], data: st.DataObject) -> None:
    again = data.draw(st.sampled_from(topics))
    assert compose(answers([*topics, again])) == compose(answers(topics))


@given(SEVERAL)
def test_the_reply_stands_on_the_facts_of_what_it_tells(topics: list[str]) -> None:
    composed = compose(answers(topics))
    told = [answer for answer in answers(topics) if answer.topic not in composed.left_out]
    assert set(composed.facts) == {fact for answer in told for fact in answer.facts}


@pytest.mark.parametrize("topic", FAQ_TOPICS)
def test_one_question_gets_the_whole_answer(knowledge: Knowledge, topic: str) -> None:
    answer = knowledge.answer(topic)
    composed = compose([answer])
    assert (composed.text, composed.next, composed.facts) == (answer.text, answer.next, answer.facts)
    assert composed.left_out == ()


def test_three_questions_are_always_all_answered(knowledge: Knowledge) -> None:
    longest = sorted(FAQ_TOPICS, key=lambda topic: -len(knowledge.answer(topic).short.split()))[:3]
    assert compose(answers(longest)).left_out == ()


def test_yes_and_no_get_their_question_beside_them() -> None:
    text = compose(answers(["removal", "insurance", "pain"])).text
    assert "Removal: Yes, SMP can be removed" in text
    assert "Insurance: No, insurance" in text
    assert "Pain:" not in text


def test_a_shared_caveat_is_told_once() -> None:
    text = compose(answers(["aftercare_sun", "aftercare_exercise"])).text
    assert text.count("Your own artist’s instructions come first.") == 1


def test_nothing_to_answer_is_an_error() -> None:
    with pytest.raises(ValueError, match="no answer to compose"):
        compose([])
