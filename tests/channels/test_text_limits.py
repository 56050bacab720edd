"""Long texts are cut where it hurts least, and never lose a word."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.text_limits import length, shorten, split
from tests.channels.replies import texts


@pytest.mark.parametrize(
    ("text", "units"), [("", 0), ("scar", 4), ("é", 1), ("🙂", 2), ("👍🏽", 4), ("\ud800", 1)]
)
def test_lengths_are_in_utf_16_units(text: str, units: int) -> None:
    assert length(text) == units


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("", 10, []),
        (" \n ", 10, []),
        ("Short.", 10, ["Short."]),
        ("First paragraph.\n\nSecond one.", 24, ["First paragraph.", "Second one."]),
        ("A line\nand another", 12, ["A line", "and another"]),
        ("It may hurt. It passes.", 16, ["It may hurt.", "It passes."]),
        ('He said "no." Then he left.', 20, ['He said "no."', "Then he left."]),
        ("one two three four", 9, ["one two", "three", "four"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("1. Yes\n2. No\n3. Later on", 16, ["1. Yes\n2. No", "3. Later on"]),
        ("🙂🙂🙂", 4, ["🙂🙂", "🙂"]),
        ("ab👍🏽", 5, ["ab", "👍🏽"]),
    ],
)
def test_a_text_is_cut_where_it_hurts_least(text: str, limit: int, parts: list[str]) -> None:
    assert split(text, limit) == parts


def test_a_sentence_is_not_left_for_a_word_more() -> None:
    text = "The first session takes about three hours. " * 60
    assert all(part.endswith(".") for part in split(text, 400))


def test_an_address_is_kept_whole() -> None:
    address = "https://clinic.example/my/calendar/eyJ0b2tlbiI6IjEifQ.ics"
    text = f"Some words before it come to stand here, and then {address} follows."
    assert any(address in part for part in split(text, 80))


@settings(max_examples=200, deadline=None)
@given(text=texts(3_000), limit=st.integers(8, 500))
def test_every_part_fits_and_nothing_is_lost(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(part.strip() and length(part) <= limit for part in parts)
    assert re.sub(r"\s", "", "".join(parts)) == re.sub(r"\s", "", text)


@settings(max_examples=200, deadline=None)
@given(text=texts(1_000), limit=st.integers(8, 500))
def test_no_more_parts_than_a_few_times_what_is_needed(text: str, limit: int) -> None:
    assert len(split(text, limit)) <= 1 + 5 * length(text) / limit


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("Yes", 20, "Yes"),
        ("Yes,\n please", 20, "Yes, please"),
        ("I have a keloid scar myself", 20, "I have a keloid…"),
        ("I have a mole, but not there", 16, "I have a mole…"),
        ("Donaudampfschifffahrtsgesellschaft", 20, "Donaudampfschifffah…"),
        ("a Donaudampfschifffahrtsgesellschaft", 20, "a Donaudampfschifff…"),
        ("thumbs👍🏽👍🏽", 10, "thumbs…"),
    ],
)
def test_a_label_is_shortened_at_a_word(text: str, limit: int, short: str) -> None:
    assert shorten(text, limit) == short


@settings(max_examples=200, deadline=None)
@given(text=texts(200), limit=st.integers(4, 100))
def test_a_label_fits_on_its_line(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert length(short) <= limit
    assert "\n" not in short
    assert bool(short) == bool(text.strip())
