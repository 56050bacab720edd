"""What a visitor may type, what is stored of it, and what Rasa gets to read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.typed_text import LONGEST_READ, WORDLESS, clean, for_rasa, says_something

RIGHT_TO_LEFT_OVERRIDE = "\u202e"
ZERO_WIDTH_SPACE = "\u200b"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  does it hurt?\n", "does it hurt?"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("a\x00b\x07c\x1b[31m", "abc[31m"),
        ("tab\there", "tab\there"),
        (f"{ZERO_WIDTH_SPACE}hi{ZERO_WIDTH_SPACE}", "hi"),
        (f"price {RIGHT_TO_LEFT_OVERRIDE}004", "price 004"),
        ("lone \ud800 surrogate", "lone  surrogate"),
        ("سلام", "سلام"),
        ("می‌خواهم", "می‌خواهم"),
        (FAMILY, FAMILY),
        ("line\u2028separator", "line\nseparator"),
    ],
)
def test_invisible_and_dangerous_characters_are_removed(typed: str, stored: str) -> None:
    assert clean(typed) == stored


@pytest.mark.parametrize(
    ("typed", "something"),
    [
        ("", False),
        (" \n\t ", False),
        ("\u200d\u200c", False),
        ("\u0301", False),
        ("\u3000", False),
        ("?", True),
        ("👍", True),
        ("\U0001fae0", True),  # newer than this Python's character table
        ("ok", True),
        ("٣", True),
    ],
)
def test_a_message_needs_something_to_read(typed: str, something: bool) -> None:
    assert says_something(clean(typed)) is something


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("/greet", "greet"),
        ("  //greet", "greet"),
        ("/ /greet", "greet"),
        ('/inform{"price": 1}', 'inform{"price": 1}'),
        ("\u00a0/restart", "restart"),
        ("and/or", "and/or"),
        ("///", WORDLESS),
        ("what is /greet", "what is /greet"),
    ],
)
def test_nobody_can_name_an_intent_by_typing_it(typed: str, read: str) -> None:
    assert for_rasa(clean(typed)) == (read, False)


def test_rasa_reads_the_first_two_thousand_characters() -> None:
    assert for_rasa("x" * LONGEST_READ) == ("x" * LONGEST_READ, False)
    assert for_rasa("x" * (LONGEST_READ + 1)) == ("x" * LONGEST_READ, True)


@given(st.text())
def test_whatever_is_typed_can_be_stored_and_never_commands_rasa(typed: str) -> None:
    stored = clean(typed)
    stored.encode("utf-8")
    assert "\x00" not in stored
    assert clean(stored) == stored
    read, _ = for_rasa(stored)
    assert read
    assert not read.lstrip().startswith("/")
    assert len(read) <= LONGEST_READ
