"""How a message is cut into parts and pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.clauses import parts_of

PARTS = [
    ("does it hurt?", ["does it hurt?"]),
    ("Does it hurt? How much is it?", ["Does it hurt?", "How much is it?"]),
    ("How long does it last and will I need touch-ups?", ["How long does it last", "will I need touch-ups?"]),
    ("does it fade, and can it be removed", ["does it fade", "can it be removed"]),
    ("i want to know how long it takes", ["i want to know how long it takes"]),
    ("what is it\nhow much", ["what is it", "how much"]),
    ("how long is it how much does it cost", ["how long is it", "how much does it cost"]),
    ("Do you know how long it takes?", ["Do you know how long it takes?"]),
    ("it is 2.5 cm wide", ["it is 2.5 cm wide"]),
    ("on day 4. can i wash", ["on day 4.", "can i wash"]),
    ("???", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), PARTS)
def test_a_message_is_cut_where_a_new_question_begins(text: str, expected: list[str]) -> None:
    assert [part.text for part in parts_of(text)] == expected


PIECES = [
    ("pain and price?", ["pain", "price?"]),
    ("can I swim, shave or go to the gym after", ["can I swim", "can I shave", "can I go to the gym after"]),
    ("numbing cream/injection?", ["numbing cream", "injection?"]),
    ("does it hurt?", []),
]


@pytest.mark.parametrize(("text", "expected"), PIECES)
def test_a_list_is_cut_into_pieces_that_keep_their_common_opening(text: str, expected: list[str]) -> None:
    (part,) = parts_of(text)
    assert list(part.pieces) == expected


ASKING = [
    ("does it hurt", True),
    ("price and pain", True),
    ("tell me about the cream", True),
    ("I'm 34 and losing my hair", False),
    ("my dad has a pacemaker", False),
]


@pytest.mark.parametrize(("text", "asks"), ASKING)
def test_a_question_or_a_bare_fragment_asks_and_a_statement_tells(text: str, asks: bool) -> None:
    assert any(part.asks for part in parts_of(text)) is asks


@given(st.text(max_size=300))
def test_any_text_can_be_cut_and_no_part_is_empty(text: str) -> None:
    for part in parts_of(text):
        assert part.text.strip()
        assert all(piece.strip() for piece in part.pieces)
