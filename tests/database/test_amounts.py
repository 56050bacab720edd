"""Sums of money come back to the cent on every database, and a fraction of a cent is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql, sqlite

from bot.database.models import Amount

DIALECTS = [sqlite.dialect(), postgresql.dialect()]


@pytest.mark.parametrize("dialect", DIALECTS, ids=["sqlite", "postgresql"])
@given(amount=st.decimals(min_value=0, max_value=9_999_999, places=2))
def test_a_sum_comes_back_as_it_was_stored(dialect: object, amount: Decimal) -> None:
    stored = Amount().process_bind_param(amount, dialect)
    assert isinstance(stored, int)
    assert Amount().process_result_value(stored, dialect) == amount


def test_a_fraction_of_a_cent_is_refused() -> None:
    with pytest.raises(ValueError, match="round it first"):
        Amount().process_bind_param(Decimal("1.005"), DIALECTS[0])
