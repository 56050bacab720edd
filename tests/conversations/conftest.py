"""Every dialogue of this folder has a visitor of its own."""

from __future__ import annotations

import pytest

from tests.product import Product, Visitor


@pytest.fixture
def visitor(product: Product) -> Visitor:
    return Visitor(product.url)
