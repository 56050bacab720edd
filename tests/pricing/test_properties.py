from __future__ import annotations

import dataclasses
import datetime as dt
import json
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pricing.book import COURSES, PriceBook, PriceBooks, Sessions
from bot.pricing.comparing import compare
from bot.pricing.inputs import Extent, QuoteInputs
from bot.pricing.money import cents
from bot.pricing.quote import quote
from bot.pricing.serial import again, inputs_from_json, quote_from_json, to_json
from tests.pricing import cases
from tests.pricing.cases import SHIPPED, TODAY


@given(cases.inputs(), cases.books())
def test_lines_add_up_to_the_total(inputs: QuoteInputs, book: PriceBook) -> None:
    found = quote(inputs, book, TODAY)
    assert found.low == sum(line.low for line in found.lines)
    assert found.high == sum(line.high for line in found.lines)
    ahead = found.long_term
    if ahead is not None and ahead.low is not None and ahead.high is not None:
        assert ahead.low == found.low + sum(line.low for line in ahead.lines)
        assert ahead.high == found.high + sum(line.high for line in ahead.lines)


@given(cases.inputs(), cases.books())
def test_low_is_never_above_high_and_nothing_is_below_zero(inputs: QuoteInputs, book: PriceBook) -> None:
    found = quote(inputs, book, TODAY)
    for line in found.lines:
        assert 0 <= line.low <= line.high
    assert 0 < found.low <= found.high
    assert found.valid_until >= TODAY


@given(cases.inputs(), cases.books(), cases.sessions(), cases.sessions())
def test_more_sessions_are_never_cheaper(
    inputs: QuoteInputs, book: PriceBook, one: Sessions, other: Sessions
) -> None:
    few = Sessions(min(one.low, other.low), min(one.high, other.high))
    more = Sessions(max(one.low, other.low), max(one.high, other.high))
    fewer = quote(dataclasses.replace(inputs, sessions=few), book, TODAY)
    further = quote(dataclasses.replace(inputs, sessions=more), book, TODAY)
    assert fewer.low <= further.low
    assert fewer.high <= further.high


@given(st.sampled_from(COURSES), cases.sessions(), cases.extents(), cases.extents(), cases.books())
def test_the_area_alone_never_changes_a_price(
    treatment: str, count: Sessions, one: Extent, other: Extent, book: PriceBook
) -> None:
    first, second = (quote(QuoteInputs(treatment, extent, count), book, TODAY) for extent in (one, other))
    assert (first.low, first.high, first.lines) == (second.low, second.high, second.lines)


@given(cases.inputs(), cases.books())
def test_what_is_not_known_spans_what_it_may_be(inputs: QuoteInputs, book: PriceBook) -> None:
    nothing = dataclasses.replace(inputs, treatment=None, extent=None)
    wide = quote(nothing, book, TODAY)
    for treatment in COURSES:
        narrow = quote(dataclasses.replace(nothing, treatment=treatment), book, TODAY)
        cent = Decimal("0.01") * len(narrow.lines)
        assert wide.low <= narrow.low + cent
        assert narrow.high <= wide.high + cent


@given(st.decimals(0, 1_000_000, places=2), st.sampled_from(sorted(SHIPPED.rates.per_unit)))
def test_an_amount_comes_back_within_a_cent_from_another_currency(amount: Decimal, currency: str) -> None:
    rate = Fraction(SHIPPED.rates.per_unit[currency])
    back = cents(Fraction(cents(Fraction(amount) * rate)) / rate)
    assert abs(back - amount) <= Decimal("0.01")


@given(cases.inputs(), st.sampled_from(sorted(SHIPPED.rates.per_unit)))
def test_a_converted_quote_is_the_same_quote_within_a_cent_a_line(inputs: QuoteInputs, currency: str) -> None:
    own = quote(dataclasses.replace(inputs, currency=None), SHIPPED, TODAY)
    there = quote(dataclasses.replace(inputs, currency=currency), SHIPPED, TODAY)
    rate = Fraction(SHIPPED.rates.per_unit[currency])
    for line, converted in zip(own.lines, there.lines, strict=True):
        assert abs(cents(Fraction(converted.low) / rate) - line.low) <= Decimal("0.02")
        assert abs(cents(Fraction(converted.high) / rate) - line.high) <= Decimal("0.02")


@given(cases.inputs())
def test_a_stored_quote_is_the_same_for_ever(inputs: QuoteInputs) -> None:
    found = quote(inputs, SHIPPED, TODAY)
    stored = json.loads(json.dumps(to_json(found)))
    assert quote_from_json(stored) == found
    assert inputs_from_json(json.loads(json.dumps(to_json(inputs)))) == inputs
    assert again(quote_from_json(stored), cases.TEXT) == found


@given(cases.inputs(), cases.inputs(), cases.books(), cases.books())
def test_differences_by_line_add_up_to_the_difference(
    one: QuoteInputs, other: QuoteInputs, first: PriceBook, second: PriceBook
) -> None:
    same = dataclasses.replace(other, currency=one.currency)
    found = compare(quote(one, first, TODAY), quote(same, second, TODAY))
    assert found.comparable
    assert found.low == sum(line.low for line in found.lines)
    assert found.high == sum(line.high for line in found.lines)


@given(cases.inputs(), cases.books())
def test_a_quote_compared_with_itself_has_no_difference(inputs: QuoteInputs, book: PriceBook) -> None:
    found = quote(inputs, book, TODAY)
    compared = compare(found, found)
    assert compared.same
    assert (compared.inputs, compared.changed) == ((), ())


@given(st.fractions(0, 1_000_000))
def test_cents_are_the_nearest(amount: Fraction) -> None:
    assert abs(Fraction(cents(amount)) - amount) <= Fraction(1, 200)


@settings(max_examples=30)
@given(st.dates(dt.date(2020, 1, 1)))
def test_a_quote_can_be_made_on_any_day_of_its_book(books: PriceBooks, day: dt.date) -> None:
    found = quote(QuoteInputs(), books.in_force(day), day)
    assert day <= found.valid_until
