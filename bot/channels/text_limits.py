"""Splits and shortens texts for channels with limits.

Lengths are in UTF-16 units: Telegram counts so, and no provider counts more for the same text.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from itertools import accumulate
from typing import Final

ELLIPSIS: Final = "…"

_PARAGRAPH = re.compile(r"\n\s*\n")
_LINE = re.compile(r"\n")
# Not after the number of a list, "2. ", which would part it from its line.
_SENTENCE = re.compile(r"(?<!^\d)(?<!^\d\d)[.!?…]+[\"'”’)\]]*(?=\s)", re.MULTILINE)
_WORD = re.compile(r"\s")

# Where to cut, best first: the boundary, and the share of a part that has to come before it.
_CUTS = ((_PARAGRAPH, 0.5), (_LINE, 0.5), (_SENTENCE, 0.5), (_SENTENCE, 0.25), (_WORD, 0.25))


def length(text: str) -> int:
    """UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, limit: int) -> list[str]:
    """The text in parts of at most `limit` units, none of them blank, nothing lost but space at the cuts.

    Cuts where it hurts least in the second half of a part: after a paragraph, a line, a sentence; else
    after a word, else anywhere.
    """
    parts: list[str] = []
    rest = text.strip()
    while length(rest) > limit:
        fitting = _fitting(rest, limit)
        cut = _cut(rest, fitting)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*parts, rest] if rest else parts


def shorten(text: str, limit: int) -> str:
    """The text on one line, cut at a word and ended with "…" when it is longer than `limit` units."""
    line = " ".join(text.split())
    if length(line) <= limit:
        return line
    fitting = _fitting(line, limit - 1)
    head = line[:fitting]
    at_word = (head if line[fitting] == " " else head.rpartition(" ")[0]).rstrip(" ,;:-–—(")
    whole_words = at_word if length(at_word) * 2 >= limit else ""
    return (whole_words or head.rstrip()) + ELLIPSIS


def _cut(text: str, fitting: int) -> int:
    """Where to cut, at or before `fitting`. One character more is looked at: a space there ends a word."""
    window = text[: fitting + 1]
    for boundary, share in _CUTS:
        ends = [found.end() for found in boundary.finditer(window)]
        if ends and ends[-1] >= share * fitting:
            return min(ends[-1], fitting)
    return fitting


def _fitting(text: str, limit: int) -> int:
    """How many characters fit into `limit` units without cutting one visible sign in two. At least one."""
    ends = list(accumulate(2 if ord(character) > 0xFFFF else 1 for character in text[: limit + 1]))
    fitting = bisect_right(ends, limit)
    back = fitting
    while 0 < back < len(text) and _joined(text[back - 1], text[back]):
        back -= 1
    # A pile of marks that fills the whole part is cut all the same.
    return back if back * 2 > fitting else max(fitting, 1)


def _joined(before: str, after: str) -> bool:
    """Whether `after` belongs to the sign before it: accents, skin tones, joined emoji, flags."""
    return (
        before == "\u200d"
        or after in "\u200d\ufe0f\u20e3"
        or unicodedata.category(after) in ("Mn", "Mc", "Me")
        or 0x1F3FB <= ord(after) <= 0x1F3FF
        or (_is_flag_half(before) and _is_flag_half(after))
    )


def _is_flag_half(character: str) -> bool:
    return 0x1F1E6 <= ord(character) <= 0x1F1FF
