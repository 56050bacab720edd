"""Short answers to the dialogue's own questions, known by rule."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final, Literal

from bot.aftercare.sessions import ORDINALS

Answer = Literal["not_booked", "unsure", "moved", "one_more"]

_LEAD: Final = r"^\W*(?:(?:no|nope|well|oh|ok|it'?s|its|i|i'm|im|that'?s|just|um+|er+|haven'?t|have not)\W+)*"
_TAIL: Final = r"(?:\W+(?:yet|please|thanks|though|mate|actually|sorry|now|then))*\W*$"
_WORDS: Final[Mapping[Answer, str]] = {
    "not_booked": (
        r"(?:not|nothing) (?:booked|planned|fixed|arranged|scheduled|set)|(?:not|none|never) yet|booked|none"
        r"|had (?:one|it|any)|got (?:a date|one|any)|don'?t have (?:one|a date|any)|no (?:date|session|booking)"
    ),
    "unsure": r"not sure|unsure|don'?t (?:know|remember)|no idea|can'?t (?:remember|say)|dunno|idk|maybe|skip",
    "moved": (
        r"(?:a )?new date(?: for it)?|moved(?: it)?|it moved|the same(?: one| session)?|same(?: one)?|changed"
        r"|rescheduled|postponed|instead|(?:a )?correction|the first|one session|put right|i (?:moved|changed) it"
    ),
    "one_more": (
        r"(?:one more|another|an extra|extra|a second|a new|the next|a different|a further|both)"
        r"(?: session| one)?|both(?: of them)?|the second|two sessions|as well|additional"
    ),
}
_ANSWERS: Final[Mapping[Answer, re.Pattern[str]]] = MappingProxyType(
    {name: re.compile(f"{_LEAD}(?:{words}){_TAIL}", re.IGNORECASE) for name, words in _WORDS.items()}
)
_CANCELLED: Final = re.compile(
    r"\b(?:cancel(?:l?ed|l?ing)?|called off|call(?:ing)? off|(?:not|no longer|won't be) (?:having|going to have|doing)"
    r"|(?:isn't|is not|not) (?:happening|going ahead|taking place))\b",
    re.IGNORECASE,
)
_SESSION: Final = re.compile(
    r"\b(?:sessions?|treatment|smp|appointment|appt|second one|first one|third one)\b", re.IGNORECASE
)
_CORRECTS: Final = re.compile(
    r"^\W*(?:no|sorry|oops|actually|i meant|i mean|wait|wrong|correction|not|it (?:was|is)|it'?s|make that)\b",
    re.IGNORECASE,
)
_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_NUMBERS: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_PLACES: Final = (
    re.compile(r"\b(?:first|former|1st|1|one)\b"),
    re.compile(r"\b(?:second|latter|2nd|2|two)\b"),
)


def answer_of(text: str) -> Answer | None:
    """The short answer that the whole of a text is, or None."""
    plain = text.replace("’", "'")
    return next((name for name, pattern in _ANSWERS.items() if pattern.match(plain)), None)


def cancels(text: str) -> bool:
    """Whether a text says that a session does not take place."""
    plain = text.replace("’", "'")
    return bool(_CANCELLED.search(plain)) and bool(_SESSION.search(plain))


def ordinals(text: str) -> tuple[int, ...]:
    """The numbers of sessions that a text names: 2 for "my second one"."""
    words = set(re.findall(r"[a-z]+", text.lower()))
    return tuple(number for number, word in enumerate(ORDINALS, start=1) if word in words)


def number_of(text: str) -> int | None:
    """The number that is all a text says, in digits or in words to twelve."""
    found = re.fullmatch(
        r"\W*(?:just |only |about |maybe )?(\d{1,3}|[a-z]+)(?: sessions?| please)?\W*", text.lower()
    )
    if found is None:
        return None
    if found[1].isdigit():
        return int(found[1])
    return _NUMBERS.index(found[1]) if found[1] in _NUMBERS else None


def corrects(text: str) -> bool:
    """Whether a text begins like one that puts something right."""
    return bool(_CORRECTS.match(text.replace("’", "'")))


def which_day(text: str, days: Sequence[date]) -> date | None:
    """The one of `days` that a text names by its month ("april", "the 4th of March"), or by its place."""
    words = re.findall(r"[a-z]{3,}", text.lower())
    named = [day for day in days if any(_MONTHS[day.month - 1].startswith(word) for word in words)]
    if len(named) == 1:
        return named[0]
    if re.search(r"\d{2,}|\d+(?:st|nd|rd|th)? (?:of )?[a-z]{3}", text.lower()):
        return None
    placed = [day for day, pattern in zip(days, _PLACES, strict=False) if pattern.search(text.lower())]
    return placed[0] if len(placed) == 1 and not named else None
