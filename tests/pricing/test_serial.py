from __future__ import annotations

import json
from typing import Any

import pytest

from bot.pricing.book import Sessions
from bot.pricing.inputs import Extent, QuoteInputs
from bot.pricing.quote import quote
from bot.pricing.serial import (
    NotStoredHereError,
    OtherBookError,
    again,
    inputs_from_json,
    quote_from_json,
    to_json,
)
from tests.pricing.cases import SHIPPED, TEXT, TODAY, changed

INPUTS = QuoteInputs("scalp", Extent("norwood", 5), Sessions(3, 4), "TR", "EUR", 10)
FOUND = quote(INPUTS, SHIPPED, TODAY)


def test_amounts_are_written_exactly_and_days_as_days() -> None:
    stored = to_json(FOUND)
    assert (stored["low"], stored["high"]) == ("1305.00", "4872.00")  # 3 × 435, 4 × 1,218
    assert stored["valid_until"] == "2026-12-22"
    assert stored["inputs"]["sessions"] == {"low": 3, "high": 4}
    assert json.loads(json.dumps(stored)) == stored


def test_a_quote_is_not_made_again_from_another_price_book() -> None:
    with pytest.raises(OtherBookError, match="is from price book 2026-11-22"):
        again(FOUND, changed(("low: 500", "low: 501")))
    assert again(FOUND, TEXT) == FOUND


@pytest.mark.parametrize(
    ("key", "value", "named"),
    [
        ("low", "much", "quote.low"),
        ("low", 5.0, "quote.low"),
        ("day", "yesterday", "quote.day"),
        ("day", None, "quote.day"),
        ("basis", "head", "quote.basis"),
        ("lines", {}, "quote.lines"),
        ("lines", [{}], "quote.lines.0"),
        ("per_session", ["1.00"], "quote.per_session"),
        ("usual_sessions", True, "quote.usual_sessions"),
        ("converted_example", 1, "quote.converted_example"),
        ("inputs", "scalp", "quote.inputs"),
    ],
)
def test_what_was_never_stored_as_a_quote_is_refused_by_key(key: str, value: Any, named: str) -> None:
    with pytest.raises(NotStoredHereError, match=f"'{named}' was not stored"):
        quote_from_json({**to_json(FOUND), key: value})


@pytest.mark.parametrize("stored", [None, [], {}, {"treatment": "scalp"}, {**to_json(INPUTS), "wish": 1}])
def test_inputs_of_another_shape_are_refused(stored: Any) -> None:
    with pytest.raises(NotStoredHereError, match="'inputs' was not stored"):
        inputs_from_json(stored)
