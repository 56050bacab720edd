"""Stored quotes worked out anew: from the prices in force, and from prices that somebody would like to have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from bot.pricing.book import NoBookError, PriceBooks
from bot.pricing.case import NoPriceError
from bot.pricing.inputs import QuoteInputs
from bot.pricing.problems import UnusableInputsError
from bot.pricing.quote import Quote, quote

Kind = Literal["unpriced", "dearer", "cheaper", "priced", "other"]
KINDS: Final[tuple[Kind, ...]] = ("unpriced", "dearer", "cheaper", "priced", "other")
"""In the order in which they are shown: no price any more, dearer, cheaper, a price where there was none, and a price
that is told with other conditions or other words."""


@dataclass(frozen=True)
class StoredQuote:
    """A quote as it was told. person: of the visitor; told: (low, high, currency)."""

    id: str
    conversation: str
    person: str
    inputs: QuoteInputs
    valid_until: dt.date
    told: tuple[Decimal, Decimal, str]


@dataclass(frozen=True)
class Price:
    """low and high in `currency`; all None where there is no price, and then `why` says why not."""

    low: Decimal | None
    high: Decimal | None
    currency: str | None
    why: str = ""

    @property
    def middle(self) -> Decimal | None:
        return (self.low + self.high) / 2 if self.low is not None and self.high is not None else None


@dataclass(frozen=True)
class QuoteChange:
    """A quote that would be another one. percent: of the middle of the range; None where it cannot be told."""

    stored: StoredQuote
    kind: Kind
    before: Price
    after: Price
    percent: Decimal | None


@dataclass(frozen=True)
class QuoteGroup:
    """Changes of one kind from one price to another. people: different visitors; holding: those whose quote holds."""

    kind: Kind
    before: Price
    after: Price
    percent: Decimal | None
    people: int
    holding: int


def day_to_compare(books: PriceBooks, today: dt.date) -> dt.date:
    """Today; for prices that only begin later, or are over, their nearest day."""
    try:
        books.in_force(today)
    except NoBookError:
        later = [book.valid_from for book in books.books if book.valid_from > today]
        return min(later) if later else (books.books[-1].valid_to or today)
    return today


@dataclass(frozen=True)
class Replayed:
    """outdated: people whom the prices in force would tell another price already."""

    changes: tuple[QuoteChange, ...]
    outdated: int


def replay(stored: Iterable[StoredQuote], now: PriceBooks, then: PriceBooks, today: dt.date) -> Replayed:
    """Every quote that would differ if it were asked for again, today or on the first day of the new prices."""
    day = day_to_compare(then, today)
    changes, outdated = [], set()
    for one in stored:
        (before, old), (after, new) = _priced(one.inputs, now, day), _priced(one.inputs, then, day)
        if (before.low, before.high, before.currency) != one.told:
            outdated.add(one.person)
        kind = _kind(before, after, _terms(old) != _terms(new))
        if kind is not None:
            changes.append(QuoteChange(one, kind, before, after, _percent(before, after)))
    changes.sort(key=lambda change: (KINDS.index(change.kind), -abs(change.percent or Decimal(0))))
    return Replayed(tuple(changes), len(outdated))


def grouped(changes: Sequence[QuoteChange], today: dt.date) -> tuple[QuoteGroup, ...]:
    """Like changes together, in the order of `changes`."""
    groups: dict[tuple[Kind, Price, Price], list[QuoteChange]] = {}
    for change in changes:
        groups.setdefault((change.kind, change.before, change.after), []).append(change)
    return tuple(
        QuoteGroup(
            *key,
            percent=ones[0].percent,
            people=len({one.stored.person for one in ones}),
            holding=len({one.stored.person for one in ones if one.stored.valid_until >= today}),
        )
        for key, ones in groups.items()
    )


def _priced(inputs: QuoteInputs, books: PriceBooks, day: dt.date) -> tuple[Price, Quote | None]:
    try:
        made = quote(inputs, books.in_force(day), day)
    except (NoPriceError, NoBookError, UnusableInputsError) as error:
        return Price(None, None, None, str(error)), None
    return Price(made.low, made.high, made.currency), made


def _terms(made: Quote | None) -> object:
    """What a quote says beside its amounts."""
    if made is None:
        return None
    return (
        *(
            made.included,
            made.not_included,
            made.cautions,
            made.assumptions,
            made.tax,
            made.lines,
            made.long_term,
        ),
        *(made.valid_until, made.usual, made.unknown, made.lowers, made.raises),
    )


def _kind(before: Price, after: Price, other_terms: bool) -> Kind | None:
    if before.middle is None or after.middle is None:
        if before.middle is None and after.middle is None:
            return "other" if before.why != after.why else None
        return "unpriced" if after.middle is None else "priced"
    if before.currency != after.currency:
        return "other"
    if (before.low, before.high) != (after.low, after.high):
        return "dearer" if after.middle >= before.middle else "cheaper"
    return "other" if other_terms else None


def _percent(before: Price, after: Price) -> Decimal | None:
    if not before.middle or after.middle is None or before.currency != after.currency:
        return None
    return ((after.middle / before.middle - 1) * 100).quantize(Decimal("0.1"))
