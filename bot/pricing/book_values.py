"""Reads the single values of a price book: days, amounts, percentages, sessions, codes."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from functools import cache
from typing import Final

from babel import Locale
from babel.numbers import list_currencies

from bot.clinic_data import Node
from bot.pricing.book import Sessions

_MOST_MONEY: Final = Decimal(1_000_000)
_SMALLEST_RATE: Final = Decimal("0.0001")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_NO_COUNTRIES: Final = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""Two-letter codes of the list of territories that are no country: unions, tests, unknown."""


@cache
def country_codes() -> frozenset[str]:
    """ISO 3166 codes of two letters."""
    codes = (str(code) for code in Locale("en").territories)
    return frozenset(code for code in codes if _COUNTRY.fullmatch(code)) - _NO_COUNTRIES


def day(node: Node) -> dt.date:
    """A day, written as 2026-11-22."""
    try:
        return dt.date.fromisoformat(node.text())
    except ValueError:
        raise node.fail(f"'{node.value}' is not a day; write it as 2026-11-22.") from None


def money(node: Node) -> Decimal:
    """An amount above zero, to the cent."""
    amount = _decimal(node)
    if not 0 < amount <= _MOST_MONEY:
        raise node.fail(f"'{amount}' is not allowed; an amount lies above 0 and up to {_MOST_MONEY:,}.")
    if amount != amount.quantize(Decimal("0.01")):
        raise node.fail(f"'{amount}' has parts of a cent; two decimals are allowed.")
    return amount


def percent(node: Node) -> Decimal:
    """Above 0 and up to 100."""
    amount = _decimal(node)
    if not 0 < amount <= 100:
        raise node.fail(f"'{amount}' is not allowed; a percentage lies above 0 and up to 100.")
    return amount


def rate(node: Node) -> Decimal:
    """What one unit of a currency is worth in another."""
    amount = _decimal(node)
    if not _SMALLEST_RATE <= amount <= _MOST_MONEY:
        raise node.fail(
            f"'{amount}' is not allowed; a rate lies between {_SMALLEST_RATE} and {_MOST_MONEY:,}."
        )
    return amount


def _decimal(node: Node) -> Decimal:
    return Decimal(str(node.number()))


def whole(node: Node, lowest: int, highest: int) -> int:
    """A whole number from `lowest` to `highest`."""
    number = node.number()
    if not isinstance(number, int) or not lowest <= number <= highest:
        raise node.fail(f"'{number}' is not allowed; expected a whole number from {lowest} to {highest}.")
    return int(number)


def span(node: Node, lowest: int, highest: int) -> Sessions:
    """One whole number, or [low, high]."""
    if not isinstance(node.value, list):
        number = whole(node, lowest, highest)
        return Sessions(number, number)
    ends = [whole(end, lowest, highest) for end in node.list()]
    if len(ends) != 2 or ends[0] > ends[1]:
        raise node.fail("expected a whole number, or [low, high] with low not above high.")
    return Sessions(ends[0], ends[1])


def country(node: Node, code: str) -> str:
    """An ISO 3166 code, which is `code`; `node` stands under it."""
    if code not in country_codes():
        raise node.fail(f"'{code}' is no country; allowed are two capital letters such as GB or TR.")
    return code


def currency(node: Node, code: str) -> str:
    """An ISO 4217 code, which is `code`; `node` is it or stands under it."""
    if code not in list_currencies():
        raise node.fail(f"'{code}' is no currency; allowed are three capital letters such as GBP or EUR.")
    return code
