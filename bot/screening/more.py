"""What is said after an outcome and adds to it: "it was removed in 2019", "i meant 26"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from bot.reading.reader import Reader
from bot.screening.answering import details
from bot.screening.known import stated, without
from bot.screening.state import State
from bot.triage.facts import Fact
from bot.triage.problems import OLDEST

_LONGEST: Final = 14
"""Words; a longer message is about something of its own."""
_WAS: Final = (
    r"(?:is|was|were|are|has|have|had|got|gets?|isn't|wasn't|hasn't|started|stopped|finished|ended|came|comes|went"
    r"|happened|healed|cleared|took|take|takes|only|just|never)"
)
_ABOUT_IT: Final = re.compile(
    r"^\W*(?:(?:and|but|oh|so|well|sorry|also|ps|btw|actually|to be clear|i think)\W+)*"
    rf"(?:(?:it|that|this|they|those|these|he|she|i)(?:'s|'re|'ve|'d)? (?:\w+ )?{_WAS}\b"
    r"|(?:it|that|he|she|they)'s\b"
    rf"|(?:removed|diagnosed|healed|cured|treated|stopped|finished|started|came off|last one|the last)\b"
    r"|(?:in|since|about|around|over|nearly|almost) (?:\d|a |two|three|four|five|six|last|jan|feb|mar|apr|may|jun|jul"
    r"|aug|sep|oct|nov|dec)|\d+ (?:days?|weeks?|months?|years?) ago)",
    re.IGNORECASE,
)
_OTHER_AGE: Final = re.compile(
    r"\b(?:meant?|typo|sorry|oops|actually|not \d{1,2}|correction|wrong)\b\D{0,25}\b(?P<age>\d{2,3})\b"
    r"|\b(?P<before>\d{2,3})\b\W+(?:sorry|i meant?|typo|not \d{1,2}\b)",
    re.IGNORECASE,
)
_AGE: Final = "under_18"
_ADULT: Final = 18


def with_more(reader: Reader, state: State, text: str) -> State | None:
    """The state with what a message adds to an outcome that was told; None for a message about something else."""
    plain = text.replace("’", "'")
    if state.phase != "done" or "?" in plain or len(plain.split()) > _LONGEST:
        return None
    grown = _with_other_age(state, plain)
    if grown is not None or not _ABOUT_IT.match(plain):
        return grown
    for fact in reversed(stated(state)):
        if fact.negated or not fact.text:
            continue
        found = details(reader, fact.concept, fact.text, state, plain)
        if found is not None:
            return replace(state, told=(*state.told, _of_the_same(found, fact)))
    return None


def _of_the_same(found: Fact, fact: Fact) -> Fact:
    return replace(found, experiencer=fact.experiencer, text=fact.text)


def _with_other_age(state: State, text: str) -> State | None:
    match = _OTHER_AGE.search(text)
    too_young = [fact for fact in stated(state) if fact.concept == _AGE]
    if match is None or not too_young:
        return None
    age = int(match["age"] or match["before"])
    if not _ADULT <= age <= OLDEST:
        return None
    for fact in too_young:
        state = without(state, fact)
    return replace(state, answers=tuple(given for given in state.answers if given.concept != _AGE))
