from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from bot.pricing.book import PriceBook, Sessions
from bot.pricing.inputs import Extent, QuoteInputs
from bot.pricing.problems import UnusableInputsError, nothing_free, problems
from bot.pricing.quote import quote

IMPOSSIBLE = [
    (QuoteInputs(sessions=Sessions(0, 0)), "1 to 6 sessions, not 0"),
    (QuoteInputs(sessions=Sessions(40, 40)), "1 to 6 sessions, not 40"),
    (QuoteInputs(sessions=Sessions(-3, -3)), "1 to 6 sessions, not -3"),
    (QuoteInputs(sessions=Sessions(2, 40)), "1 to 6 sessions, not 2 to 40"),
    (QuoteInputs(sessions=Sessions(4, 2)), "1 to 6 sessions, not 4 to 2"),
    (QuoteInputs(extent=Extent("norwood", 9)), "Norwood scale goes from 1 to 7, so there is no 9"),
    (QuoteInputs(extent=Extent("norwood", 0)), "Norwood scale goes from 1 to 7, so there is no 0"),
    (QuoteInputs(extent=Extent("norwood")), "Norwood scale goes from 1 to 7; name one of these"),
    (QuoteInputs(extent=Extent("ludwig", 4)), "Ludwig scale goes from 1 to 3, so there is no 4"),
    (QuoteInputs(extent=Extent("crown", 2)), "Only Norwood and Ludwig have grades"),
    (QuoteInputs(extent=Extent("beard")), "“beard” is not an area I know; there are Norwood 1 to 7"),
    (QuoteInputs(extent=Extent("scar", None, Decimal(0))), "up to 40 cm"),
    (QuoteInputs(extent=Extent("scar", None, Decimal(-5))), "up to 40 cm"),
    (QuoteInputs(extent=Extent("scar", None, Decimal(300))), "up to 40 cm"),
    (QuoteInputs(extent=Extent("scar", None, Decimal("NaN"))), "up to 40 cm"),
    (QuoteInputs(extent=Extent("crown", None, Decimal(5))), "Centimetres are for the length of a scar"),
    (QuoteInputs(country="XX"), "do not know the country “XX”"),
    (QuoteInputs(country="tr"), "do not know the country “tr”"),
    (QuoteInputs(country="Atlantis"), "do not know the country “Atlantis”"),
    (QuoteInputs(currency="XYZ"), "no exchange rate for “XYZ”; I can tell the price in USD, "),
    (QuoteInputs(currency="KPW"), "no exchange rate for “KPW”"),
    (QuoteInputs("free"), "“free” is not a treatment in our price list; there are SMP of the scalp"),
    (QuoteInputs(horizon_years=0), "1 to 30 years ahead, not 0"),
    (QuoteInputs(horizon_years=-10), "1 to 30 years ahead, not -10"),
    (QuoteInputs(horizon_years=300), "1 to 30 years ahead, not 300"),
    (QuoteInputs(touch_ups=-1), "0 to 10 touch-ups, not -1"),
    (QuoteInputs(touch_ups=99), "0 to 10 touch-ups, not 99"),
]


@pytest.mark.parametrize(("inputs", "said"), IMPOSSIBLE)
def test_what_cannot_be_quoted_is_answered_with_what_is_possible(
    book: PriceBook, today: dt.date, inputs: QuoteInputs, said: str
) -> None:
    found = problems(inputs, book)
    assert len(found) == 1
    assert said in found[0]
    with pytest.raises(UnusableInputsError) as error:
        quote(inputs, book, today)
    assert str(error.value) == found[0]


def test_every_problem_of_a_message_is_told(book: PriceBook) -> None:
    wrong = QuoteInputs("wig", Extent("norwood", 9), Sessions(40, 40), "XX", "XYZ", -1, -1)
    assert len(problems(wrong, book)) == 7


@pytest.mark.parametrize(
    "inputs",
    [
        QuoteInputs(),
        QuoteInputs("scalp", Extent("norwood", 7), Sessions(1, 6), "TR", "EUR", 30, 10),
        QuoteInputs(extent=Extent("scar")),
        QuoteInputs("removal"),
    ],
)
def test_what_can_be_asked_has_no_problem(book: PriceBook, inputs: QuoteInputs) -> None:
    assert problems(inputs, book) == ()


def test_nothing_is_free_and_the_answer_names_what_has_a_price(book: PriceBook) -> None:
    text = nothing_free(book)
    assert "SMP of the scalp, SMP of the hairline and scalp microblading" in text
    assert "removal" not in text
