"""Takes what a message states into the state: corrections replace, the rest is added."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from rapidfuzz import fuzz

from bot.reading.reader import Reader
from bot.screening.facts import fact_of
from bot.screening.known import people, stated, without
from bot.screening.state import State
from bot.triage.facts import Fact
from bot.triage.problems import OLDEST

_ALIKE: Final = 40.0
"""How alike (0 to 100) two names are, so that one can be a slip for the other: Rogaine and Roaccutane are 59."""

_AGE: Final = re.compile(
    r"\b(\d{3,4})[- ]?(?:years?|yrs?|y/?o)(?:[- ]old)?\b(?! ago)"
    r"|\b(?:i am|i'm|im|he is|he's|she is|she's|aged?)\s+(\d{3,4})\b(?! ?(?:cm|kg|lbs?|pounds|mg|days|weeks|hours|st))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Heard:
    """The state with what a message says in it; `new` are its statements, `corrected` that it replaced one."""

    state: State
    new: tuple[Fact, ...]
    corrected: bool = False


def listen(reader: Reader, state: State, text: str) -> Heard:
    """Reads a message that may state anything about anybody's health."""
    found = reader.read(text, state.day, after_session=state.lane == "after")
    facts = tuple(fact_of(finding) for finding in found) + _impossible_age(text)
    facts = tuple(fact for fact in facts if fact.attributes.get("general") != "yes")
    slips = [fact for fact in facts if fact.attributes.get("corrected") == "yes"]
    right = [fact for fact in facts if fact.attributes.get("correction") == "yes"]
    new = tuple(fact for fact in facts if fact not in slips)
    corrected = False
    for fact in [*slips, *right]:
        for gone in _meant_by(fact, stated(state), named=fact in slips):
            state, corrected = _forget(state, gone), True
    kept = tuple(fact for fact in new if fact not in state.told)
    state = replace(state, told=(*state.told, *kept))
    return Heard(_with_subject(state), new, corrected)


def _meant_by(fact: Fact, earlier: Sequence[Fact], *, named: bool) -> list[Fact]:
    """What a correction replaces: the slip that it names, or what was told that is most like it."""
    if named:
        return [other for other in earlier if other.concept == fact.concept]
    others = [
        other for other in earlier if other.concept != fact.concept and not other.negated and other.text
    ]
    if not others:
        return []
    likeness = {
        place: fuzz.ratio(other.text.lower(), fact.text.lower()) for place, other in enumerate(others)
    }
    best = max(likeness, key=lambda place: likeness[place])
    return [others[best]] if likeness[best] >= _ALIKE or len(others) == 1 else []


def _forget(state: State, gone: Fact) -> State:
    state = without(state, gone)
    return replace(state, answers=tuple(given for given in state.answers if given.concept != gone.concept))


def _impossible_age(text: str) -> tuple[Fact, ...]:
    """An age that nobody reaches is kept, so that it is asked about."""
    found = _AGE.search(text.replace("’", "'"))
    if found is None:
        return ()
    age = found[1] or found[2]
    return (Fact("under_18", text=found[0], attributes={"age": age}),) if int(age) > OLDEST else ()


def _with_subject(state: State) -> State:
    """Who it is about is clear as long as only one person was spoken of."""
    if state.subject != "unknown":
        return state
    spoken_of = people(state.told)
    if spoken_of == {"other"}:
        return replace(state, subject="other")
    return replace(state, subject="self") if spoken_of == {"self"} else state
