"""A quote: the range for one person's case, line by line, with all it rests on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from bot.pricing.assumptions import Assumption, assumptions, cautions
from bot.pricing.book import Claim, Price, PriceBook, Sessions
from bot.pricing.case import Case, NoPriceError, case_of
from bot.pricing.inputs import QuoteInputs
from bot.pricing.lines import Line, counted, per_session, total, treatment_lines
from bot.pricing.long_term import LongTerm, long_term
from bot.pricing.money import cents
from bot.pricing.problems import UnusableInputsError, problems

__all__ = ["Line", "LongTerm", "NoPriceError", "Quote", "Recommended", "UnusableInputsError", "quote"]

QuoteBasis = Literal["course", "session", "both"]
"""What the prices behind a quote are for; "both" only when it spans treatments that are priced differently."""


@dataclass(frozen=True)
class Recommended:
    """Sessions that the clinic recommends for an extent (by name), and why. suits: treatments for it, likeliest first.

    review: who must still confirm this, if nobody has.
    """

    name: str
    sessions: Sessions
    reason: str
    suits: tuple[str, ...]
    review: str | None


@dataclass(frozen=True)
class Quote:
    """An estimate, never an offer. low and high are the sums of the lines, exactly.

    day: when it was made. currency: of all amounts. basis: of the prices that it comes from; basis_text: the
    same in words. place: name of the country that every price is for, None for worldwide prices;
    country_name: that of the country asked for, where the book names it.
    treatments: those that it spans, one unless the treatment is not known; regions and prices,
    in the same order: the place that each price is for (a country or "worldwide") and the price as it stands in the
    book, in book_currency. sessions: those that it spans.
    usual: low and high with the usual number of sessions, when it spans several numbers; usual_sessions that number.
    per_session: what one session more or fewer makes. converted: rate and its date when it was converted.
    cautions: what speaks against the case as told. facts: ids of the facts used.
    """

    inputs: QuoteInputs
    day: dt.date
    treatments: tuple[str, ...]
    name: str
    place: str | None
    country_name: str | None
    sessions: Sessions
    basis: QuoteBasis
    basis_text: str
    regions: tuple[str, ...]
    prices: tuple[Price, ...]
    book_currency: str
    lines: tuple[Line, ...]
    low: Decimal
    high: Decimal
    currency: str
    usual: tuple[Decimal, Decimal] | None
    usual_sessions: int
    per_session: tuple[Decimal, Decimal]
    recommended: Recommended | None
    cautions: tuple[Claim, ...]
    assumptions: tuple[Assumption, ...]
    lowers: tuple[Claim, ...]
    raises: tuple[Claim, ...]
    included: tuple[Claim, ...]
    not_included: tuple[Claim, ...]
    unknown: tuple[Claim, ...]
    tax: str
    long_term: LongTerm | None
    valid_until: dt.date
    book: str
    book_version: str
    converted_rate: Decimal | None
    converted_date: dt.date | None
    converted_example: bool
    facts: tuple[str, ...]


def quote(inputs: QuoteInputs, book: PriceBook, day: dt.date) -> Quote:
    """The quote made on `day` from the book in force then.

    Raises UnusableInputsError for inputs that `problems` refuses, NoPriceError where there is no figure.
    """
    wrong = problems(inputs, book)
    if wrong:
        raise UnusableInputsError(" ".join(wrong))
    case = case_of(inputs, book)
    lines = _lines(case, case.sessions)
    low, high = _sum(lines)
    ahead = long_term(inputs, case.treatments, book, case.money, lines)
    taken, against = assumptions(case), cautions(case)
    rates = book.rates if case.converted else None
    return Quote(
        inputs=inputs,
        day=day,
        treatments=tuple(one.id for one in case.treatments),
        name=case.name,
        place=_place(case),
        country_name=book.countries.get(inputs.country) if inputs.country is not None else None,
        sessions=case.sessions,
        basis=_basis(case),
        basis_text=_basis_text(case),
        regions=case.regions,
        prices=case.prices,
        book_currency=book.currency,
        lines=lines,
        low=low,
        high=high,
        currency=case.money.currency,
        usual=_usual(case),
        usual_sessions=book.limits.usual_sessions,
        per_session=_one_session(case),
        recommended=_recommended(case),
        cautions=against,
        assumptions=taken,
        lowers=book.lowers,
        raises=book.raises,
        included=book.included,
        not_included=book.not_included,
        unknown=book.unknown,
        tax=book.tax.says,
        long_term=ahead,
        valid_until=_valid_until(book, day),
        book=book.id,
        book_version=book.version,
        converted_rate=rates.per_unit[case.money.currency] if rates else None,
        converted_date=rates.date if rates else None,
        converted_example=rates.example if rates else False,
        facts=_facts(case, (*taken, *against, *(ahead.says if ahead else ()))),
    )


def _lines(case: Case, sessions: Sessions) -> tuple[Line, ...]:
    place = _place(case)
    label = f"{case.name[0].upper()}{case.name[1:]}" + (f" in {place}" if place is not None else "")
    return treatment_lines(case.prices, label, sessions, case.money)


def _place(case: Case) -> str | None:
    """The country, where every price is its own."""
    names = {case.book.countries.get(region) for region in case.regions}
    return names.pop() if len(names) == 1 else None


def _sum(lines: tuple[Line, ...]) -> tuple[Decimal, Decimal]:
    low, high = total(lines)
    return cents(low), cents(high)


def _usual(case: Case) -> tuple[Decimal, Decimal] | None:
    usual, sessions = case.book.limits.usual_sessions, case.sessions
    if sessions.low == sessions.high or not sessions.low <= usual <= sessions.high:
        return None
    return _sum(_lines(case, Sessions(usual, usual)))


def _one_session(case: Case) -> tuple[Decimal, Decimal]:
    """With the tax, where the clinic adds it."""
    percent = case.money.tax.percent
    factor = case.money.rate * (1 + Fraction(percent or 0) / 100)
    each = [per_session(price) for price in case.prices]
    return cents(min(one.low for one in each) * factor), cents(max(one.high for one in each) * factor)


def _basis(case: Case) -> QuoteBasis:
    found = {price.basis for price in case.prices}
    return found.pop() if len(found) == 1 else "both"


def _basis_text(case: Case) -> str:
    courses = dict.fromkeys(price.sessions for price in case.prices if price.basis == "course")
    texts = [f"a price for a course of {counted(Sessions(count, count))}" for count in courses]
    if any(price.basis == "session" for price in case.prices):
        texts.append("a price per session")
    return " and ".join(texts)


def _recommended(case: Case) -> Recommended | None:
    if case.rule is None:
        return None
    rule = case.rule
    return Recommended(rule.name, rule.sessions, rule.reason, rule.suits, case.book.extents_review)


def _valid_until(book: PriceBook, day: dt.date) -> dt.date:
    """Not beyond the book's own last day."""
    days = min(book.validity_days, (dt.date.max - day).days)
    last = day + dt.timedelta(days=days)
    return last if book.valid_to is None else min(last, book.valid_to)


def _facts(case: Case, told: tuple[Claim | Assumption, ...]) -> tuple[str, ...]:
    book = case.book
    standing = (*book.lowers, *book.raises, *book.included, *book.not_included, *book.unknown)
    priced = [id_ for price in case.prices for id_ in price.facts]
    return tuple(dict.fromkeys([*priced, *(id_ for claim in (*told, *standing) for id_ in claim.facts)]))
