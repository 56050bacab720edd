"""What the trained model makes of a message, and the shape it hands on."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.understanding.understanding import Understanding

TOPICS = [
    ("does it hurt?", ["pain"]),
    ("How long does SMP last and can it be removed?", ["permanence", "removal"]),
    ("does it hurt and how much is it", ["pain", "cost"]),
    ("hi there! what is smp?", ["what_is_smp"]),
    ("thanks, and do I have to shave my head every day?", ["shaving_upkeep"]),
]


@pytest.mark.parametrize(("text", "expected"), TOPICS)
def test_every_question_of_a_message_is_found_and_courtesies_are_not_answered(
    understanding: Understanding, text: str, expected: list[str]
) -> None:
    assert sorted(topic.topic for topic in understanding.read(text).topics) == sorted(expected)


@pytest.mark.parametrize("text", ["what will the weather be tomorrow", "write me a poem about the sea"])
def test_what_is_unrelated_has_no_topic(understanding: Understanding, text: str) -> None:
    understood = understanding.read(text)
    assert understood.out_of_scope
    assert understood.topics == ()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=400))
def test_any_text_gives_an_answer_of_the_promised_shape(understanding: Understanding, text: str) -> None:
    answer = json.loads(json.dumps(understanding.read(text).to_json()))
    assert len(answer["alternatives"]) == 3
    assert answer["out_of_scope"] is (answer["topics"] == [])
    for topic in answer["topics"]:
        assert 0 <= topic["confidence"] <= 1
        assert (
            topic["clause"] in text
            or " ".join(topic["clause"].split()) in " ".join(text.split())
            or text.strip()
        )


def test_the_same_words_are_always_understood_alike(understanding: Understanding) -> None:
    assert understanding.read("does it fade and why") == understanding.read("does it fade and why")
