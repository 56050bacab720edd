"""Reads the currency that a price is wanted in, and whether somebody hopes that it costs nothing."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from babel import Locale
from babel.numbers import list_currencies

from bot.reading.quote_values import Found, denied

_LAY: Final = (
    ("CAD", r"\bcanadian dollars?\b|\bcad\b|\bca?\$|\bloonies\b"),
    ("AUD", r"\bauss?ie dollars?\b|\baustralian dollars?\b|\baud\b|\bau?\$"),
    ("NZD", r"\b(?:new zealand|kiwi) dollars?\b|\bnzd\b"),
    ("HKD", r"\bhong kong dollars?\b|\bhkd\b"),
    ("USD", r"(?<![a-z])\$|\b(?:us |american )?dollars?\b|\bdolars?\b|\bbucks?\b|\busd\b|\bus\$"),
    ("EUR", r"€|\beuros?\b|\beur\b|\beuors?\b"),
    ("GBP", r"£|\b(?:british )?pounds?\b|\bquid\b|\bsterling\b|\bgbp\b|\bpuonds?\b"),
    ("TRY", r"₺|\b(?:turkish )?liras?\b|\blire?\b"),
    ("INR", r"₹|\b(?:indian )?rupees?\b|\binr\b"),
    ("AED", r"\b(?:uae )?dirhams?\b|\baed\b"),
    ("CHF", r"\b(?:swiss )?francs?\b|\bchf\b"),
    ("JPY", r"¥|\byens?\b|\bjpy\b"),
    ("PLN", r"\bz(?:l|ł)oty(?:ch)?\b|\bpln\b"),
    ("SEK", r"\bswedish kron(?:a|or)\b|\bsek\b"),
    ("ZAR", r"\brands?\b(?= |$)|\bzar\b"),
)
_PATTERNS: Final = tuple((code, re.compile(pattern)) for code, pattern in _LAY)
_NO_MONEY: Final = re.compile(
    r"\b(?:bitcoins?|btc|ethereum|crypto(?:currency|currencies)?|doubloons?|galleons?|gold|shekels? of gold|monopoly money)\b"
)
_WEIGHT: Final = re.compile(r"\b(?:lost|lose|gained|weigh|overweight|put on)\b[^.]{0,20}$")
_CODE: Final = re.compile(r"\bin ([A-Z]{3})\b")
_FREE: Final = re.compile(
    r"\bfor free\b|\b(?:was|were) free\b|\bfree of charge\b|\bfor nothing\b|\b(?:is|are|be|it|do|have|get|want) (?:this |it |mine |all |one )?free\b"
    r"(?! (?:consult|quote|estimate|to|of (?!charge)|on|next|at|this))|\bfree (?:smp|treatment|session)s?\b|[$£€]\s?0\b(?![.,\d])"
    r"|\b(?:zero|0|no) (?:dollars|pounds|euros|cost)\b|\bfreebie\b"
)


def read_currencies(original: str, text: str) -> tuple[Found[str], ...]:
    """Codes, ISO 4217, in the order of the text. original: the text as typed, for codes in capitals."""
    found = [
        Found(code, match[0], match.start(), match.end(), weak=_beside_amount(text, match))
        for code, pattern in _PATTERNS
        for match in pattern.finditer(text)
        if not (match[0].startswith("pound") and _WEIGHT.search(text[: match.start()]))
    ]
    found += [
        Found(match[1], match[1], match.start(1), match.end(1))
        for match in _CODE.finditer(original)
        if match[1] in _known_codes()
    ]
    kept: list[Found[str]] = []
    for one in sorted(found, key=lambda item: (item.start, -item.end)):
        if not any(other.start < one.end and one.start < other.end for other in kept) and not denied(
            text, one.start
        ):
            kept.append(one)
    return tuple({one.value: one for one in reversed(kept)}.values())[::-1]


def no_money(original: str, text: str) -> str | None:
    """Something that no price list has a rate for, as it was named."""
    found = _NO_MONEY.search(text)
    if found is not None and re.search(r"\bin\s+$|\bwith\s+$|\bpay\w*\s+(?:by\s+)?$", text[: found.start()]):
        return found[0]
    return next((match[1] for match in _CODE.finditer(original) if _could_be_code(match[1])), None)


def _beside_amount(text: str, match: re.Match[str]) -> bool:
    """Whether it belongs to a sum of money; then it names that sum, and only perhaps the currency wanted."""
    before, after = text[: match.start()], text[match.end() :]
    return re.match(r"\s?\d", after) is not None or re.search(r"\d\s?k?\s?$", before) is not None


def asks_for_nothing(text: str) -> bool:
    return _FREE.search(text) is not None


def _could_be_code(code: str) -> bool:
    """Capitals where a currency would stand that are none, nor a country, nor one of our own words."""
    return code not in _known_codes() and code not in {"SMP", "USA", "UAE", "NYC", "FUE", "FUT", "PRP"}


@cache
def _known_codes() -> frozenset[str]:
    return frozenset(str(code) for code in list_currencies()) & frozenset(map(str, Locale("en").currencies))
