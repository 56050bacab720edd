"""The floor under the training examples, measured on the published encoder that has not learnt from them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bench.understanding_report import cross_validated
from bot.clinic_data import read
from bot.forms.names import OWN_INTENTS
from bot.understanding.examples import read_examples
from bot.understanding.topics import SOCIAL, TASKS
from bot.understanding.training import CrossValidation

LEAST_TOP_1 = 0.76
LEAST_TOP_3 = 0.92
LEAST_EXAMPLES = 40


@pytest.fixture(scope="module")
def checked() -> CrossValidation:
    return cross_validated()


def test_the_right_topic_comes_first(checked: CrossValidation) -> None:
    assert checked.accuracy() >= LEAST_TOP_1


def test_the_right_topic_is_among_the_first_three(checked: CrossValidation) -> None:
    assert checked.accuracy(3) >= LEAST_TOP_3


def test_every_faq_and_task_topic_has_enough_examples() -> None:
    counts = Counter(example.topic for example in read_examples(Path("data/nlu")))
    listed = [node.value for node in read(Path("domain.yml")).need("intents").list()]
    intents = {intent if isinstance(intent, str) else next(iter(intent)) for intent in listed}
    topics = intents - SOCIAL - OWN_INTENTS - {"ask_source", "clinic_details", "go_elsewhere"}
    assert topics >= TASKS
    assert {topic for topic in topics if counts[topic] < LEAST_EXAMPLES} == set()


def test_no_example_stands_twice() -> None:
    normal = Counter(
        " ".join(e.text.casefold().split()).strip("?!. ") for e in read_examples(Path("data/nlu"))
    )
    assert [text for text, times in normal.items() if times > 1] == []
