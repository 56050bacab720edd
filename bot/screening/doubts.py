"""Statements that cannot be as they were told, and what an answer about them puts right."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from bot.reading.reader import Reader
from bot.screening.answering import dated, details
from bot.screening.known import without
from bot.screening.said import Remark
from bot.screening.state import State
from bot.triage.facts import Fact

ADULT: Final = 18
_FIGURES: Final = ("weeks_pregnant", "fever_value", "glucose", "cd4", "due", "date_problem", "age")
_AGE: Final = re.compile(r"\b(\d{1,3})\b")


def keep(state: State, place: int) -> State:
    """Of two doubtful statements only the affirmed or still lasting one (0), or only the other (1)."""
    first, second = sorted(state.doubtful, key=lambda fact: (fact.negated, fact.time == "ended"))
    return without(state, second if place == 0 else first)


def settled(reader: Reader, state: State, text: str, remark: Remark | None) -> State | None:
    """The state in which the doubtful statements are put right by a typed text; None when it does not do that.

    Without an answer the careful reading stays: what is affirmed, without its impossible date or figure.
    """
    if len(state.doubtful) == 2:
        return _of_two(state, remark)
    (doubtful,) = state.doubtful
    if remark in ("unsure", "skip"):
        return _instead(state, doubtful, cleared(doubtful))
    if doubtful.temporality == "planned" and remark in ("yes", "no"):
        kept = replace(doubtful, temporality="past") if remark == "yes" else cleared(doubtful)
        return _instead(state, doubtful, kept)
    if doubtful.concept == "under_18":
        return _of_age(state, doubtful, text, remark)
    days = dated(text, state)
    if days:
        return _instead(state, doubtful, _on(cleared(doubtful), days))
    found = details(reader, doubtful.concept, doubtful.text, state, text)
    if found is None:
        return None
    merged = {**cleared(doubtful).attributes, **found.attributes}
    return _instead(state, doubtful, replace(found, text=doubtful.text, attributes=MappingProxyType(merged)))


def cleared(fact: Fact) -> Fact:
    """The statement without the time or figure that cannot be."""
    attributes = {name: value for name, value in fact.attributes.items() if name not in _FIGURES}
    return replace(fact, when=None, when_from=None, when_to=None, attributes=MappingProxyType(attributes))


def _of_two(state: State, remark: Remark | None) -> State | None:
    if remark in ("yes", "unsure", "skip"):
        return keep(state, 0)
    return keep(state, 1) if remark == "no" else None


def _of_age(state: State, doubtful: Fact, text: str, remark: Remark | None) -> State | None:
    """An adult age drops the statement; another age takes its place."""
    if remark == "yes":
        return without(state, doubtful)
    if remark == "no":
        return _instead(state, doubtful, cleared(doubtful))
    found = _AGE.search(text)
    if found is None:
        return None
    if int(found[1]) >= ADULT:
        return without(state, doubtful)
    age = MappingProxyType({**cleared(doubtful).attributes, "age": found[1]})
    return _instead(state, doubtful, replace(doubtful, attributes=age))


def _on(fact: Fact, days: Mapping[str, str]) -> Fact:
    bounds = {name: dt.date.fromisoformat(value) for name, value in days.items()}
    return replace(fact, when_from=bounds.get("when_from"), when_to=bounds.get("when_to"))


def _instead(state: State, gone: Fact, now: Fact) -> State:
    if gone in state.told:
        return replace(state, told=tuple(now if fact == gone else fact for fact in state.told))
    return replace(without(state, gone), told=(*state.told, now))
