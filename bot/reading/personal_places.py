"""Finds where people live, for the redactor: postcodes, and streets with their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

Span = tuple[int, int]

_POSTCODES: Final = (
    # United Kingdom; the second half never holds C, I, K, M, O or V, so that "b12 5mg" is none
    re.compile(r"\b(?:GIR ?0AA|[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]? {0,2}\d[ABD-HJLNP-UW-Z]{2})\b", re.IGNORECASE),
    re.compile(r"\b[ABCEGHJ-NPRSTVXY]\d[A-Z][ -]?\d[A-Z]\d\b", re.IGNORECASE),  # Canada
    re.compile(
        r"\b[AC-FHKNPRTV-Y]\d[\dW] ?(?=[\dAC-FHKNPRTV-Y]{0,3}[AC-FHKNPRTV-Y])[\dAC-FHKNPRTV-Y]{4}\b"
    ),  # Ireland
    re.compile(
        r"\b(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]"
        r"|UT|V[AT]|W[AIVY]),? \d{5}(?:-\d{4})?\b"
    ),  # United States
    re.compile(
        r"\b(?:post ?code|postal code|zip(?: code)?|plz)(?: is|:)? {0,2}[A-Z\d][A-Z\d -]{2,8}\b",
        re.IGNORECASE,
    ),
)
_LETTERS: Final = r"[^\W\d_][^\W\d_'’.-]*"
_STREET: Final = (
    r"street|road|avenue|lane|crescent|terrace|gardens|boulevard|mews|rd|ave|blvd|str|stra(?:ß|ss)e|caddesi|sokak|sokağı"
    r"|cadde|sk|cd"
)
_DOUBTFUL_STREET: Final = (
    r"drive|close|court|way|place|grove|hill|park|square|row|walk|rise|view|st|dr|ct|pl|sq|ln"
)
_NUMBER: Final = r"(?<![\d.,:/€$£-])\d{1,4}[a-z]?"
_NO_STREET: Final = (
    r"(?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|sessions?|miles?|km|m|the|down|up|from|times?|people|men"
    r"|women|of|or|and|to|st|nd|rd|th|pm|am|in|on|by|is|a|for|more|other)\b"
)
_ADDRESSES: Final = (
    re.compile(
        rf"(?:\b(?:flat|apartment|apt|unit|suite|house) {_NUMBER},? )?{_NUMBER},? (?:(?!{_NO_STREET}){_LETTERS} ){{1,3}}"
        rf"(?:{_STREET})\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?:\b(?:[Ff]lat|[Aa]partment|[Aa]pt|[Uu]nit) {_NUMBER},? )?{_NUMBER},? (?:[A-ZÀ-Þ]{_LETTERS} ){{1,3}}"
        rf"(?i:{_DOUBTFUL_STREET})\b"
    ),
    re.compile(
        rf"\b[A-ZÀ-Þ][^\W\d_]+(?:straße|strasse|str\.|weg|platz|gasse|laan|straat|gade|gatan) {_NUMBER}\b"
    ),
    re.compile(
        rf"\b(?:[A-ZÀ-Þ]{_LETTERS} ){{1,3}}(?i:caddesi|sokak|sokağı|cad\.?|sok\.?|mahallesi),? ?(?:(?i:no):? ?)?{_NUMBER}"
    ),
    re.compile(
        rf"(?:{_NUMBER},? )?\b(?:rue|calle|via|avenida|rua|plaza|piazza) (?:(?:de|del|della|la|las|los|du|des|do|da) ){{0,2}}"
        rf"[A-ZÀ-Þ]{_LETTERS}(?: [A-ZÀ-Þ]{_LETTERS}){{0,2}}(?:,? {_NUMBER})?"
    ),
    re.compile(
        r"\b(?:my |home |postal )?address(?: is|:) [^.!?;\n]{3,80}|\bi live at [^.!?;\n]{3,60}", re.IGNORECASE
    ),
    re.compile(rf"\b(?:flat|apartment|apt) {_NUMBER}\b", re.IGNORECASE),
    re.compile(r"\bP\.? ?O\.? box \d+\b", re.IGNORECASE),
)
_LEAD: Final = re.compile(r"(?:my |home |postal )?address(?: is|:) |i live at ", re.IGNORECASE)


def postcodes(text: str) -> Iterator[Span]:
    for pattern in _POSTCODES:
        yield from (found.span() for found in pattern.finditer(text))


def addresses(text: str) -> Iterator[Span]:
    """Streets with their numbers, and what is said to be an address; the words that lead to it stay."""
    for pattern in _ADDRESSES:
        for found in pattern.finditer(text):
            lead = _LEAD.match(found.group())
            yield found.start() + (lead.end() if lead else 0), found.end()
