"""A code can be read from a screen and typed on a phone, and nothing that people write is taken for one."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.moving.codes import ALPHABET, LENGTH, code_in, new_code, sealed, shown

codes = st.builds(new_code)


@given(codes)
def test_a_code_is_found_again_however_it_is_typed(code: str) -> None:
    for typed in (code, shown(code), code.lower(), f" {code[:3]} {code[3:]} ", f"my code is {shown(code)}."):
        assert code_in(typed) == code
    for started in (f"/start {code}", f"/START@clinic_bot  {code}"):
        assert code_in(started) == code


@given(codes)
def test_a_code_has_no_signs_that_look_alike(code: str) -> None:
    assert len(code) == LENGTH
    assert not set(code) & set("01258BILOSZ")
    assert set(code) <= set(ALPHABET)


@given(codes, codes, st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_what_is_stored_tells_neither_the_code_nor_another(
    code: str, other: str, secret: str, another_secret: str
) -> None:
    assert code not in sealed(code, secret).upper()
    assert (sealed(code, secret) == sealed(other, secret)) == (code == other)
    assert sealed(code, secret) == sealed(code, secret)
    if secret.encode() != another_secret.encode():
        assert sealed(code, secret) != sealed(code, another_secret)


def test_codes_are_drawn_from_all_of_the_alphabet() -> None:
    drawn = {new_code() for _ in range(2_000)}
    assert len(drawn) > 1_990
    assert {sign for code in drawn for sign in code} == set(ALPHABET)


@given(st.text(string.ascii_letters, max_size=30) | st.text(string.digits, max_size=30))
def test_words_alone_and_numbers_alone_are_no_codes(text: str) -> None:
    assert code_in(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "please",
        "May 7th",
        "Aug 4th",
        "3rd May",
        "March 3",
        "7 July",
        "4 x 6 cm",
        "norwood 3",
        "norwood 3-4",
        "777777",
        "about 6 months",
        "",
        "/start",
        "my code is lost",
        "K7M4P",
        "K7M4PXX",
        "K7M-4PX and a question",
        "K7M4PX" * 40,
    ],
)
def test_what_people_write_is_no_code(text: str) -> None:
    assert code_in(text) is None
