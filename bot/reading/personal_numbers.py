"""Finds digits that lead to a person, for the redactor: telephones, cards, accounts, days of birth.

What belongs to the clinic's subject stays: days, prices, doses, grades, numbers of sessions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

CARD: Final = "card"
PHONE: Final = "phone"
NUMBER: Final = "number"
BIRTH: Final = "birth date"


class Found(NamedTuple):
    """Characters start..end of a text, and what they are."""

    start: int
    end: int
    kind: str


_BETWEEN: Final = r"[\s().\-–—‐‑‒·_/|*\u200b\u200c\u200d\u2060]{1,3}"
_RUN: Final = re.compile(rf"(?<![\w@])[+(＋]{{0,2}}\d(?:{_BETWEEN}\d|\d)+")
_MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_DAY: Final = (
    r"(?:(?:19|20)\d\d[-/.][01]?\d[-/.][0-3]?\d|[0-3]?\d[-/. ][01]?\d[-/. ](?:(?:19|20)\d\d|\d\d)"
    rf"|[0-3]?\d(?:st|nd|rd|th)?(?: of)?[ -]{_MONTH},?[ -](?:(?:19|20)\d\d|\d\d)|{_MONTH} [0-3]?\d(?:st|nd|rd|th)?,? (?:19|20)\d\d)"
)
_DATE: Final = re.compile(rf"(?<![\d+]){_DAY}(?!\d)", re.IGNORECASE)
_BORN: Final = re.compile(
    rf"\b(?:born(?: on)?|d\.?o\.?b\.?|date of birth|birth ?date|birthday)(?: is| was|:|-|,)? {{0,2}}(?P<day>{_DAY})(?!\d)",
    re.IGNORECASE,
)
_CALLED: Final = re.compile(
    r"\b(?:number|phone|tel(?:ephone)?|mobile|cell|mob|landline|whats ?app|viber|signal|fax|ext(?:ension)?"
    r"|(?:call|text|ring|phone|reach)(?: me)?)\b(?:\W+(?:is|s|on|at|no|number|back|me)\b){0,3}\W{0,3}$",
    re.IGNORECASE,
)
_COUNTED: Final = re.compile(
    r"^\s?(?:[%°€$£₺]|(?:cm|mm|mg|mcg|ml|sessions?|years?|days?|weeks?|months?|am|pm|euros?|eur|usd|gbp|try|tl|pounds?"
    r"|quid|dollars?|bucks|lira|grafts?|hairs|dots|followers|k)\b)",
    re.IGNORECASE,
)
_DIGIT_WORD: Final = (
    r"(?:oh|o|zero|nought|one|two|three|four|five|six|seven|eight|nine|(?:double|triple) (?:oh|o|zero|one|two|three|four"
    r"|five|six|seven|eight|nine))"
)
_SPELT: Final = re.compile(rf"\b{_DIGIT_WORD}(?:[ ,.-]{{1,2}}{_DIGIT_WORD}){{5,}}\b", re.IGNORECASE)
_IBAN: Final = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,4})?\b", re.IGNORECASE)
_INSURANCE: Final = re.compile(r"\b[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b", re.IGNORECASE)
_LABELLED: Final = re.compile(
    r"\b(?:nhs|passport|licen[cs]e|insurance|national insurance|ni|id|identity|ssn|social security|account|sort ?code"
    r"|policy|customer|patient|cvv|cvc|pin|security code)(?: (?:number|no\.?|code|card))?(?: is|:|#)? {0,2}"
    r"(?P<number>[A-Z]{0,3}\d[\dA-Z -]{1,20}\d)\b",
    re.IGNORECASE,
)

_FEWEST: Final = 7  # digits of a telephone number that stands alone
_FEWEST_CALLED: Final = 5  # after "my number is"
_FEWEST_GROUPED: Final = 9
_FEWEST_CARD: Final = 13


def numbers(text: str) -> Iterator[Found]:
    """Every number that leads to somebody, in no particular order; some may overlap."""
    for found in _BORN.finditer(text):
        yield Found(found.start("day"), found.end("day"), BIRTH)
    for pattern in (_INSURANCE, _IBAN):
        for found in pattern.finditer(text):
            if pattern is _INSURANCE or _is_account(found.group()):
                yield Found(found.start(), found.end(), NUMBER)
    for found in _LABELLED.finditer(text):
        yield Found(found.start("number"), found.end("number"), NUMBER)
    for found in _SPELT.finditer(text):
        yield Found(found.start(), found.end(), PHONE)
    for start, end in _runs(text):
        kind = _kind(text, start, end)
        if kind is not None:
            yield Found(start, end, kind)


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Digits that may belong together; a day is not run into what stands beside it."""
    days = [found.span() for found in _DATE.finditer(text)]
    if not days:
        yield from (found.span() for found in _RUN.finditer(text))
        return
    masked = list(text)
    for start, end in days:
        # A telephone number may look like a day in its middle; a day stands alone.
        if not _within_longer(text, start, end):
            masked[start:end] = "x" * (end - start)
    yield from (found.span() for found in _RUN.finditer("".join(masked)))


def _within_longer(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 4) : start]
    return bool(re.search(r"[+\d][\s().-]?$", before)) or bool(
        re.match(r"[.-]?\d|[ .-]\d{3}", text[end : end + 4])
    )


def _kind(text: str, start: int, end: int) -> str | None:
    words = text[start:end]
    digits = "".join(str(unicodedata.digit(char)) for char in words if char.isdigit())
    groups = re.findall(r"\d+", words)
    called = _CALLED.search(text[max(0, start - 60) : start]) is not None
    if (
        _COUNTED.match(text[end : end + 12])
        and not called
        and not words.startswith("+")
        and not digits.startswith("0")
    ):
        return None
    if len(digits) >= _FEWEST_CARD:
        return CARD if _has_card(digits) else NUMBER
    dialled = digits.startswith("0") or words[0] in "+(＋"
    if len(digits) >= _FEWEST and (dialled or called):
        return PHONE
    if called and len(digits) >= _FEWEST_CALLED:
        return PHONE
    if len(groups) == 1:
        return NUMBER if len(digits) >= _FEWEST else None
    if len(digits) < _FEWEST_GROUPED or _are_figures(groups):
        return None
    return PHONE if len(digits) >= 10 else NUMBER


def _are_figures(groups: list[str]) -> bool:
    """Years, or small numbers one after the other: "2019, 2020 and 2021", "day 3 4 5 6"."""
    years = all(len(group) == 4 and group[:2] in ("19", "20") for group in groups)
    return years or all(len(group) <= 2 for group in groups)


def _has_card(digits: str) -> bool:
    """Whether 13 to 19 digits in a row pass the check that every bank card passes."""
    return any(
        _luhn(digits[start : start + length])
        for length in range(_FEWEST_CARD, 20)
        for start in range(min(len(digits), 40) - length + 1)
    )


def _luhn(digits: str) -> bool:
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _is_account(words: str) -> bool:
    """The check of an IBAN (ISO 13616)."""
    plain = words.replace(" ", "").upper()
    if not 15 <= len(plain) <= 34:
        return False
    moved = plain[4:] + plain[:4]
    return int("".join(str(int(char, 36)) for char in moved)) % 97 == 1
