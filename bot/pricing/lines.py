"""The lines of a quote, and how they are worked out.

Our source has a price for a course of three sessions, and for one country a price per session. To tell what
another number of sessions costs, a course price is divided by its sessions and multiplied: course / 3 × sessions.
That is our own way of counting and is always said. Amounts are exact fractions until a line is made; each line
is rounded to the cent by itself, half a cent upward, and the total is the sum of the rounded lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from bot.pricing.book import Place, Price, Sessions, Tax
from bot.pricing.money import cents, told_range

LineId = Literal["treatment", "further_sessions", "touch_ups", "tax"]


@dataclass(frozen=True)
class Line:
    """low, high: in the quote's currency, to the cent. basis: in words, what it is for and how it is worked out."""

    id: LineId
    label: str
    low: Decimal
    high: Decimal
    basis: str
    sources: tuple[Place, ...]


@dataclass(frozen=True)
class Span:
    """An exact range of money."""

    low: Fraction
    high: Fraction

    def times(self, factor: Fraction) -> Span:
        return Span(self.low * factor, self.high * factor)


@dataclass(frozen=True)
class Money:
    """How amounts of a book become those of a quote. rate: worth of one unit of the book's currency."""

    currency: str
    rate: Fraction
    tax: Tax

    def line(self, id_: LineId, label: str, span: Span, basis: str, sources: tuple[Place, ...]) -> Line:
        """A line from an amount in the book's currency."""
        here = span.times(self.rate)
        return Line(id_, label, cents(here.low), cents(here.high), basis, sources)

    def with_tax(self, lines: tuple[Line, ...]) -> tuple[Line, ...]:
        """The lines, with one for the tax on them if the clinic adds it."""
        if self.tax.percent is None or not lines:
            return lines
        low, high = total(lines)
        share = Fraction(self.tax.percent) / 100
        label = f"Tax, {self.tax.percent.normalize():f} %"
        tax = Line("tax", label, cents(low * share), cents(high * share), "on the lines above", ())
        return (*lines, tax)

    def told(self, span: Span) -> str:
        here = span.times(self.rate)
        return told_range(cents(here.low), cents(here.high), self.currency)


def total(lines: Sequence[Line]) -> tuple[Fraction, Fraction]:
    """Low and high of all lines together."""
    return sum((Fraction(line.low) for line in lines), Fraction()), sum(
        (Fraction(line.high) for line in lines), Fraction()
    )


def per_session(price: Price) -> Span:
    """One session; a third of the price for a course of three."""
    return Span(Fraction(price.low) / price.sessions, Fraction(price.high) / price.sessions)


def treatment_lines(
    prices: Sequence[Price], label: str, sessions: Sessions, money: Money
) -> tuple[Line, ...]:
    """One line, or a second for the sessions beyond the course that the price is for.

    With several prices, of treatments that are all possible, one line from the lowest to the highest of them.
    """
    if len(prices) > 1:
        return money.with_tax((_spanning(prices, label, sessions, money),))
    price = prices[0]
    if price.basis == "session":
        return money.with_tax((_by_session(price, label, sessions, money),))
    return money.with_tax(_by_course(price, label, sessions, money))


def _spanning(prices: Sequence[Price], label: str, sessions: Sessions, money: Money) -> Line:
    each = [per_session(price) for price in prices]
    span = Span(
        min(one.low for one in each) * sessions.low,
        max(one.high for one in each) * sessions.high,
    )
    basis = f"from the lowest to the highest of these, for {counted(sessions)}"
    sources = tuple(dict.fromkeys(place for price in prices for place in price.sources))
    return money.line("treatment", f"{label}, {counted(sessions)}", span, basis, sources)


def _by_session(price: Price, label: str, sessions: Sessions, money: Money) -> Line:
    each = per_session(price)
    span = Span(each.low * sessions.low, each.high * sessions.high)
    basis = f"{counted(sessions)} at {money.told(each)} per session"
    return money.line("treatment", f"{label}, {counted(sessions)}", span, basis, price.sources)


def _by_course(price: Price, label: str, sessions: Sessions, money: Money) -> tuple[Line, ...]:
    course, each = price.sessions, per_session(price)
    within = Sessions(min(sessions.low, course), min(sessions.high, course))
    span = Span(each.low * within.low, each.high * within.high)
    basis = f"the price for a course of {counted(Sessions(course, course))}"
    if within != Sessions(course, course):
        basis += f", divided by {course} for each session"
    first = money.line("treatment", f"{label}, {counted(within)}", span, basis, price.sources)
    if sessions.high <= course:
        return (first,)
    beyond = Sessions(max(sessions.low - course, 0), sessions.high - course)
    more = Span(each.low * beyond.low, each.high * beyond.high)
    basis = f"the price for the course divided by {course} for each session"
    return first, money.line("further_sessions", _further(beyond), more, basis, price.sources)


def _further(beyond: Sessions) -> str:
    shown = f"{beyond.high} further session{'s' if beyond.high > 1 else ''}"
    if beyond.low == beyond.high:
        return shown
    return f"Up to {shown}" if beyond.low == 0 else f"{beyond.low} to {shown}"


def counted(sessions: Sessions) -> str:
    """ "1 session", "3 sessions", "2 to 4 sessions"."""
    if sessions.low == sessions.high:
        return f"{sessions.low} session{'' if sessions.low == 1 else 's'}"
    return f"{sessions.low} to {sessions.high} sessions"
