"""Every figure of the article that a quote can tell, worked out by hand.

The article: 3 sessions of scalp SMP cost 500 to 4,000 USD, of hairline SMP 400 to 3,200, of microblading 500 to
2,500 (lines 136 to 146); in Turkey scalp SMP costs 500 to 1,400 USD per session (line 158); a course is 2 to 4
sessions (line 5); SMP fades after 6 to 8 years (lines 114, 188), microblading lasts 4 to 6 (line 229).
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from bot.knowledge import load_knowledge
from bot.pricing.book import PriceBook, PriceBooks, Sessions
from bot.pricing.inputs import Extent, QuoteInputs
from bot.pricing.quote import NoPriceError, quote
from tests.pricing.cases import CLINIC, TAX_ADDED, TOUCH_UPS_PRICED, book_of

GOLDEN = [
    # treatment, country, fewest, most, low, high
    ("scalp", None, 3, 3, "500.00", "4000.00"),  # line 138
    ("hairline", None, 3, 3, "400.00", "3200.00"),  # line 142
    ("microblading", None, 3, 3, "500.00", "2500.00"),  # line 146
    (None, None, 3, 3, "400.00", "4000.00"),  # line 132: from 400, the hairline's, to 4,000, the scalp's
    ("scalp", "TR", 1, 1, "500.00", "1400.00"),  # line 158
    ("scalp", "TR", 2, 2, "1000.00", "2800.00"),  # 2 × 500, 2 × 1,400
    ("scalp", "TR", 3, 3, "1500.00", "4200.00"),  # 3 × 500, 3 × 1,400
    ("scalp", "TR", 4, 4, "2000.00", "5600.00"),  # 4 × 500, 4 × 1,400
    ("scalp", "TR", 2, 4, "1000.00", "5600.00"),  # the fewest at the lowest, the most at the highest
    ("scalp", None, 1, 1, "166.67", "1333.33"),  # 500/3 = 166.666…, 4,000/3 = 1,333.333…
    ("scalp", None, 2, 2, "333.33", "2666.67"),  # 2 × 500/3, 2 × 4,000/3
    ("scalp", None, 4, 4, "666.67", "5333.33"),  # 500 + 166.67, 4,000 + 1,333.33
    ("scalp", None, 6, 6, "1000.00", "8000.00"),  # twice the course
    ("scalp", None, 2, 4, "333.33", "5333.33"),
    ("hairline", None, 2, 2, "266.67", "2133.33"),  # 2 × 400/3, 2 × 3,200/3
    ("hairline", None, 4, 4, "533.33", "4266.67"),  # 400 + 133.33, 3,200 + 1,066.67
    ("microblading", None, 2, 2, "333.33", "1666.67"),  # 2 × 500/3, 2 × 2,500/3
    ("microblading", None, 4, 4, "666.67", "3333.33"),  # 500 + 166.67, 2,500 + 833.33
    ("hairline", "TR", 3, 3, "400.00", "3200.00"),  # no figure for Turkey: the worldwide one
    ("microblading", "TR", 3, 3, "500.00", "2500.00"),
    ("scalp", "GB", 3, 3, "500.00", "4000.00"),
    (None, "TR", 3, 3, "400.00", "4200.00"),  # the hairline worldwide 400; the scalp in Turkey 3 × 1,400
]


@pytest.mark.parametrize(("treatment", "country", "fewest", "most", "low", "high"), GOLDEN)
def test_a_price_is_the_articles_worked_out_by_hand(
    book: PriceBook,
    today: dt.date,
    treatment: str | None,
    country: str | None,
    fewest: int,
    most: int,
    low: str,
    high: str,
) -> None:
    found = quote(QuoteInputs(treatment, None, Sessions(fewest, most), country), book, today)
    assert (found.low, found.high) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    ("extent", "treatments", "sessions", "low", "high"),
    [
        (Extent("norwood", 5), ("scalp",), (3, 4), "500.00", "5333.33"),
        (Extent("norwood", 4), ("scalp",), (3, 3), "500.00", "4000.00"),
        (Extent("hairline_only"), ("hairline",), (2, 3), "266.67", "3200.00"),  # 2 × 400/3
        (Extent("full_head"), ("scalp",), (3, 4), "500.00", "5333.33"),
        (Extent("density"), ("scalp", "microblading"), (2, 3), "333.33", "4000.00"),  # 2 × 500/3
    ],
)
def test_the_area_counts_through_the_sessions_and_the_treatment_that_suits(
    book: PriceBook,
    today: dt.date,
    extent: Extent,
    treatments: tuple[str, ...],
    sessions: tuple[int, int],
    low: str,
    high: str,
) -> None:
    found = quote(QuoteInputs(extent=extent), book, today)
    assert (found.treatments, found.sessions) == (treatments, Sessions(*sessions))
    assert (found.low, found.high) == (Decimal(low), Decimal(high))
    assert any("no prices by area" in one.text for one in found.assumptions)


@pytest.mark.parametrize(
    ("treatment", "extent", "said"),
    [
        ("scar_camouflage", None, "no price for covering a scar"),
        (None, Extent("scar", None, Decimal(10)), "no price for covering a scar"),
        ("touch_up", None, "no price for a touch-up"),
        ("removal", None, "can cost more than the SMP did"),  # line 122
    ],
)
def test_what_the_article_does_not_price_has_no_price(
    book: PriceBook, today: dt.date, treatment: str | None, extent: Extent | None, said: str
) -> None:
    with pytest.raises(NoPriceError, match=said) as error:
        quote(QuoteInputs(treatment, extent), book, today)
    assert error.value.sources
    assert error.value.facts


YEARS = [
    # treatment, years, fewest, most
    ("scalp", 1, 0, 0),
    ("scalp", 5, 0, 0),  # fading shows after 6 years at the earliest
    ("scalp", 6, 0, 1),
    ("scalp", 7, 0, 1),
    ("scalp", 8, 1, 1),  # and after 8 at the latest
    ("scalp", 10, 1, 1),
    ("hairline", 12, 1, 2),  # after 6 and 12, or after 8
    ("scalp", 16, 2, 2),
    ("microblading", 3, 0, 0),
    ("microblading", 10, 1, 2),  # after 4 and 8, or after 6
    (None, 7, 0, 1),  # any of them: microblading after 4 at the earliest, SMP after 8 at the latest
]


@pytest.mark.parametrize(("treatment", "years", "fewest", "most"), YEARS)
def test_touch_ups_are_counted_by_the_years_until_fading(
    book: PriceBook, today: dt.date, treatment: str | None, years: int, fewest: int, most: int
) -> None:
    found = quote(QuoteInputs(treatment, None, Sessions(3, 3), horizon_years=years), book, today).long_term
    assert found is not None
    assert found.touch_ups == Sessions(fewest, most)
    assert (found.low is None) is (most > 0)


def test_ten_years_have_no_total_while_a_touch_up_has_no_price(book: PriceBook, today: dt.date) -> None:
    found = quote(QuoteInputs("scalp", horizon_years=10), book, today).long_term
    assert found is not None
    assert (found.low, found.high, found.lines) == (None, None, ())
    assert any("no price for a touch-up" in claim.text for claim in found.says)


def test_ten_years_have_a_total_when_the_clinic_prices_a_touch_up(today: dt.date) -> None:
    """500 + 200 = 700, 4,000 + 300 = 4,300; in microblading's ten years 500 + 200 and 2,500 + 2 × 300."""
    book = book_of(TOUCH_UPS_PRICED)
    scalp = quote(QuoteInputs("scalp", None, Sessions(3, 3), horizon_years=10), book, today).long_term
    lines = quote(QuoteInputs("microblading", None, Sessions(3, 3), horizon_years=10), book, today).long_term
    assert scalp is not None
    assert lines is not None
    assert (scalp.low, scalp.high) == (700, 4300)
    assert (lines.low, lines.high) == (700, 3100)


def test_a_number_of_touch_ups_can_be_given_without_years(today: dt.date) -> None:
    """500 + 2 × 200 = 900, 4,000 + 2 × 300 = 4,600."""
    found = quote(
        QuoteInputs("scalp", None, Sessions(3, 3), touch_ups=2), book_of(TOUCH_UPS_PRICED), today
    ).long_term
    assert found is not None
    assert (found.low, found.high) == (900, 4600)


def test_tax_that_the_clinic_adds_is_a_line_of_its_own(today: dt.date) -> None:
    """20 % of 500 is 100, of 4,000 is 800; with one touch-up 500 + 100 + 200 + 40 = 840, 4,800 + 360 = 5,160."""
    book = book_of(TAX_ADDED, TOUCH_UPS_PRICED)
    found = quote(QuoteInputs("scalp", None, Sessions(3, 3), horizon_years=10), book, today)
    assert [(line.id, line.low, line.high) for line in found.lines] == [
        ("treatment", 500, 4000),
        ("tax", 100, 800),
    ]
    assert (found.low, found.high) == (600, 4800)
    assert found.long_term is not None
    assert (found.long_term.low, found.long_term.high) == (840, 5160)


def test_the_shipped_figures_are_those_of_the_facts(books: PriceBooks) -> None:
    facts = load_knowledge(CLINIC).facts.by_id
    for treatment in books.books[0].treatments.values():
        for price in treatment.prices.values():
            fact = facts[price.facts[0]]
            assert (price.low, price.high) == fact.value
            assert fact.basis == (
                "per_session" if price.basis == "session" else f"per_course_of_{price.sessions}"
            )
            assert {line for place in price.sources for line in place.lines} <= {
                line for source in fact.sources for line in getattr(source, "lines", ())
            }
        if treatment.fades is not None:
            assert (treatment.fades.earliest, treatment.fades.latest) == facts[treatment.fades.facts[0]].value
    limits = books.books[0].limits
    assert (limits.course.low, limits.course.high) == facts["sessions_count"].value
    assert (limits.usual_sessions,) == facts["sessions_usual"].value


def test_nothing_is_recommended_beyond_the_articles_course(book: PriceBook) -> None:
    for rule in book.extents.values():
        assert book.limits.course.low <= rule.sessions.low <= rule.sessions.high <= book.limits.course.high
    grades = [book.extents[f"norwood_{grade}"].sessions for grade in range(1, 8)]
    assert grades == sorted(grades, key=lambda one: (one.low, one.high))
