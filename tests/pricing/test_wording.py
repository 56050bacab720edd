from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from hypothesis import given

from bot.knowledge import load_knowledge
from bot.pricing.book import GRADES, PriceBook, Sessions
from bot.pricing.comparing import compare
from bot.pricing.inputs import Extent, QuoteInputs
from bot.pricing.money import to_the_cent, told, told_range
from bot.pricing.quote import NoPriceError, Quote, quote
from bot.pricing.wording import (
    told_basis,
    told_change,
    told_comparison,
    told_lines,
    told_long_term,
    told_moves,
    told_open,
    told_quote,
    told_recommended,
)
from tests.pricing import cases
from tests.pricing.cases import CLINIC, SHIPPED, TODAY, TOUCH_UPS_PRICED, book_of

REASON = "the screening is still open and asks about your skin first"
TEXTS: list[Callable[[Quote], str]] = [
    told_quote,
    lambda one: told_quote(one, REASON),
    told_basis,
    told_lines,
    told_long_term,
    told_moves,
    told_open,
    told_recommended,
]
AREAS = [
    None,
    *(Extent(kind, grade) for kind, (low, high) in GRADES.items() for grade in range(low, high + 1)),
    *(Extent(kind) for kind in ("hairline_only", "crown", "full_head", "density")),
    Extent("scar", None, Decimal(10)),
]


def every_quote(book: PriceBook) -> Iterator[Quote]:
    counts = [None, Sessions(1, 1), Sessions(3, 3), Sessions(2, 4), Sessions(5, 6)]
    treatments = [None, "scalp", "hairline", "microblading"]
    for treatment, extent, count, country, years in itertools.product(
        treatments, AREAS, counts, [None, "TR", "GB"], [None, 7, 20]
    ):
        try:
            yield quote(QuoteInputs(treatment, extent, count, country, "TRY", years), book, TODAY)
        except NoPriceError:
            assert (treatment, extent) == (None, AREAS[-1])


QUOTES = [*every_quote(SHIPPED)]


@pytest.mark.parametrize("text", TEXTS)
def test_each_text_has_fewer_than_120_words(text: Callable[[Quote], str]) -> None:
    assert max(len(text(one).split()) for one in QUOTES) < 120


def test_comparisons_have_fewer_than_120_words() -> None:
    pairs = [compare(one, other) for one, other in zip(QUOTES, reversed(QUOTES), strict=True)]
    assert max(len(told_comparison(one).split()) for one in pairs) < 120
    assert max(len(told_change(one).split()) for one in pairs) < 120


NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def figures(text: str) -> set[Decimal]:
    return {Decimal(found.replace(",", "")) for found in NUMBER.findall(text)}


def known(one: Quote) -> set[Decimal]:
    """Every figure that a text about this quote may hold, from its fields alone."""
    spans = [(one.low, one.high), one.per_session, *([one.usual] if one.usual else [])]
    spans += [(line.low, line.high) for line in one.lines]
    ahead = one.long_term
    if ahead is not None:
        spans += [(line.low, line.high) for line in ahead.lines]
        spans += [(ahead.low, ahead.high)] if ahead.low is not None and ahead.high is not None else []
    numbers: set[Decimal] = set()
    for low, high in spans:
        numbers |= figures(told_range(low, high, one.currency)) | figures(
            to_the_cent(low, high, one.currency)
        )
    counts = [one.sessions, SHIPPED.limits.course, Sessions(1, one.usual_sessions)]
    counts += [one.recommended.sessions] if one.recommended else []
    counts += [ahead.touch_ups] if ahead is not None and ahead.touch_ups is not None else []
    ends = {end for count in counts for end in (count.low, count.high)}
    for price in one.prices:
        parts = {part for end in ends for part in (min(end, price.sessions), abs(end - price.sessions))}
        ends = ends | parts | {price.sessions}
    numbers |= {Decimal(end) for end in ends}
    numbers |= {Decimal(years) for id_ in one.facts if id_ in YEARS for years in YEARS[id_]}
    numbers |= {Decimal(one.inputs.horizon_years)} if one.inputs.horizon_years else set()
    numbers |= {Decimal(one.inputs.extent.grade)} if one.inputs.extent and one.inputs.extent.grade else set()
    for day in (one.valid_until, one.converted_date):
        numbers |= {Decimal(day.day), Decimal(day.year)} if day else set()
    if one.converted_rate is not None:
        numbers.add(one.converted_rate)
    return numbers | figures(one.book_version.partition("+")[0])


YEARS = {
    id_: [int(part) for part in load_knowledge(CLINIC).facts.by_id[id_].value]
    for id_ in ("fading_years", "microblading_years")
}


@pytest.mark.parametrize("text", TEXTS)
def test_no_text_holds_a_figure_that_is_not_in_the_quote(text: Callable[[Quote], str]) -> None:
    wrong = [
        (text(one), figures(text(one)) - known(one)) for one in QUOTES if figures(text(one)) - known(one)
    ]
    assert wrong == []


@given(cases.inputs(), cases.books())
def test_a_quote_says_that_it_is_no_offer_and_names_sessions_and_basis(
    inputs: QuoteInputs, book: PriceBook
) -> None:
    one = quote(inputs, book, TODAY)
    text = told_quote(one)
    assert text.startswith("An estimate, not an offer, until 22 December 2026: ")
    assert "session" in text
    assert "estimates from clinics around the world" in text
    assert "Travel" in text
    if one.basis == "session" and one.sessions.high > 1:
        assert "per session" in text
        assert "together" in text
    if one.basis == "course" and any(
        one.sessions != Sessions(price.sessions, price.sessions) for price in one.prices
    ):
        assert "-session course" in text
    assert ("example rate, not a current one" in text) is (one.converted_rate is not None)


def test_a_quote_is_told_as_agreed() -> None:
    inputs = QuoteInputs("scalp", Extent("norwood", 5), Sessions(3, 3), "TR", "EUR")
    assert told_quote(quote(inputs, SHIPPED, TODAY)) == (
        "An estimate, not an offer, until 22 December 2026: €1,305 to €3,654 for SMP of the scalp in Turkey, "
        "3 sessions together. The price is per session, €435 to €1,218, times the number of sessions.\n\nConverted at "
        "an example rate, not a current one (1 USD = 0.87 EUR, 2 November 2026). These are estimates from clinics "
        "around the world, not this clinic’s own prices. Travel and a place to stay are not priced."
    )


def test_a_provisional_quote_says_so_first_and_why() -> None:
    text = told_quote(quote(QuoteInputs("scalp"), SHIPPED, TODAY), "your screening is not finished")
    assert text.startswith(
        "This is provisional, because your screening is not finished. An estimate, not an offer"
    )


def test_rates_that_somebody_looked_up_are_no_examples() -> None:
    book = book_of(("      example: true\n", ""))
    text = told_quote(quote(QuoteInputs("scalp", currency="GBP"), book, TODAY))
    assert "Converted at 1 USD = 0.76 GBP, 2 November 2026." in text
    assert "example" not in text


def test_lines_are_told_to_the_cent_so_that_they_can_be_added_up() -> None:
    assert told_lines(quote(QuoteInputs("scalp", None, Sessions(4, 4)), SHIPPED, TODAY)) == (
        "SMP of the scalp, 3 sessions: $500 to $4,000 (the price for a course of 3 sessions)\n"
        "1 further session: $166.67 to $1,333.33 (the price for the course divided by 3 for each session)\n"
        "Together: $666.67 to $5,333.33"
    )


def test_microblading_of_a_scar_is_warned_about() -> None:
    inputs = QuoteInputs("microblading", Extent("scar"))
    assert "not used to cover scars" in told_quote(quote(inputs, SHIPPED, TODAY))


def test_the_area_is_told_with_the_sessions_and_the_reason() -> None:
    one = quote(QuoteInputs(extent=Extent("norwood", 5)), SHIPPED, TODAY)
    assert "3 to 4 sessions for Norwood 5, because the bare areas" in told_quote(one)
    assert "recommends 3 to 4 sessions, because the bare areas" in told_recommended(one)
    assert told_recommended(quote(QuoteInputs(), SHIPPED, TODAY)) == ""


def test_ten_years_are_told_with_the_touch_up_that_has_no_price() -> None:
    text = told_long_term(quote(QuoteInputs("scalp", None, Sessions(3, 3), horizon_years=10), SHIPPED, TODAY))
    assert "after 6 to 8 years. 1 touch-up may be wanted within 10 years." in text
    assert "no price for a touch-up" in text
    assert "no total over 10 years" in text


def test_ten_years_are_told_with_the_clinics_price_of_a_touch_up() -> None:
    inputs = QuoteInputs("scalp", None, Sessions(3, 3), horizon_years=10)
    text = told_long_term(quote(inputs, book_of(TOUCH_UPS_PRICED), TODAY))
    assert text.startswith("An estimate, not an offer: $700 to $4,300 over 10 years.")
    assert "1 touch-up: $200 to $300 (1 session for each, at $200 to $300 per session)." in text


def test_nobody_who_did_not_ask_is_told_of_the_years_ahead() -> None:
    assert told_long_term(quote(QuoteInputs("scalp"), SHIPPED, TODAY)) == ""


@pytest.mark.parametrize(
    ("low", "high", "currency", "shown"),
    [
        ("1333.33", "4000", "USD", "$1,333 to $4,000"),
        ("1333.33", "3999.01", "USD", "$1,333 to $4,000"),
        ("500", "500", "GBP", "£500"),
        ("0", "0.50", "EUR", "€0 to €1"),
        ("1000", "2000.5", "CHF", "1,000 to 2,001 CHF"),
    ],
)
def test_a_range_is_rounded_outward(low: str, high: str, currency: str, shown: str) -> None:
    assert told_range(Decimal(low), Decimal(high), currency) == shown


def test_one_amount_is_rounded_to_the_nearest() -> None:
    assert told(Decimal("1333.50"), "USD") == "$1,334"
    assert told(Decimal("1333.49"), "INR") == "1,333 INR"


SELLING = (
    r"\b(?:only|just|cheap|bargain|great|amazing|perfect|guarantee\w*|never|always|best price|no risk)\b"
)


@pytest.mark.parametrize("text", TEXTS)
def test_nothing_is_promised_or_praised(text: Callable[[Quote], str]) -> None:
    found = {match for one in QUOTES for match in re.findall(SELLING, text(one).lower())}
    assert found <= {"only"}
