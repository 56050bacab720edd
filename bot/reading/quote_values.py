"""The values that a message may name for a price, each with the words that it was read from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Generic, TypeVar

Value = TypeVar("Value")


@dataclass(frozen=True)
class Found(Generic[Value]):
    """A value with its words and where they stand in the text.

    weak: named in passing, such as "SMP" for any treatment or the country somebody lives in; it counts only where
    nothing better was said.
    """

    value: Value
    words: str
    start: int
    end: int
    weak: bool = False


@dataclass(frozen=True)
class Area:
    """kind: norwood, ludwig, hairline_only, crown, full_head, scar or density. grade: as said, not yet checked.

    cm: length of a scar.
    """

    kind: str
    grade: int | None = None
    cm: Decimal | None = None


NUMBER_WORDS: Final = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "hundred": 100, "a couple of": 2, "a couple": 2, "couple": 2,
}  # fmt: skip
ROMANS: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
NUMBER: Final = rf"(?:[-−–]?\d+(?:[.,]\d+)?|{'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))})"
"""A number in digits or words, lower case."""

_SAME_LENGTH: Final = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "−": "-", "\u00a0": " "}
)


def plain(text: str) -> str:
    """Lower case and straight quotation marks, every character in its old place."""
    straight = text.translate(_SAME_LENGTH)
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in straight)


def number(words: str) -> Decimal:
    """Of what NUMBER matched."""
    if words in NUMBER_WORDS:
        return Decimal(NUMBER_WORDS[words])
    return Decimal(words.replace(",", ".").replace("–", "-").replace("−", "-"))


def whole(words: str) -> int | None:
    """A number without a fraction; None for any other."""
    value = number(words)
    return int(value) if value == value.to_integral_value() else None


_DENIED: Final = re.compile(
    r"(?:\binstead of|\brather than|\bother than|\bwithout|\bbut not|\bnot(?: just| only| even)?|\bisn't|\bno longer)"
    r"(?: (?:the|my|a|an|in|for|to|having|getting|going|at|just|only))*\s*$"
)


def denied(text: str, start: int) -> bool:
    """Whether the words before `start` say that something else is wanted: "instead of ...", "not just the ..."."""
    return _DENIED.search(text[max(0, start - 50) : start]) is not None
