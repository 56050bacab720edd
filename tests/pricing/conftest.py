from __future__ import annotations

import datetime as dt

import pytest

from bot.pricing.book import PriceBook, PriceBooks
from bot.pricing.book_reading import load_price_books
from tests.pricing.cases import CLINIC, TODAY


@pytest.fixture(scope="session")
def books() -> PriceBooks:
    return load_price_books(CLINIC)


@pytest.fixture(scope="session")
def book(books: PriceBooks) -> PriceBook:
    return books.in_force(TODAY)


@pytest.fixture
def today() -> dt.date:
    return TODAY
