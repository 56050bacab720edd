"""What a typed text answers to a question: one of its buttons, details of its concept, or a day."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.reading.dates import read_dates
from bot.reading.reader import Reader
from bot.screening.facts import fact_of
from bot.screening.known import stated
from bot.screening.questions import Ask, Option
from bot.screening.said import Remark, leading_answer
from bot.screening.state import Given, State
from bot.triage.facts import Fact

_WORD = re.compile(r"[a-z0-9']+")
_EMPTY = frozenset(
    _WORD.findall("a an the or of it is its it's to in on more i'm i am my been was has have had")
)


_HOW_SAID = frozenset({"asked", "general", "correction", "corrected"})
"""Details of the sentence, not of what it speaks of."""


def interpret(reader: Reader, ask: Ask, state: State, text: str, remark: Remark | None) -> Given | None:
    """The answer that a typed text gives to `ask`; None when it gives none."""
    option = _option(ask, text, remark)
    if option is not None:
        return replace(option.given, words=text)
    sets = _details(reader, ask, state, text)
    if sets:
        return ask.given(text, state.day, sets)
    option = _led_to(ask, text)
    return replace(option.given, words=text) if option is not None else None


def concept_in(
    reader: Reader, text: str, state: State, candidates: Sequence[str], titles: Mapping[str, str]
) -> str | None:
    """The one of some concepts that a text names, by the reader's words or by its title."""
    read = {finding.concept for finding in reader.read(text, state.day, after_session=state.lane == "after")}
    words = _words(text)
    for concept in candidates:
        if concept in read or words & (_words(titles[concept]) | set(concept.split("_"))):
            return concept
    return None


def details(reader: Reader, concept: str, context: str, state: State, text: str) -> Fact | None:
    """What a text says of a concept that it need not name: "two years ago" beside "blood thinners"."""
    after = state.lane == "after"
    for said in (text, f"{context}: {text}", f"{context} {text}", f"my {context} is {text}"):
        for finding in reader.read(said, state.day, after_session=after):
            if finding.concept == concept and not finding.negated and _says_more(fact_of(finding)):
                return fact_of(finding)
    return None


def dated(text: str, state: State) -> Mapping[str, str]:
    """The time that a text tells, read as one gone by: "when_from" and "when_to" as ISO dates where known."""
    for mention in read_dates(text, state.day):
        found = mention.in_past()
        if found.kind == "impossible" or found.kind == "before":
            continue
        days = {"when_from": found.when_from, "when_to": found.when_to}
        known = {name: day.isoformat() for name, day in days.items() if day is not None and day <= state.day}
        if known:
            return known
    return {}


def beside(reader: Reader, ask: Ask, state: State, text: str) -> Fact | None:
    """What a text says of the question's concept without answering it: the place, where it was asked how bad."""
    return _of_concept(reader, ask, state, text) if ask.concept else None


def _of_concept(reader: Reader, ask: Ask, state: State, text: str) -> Fact | None:
    """The visitor's own word for the concept is what the reader is sure to know; a bare figure needs its name."""
    words = [fact.text for fact in stated(state) if fact.concept == ask.concept and fact.text]
    context = words[0] if words else ask.concept.replace("_", " ")
    found = details(reader, ask.concept, context, state, text)
    names = sorted(name.replace("_", " ") for name in ask.fills if not name.startswith("concept:"))
    if found is None and any(letter.isdigit() for letter in text):
        tries = (details(reader, ask.concept, f"{context}, {name}", state, text) for name in names)
        found = next((fact for fact in tries if fact is not None), None)
    return found


def _details(reader: Reader, ask: Ask, state: State, text: str) -> Mapping[str, str]:
    if not ask.concept:
        return {}
    if ask.takes_date:
        day = dated(text, state)
        if day:
            return day
    fact = _of_concept(reader, ask, state, text)
    if fact is None:
        return {}
    sets = {name: value for name, value in fact.attributes.items() if name in ask.fills}
    if fact.ended or fact.temporality != "current":
        sets["time"] = fact.time
    return sets if sets.keys() - {"time"} or ("when" in ask.fills and sets) else {}


def _says_more(fact: Fact) -> bool:
    return bool(fact.attributes.keys() - _HOW_SAID) or fact.ended or fact.temporality != "current"


def _option(ask: Ask, text: str, remark: Remark | None) -> Option | None:
    """The button whose title is typed, or the Yes or No that was meant."""
    plain = " ".join(text.lower().split()).strip(" .!?")
    for option in ask.options:
        if plain == option.title.lower().rstrip("."):
            return option
    if remark in ("yes", "no"):
        return _yes_or_no(ask, remark)
    words = _words(text)
    close = [option for option in ask.options if _words(option.title) and _words(option.title) <= words]
    return close[0] if len(close) == 1 and len(words) <= 8 and not _denies(words) else None


def _led_to(ask: Ask, text: str) -> Option | None:
    answer = leading_answer(text)
    return _yes_or_no(ask, answer) if answer is not None else None


def _yes_or_no(ask: Ask, answer: str) -> Option | None:
    """The Yes or No button, or the one that the rules say is meant.

    Where there is none, a no means the button that says none, neither or not, or the only one beside a Yes
    ("All quiet").
    """
    for option in ask.options:
        if answer in (option.reply, option.title.lower().split(",")[0]):
            return option
    if answer == "no":
        for option in ask.options:
            if option.title.lower().startswith(("no", "none", "neither", "never", "not ")):
                return option
        others = [option for option in ask.options if not option.title.lower().startswith("yes")]
        if len(others) == 1 and len(ask.options) > 1:
            return others[0]
    return None


def _denies(words: frozenset[str]) -> bool:
    return bool(words & {"not", "no", "never", "isn't", "don't", "dont", "isnt", "without"})


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower().replace("’", "'"))) - _EMPTY
