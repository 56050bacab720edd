"""Recognises a typed answer to offered buttons: "2", "the second one", "option 2", or a button's title."""

from __future__ import annotations

import re
from collections.abc import Sequence

_WORDS = (
    ("first", "one", "1st"),
    ("second", "two", "2nd"),
    ("third", "three", "3rd"),
    ("fourth", "four", "4th"),
    ("fifth", "five", "5th"),
    ("sixth", "six", "6th"),
)
_NUMBER_OF = {word: number for number, words in enumerate(_WORDS, start=1) for word in words}

_COUNTS = {words[1]: str(number) for number, words in enumerate(_WORDS, start=1)}
_NUMBER = re.compile(r"\d+")

_CHOICE = re.compile(
    r"""(?:the\s+)?
        (?:(?:option|choice|number|no\.?|nr\.?|answer)\s*)?
        [#(]?\s*
        (?P<which>\d{1,2}|last|"""
    + "|".join(_NUMBER_OF)
    + r""")
        \s*[.):]?
        (?:\s+(?:one|option|choice|answer))?
        (?:,?\s*(?:please|pls))?
        \s*[.!]*""",
    re.VERBOSE,
)


def chosen(text: str, titles: Sequence[str]) -> int | None:
    """The place (from 0) of the button that `text` means; None when it is an ordinary message."""
    typed = _plain(text)
    for place, title in enumerate(titles):
        if typed == _plain(title):
            return place
    counted = _counted(typed, titles)
    if counted is not None:
        return counted.get(_COUNTS.get(typed, typed))
    found = _CHOICE.fullmatch(typed)
    if found is None:
        return None
    which = found["which"]
    number = len(titles) if which == "last" else _NUMBER_OF.get(which) or int(which)
    return number - 1 if 1 <= number <= len(titles) else None


def confirmed(text: str, titles: Sequence[str]) -> int | None:
    """The place of "Yes, delete it all" or "No, keep it" that a bare "yes" or "no" means."""
    heads = [_plain(title).partition(",")[0] for title in titles]
    typed = _plain(text)
    return heads.index(typed) if heads == ["yes", "no"] and typed in heads else None


def _counted(typed: str, titles: Sequence[str]) -> dict[str, int] | None:
    """Places by the number that a title begins with, where a bare number can only mean that: "3" is "3 sessions"."""
    numbers = {found[0]: place for place, title in enumerate(titles) if (found := _NUMBER.match(title))}
    return numbers if numbers and (typed.isdecimal() or typed in _COUNTS) else None


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold().rstrip(" .!?")
