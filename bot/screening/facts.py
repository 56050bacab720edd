"""From what the reader finds to what the rules judge, and both to JSON and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from bot.reading.findings import Finding
from bot.triage.facts import Fact

_DAYS = ("when_from", "when_to", "started")
_PLAIN = ("concept", "negated", "uncertain", "temporality", "when", "ended", "experiencer", "text")


def fact_of(finding: Finding) -> Fact:
    """The same statement, as the rules take it."""
    return Fact(
        concept=finding.concept,
        negated=finding.negated,
        uncertain=finding.uncertain,
        temporality=finding.temporality,
        when=finding.when,
        when_from=finding.when_from,
        when_to=finding.when_to,
        started=finding.started,
        ended=finding.ended,
        experiencer=finding.experiencer,
        text=finding.text,
        attributes=MappingProxyType(dict(finding.attributes)),
    )


def fact_to_json(fact: Fact) -> dict[str, Any]:
    """Plain JSON values; `fact_from_json` reads them back to an equal fact."""
    days = {name: _iso(getattr(fact, name)) for name in _DAYS}
    return {
        **{name: getattr(fact, name) for name in _PLAIN},
        **days,
        "attributes": dict(fact.attributes),
    }


def fact_from_json(value: Mapping[str, Any]) -> Fact:
    """Raises KeyError when a part is missing, ValueError for a day that is none."""
    days: dict[str, Any] = {
        name: dt.date.fromisoformat(value[name]) if value[name] else None for name in _DAYS
    }
    return Fact(
        **{name: value[name] for name in _PLAIN},
        **days,
        attributes=MappingProxyType(dict(value["attributes"])),
    )


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day is not None else None
