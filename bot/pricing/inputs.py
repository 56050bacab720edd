"""What a quote is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.pricing.book import Sessions

__all__ = ["Extent", "QuoteInputs", "Sessions"]


@dataclass(frozen=True)
class Extent:
    """How much of the scalp. kind: one of book.EXTENTS; grade: Norwood 1-7, Ludwig 1-3; cm: of a scar, if told."""

    kind: str
    grade: int | None = None
    cm: Decimal | None = None

    @property
    def key(self) -> str:
        """Its key in the price book: "norwood_5", "crown"."""
        return self.kind if self.grade is None else f"{self.kind}_{self.grade}"


@dataclass(frozen=True)
class QuoteInputs:
    """None is "not known": the quote then spans the possibilities and says what it takes for granted.

    treatment: one of book.TREATMENTS. sessions: given by the visitor. country: ISO 3166, two capitals.
    currency: ISO 4217; None is the book's. horizon_years: asks for a total over so many years.
    touch_ups: how many to count; None counts those that fall in the years.
    """

    treatment: str | None = None
    extent: Extent | None = None
    sessions: Sessions | None = None
    country: str | None = None
    currency: str | None = None
    horizon_years: int | None = None
    touch_ups: int | None = None
