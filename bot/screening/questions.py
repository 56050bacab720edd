"""What can be asked: questions of the rules and our own, in one shape with numbered buttons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.screening.state import NOTHING_SET, Given
from bot.screening.wording import Check, CheckAnswer
from bot.triage.facts import Fact
from bot.triage.outcome import Answer, Question


@dataclass(frozen=True)
class Option:
    """A button: what it is called, and the answer that it gives. reply: the yes or no that means it too."""

    title: str
    given: Given
    reply: str | None = None


@dataclass(frozen=True)
class Ask:
    """One question as the dialogue asks it. fills: details that a typed answer may give, as in Question.fills."""

    id: str
    concept: str
    ask: str
    why: str
    options: tuple[Option, ...]
    fills: frozenset[str] = frozenset()

    @property
    def takes_date(self) -> bool:
        return "when" in self.fills

    def given(self, words: str, day: dt.date, sets: Mapping[str, str] = NOTHING_SET) -> Given:
        """An answer in own words."""
        return Given(self.id, self.concept, words, day, MappingProxyType(dict(sets)))

    def left_open(self, words: str, day: dt.date) -> Given:
        """ "Not sure" or "skip": the rules then use the case for what is not known."""
        return Given(self.id, self.concept, words, day, open=True)


def of_rule(question: Question, day: dt.date) -> Ask:
    """A question of the rulebook."""
    return Ask(
        id=question.id,
        concept=question.concept,
        ask=question.ask,
        why=question.why,
        options=tuple(
            Option(answer.title, _of_answer(question, answer, day), answer.reply)
            for answer in question.answers
        ),
        fills=question.fills,
    )


def of_check(check: Check, day: dt.date) -> Ask:
    """A question of ours about signs, each a concept of its own."""
    options = tuple(Option(answer.title, _of_sign(check, answer, day)) for answer in check.answers)
    return Ask(check.id, "", check.ask, check.why, options)


def of_survey(check: Check, none: str, day: dt.date) -> Ask:
    """A group of conditions; only "none" is an answer by itself."""
    return Ask(check.id, "", check.ask, check.why, (Option(none, Given(check.id, "", none, day)),))


def _of_answer(question: Question, answer: Answer, day: dt.date) -> Given:
    facts = []
    if answer.adds is not None:
        facts.append(Fact(answer.adds, text=answer.title))
    if answer.denies is not None:
        facts.append(Fact(answer.denies, negated=True, text=answer.title))
    return Given(question.id, question.concept, answer.title, day, answer.sets, tuple(facts))


def _of_sign(check: Check, answer: CheckAnswer, day: dt.date) -> Given:
    said = (Fact(answer.states, text=answer.title),) if answer.states is not None else ()
    denied = tuple(Fact(concept, negated=True, text=answer.title) for concept in answer.denies)
    return Given(check.id, "", answer.title, day, facts=(*said, *denied))
