"""What a quote takes for granted, and what speaks against the case, one sentence each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bot.pricing.book import WORLDWIDE, Claim, Sessions
from bot.pricing.case import Case
from bot.pricing.lines import counted
from bot.pricing.written import written_day

AssumptionKind = Literal["about", "treatment", "sessions", "extent", "basis", "place", "no_place", "rate"]


@dataclass(frozen=True)
class Assumption:
    """A sentence that may be told, what it is about, and the ids of the facts that it rests on."""

    kind: AssumptionKind
    text: str
    facts: tuple[str, ...] = ()


def assumptions(case: Case) -> tuple[Assumption, ...]:
    """The one that matters most first: whose prices these are."""
    about = Assumption("about", case.book.about.text, case.book.about.facts)
    return (about, *_treatment(case), *_sessions(case), *_basis(case), *_place(case), *_rate(case))


def cautions(case: Case) -> tuple[Claim, ...]:
    """What the clinic says of these treatments for this extent."""
    extent = case.inputs.extent
    if extent is None:
        return ()
    found = (one.cautions.get(extent.key) for one in case.treatments)
    return tuple(dict.fromkeys(claim for claim in found if claim is not None))


def _treatment(case: Case) -> Iterator[Assumption]:
    if case.inputs.treatment is not None:
        return
    if case.rule is None:
        yield Assumption(
            "treatment",
            "You have not said which treatment, so this spans all of them.",
        )
    else:
        yield Assumption("treatment", "The treatment is taken from the area you described.")


def _sessions(case: Case) -> Iterator[Assumption]:
    limits, facts, sessions = case.book.limits, case.book.limits_facts, case.sessions
    course = counted(limits.course)
    if case.inputs.sessions is not None:
        if sessions.low < limits.course.low or sessions.high > limits.course.high:
            yield Assumption("sessions", f"A course is usually {course}.", facts)
    elif case.treatments[0].sessions is not None:
        yield Assumption("sessions", f"It is taken to need {counted(sessions)}.")
    elif case.rule is not None:
        yield Assumption(
            "sessions",
            f"{counted(sessions).capitalize()} for {case.rule.name}, because {case.rule.reason}.",
        )
    else:
        yield Assumption(
            "sessions",
            f"You have not said how many sessions; a course is {course}.",
            facts,
        )
    if case.rule is not None:
        yield Assumption(
            "extent", "We have no prices by area; the area counts here only through the sessions."
        )


def _basis(case: Case) -> Iterator[Assumption]:
    """That a price for a course was divided or multiplied, or a price per session multiplied."""
    courses = dict.fromkeys(price.sessions for price in case.prices if price.basis == "course")
    for count in courses:
        if case.sessions != Sessions(count, count):
            yield Assumption("basis", f"Each session counts as {_part(count)} of a {count}-session course.")
    if any(price.basis == "session" for price in case.prices):
        yield Assumption("basis", "One price is per session." if courses else "The price is per session.")


def _part(count: int) -> str:
    return {1: "the whole", 2: "half", 3: "a third", 4: "a quarter"}.get(count, f"1/{count}")


def _place(case: Case) -> Iterator[Assumption]:
    """Where there is no price of its own for the country, the worldwide one, with what that means."""
    country, names = case.inputs.country, case.book.countries
    without = [
        one.name for one, region in zip(case.treatments, case.regions, strict=True) if region == WORLDWIDE
    ]
    if not without:
        return
    if country is None:
        yield Assumption("no_place", "You have not named a country, so the price is the worldwide one.")
    elif country in names:
        which = "this" if len(without) == len(case.treatments) else "some of these"
        yield Assumption(
            "place",
            f"We have no figure for {which} in {names[country]}, so a worldwide one is used.",
        )
    else:
        yield Assumption("place", "We have no figure for your country, so a worldwide one is used.")


def _rate(case: Case) -> Iterator[Assumption]:
    if not case.converted:
        return
    rates, here, own = case.book.rates, case.money.currency, case.book.currency
    rate = f"1 {own} = {rates.per_unit[here]:f} {here}, {written_day(rates.date)}"
    if rates.example:
        yield Assumption("rate", f"Converted at an example rate, not a current one ({rate}).")
    else:
        yield Assumption("rate", f"Converted at {rate}.")
