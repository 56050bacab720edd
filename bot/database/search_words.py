"""What somebody typed into the search field, as queries that no database can trip over. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

MOST_WORDS: Final = 20
_LONGEST_WORD: Final = 60  # characters
_PART = re.compile(r'(?P<without>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<plain>[^\s"]+))')
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Part:
    """Words that must follow each other. prefix: the last of them may go on."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True)
class Words:
    """What must be said and what must not. loose: one of the parts suffices."""

    parts: Sequence[Part]
    without: Sequence[Part] = ()
    loose: bool = False

    def for_sqlite(self) -> str:
        """As FTS5's MATCH reads it."""
        said = (" OR " if self.loose else " AND ").join(_fts(part) for part in self.parts)
        return "".join([f"({said})", *(f" NOT {_fts(part)}" for part in self.without)])

    def for_postgresql(self) -> str:
        """As to_tsquery reads it."""
        said = (" | " if self.loose else " & ").join(_tsquery(part) for part in self.parts)
        return "".join([f"({said})", *(f" & !{_tsquery(part)}" for part in self.without)])


def words_in(text: str) -> Words | None:
    """Reads plain words, "phrases in quotes", -words to leave out and begin* of words; None without a word.

    Everything else is taken as the gap between two words: nothing that can be typed is an error.
    """
    parts: list[Part] = []
    without: list[Part] = []
    for found in _PART.finditer(text):
        part = _part(found)
        if part is not None and len(parts) + len(without) < MOST_WORDS:
            (without if found["without"] else parts).append(part)
    return Words(tuple(parts), tuple(without)) if parts else None


def _part(found: re.Match[str]) -> Part | None:
    text = found["phrase"] if found["phrase"] is not None else found["plain"]
    words = [word[:_LONGEST_WORD] for word in _WORD.findall(text.replace("_", " "))][:MOST_WORDS]
    if not words:
        return None
    return Part(tuple(words), prefix=found["plain"] is not None and text.endswith("*"))


def _fts(part: Part) -> str:
    return f'"{" ".join(part.words)}"' + ("*" if part.prefix else "")


def _tsquery(part: Part) -> str:
    *first, last = part.words
    return f"({' <-> '.join([*first, last + (':*' if part.prefix else '')])})"
