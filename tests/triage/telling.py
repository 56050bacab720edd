"""Facts in short: "isotretinoin ended when=-P4M", several joined by " + ".

A word is a time (current, planned, past, ended), a person (other, family), `denied`, `unsure`, `when=` or `to=` or
`since=` with a length of time back from today, or a detail such as `site=scalp` (`~` stands for a space).
"""

from __future__ import annotations

import datetime as dt
from types import MappingProxyType
from typing import Any

from bot.triage.facts import Fact
from bot.triage.periods import day_of

TODAY = dt.date(2026, 11, 22)
_WORDS: dict[str, dict[str, Any]] = {
    "current": {"temporality": "current"},
    "planned": {"temporality": "planned"},
    "past": {"temporality": "past"},
    "ended": {"temporality": "past", "ended": True},
    "other": {"experiencer": "other"},
    "family": {"experiencer": "family"},
    "denied": {"negated": True},
    "unsure": {"uncertain": True},
}


def told(text: str) -> tuple[Fact, ...]:
    return tuple(fact(part) for part in text.split(" + ")) if text else ()


def fact(text: str) -> Fact:
    concept, *words = text.split()
    fields: dict[str, Any] = {}
    details: dict[str, str] = {}
    for word in words:
        name, _, value = word.partition("=")
        if not value:
            fields |= _WORDS[word]
        elif name == "when":
            fields |= {"when": value, "when_from": _day(value), "when_to": _day(value)}
        elif name in ("to", "from"):
            fields[f"when_{name}"] = _day(value)
        elif name == "since":
            fields["started"] = _day(value)
        else:
            details[name] = value.replace("~", " ")
    return Fact(concept, text=text, attributes=MappingProxyType(details), **fields)


def _day(value: str) -> dt.date:
    day = day_of(value, TODAY, last=True)
    assert day is not None, value
    return day
