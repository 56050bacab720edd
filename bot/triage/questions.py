"""Asking for what is still missing, one question at a time, and what an answer makes of the facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from bot.triage import periods
from bot.triage.facts import Fact
from bot.triage.outcome import Answer, Outcome, Question
from bot.triage.rules import Rulebook

Given = Answer | Mapping[str, str] | None
"""A button, the details read out of a free answer (keys as in Answer.sets, days also as 2026-11-22), or None for
"not sure" and "skip": then the rule for the unknown stays in force."""


def next_question(outcome: Outcome, asked: Collection[str]) -> Question | None:
    """The safest question that can still change the outcome and was not asked yet; `asked` holds ids."""
    return next((question for question in outcome.questions if question.id not in asked), None)


def question_of(rulebook: Rulebook, id_: str) -> Question:
    """The question with this id. Raises KeyError when there is none."""
    for question in rulebook.conditions[id_.split(".")[0]].questions:
        if question.id == id_:
            return question
    raise KeyError(id_)


def apply_answer(
    facts: Iterable[Fact], question: Question, given: Given, *, today: dt.date
) -> tuple[Fact, ...]:
    """The facts with the answer in them. An answer about something that nobody has mentioned adds it."""
    told = tuple(facts)
    if given is None:
        return told
    sets = given.sets if isinstance(given, Answer) else given
    about = [fact for fact in told if _is_about(fact, question)]
    if sets and not about:
        about = [Fact(question.concept, temporality="past", text=question.ask)]
        told = (*told, *about)
    changed = tuple(_with(fact, sets, today) if fact in about else fact for fact in told)
    return (*changed, *_further(given, about, told))


def change_answer(
    facts: Iterable[Fact], question: Question, before: Given, now: Given, *, today: dt.date
) -> tuple[Fact, ...]:
    """The facts as if the question had been answered differently: what the old answer said is taken back first."""
    told = tuple(facts)
    if isinstance(before, Answer):
        gone = {concept for concept in (before.adds, before.denies) if concept is not None}
        told = tuple(fact for fact in told if not (fact.concept in gone and fact.text == before.title))
    sets = (before.sets if isinstance(before, Answer) else before) or {}
    restored = tuple(_without(fact, sets) if _is_about(fact, question) else fact for fact in told)
    return apply_answer(restored, question, now, today=today)


def _is_about(fact: Fact, question: Question) -> bool:
    return fact.concept == question.concept and fact.stated and fact.experiencer != "family"


def _with(fact: Fact, sets: Mapping[str, str], today: dt.date) -> Fact:
    changes: dict[str, Any] = {}
    attributes = dict(fact.attributes)
    for name, value in sets.items():
        if name == "time":
            changes |= {"temporality": "past" if value == "ended" else value, "ended": value == "ended"}
        elif name in ("when_from", "when_to", "started"):
            changes[name] = periods.day_of(value, today, last=name != "when_from")
        else:
            attributes[name] = _dated(value, today)
    if "when_to" in changes:
        changes.setdefault("when_from", None)
    return replace(fact, **changes, attributes=MappingProxyType(attributes))


def _dated(value: str, today: dt.date) -> str:
    """A length of time back from today becomes the day, so that the answer means the same tomorrow."""
    iso = periods.of_iso(value)
    if iso is None or (iso[0] > 0 and value != "P0D"):
        return value
    return periods.before(today, iso[1]).isoformat()


def _without(fact: Fact, sets: Mapping[str, str]) -> Fact:
    attributes = {name: value for name, value in fact.attributes.items() if name not in sets}
    changes: dict[str, Any] = {"when": None, "when_from": None, "when_to": None} if "when_to" in sets else {}
    if "time" in sets:
        changes |= {"temporality": "current", "ended": False}
    return replace(fact, **changes, attributes=MappingProxyType(attributes))


def _further(given: Answer | Mapping[str, str], about: Sequence[Fact], told: Sequence[Fact]) -> list[Fact]:
    if not isinstance(given, Answer):
        return []
    who = about[0].experiencer if about else "self"
    known = {fact.concept for fact in told if not fact.negated}
    further = [
        Fact(concept, negated=negated, experiencer=who, text=given.title)
        for concept, negated in ((given.adds, False), (given.denies, True))
        if concept is not None and not (negated and concept in known)
    ]
    return further
