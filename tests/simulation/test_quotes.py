"""Stored quotes worked out anew from other prices."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clinic_data import ClinicDataError
from bot.pricing.book import PriceBooks
from bot.pricing.book_reading import price_books_of
from bot.pricing.inputs import QuoteInputs, Sessions
from bot.simulation.candidates import prices_with
from bot.simulation.quotes import KINDS, StoredQuote, day_to_compare, grouped, replay

TODAY = dt.date(2026, 11, 23)
TEXT = Path("data/clinic/prices.yml").read_text(encoding="utf-8")
NOW = price_books_of(TEXT)


TOLD = (Decimal(500), Decimal(4000), "USD")


def stored(person: str = "p1", valid: bool = True, **inputs: object) -> StoredQuote:
    until = TODAY + dt.timedelta(days=7 if valid else -7)
    asked = QuoteInputs(**inputs)  # type: ignore[arg-type]
    return StoredQuote(f"q-{person}", f"c-{person}", person, asked, until, TOLD)


def prices(old: str, new: str) -> PriceBooks:
    assert old in TEXT
    return price_books_of(TEXT.replace(old, new, 1))


def test_the_same_prices_change_nothing() -> None:
    assert replay([stored(treatment="scalp"), stored()], NOW, NOW, TODAY).changes == ()


@pytest.mark.parametrize(
    ("old", "new", "kind", "percent"),
    [
        ("low: 500\n            high: 4000", "low: 600\n            high: 4800", "dearer", "20.0"),
        ("low: 500\n            high: 4000", "low: 400\n            high: 3200", "cheaper", "-20.0"),
        ("low: 500\n            high: 4000", "low: 400\n            high: 4200", "dearer", "2.2"),
        ("says: Our source does not", "says: Nobody does", "other", "0.0"),
    ],
)
def test_a_changed_price_changes_the_quotes_that_rest_on_it(
    old: str, new: str, kind: str, percent: str
) -> None:
    course = Sessions(3, 3)
    cases = [stored(treatment="scalp", sessions=course), stored("p2", treatment="hairline", sessions=course)]
    found = replay(cases, NOW, prices(old, new), TODAY).changes
    assert (found[0].kind, found[0].percent) == (kind, Decimal(percent))
    if kind != "other":
        assert len(found) == 1


def test_prices_that_begin_later_are_compared_on_their_first_day() -> None:
    later = prices("valid_from: 2020-01-01", "valid_from: 2027-02-01")
    assert day_to_compare(later, TODAY) == dt.date(2027, 2, 1)
    assert replay([stored(treatment="scalp")], NOW, later, TODAY).changes == ()


def test_people_are_counted_once_and_those_whose_quote_holds_are_named() -> None:
    cases = [
        stored("p1", treatment="scalp", sessions=Sessions(3, 3)),
        stored("p1", treatment="scalp", sessions=Sessions(3, 3)),
        stored("p2", valid=False, treatment="scalp", sessions=Sessions(3, 3)),
    ]
    dearer = prices("low: 500\n            high: 4000", "low: 600\n            high: 4800")
    (group,) = grouped(replay(cases, NOW, dearer, TODAY).changes, TODAY)
    assert (group.people, group.holding) == (2, 1)


def test_whoever_was_told_another_price_by_older_prices_is_counted() -> None:
    course = {"treatment": "scalp", "sessions": Sessions(3, 3)}
    older = prices("low: 500\n            high: 4000", "low: 400\n            high: 4000")
    assert replay([stored(**course)], NOW, NOW, TODAY).outdated == 0
    assert replay([stored(**course), stored("p2", **course)], older, NOW, TODAY).outdated == 2


@given(st.lists(st.sampled_from(["scalp", "hairline", "microblading", "removal", None]), max_size=6))
def test_changes_stand_in_the_order_of_their_kinds(treatments: list[str | None]) -> None:
    other = prices("low: 500\n            high: 4000", "low: 900\n            high: 9000")
    found = replay([stored(treatment=one) for one in treatments], NOW, other, TODAY).changes
    places = [KINDS.index(change.kind) for change in found]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "prices.yml: the file is empty."),
        (TEXT.replace("basis: course", "basis: curse", 1), "key 'books.0.treatments.scalp"),
        (TEXT.replace("[price_scalp]", "[no_such_fact]", 1), "no_such_fact"),
        ("a: [", "not valid YAML"),
    ],
)
def test_a_file_with_a_mistake_is_refused_with_its_place(text: str, told: str) -> None:
    with pytest.raises(ClinicDataError, match=r"prices\.yml") as error:
        prices_with(Path("data/clinic"), text)
    assert told in str(error.value)
