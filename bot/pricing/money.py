"""Amounts of money: kept to the cent, told in whole units and rounded outward."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor
from typing import Final

_WHOLE: Final = Decimal(1)
_SIGNS: Final = {"USD": "$", "EUR": "€", "GBP": "£"}


def cents(amount: Fraction) -> Decimal:
    """The amount to the nearest cent, half a cent upward."""
    return Decimal(floor(amount * 100 + Fraction(1, 2))).scaleb(-2)


def told(amount: Decimal, currency: str) -> str:
    """One amount to the nearest whole unit, half a unit upward: "$1,333", "1,147 CHF"."""
    return _shown(amount.quantize(_WHOLE, ROUND_HALF_UP), currency)


def whole_ends(low: Decimal, high: Decimal) -> tuple[Decimal, Decimal]:
    """Both ends in whole units, rounded outward."""
    return low.quantize(_WHOLE, ROUND_FLOOR), high.quantize(_WHOLE, ROUND_CEILING)


def told_range(low: Decimal, high: Decimal, currency: str) -> str:
    """A range in whole units, rounded outward so that it holds both ends: "$1,333 to $4,000"."""
    return to_the_cent(*whole_ends(low, high), currency)


def to_the_cent(low: Decimal, high: Decimal, currency: str) -> str:
    """A range with its cents, where it has any: "$166.67 to $1,333.33", "$500 to $4,000"."""
    if low == high:
        return _shown(low, currency)
    if currency in _SIGNS:
        return f"{_shown(low, currency)} to {_shown(high, currency)}"
    return f"{_digits(low)} to {_shown(high, currency)}"


def _shown(amount: Decimal, currency: str) -> str:
    sign = _SIGNS.get(currency)
    return f"{_digits(amount)} {currency}" if sign is None else f"{sign}{_digits(amount)}"


def _digits(amount: Decimal) -> str:
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
