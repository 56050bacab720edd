from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from bot.pricing.book import PriceBook, Sessions
from bot.pricing.comparing import Comparison, compare
from bot.pricing.inputs import QuoteInputs
from bot.pricing.quote import quote
from bot.pricing.wording import told_change, told_comparison
from tests.pricing.cases import TAX_ADDED, TODAY, book_of

THREE = Sessions(3, 3)
SCALP = QuoteInputs("scalp", None, THREE)


def compared(book: PriceBook, second: QuoteInputs, first: QuoteInputs = SCALP) -> Comparison:
    return compare(quote(first, book, TODAY), quote(second, book, TODAY))


@pytest.mark.parametrize(
    ("second", "low", "high"),
    [
        (QuoteInputs("scalp", None, Sessions(4, 4)), "166.67", "1333.33"),  # a third of 500 and of 4,000
        (QuoteInputs("scalp", None, Sessions(2, 2)), "-166.67", "-1333.33"),
        (QuoteInputs("scalp", None, THREE, "TR"), "1000", "200"),  # 1,500 - 500, 4,200 - 4,000
        (QuoteInputs("microblading", None, THREE), "0", "-1500"),  # 500 - 500, 2,500 - 4,000
        (QuoteInputs("hairline", None, THREE), "-100", "-800"),  # 400 - 500, 3,200 - 4,000
    ],
)
def test_a_what_if_shows_the_difference(book: PriceBook, second: QuoteInputs, low: str, high: str) -> None:
    found = compared(book, second)
    assert (found.low, found.high) == (Decimal(low), Decimal(high))
    assert [cause.kind for cause in found.inputs] == ["input"]
    assert found.changed == ()


def test_a_fourth_session_is_a_line_of_its_own(book: PriceBook) -> None:
    found = compared(book, QuoteInputs("scalp", None, Sessions(4, 4)))
    treatment, further = found.lines
    assert (treatment.id, treatment.low, treatment.high) == ("treatment", 0, 0)
    assert (further.id, further.before) == ("further_sessions", None)
    assert (further.low, further.high) == (Decimal("166.67"), Decimal("1333.33"))


def test_prices_per_session_and_per_course_are_set_side_by_side_for_the_same_sessions(
    book: PriceBook,
) -> None:
    """Four sessions: 666.67 to 5,333.33 worldwide, 4 × 500 to 4 × 1,400 in Turkey; in one line."""
    four = Sessions(4, 4)
    found = compared(book, QuoteInputs("scalp", None, four, "TR"), QuoteInputs("scalp", None, four))
    (line,) = found.lines
    assert line.before is not None
    assert (line.before.low, line.before.high) == (Decimal("666.67"), Decimal("5333.33"))
    assert (line.low, line.high) == (Decimal("1333.33"), Decimal("266.67"))
    assert "4 sessions" in told_comparison(found)


def test_two_currencies_are_not_subtracted(book: PriceBook) -> None:
    found = compared(book, QuoteInputs("scalp", None, THREE, currency="EUR"))
    assert not found.comparable
    assert not found.same
    assert found.lines == ()
    assert "two currencies" in told_comparison(found)


def test_a_comparison_says_what_is_new_in_the_second_case(book: PriceBook) -> None:
    text = told_comparison(
        compared(book, QuoteInputs("hairline", None, THREE, "TR"), QuoteInputs("hairline", None, THREE))
    )
    assert "the same price" in text
    text = told_comparison(compared(book, QuoteInputs("hairline", None, THREE, "TR")))
    assert "no figure for this in Turkey" in text


CHANGES = [
    ((("EUR: 0.87", "EUR: 0.90"),), "EUR", ["price_list", "rate"], "rate for EUR went from 0.87 to 0.9"),
    (
        (("high: 4000", "high: 4500"),),
        None,
        ["price_list", "price"],
        "to $500 to $4,500 for a course of 3 sessions",
    ),
    ((TAX_ADDED,), None, ["price_list", "tax"], "the tax went from no tax line to Tax, 20 %"),
    ((("low: 400", "low: 450"),), None, ["price_list"], "there is a new price list"),
]


@pytest.mark.parametrize(("changes", "currency", "kinds", "said"), CHANGES)
def test_why_a_price_changed_is_told_from_two_stored_quotes(
    book: PriceBook, changes: tuple[tuple[str, str], ...], currency: str | None, kinds: list[str], said: str
) -> None:
    inputs = QuoteInputs("scalp", None, THREE, currency=currency)
    later = quote(inputs, book_of(*changes), TODAY + dt.timedelta(days=40))
    found = compare(quote(inputs, book, TODAY), later)
    assert found.inputs == ()
    assert [cause.kind for cause in found.changed] == kinds
    text = told_change(found)
    assert said in text
    assert "On 22 November 2026" in text
    assert "on 1 January 2027" in text


def test_changed_inputs_are_named_in_words(book: PriceBook) -> None:
    text = told_change(compared(book, QuoteInputs("hairline", None, Sessions(2, 4), "TR", horizon_years=10)))
    assert "the treatment went from SMP of the scalp to SMP of the hairline" in text
    assert "the number of sessions went from 3 to 2-4" in text
    assert "the country is now given: Turkey" in text
    assert "the number of years looked ahead is now given: 10" in text
    assert "the country is now given: United Kingdom" in told_change(
        compared(book, QuoteInputs("scalp", None, THREE, "GB"))
    )


def test_the_same_quote_twice_has_nothing_different(book: PriceBook) -> None:
    assert "Nothing else is different" in told_change(compared(book, SCALP))
