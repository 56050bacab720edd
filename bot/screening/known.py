"""All that is known: what was told, with what the answers to questions fill in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from bot.screening.state import State
from bot.triage import concepts
from bot.triage.facts import Experiencer, Fact, joined
from bot.triage.questions import apply_answer, question_of
from bot.triage.rules import Rulebook


def known(state: State, rulebook: Rulebook) -> tuple[Fact, ...]:
    """The facts to be judged. Of somebody else's screening all but a relative's history are the candidate's."""
    facts = tuple(_as_of(state, state.told))
    for given in state.answers:
        facts = (*facts, *_as_of(state, given.facts))
        if given.sets:
            question = question_of(rulebook, given.question)
            facts = apply_answer(facts, question, given.sets, today=given.day)
    return joined(facts)


def stated(state: State) -> tuple[Fact, ...]:
    """Every single statement: of messages, then of answers."""
    return (*state.told, *(fact for given in state.answers for fact in given.facts))


def without(state: State, gone: Fact) -> State:
    """The state as if this had not been said."""
    answers = tuple(
        replace(given, facts=tuple(fact for fact in given.facts if fact != gone)) for given in state.answers
    )
    return replace(state, told=tuple(fact for fact in state.told if fact != gone), answers=answers)


def session_ahead(state: State) -> dt.date | None:
    """The day of the planned session that was told last; the earliest that it can be."""
    days = [
        fact.when_from
        for fact in state.told
        if fact.concept == concepts.SESSION and fact.temporality == "planned" and fact.when_from is not None
    ]
    ahead = [day for day in days if day > state.day]
    return ahead[-1] if ahead else None


def people(facts: Iterable[Fact]) -> frozenset[Experiencer]:
    """Who is spoken of, apart from a relative's history and people in general."""
    return frozenset(
        fact.experiencer
        for fact in facts
        if fact.attributes.get("general") != "yes"
        and fact.experiencer != "family"
        and fact.concept != concepts.SESSION
    )


def _as_of(state: State, facts: Iterable[Fact]) -> list[Fact]:
    if state.subject != "other":
        return list(facts)
    return [replace(fact, experiencer="other") if fact.experiencer == "self" else fact for fact in facts]
