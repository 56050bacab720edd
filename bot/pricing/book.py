"""The price book: what a treatment costs, for whom, from when to when, and where each figure comes from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

Basis = Literal["course", "session"]
"""What a price is for: a whole course of so many sessions, or one session."""
TaxState = Literal["unknown", "included", "added"]

TREATMENTS: Final = ("scalp", "hairline", "microblading", "scar_camouflage", "touch_up", "removal")
COURSES: Final = ("scalp", "hairline", "microblading")
"""What somebody may mean who has not said which treatment."""
EXTENTS: Final = ("norwood", "ludwig", "hairline_only", "crown", "full_head", "scar", "density")
GRADES: Final[Mapping[str, tuple[int, int]]] = {"norwood": (1, 7), "ludwig": (1, 3)}
"""The extents that have grades, with the lowest and the highest."""
WORLDWIDE: Final = "worldwide"


class NoBookError(LookupError):
    """No price book is in force on the day asked about; the message says so to a visitor."""


@dataclass(frozen=True)
class Place:
    """Where a figure comes from: a heading with the lines of the stored article, or the clinic's own paper."""

    section: str
    lines: tuple[int, ...] = ()


@dataclass(frozen=True)
class Sessions:
    """A number of sessions, or a range of numbers; both ends belong to it."""

    low: int
    high: int


@dataclass(frozen=True)
class Claim:
    """A sentence that may be told, with the ids of the facts that its figures and statements rest on."""

    text: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Price:
    """low, high: in the book's currency, for a course of `sessions` sessions or for one session (1)."""

    low: Decimal
    high: Decimal
    basis: Basis
    sessions: int
    facts: tuple[str, ...]
    sources: tuple[Place, ...]


@dataclass(frozen=True)
class Fades:
    """Years until it has faded, earliest and latest. says: what comes before the years, "it lasts"."""

    earliest: int
    latest: int
    says: str
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Treatment:
    """prices: by country (ISO 3166) and WORLDWIDE; empty when `unpriced` says why there is no figure.

    fades: None where the source does not tell.
    sessions: how many are usual for this treatment, where it is not the book's own range.
    cautions: by extent ("scar", "norwood_7"), what to say when that is to be treated so.
    sources: of the reason why there is no figure.
    """

    id: str
    name: str
    prices: Mapping[str, Price]
    unpriced: Claim | None
    sources: tuple[Place, ...]
    fades: Fades | None
    sessions: Sessions | None
    cautions: Mapping[str, Claim]


@dataclass(frozen=True)
class ExtentRule:
    """What the clinic recommends for an extent. key: "norwood_5", "crown"; suits: treatments, likeliest first."""

    key: str
    name: str
    sessions: Sessions
    reason: str
    suits: tuple[str, ...]


@dataclass(frozen=True)
class Tax:
    """percent: only when it is added to the prices. says: what a visitor is told about it."""

    state: TaxState
    percent: Decimal | None
    says: str


@dataclass(frozen=True)
class Rates:
    """per_unit: how much of a currency (ISO 4217) one unit of the book's currency is worth, on `date`.

    example: the rates were never looked up; whoever is told a converted figure is told that too.
    """

    date: dt.date
    example: bool
    per_unit: Mapping[str, Decimal]


@dataclass(frozen=True)
class Limits:
    """What a quote can be asked for. Sessions: fewest and most; `usual` and `course` are the article's."""

    fewest_sessions: int
    most_sessions: int
    usual_sessions: int
    course: Sessions
    most_years: int
    most_touch_ups: int
    longest_scar_cm: int


@dataclass(frozen=True)
class PriceBook:
    """valid_from, valid_to: first and last day, None for no end. validity_days: of a quote made from it.

    version: that of the file with the digest of its text, so that no two texts share one.
    about: whose prices these are. countries: names of those that have prices of their own.
    """

    id: str
    version: str
    review: str | None
    valid_from: dt.date
    valid_to: dt.date | None
    validity_days: int
    currency: str
    about: Claim
    limits: Limits
    limits_facts: tuple[str, ...]
    tax: Tax
    treatments: Mapping[str, Treatment]
    countries: Mapping[str, str]
    extents: Mapping[str, ExtentRule]
    extents_review: str | None
    included: tuple[Claim, ...]
    not_included: tuple[Claim, ...]
    unknown: tuple[Claim, ...]
    lowers: tuple[Claim, ...]
    raises: tuple[Claim, ...]
    rates: Rates

    def currencies(self) -> tuple[str, ...]:
        """What a quote can be given in, the book's own currency first."""
        return (self.currency, *sorted(set(self.rates.per_unit) - {self.currency}))

    def price(self, treatment: str, country: str | None) -> tuple[str, Price] | None:
        """The price for the country, else the worldwide one; with the key that it stands under."""
        prices = self.treatments[treatment].prices
        for key in (country, WORLDWIDE):
            if key is not None and key in prices:
                return key, prices[key]
        return None


@dataclass(frozen=True)
class PriceBooks:
    """All books of one file. text: the file as it was read; with it a stored quote can be made again."""

    version: str
    text: str
    books: tuple[PriceBook, ...]

    def in_force(self, day: dt.date) -> PriceBook:
        """Raises NoBookError when no book is in force on that day."""
        for book in self.books:
            if book.valid_from <= day and (book.valid_to is None or day <= book.valid_to):
                return book
        raise NoBookError(
            f"No price list is in force on {day.isoformat()}; please ask the clinic for a price."
        )
