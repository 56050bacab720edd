"""Reads countries for a price: by name, by city, by the names that people give them."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from babel import Locale
from rapidfuzz.distance import OSA

from bot.reading.ordinary import is_ordinary
from bot.reading.quote_values import Found, denied

_LAY: Final = {
    "GB": "uk britain england scotland wales london manchester birmingham leeds glasgow edinburgh liverpool bristol"
    " cardiff belfast sheffield newcastle nottingham|great britain|united kingdom|northern ireland|the uk",
    "US": "usa america nyc chicago houston dallas miami texas california florida seattle boston|the states|the us"
    "|new york|los angeles|las vegas|san francisco|united states of america|u.s.|u.s|u.s.a.",
    "TR": "turkey turkiye turky turkie istanbul ankara izmir antalya bursa|turkish clinic|turkish price|turkish prices",
    "AE": "uae dubai|abu dhabi",
    "NL": "holland amsterdam rotterdam", "CZ": "czechia prague|czech republic", "KR": "korea seoul|south korea",
    "ES": "madrid barcelona marbella alicante valencia malaga", "FR": "paris lyon marseille",
    "DE": "berlin munich hamburg frankfurt cologne", "IT": "rome milan naples", "IE": "dublin|republic of ireland",
    "PT": "lisbon porto", "GR": "athens", "AT": "vienna", "CH": "zurich geneva", "IN": "mumbai delhi bangalore",
    "CA": "toronto vancouver montreal calgary", "AU": "sydney melbourne brisbane adelaide", "PL": "warsaw krakow",
    "HU": "budapest", "SE": "stockholm", "NO": "oslo", "DK": "copenhagen", "TH": "bangkok", "NG": "lagos",
    "ZA": "johannesburg|cape town", "EG": "cairo", "MX": "tijuana|mexico city", "BR": "sao paulo",
    "SG": "", "BE": "brussels", "AL": "tirana",
}  # fmt: skip
"""Cities and everyday names by country: single words, then after a bar names of several words."""

_NAMES_OF_OTHER_THINGS: Final = frozenset(
    {"jordan", "chad", "georgia", "jersey", "guinea", "mali", "niger", "cuba", "china"}
)
"""Countries only after a word such as "in": they are first names, clothes or slips for other words too."""

_NO_COUNTRIES: Final = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
_PLACED: Final = r"(?:in|to|from|at|for|over in|within)(?: the)?"
_HOME: Final = re.compile(
    r"\b(?:live|living|based|am|i'm|im|come|resident|located|home)(?: (?:in|at|here))*(?: from)?(?: the)?\s*$|\bfrom\s*$"
)
_UNKNOWN: Final = (
    re.compile(r"\bin (?P<place>[A-Z][a-z'-]{3,})\b"),
    re.compile(r"\b(?:live|living|based|done|have it|get it) in (?P<place>[a-z][a-z'-]{3,})\b"),
)
_HEADING: Final = re.compile(r"(?:\W*[A-Z]\S*)+\W*")
"""A text in which every word has a capital; it tells nothing about any of them."""
_MOST_SLIPS: Final = ((5, 1), (8, 2))
"""From so many letters on, so many slips of the pen are allowed."""


def read_countries(text: str) -> tuple[Found[str], ...]:
    """Codes of two letters, ISO 3166, in the order of a `plain` text. Where somebody lives is `weak`."""
    found: dict[int, Found[str]] = {}
    pattern, names = _pattern()
    for match in pattern.finditer(text):
        words = match["name"]
        if words in _NAMES_OF_OTHER_THINGS and not re.search(
            rf"\b{_PLACED}\s*$", text[: match.start("name")]
        ):
            continue
        found[match.start("name")] = _found(text, names[words], words, match.start("name"))
    for match in re.finditer(r"\b[a-z]{5,}\b", text):
        taken = any(one.start <= match.start() < one.end for one in found.values())
        code = None if taken else _misspelt(match[0])
        if code is not None:
            found[match.start()] = _found(text, code, match[0], match.start())
    kept = [found[start] for start in sorted(found) if not denied(text, start)]
    return tuple(dict((one.value, one) for one in reversed(kept)).values())[::-1]


def unknown_place(original: str) -> str | None:
    """A name that stands where a place would, and is neither a known one nor an ordinary word."""
    if _HEADING.fullmatch(original):
        return None
    known = _pattern()[1]
    for pattern in _UNKNOWN:
        for match in pattern.finditer(original):
            word = match["place"].lower()
            if word not in known and not is_ordinary(word) and _misspelt(word) is None:
                return match["place"]
    return None


def _found(text: str, code: str, words: str, start: int) -> Found[str]:
    return Found(code, words, start, start + len(words), weak=_HOME.search(text[:start]) is not None)


@cache
def _names() -> dict[str, str]:
    """Every name in small letters to its code."""
    names = {
        str(name).lower(): str(code)
        for code, name in Locale("en").territories.items()
        if re.fullmatch("[A-Z]{2}", str(code)) and code not in _NO_COUNTRIES
    }
    for code, lay in _LAY.items():
        singles, *phrases = lay.split("|")
        names |= dict.fromkeys([*singles.split(), *phrases], code)
    return names


@cache
def _pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    names = _names()
    listed = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?P<name>{listed})(?![\w-])"), names


@cache
def _misspelt(word: str) -> str | None:
    """The code of a country or city that the word is a slip for; never of an ordinary word."""
    slips = next((most for letters, most in reversed(_MOST_SLIPS) if len(word) >= letters), 0)
    if not slips or is_ordinary(word):
        return None
    for name, code in _names().items():
        alike = (
            name[0] == word[0] and name.isalpha() and len(name) >= 5 and name not in _NAMES_OF_OTHER_THINGS
        )
        if alike and OSA.distance(word, name, score_cutoff=slips) <= slips:
            return code
    return None
