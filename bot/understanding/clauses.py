"""Cuts a message into the parts that may be questions of their own.

A part is a sentence or a joined clause ("… and how long …"). Its pieces are what stands between commas and
conjunctions ("swim, shave or go to the gym"), each with the opening words that it shares with the first
("can I …"). Whether a part or a piece really asks something else is decided later, by the confidence of its topic.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

SENTENCE_END = re.compile(
    r"(?<=[?!;\n])\s*|(?<=[^\W\d]\.)\s+(?=\w)|(?<=\d\.)\s+(?=[A-Za-z])|(?<=\.\.)\s+|\s+[-–—]\s+"
)
OPENERS = (
    r"(?:(?:what|where|who|how|when|why|that|it)(?:['’]?s)?|which|whether|is(?:n['’]?t)?|are|was|were|do|does|did|can|"
    r"could|will|would|should|shall|may|might|am|have|has|if|any|i(?:['’]?[md]|['’]?ve)?|my|its?|they|there|u|you|"
    r"please|pls|tell)"
)
JOINT = re.compile(
    r"\s*,\s*(?:(?:and|also|but|plus|then|or)\s+)?(?:also\s+|then\s+)?(?=" + OPENERS + r"\b)"
    r"|\s+(?:and|also|but|plus|then|or|n|&)\s+(?:also\s+|then\s+)?(?=" + OPENERS + r"\b)",
    re.IGNORECASE,
)
UNMARKED = re.compile(
    r"\s+(?=(?:how (?:long|much|many|soon|often)|(?:does|is|will) (?:it|this)|(?:do|can|will|should) i|"
    r"what (?:is|are|about)|when (?:can|do|will)|where (?:is|are))\b)",
    re.IGNORECASE,
)
"""Where a new question may begin without any sign, as people type on a phone."""
LEADS_ON = re.compile(
    r"(?:\b(?:know|knew|wonder|wondering|wondered|ask|asking|asked|me|sure|see|tell|explain|understand|about|of|on|"
    r"what|which|how|why|when|where|who|if|that|so|ok|okay|hi|hello|hey|please|pls|and|or|but|curious|then|well|just|"
    r"yes|thanks|also|question|quick|q|check|out)|[,:])$",
    re.IGNORECASE,
)
"""Words after which a question word goes on with the same question."""
QUESTION_HEAD = re.compile(
    r"^\W*(?:(?:and|so|but|ok|also|hi|hello|hey)\W+)*(?:how|what|which|whose|when|where|why|who)"
    r"(?:\W+(?!(?:is|are|do|does|did|can|will|was|would|should)\b)\w+){0,2}$",
    re.IGNORECASE,
)
"""The beginning of a question that still waits for its verb ("how much | is it")."""
CONJUNCTION = re.compile(
    r"\s*,\s*(?:(?:and|or|also|plus)\s+)?|\s+(?:and|or|also|plus|n|&|as well as)\s+|\s*/\s*|\s+\+\s+",
    re.IGNORECASE,
)
SHARED_OPENING = re.compile(
    r"^\W*(?:(?:when|how soon|how long before|where)\s+)?(?:can|could|may|should|will|do|am|is it ok to)\s+"
    r"(?:i|you|u|we|he|she|they|it)?\b",
    re.IGNORECASE,
)
ASKS = re.compile(
    r"\?|\b(?:tell me|explain|want to (?:know|ask)|need to know|like to know|wonder(?:ing)?|curious|question about|"
    r"info(?:rmation)? (?:on|about)|wanted to ask|asking)\b"
    r"|^\W*(?:(?:so|and|also|but|ok|okay|hi|hello|hey|hun|please|pls|plz|just|plus|then|yes|second|first)\W+)*"
    r"(?:(?:what|where|who|how|when)(?:['’]?s)?|why|which|is|are|do|does|did|can|could|will|would|should|may|am|have|"
    r"has|any|about|need|want|looking for|hw|wot|wats)\b",
    re.IGNORECASE,
)
STATES = re.compile(
    r"\b(?:i|i['’]?m|i['’]?ve|i['’]?d|we|he|she|they|my|his|her|it['’]?s|its|was|were|had|got|have|has|is|are|am|been)\b",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


@dataclass(frozen=True)
class Part:
    """A sentence or clause, and its pieces (none when there is only one).

    It asks when it is a question, or a fragment that states nothing ("price and pain").
    """

    text: str
    asks: bool
    pieces: tuple[str, ...]


def parts_of(text: str) -> tuple[Part, ...]:
    """The parts of a message in order; at least one when the message holds a word."""
    return tuple(_part(piece) for piece in _with_words(_clauses(text)))


def _part(text: str) -> Part:
    pieces = _with_words(CONJUNCTION.split(text))
    opening = SHARED_OPENING.match(text)
    if opening:
        shared = opening.group().strip()
        pieces = (
            *pieces[:1],
            *(piece if ASKS.search(piece) else f"{shared} {piece}" for piece in pieces[1:]),
        )
    asks = bool(ASKS.search(text)) or not STATES.search(text)
    return Part(text, asks, pieces if len(pieces) > 1 else ())


def _clauses(text: str) -> Iterator[str]:
    for sentence in SENTENCE_END.split(text):
        for clause in JOINT.split(sentence):
            yield from _unmarked(clause)


def _unmarked(clause: str) -> Iterator[str]:
    start = 0
    for gap in UNMARKED.finditer(clause):
        before = clause[start : gap.start()]
        if _is_whole(before):
            yield before
            start = gap.end()
    yield clause[start:]


def _is_whole(before: str) -> bool:
    """Whether the words before a possible new question can stand by themselves."""
    enough = len(WORD.findall(before)) > 1
    return enough and not LEADS_ON.search(before) and not QUESTION_HEAD.search(before)


def _with_words(parts: Iterable[str]) -> tuple[str, ...]:
    return tuple(part.strip() for part in parts if WORD.search(part))
