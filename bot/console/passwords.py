"""Passwords: which are refused, and how they are kept (argon2id)."""

from __future__ import annotations

import re
import threading
from collections.abc import Collection
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

SHORTEST: Final = 12  # characters; NIST SP 800-63B asks for 8 with a second factor
LONGEST: Final = 200  # characters

_COMMON = Path(__file__).parent / "common_passwords.txt"
_ROWS: Final = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_LEET: Final = str.maketrans("0134578@$!", "oieastbasi")
_FEW: Final = 4  # different characters; fewer are no password
_PART: Final = 3  # letters of a name that count, when they are all a password is made of

# OWASP's password storage cheat sheet allows 19 MiB and two rounds; this is above it, and one check at
# a time keeps an attack from using more memory than one check needs.
_MEMORY: Final = 32 * 1024  # KiB
_ROUNDS: Final = 3
_ONE_AT_A_TIME = threading.Lock()


def refusal(password: str, names: Collection[str]) -> str | None:
    """Why this password cannot be used, as a sentence, or None. `names`: the person's name and sign-in name."""
    if len(password) < SHORTEST:
        return f"Please choose at least {SHORTEST} characters. A few words in a row are easy to remember."
    if len(password) > LONGEST:
        return f"Please choose at most {LONGEST} characters."
    if len(set(password)) <= _FEW or _is_run(password.lower()):
        return "This password is a repetition or a row of keys. Please choose another one."
    letters = _letters(password)
    if not letters:
        return "Digits and signs alone are guessed too easily. Please add a few words."
    parts = {part for name in names for part in re.findall(r"[^\W\d_]+", name.lower()) if len(part) >= _PART}
    if _made_of(letters, parts | common_words()):
        why = "your name" if _made_of(letters, parts) else "one of the commonest passwords"
        return f"This password is {why} with little added. Please choose another one."
    return None


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    lines = _COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def hashed(password: str) -> str:
    with _ONE_AT_A_TIME:
        return str(_hasher().hash(password))


def fits(password: str, password_hash: str | None) -> bool:
    """Whether the password belongs to the hash. Without a hash it takes as long, and does not."""
    from argon2.exceptions import InvalidHashError, VerificationError

    with _ONE_AT_A_TIME:
        try:
            _hasher().verify(password_hash or _nobodys_hash(), password[: LONGEST + 1])
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None


@lru_cache(maxsize=1)
def _hasher():  # type: ignore[no-untyped-def]  # imported late: the web process starts without it
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=_ROUNDS, memory_cost=_MEMORY, parallelism=1)


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return str(_hasher().hash("nobody has this password"))


def _letters(password: str) -> str:
    """The letters that are left when digits and signs at either end go and those within are read as letters."""
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", password.lower())
    return re.sub(r"[\W\d_]+", "", bare.translate(_LEET))


def _made_of(letters: str, words: Collection[str]) -> bool:
    """Whether one or two of the words are all there is."""
    return any(
        letters.startswith(word) and (letters[len(word) :] in words or letters == word) for word in words
    )


def _is_run(text: str) -> bool:
    """Whether it goes along rows of keys or of the alphabet, or repeats a short part."""
    if re.fullmatch(r"(.{1,4})\1+.{0,3}", text):
        return True
    rows = _ROWS + tuple(row[::-1] for row in _ROWS)
    steps = sum(any(pair in row for row in rows) for pair in map("".join, pairwise(text)))
    return steps >= (len(text) - 1) * 0.75
