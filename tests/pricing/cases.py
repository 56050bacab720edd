"""Inputs to try, and price lists that differ from the shipped one in one place."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

from hypothesis import strategies as st

from bot.pricing.book import COURSES, GRADES, PriceBook
from bot.pricing.book_reading import price_books_of
from bot.pricing.inputs import Extent, QuoteInputs, Sessions

CLINIC = Path(__file__).parents[2] / "data" / "clinic"
TEXT = (CLINIC / "prices.yml").read_text(encoding="utf-8")
TODAY = dt.date(2026, 11, 22)
SHIPPED = price_books_of(TEXT).in_force(TODAY)


def changed(*changes: tuple[str, str]) -> str:
    """The shipped price list with the first place of each text replaced."""
    text = TEXT
    for old, new in changes:
        assert old in text, f"{old!r} is not in the price list any more"
        text = text.replace(old, new, 1)
    return text


def book_of(*changes: tuple[str, str]) -> PriceBook:
    return price_books_of(changed(*changes)).in_force(TODAY)


_TOUCH_UP_REASON = TEXT[TEXT.index("        name: a touch-up\n") : TEXT.index("      removal:\n")]
TOUCH_UPS_PRICED = (
    _TOUCH_UP_REASON,
    """        name: a touch-up
        sessions: 1
        prices:
          worldwide:
            low: 200
            high: 300
            basis: session
            source: [{clinic: our price list of 1 November 2026}]
""",
)
TAX_ADDED = (
    "      included: unknown\n      says: Our source does not say whether tax is included; ask the clinic.",
    "      included: added\n      percent: 20\n      says: Tax of a fifth is added.",
)


def sessions() -> st.SearchStrategy[Sessions]:
    return st.tuples(st.integers(1, 6), st.integers(1, 6)).map(lambda ends: Sessions(min(ends), max(ends)))


def extents() -> st.SearchStrategy[Extent]:
    graded = [Extent(kind, grade) for kind, (low, high) in GRADES.items() for grade in range(low, high + 1)]
    plain = [Extent(kind) for kind in ("hairline_only", "crown", "full_head", "density")]
    return st.sampled_from([*graded, *plain])


def inputs() -> st.SearchStrategy[QuoteInputs]:
    """Inputs for which there is a price."""
    return st.builds(
        QuoteInputs,
        treatment=st.sampled_from([None, *COURSES]),
        extent=st.none() | extents(),
        sessions=st.none() | sessions(),
        country=st.sampled_from([None, "TR", "GB", "US"]),
        currency=st.sampled_from([None, *SHIPPED.currencies()]),
        horizon_years=st.none() | st.integers(1, 30),
        touch_ups=st.none() | st.integers(0, 10),
    )


def books() -> st.SearchStrategy[PriceBook]:
    """The shipped book, with touch-ups priced, with tax, and with prices that do not divide by three."""
    uneven = (("low: 500", "low: 499.99"), ("high: 4000", "high: 4000.01"))
    return st.sampled_from(
        [
            SHIPPED,
            book_of(TOUCH_UPS_PRICED),
            book_of(TAX_ADDED),
            book_of(TAX_ADDED, TOUCH_UPS_PRICED, *uneven),
            book_of(
                (
                    "sessions: 3\n            facts: [price_scalp]",
                    "sessions: 4\n            facts: [price_scalp]",
                )
            ),
        ]
    )


def money(text: str) -> Decimal:
    return Decimal(text)
