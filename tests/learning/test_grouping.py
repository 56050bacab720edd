"""Messages that ask alike come together; the rest stays apart."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bot.learning.grouping import groups_of
from bot.understanding.encoder import Encoder

ALIKE = [
    ("can i bring my dog", "is it ok to take my dog with me", "dogs allowed?"),
    ("do you have parking", "where can i park", "is there a car park nearby"),
    ("can i pay monthly", "payment plans?"),
    ("do you open on sundays", "sunday opening?", "are you open at weekends"),
    ("how old must i be", "whats the minimum age"),
    ("can i have an mri after", "mri scan with ink in head ok"),
]


def unit(rows: object) -> np.ndarray[object, np.dtype[np.float32]]:
    vectors = np.asarray(rows, np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)  # type: ignore[no-any-return]


def test_rows_that_point_the_same_way_are_one_group_the_largest_first() -> None:
    assert groups_of(unit([[1, 0], [0, 1], [0.1, 1], [0, 1]])) == ((1, 2, 3), (0,))


def test_no_rows_make_no_groups() -> None:
    assert groups_of(np.zeros((0, 1), np.float32)) == ()


@given(arrays(np.float32, st.tuples(st.integers(1, 30), st.just(4)), elements=st.floats(0.125, 1, width=32)))
def test_every_row_is_in_exactly_one_group(rows: np.ndarray[object, np.dtype[np.float32]]) -> None:
    groups = groups_of(unit(rows))
    assert sorted(place for group in groups for place in group) == list(range(len(rows)))
    assert [len(group) for group in groups] == sorted((len(group) for group in groups), reverse=True)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(Path("build/encoder"))


def test_questions_that_staff_would_answer_alike_come_together(encoder: Encoder) -> None:
    texts = [text for group in ALIKE for text in group]
    place_of = {text: place for place, text in enumerate(texts)}
    groups = groups_of(encoder.encode(texts))
    by_place = {place: number for number, group in enumerate(groups) for place in group}
    together = [
        by_place[place_of[one]] == by_place[place_of[group[0]]] for group in ALIKE for one in group[1:]
    ]
    assert sum(together) / len(together) >= 0.8
    first = [by_place[place_of[group[0]]] for group in ALIKE]
    assert len(set(first)) == len(first)
