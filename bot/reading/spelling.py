"""Repairs the spelling of a text within the words of the lexicon; everything else is left as it is written.

"roacutane" and "keliod" are found, and no ordinary word ever becomes a disease: a word is only repaired if it is no
ordinary English word, is long enough, and keeps its beginning or its consonants.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Final

from rapidfuzz.distance import OSA

from bot.reading.ordinary import is_ordinary

_SHORTEST: Final = 5
_VOWELS: Final = frozenset("aeiouy")
_CACHED: Final = 20_000
"""Words remembered with their repair, so that a repeated word costs nothing."""


class Spelling:
    """Repairs words to those of a vocabulary."""

    def __init__(self, vocabulary: Collection[str], known: Collection[str] = ()) -> None:
        """vocabulary: the words to aim at; known: further words that are spelt as they should be."""
        self._known = frozenset(vocabulary) | frozenset(known)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in sorted(vocabulary):
            if len(word) >= _SHORTEST and word.isalpha():
                self._by_length[len(word)].append(word)
        self._repaired: dict[str, str] = {}

    def repair(self, words: Sequence[str]) -> list[str]:
        return [self._repair(word) for word in words]

    def _repair(self, word: str) -> str:
        if len(word) < _SHORTEST or word in self._known or not word.isalpha() or not word.isascii():
            return word
        if word not in self._repaired:
            if len(self._repaired) >= _CACHED:
                self._repaired.clear()
            self._repaired[word] = self._nearest(word)
        return self._repaired[word]

    def _nearest(self, word: str) -> str:
        if is_ordinary(word):
            return word
        best, best_distance = word, _MOST_SLIPS + 1
        for length in range(len(word) - _MOST_SLIPS, len(word) + _MOST_SLIPS + 1):
            for candidate in self._by_length.get(length, ()):
                if not _alike(word, candidate):
                    continue
                most = min(_slips(word, candidate), best_distance - 1)
                distance = OSA.distance(word, candidate, score_cutoff=most)
                if distance <= most:
                    best, best_distance = candidate, distance
        return best


_MOST_SLIPS: Final = 2
_LONG: Final = 9
_MIDDLING: Final = 7


def _slips(word: str, candidate: str) -> int:
    """How many slips may lie between them: two in a long word that is no everyday one, else one at most."""
    shorter = min(len(word), len(candidate))
    if is_ordinary(candidate):
        return 1 if shorter >= _MIDDLING else 0
    return 2 if shorter >= _LONG else 1


def _alike(word: str, candidate: str) -> bool:
    return word[0] == candidate[0] or _skeleton(word) == _skeleton(candidate)


def _skeleton(word: str) -> str:
    """The consonants in order, doubled ones once: "psoraisis" and "psoriasis" share theirs."""
    skeleton = ""
    for letter in word:
        if letter not in _VOWELS and not skeleton.endswith(letter):
            skeleton += letter
    return skeleton
