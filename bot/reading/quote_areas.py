"""Reads how much of the scalp is meant: Norwood and Ludwig grades, the hairline, the crown, a scar of 10 cm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from rapidfuzz.distance import OSA

from bot.reading.quote_values import NUMBER, NUMBER_WORDS, ROMANS, Area, Found, denied, number

_CM_PER_INCH: Final = Decimal("2.54")
_SCALES: Final = {"norwood": ("norwood", 2), "ludwig": ("ludwig", 1)}
_MOST_SLIPS: Final = 2
_GRADE_WORDS: Final = "|".join(
    word for word, value in NUMBER_WORDS.items() if value <= 10 and " " not in word
)
_NOT_ME: Final = r"i(?!\s+(?:am|was|have|had|think|want|need|live|would|do|don't|can)\b|')"
"""The numeral I, and not the word for oneself."""
_DIGITS: Final = r"-?\d{1,2}(?:[.,]5)?[av]?(?![.,]?\d)"
"""A grade in digits, perhaps half way to the next ("2.5"), perhaps with its variant ("3a", "3v")."""
_GRADE: Final = rf"(?:{_DIGITS}|{'|'.join(sorted(set(ROMANS) - {'i'}, key=len, reverse=True))}|{_NOT_ME}|{_GRADE_WORDS})\b"
_BETWEEN: Final = (
    r"(?:\W{0,2}(?:scale|stage|type|class|grade|level|hamilton|number|no|is|a|an|about|around|roughly|of)\b\.?)*"
    r"(?:(?<![\s-])-|[\s:.,(]){0,2}"
)
_AND_GRADE: Final = rf"(?:\s*(?:-|–|/|to|or|and)\s*(?P<second>{_GRADE})(?!\s*(?:sessions?|visits?|years?)))?"
_SCALE: Final = re.compile(
    rf"\b(?P<name>[a-z]{{5,9}}|nw)\b(?:'s)?{_BETWEEN}(?P<first>{_GRADE})(?!\s*(?:sessions?|visits?|cm|years?)){_AND_GRADE}"
)
_GLUED: Final = re.compile(
    rf"\bnw\W?(?P<first>{_DIGITS})\b(?:\s*(?:-|–|/|to|or)\s*(?:nw)?(?P<second>{_GRADE}))?"
)
_ON_SCALE: Final = re.compile(rf"\b(?P<first>{_GRADE})\s+(?:on|of|in) the (?P<name>[a-z]{{5,9}})\b")
_STAGE: Final = re.compile(
    rf"\bstage\s+(?P<first>{_GRADE})(?!\s+(?:\w+ )?(?:cancer|kidney|tumou?r|disease|melanoma|burn))"
)
_NAMED_ONLY: Final = re.compile(r"\b([a-z]{5,9})\b")
_LENGTH: Final = (
    rf"(?P<n>{NUMBER})\s*-?\s*(?P<unit>cms?|centimet(?:er|re)s?|inch(?:es)?|in\b|mms?|millimet(?:er|re)s?|\")"
)
_SCAR: Final = re.compile(r"\b(?:[a-z]+\s)?scars?\b")
_SCAR_LENGTH: Final = re.compile(_LENGTH)
_PLACES: Final = (
    (
        "full_head",
        re.compile(
            r"\b(?:full|whole|entire|complete|all (?:of|over) (?:my|the))[ -](?:head|scalp)\b"
            r"|\b(?:totally|completely|fully|entirely|all) bald\b(?! on top| at the)|\bbald all over\b|\bslap ?head\b"
            r"|\balopecia (?:universalis|totalis)\b|\beverything (?:on|up) top\b"
        ),
    ),
    ("crown", re.compile(r"\bcrown\b(?! of)|\bvertex\b|\bbald(?:ing)? (?:spot|patch)\b(?= (?:on|at|in)|$|[^a-z])")),
    (
        "hairline_only",
        re.compile(r"\bhair ?lines?\b|\btemples?\b|\b(?:receding|front) (?:corners?|edges?)\b|\bwidow'?s peak\b"),
    ),
    (
        "density",
        re.compile(
            r"\bdensity\b|\bdiffuse(?:ly)?\b|\bthicke(?:n|r)\b|\bparting\b|\bbetween (?:my|the) (?:own )?hairs?\b"
            r"|\bthinning (?:all over|everywhere|throughout)\b|\bfill(?:ing)? (?:it )?in between\b"
        ),
    ),
)  # fmt: skip


def read_areas(text: str) -> tuple[Found[Area], ...]:
    """All areas of a `plain` text in their order; "norwood 4-5" gives both grades. Graded ones come first."""
    graded = sorted(_graded(text), key=lambda found: found.start)
    places = sorted(_places(text), key=lambda found: found.start)
    if graded:
        # Beside a grade, "vertex" and "hairline" only describe it; a scar is a thing of its own.
        places = [found for found in places if found.value.kind == "scar"]
    return tuple(found for found in (*graded, *places) if not denied(text, found.start))


def bare_grade(text: str) -> int | None:
    """The grade that is all an answer says: "5", "V", "a 4"; None for anything else."""
    found = re.fullmatch(
        rf"\W*(?:a|an|about|maybe|probably|stage|grade|type)?\s*(?P<grade>{_GRADE})\W*", text
    )
    return _grades(found["grade"])[-1] if found else None


def _graded(text: str) -> Iterator[Found[Area]]:
    named = next((kind for word in _NAMED_ONLY.findall(text) if (kind := _scale(word))), "norwood")
    seen: set[int] = set()
    for pattern in (_SCALE, _GLUED, _ON_SCALE, _STAGE):
        for found in pattern.finditer(text):
            groups = found.groupdict()
            kind = _scale(groups["name"]) if groups.get("name") else named
            if kind is None or found.start("first") in seen:
                continue
            seen.add(found.start("first"))
            for part in ("first", "second"):
                for grade in _grades(groups.get(part)):
                    yield Found(Area(kind, grade), found[0].strip(), found.start(part), found.end(part))


def _scale(word: str) -> str | None:
    """The scale that a word names, slips of the pen allowed."""
    if word == "nw":
        return "norwood"
    for name, (kind, slips) in _SCALES.items():
        if word[0] == name[0] and OSA.distance(word, name, score_cutoff=_MOST_SLIPS) <= slips:
            return kind
    return None


def _grades(words: str | None) -> tuple[int, ...]:
    """One grade, or the two that a half lies between; none for no words."""
    if words is None:
        return ()
    if words in ROMANS:
        return (ROMANS[words],)
    value = number(words.rstrip("av") if words[-2:-1].isdigit() else words)
    return (int(value),) if value == int(value) else (int(value), int(value) + 1)


def _places(text: str) -> Iterator[Found[Area]]:
    for kind, pattern in _PLACES:
        for found in pattern.finditer(text):
            yield Found(Area(kind), found[0], found.start(), found.end())
    scar = next((found for found in _SCAR.finditer(text) if not denied(text, found.start())), None)
    if scar is not None:
        yield Found(Area("scar", cm=_length(text)), scar[0], scar.start(), scar.end())


def _length(text: str) -> Decimal | None:
    found = _SCAR_LENGTH.search(text)
    if found is None:
        return None
    value, unit = number(found["n"]), found["unit"]
    if unit.startswith(("i", '"')):
        return (value * _CM_PER_INCH).quantize(Decimal("0.1"))
    return value / 10 if unit.startswith("m") else value


def bare_length(text: str) -> Decimal | None:
    """A length without the thing that is so long: "10 cm"."""
    return _length(text)
