"""Which passwords are refused, and that they are kept as argon2id."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.console.passwords import LONGEST, common_words, fits, hashed, refusal

NAMES = ("Dr Ada Obi-Lindqvist", "ada.obi")


@pytest.mark.parametrize(
    "password",
    [
        "seven quiet lampshades",
        "correct horse battery staple",
        "kT9$vmqLw2#xRb",
        "ein blauer Elefant",
        "семь тихих ламп",
        "七つの静かなランプが光る夜の町で",
        "adas lampshade collection",
        "sunshine over quiet hills",
    ],
)
def test_a_good_password_is_taken(password: str) -> None:
    assert refusal(password, NAMES) is None


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("", "at least 12"),
        ("elevenchars", "at least 12"),
        ("x" * (LONGEST + 1), "at most 200"),
        ("aaaaaaaaaaaa", "repetition"),
        ("abababababab", "repetition"),
        ("xyzxyzxyzxyzxy", "repetition"),
        ("qwertyuiop[]", "row of keys"),
        ("123456789012", "row of keys"),
        ("abcdefghijklm", "row of keys"),
        ("poiuytrewqlkj", "row of keys"),
        ("73911820465019", "Digits and signs alone"),
        ("2026-11-22 09:30", "Digits and signs alone"),
        ("password1234", "commonest"),
        ("P@ssw0rd!2026", "commonest"),
        ("!!Welcome2026!!", "commonest"),
        ("SummerWinter2026", "commonest"),
        ("iloveyou123456", "commonest"),
        ("Lindqvist2026!", "your name"),
        ("adaobi123456", "your name"),
        ("ObiLindqvist1", "your name"),
    ],
)
def test_a_bad_password_is_refused_with_the_reason(password: str, says: str) -> None:
    assert says in (refusal(password, NAMES) or "taken")


@given(st.sampled_from(sorted(common_words())), st.text("0123456789!?.-_ ", min_size=8, max_size=20))
def test_no_common_word_gets_better_by_digits_at_its_end(word: str, added: str) -> None:
    assert refusal(word + added, ()) is not None


@given(st.text(max_size=300))
def test_any_text_is_judged(password: str) -> None:
    told = refusal(password, NAMES)
    assert told is None or told.endswith(".")


def test_a_hash_fits_its_own_password_alone() -> None:
    kept = hashed("seven quiet lampshades")
    assert kept.startswith("$argon2id$")
    assert kept != hashed("seven quiet lampshades")
    assert fits("seven quiet lampshades", kept)
    assert not fits("seven quiet lampshade", kept)
    assert not fits("", kept)
    assert not fits("seven quiet lampshades", "spoilt")


def test_an_unknown_name_takes_as_long_as_a_wrong_password() -> None:
    kept = hashed("seven quiet lampshades")

    def shortest(password_hash: str | None) -> float:
        times = []
        for _ in range(5):
            began = time.perf_counter()
            assert not fits("wrong", password_hash)
            times.append(time.perf_counter() - began)
        return min(times)

    shortest(None)
    known, unknown = shortest(kept), shortest(None)
    assert 0.5 < known / unknown < 2
