"""Whether a branch holds for a fact: yes, no, or unknown for want of a detail, and of which one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.triage import periods
from bot.triage.facts import Fact
from bot.triage.rules import Absent, Also, Branch, Elapsed, Figure, Medicines, OneOf, Test, Times

Truth = bool | None
Verdict = tuple[Truth, frozenset[str]]
NOTHING: frozenset[str] = frozenset()
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s*(.*)")


@dataclass(frozen=True)
class Setting:
    """The day on which we ask, the day that is asked about, and all facts that count.

    session: the first and the last day on which the session that is past can have been; None if unknown.
    """

    today: dt.date
    reference: dt.date
    session: tuple[dt.date, dt.date] | None
    facts: tuple[Fact, ...]


def verdict(branch: Branch, fact: Fact, setting: Setting) -> Verdict:
    """Three-valued: an alternative that fails decides nothing, one that holds decides, else it is unknown."""
    if not branch.when:
        return True, NOTHING
    verdicts = [_all(tests, fact, setting) for tests in branch.when]
    if any(truth for truth, _ in verdicts):
        return True, NOTHING
    unknown = NOTHING.union(*(names for truth, names in verdicts if truth is None))
    return (None, unknown) if unknown else (False, NOTHING)


def _all(tests: Iterable[Test], fact: Fact, setting: Setting) -> Verdict:
    unknown: frozenset[str] = NOTHING
    for test in tests:
        truth, names = _holds(test, fact, setting)
        if truth is False:
            return False, NOTHING
        unknown |= names
    return (None, unknown) if unknown else (True, NOTHING)


def _holds(test: Test, fact: Fact, setting: Setting) -> Verdict:
    if isinstance(test, OneOf):
        return _known(test.name, _one_of(test, fact.attributes))
    if isinstance(test, Figure):
        return _known(test.name, _figure_or_day(test, fact, setting))
    if isinstance(test, Elapsed):
        return _elapsed(test, fact, setting)
    if isinstance(test, Times):
        return fact.time in test.values, NOTHING
    if isinstance(test, Absent):
        said = fact.attributes.keys() | (
            {"when"} if fact.when_to is not None or fact.when_from is not None else set()
        )
        return not test.names & said, NOTHING
    if isinstance(test, Also):
        return any(_agrees(test, other, setting) for other in setting.facts if other is not fact), NOTHING
    return _medicines(test, setting) >= test.at_least, NOTHING


def _known(name: str, truth: Truth) -> Verdict:
    return (None, frozenset({name})) if truth is None else (truth, NOTHING)


def _one_of(test: OneOf, attributes: Mapping[str, str]) -> Truth:
    value = attributes.get(test.name)
    return None if value is None else value in test.values


def _figure_or_day(test: Figure, fact: Fact, setting: Setting) -> Truth:
    """A day since the session that was not said is counted; where the session is vague, only if all days agree."""
    if test.name != "day" or "day" in fact.attributes or setting.session is None:
        return _figure(test, fact.attributes)
    truths = {_figure(test, {"day": str((setting.today - day).days)}) for day in setting.session}
    return truths.pop() if len(truths) == 1 else None


def _figure(test: Figure, attributes: Mapping[str, str]) -> Truth:
    found = _NUMBER.fullmatch(attributes.get(test.name, ""))
    if found is None:
        return None
    value, unit = float(found[1]), found[2]
    limits = [limit[unit] for limit in (test.at_least, test.below) if unit in limit]
    if not limits:
        return None
    return value >= test.at_least.get(unit, value) and value < test.below.get(unit, value + 1)


def _agrees(test: Also, other: Fact, setting: Setting) -> bool:
    if other.concept not in test.concepts or other.time == "ended":
        return False
    return all(_holds(part, other, setting)[0] is not False for part in test.tests)


def _medicines(test: Medicines, setting: Setting) -> int:
    taken = [
        fact
        for fact in setting.facts
        if fact.concept in test.concepts and fact.time in ("current", "planned")
    ]
    return max(len({fact.attributes["drug"] for fact in taken if "drug" in fact.attributes}), bool(taken))


def _elapsed(test: Elapsed, fact: Fact, setting: Setting) -> Verdict:
    gap = periods.of_iso(fact.attributes.get("before_session", ""))
    if gap is not None and "before_session" in test.of and test.under is not None:
        return gap[1].in_hours < test.under.in_hours, NOTHING
    if test.under is not None:
        last = moment(fact, test.of, setting.today, last=True)
        if last is not None:
            return setting.reference < periods.after(last, test.under), NOTHING
    if test.over is not None:
        first = moment(fact, test.of, setting.today, last=False)
        if first is not None:
            return periods.after(first, test.over) < setting.today, NOTHING
        if moment(fact, test.of, setting.today, last=True) is not None:
            return True, NOTHING  # "over a month ago" has no first day: it can be any time
    return None, frozenset(test.of)


def moment(fact: Fact, of: Iterable[str], today: dt.date, *, last: bool) -> dt.date | None:
    """The first of the named moments that is known: its last possible day, or its first."""
    for name in of:
        day = _moment(fact, name, today, last=last)
        if day is not None:
            return day
    return None


def _moment(fact: Fact, name: str, today: dt.date, *, last: bool) -> dt.date | None:
    if name == "when":
        return fact.when_to if last else fact.when_from
    if name == "started":
        return fact.started
    value = fact.attributes.get(name)
    if value is None:
        return None
    if name == "duration":
        iso = periods.of_iso(value)
        return periods.before(today, iso[1]) if iso else None
    return periods.day_of(value, today, last=last)
