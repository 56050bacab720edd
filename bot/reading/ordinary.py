"""Ordinary English words: whoever repairs spelling leaves them as they are."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

_FILE: Final = Path(__file__).with_name("ordinary_words.txt")
_ENDINGS: Final = (("ies", "y"), ("es", ""), ("s", ""), ("ing", ""), ("ing", "e"), ("ed", ""), ("ed", "e"), ("d", ""),
                   ("er", ""), ("er", "e"), ("est", ""), ("ly", ""), ("y", ""), ("ness", ""), ("less", ""), ("ful", ""))  # fmt: skip


@lru_cache(maxsize=1)
def ordinary_words() -> frozenset[str]:
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def is_ordinary(word: str) -> bool:
    """True for an ordinary word, or one with a usual ending of it ("softening", "flakier")."""
    words = ordinary_words()
    return word in words or any(
        word.endswith(ending) and len(word) - len(ending) >= 3 and word.removesuffix(ending) + stem in words
        for ending, stem in _ENDINGS
    )
