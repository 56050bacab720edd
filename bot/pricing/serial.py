"""Inputs and quotes as JSON, so that a stored quote can be read, and made again, whenever somebody asks.

Amounts are strings ("1333.33"), days are ISO 8601, tuples are lists; None stays null.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, is_dataclass
from decimal import Decimal, InvalidOperation
from types import UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from bot.pricing.book_reading import price_books_of
from bot.pricing.inputs import QuoteInputs
from bot.pricing.quote import Quote, quote

T = TypeVar("T")


class NotStoredHereError(ValueError):
    """A JSON value is not what was stored; the message names the key."""


class OtherBookError(ValueError):
    """The stored text is not the price book that the quote was made from."""


def to_json(value: QuoteInputs | Quote) -> dict[str, Any]:
    """What `json.dumps` can write."""
    return cast(dict[str, Any], _plain(value))


def inputs_from_json(stored: Any) -> QuoteInputs:
    """Raises NotStoredHereError."""
    return _read(QuoteInputs, stored, "inputs")


def quote_from_json(stored: Any) -> Quote:
    """The quote exactly as it was told. Raises NotStoredHereError."""
    return _read(Quote, stored, "quote")


def again(stored: Quote, book_text: str) -> Quote:
    """The quote made anew from its inputs and its day, with the text of the price book stored beside it.

    Raises OtherBookError when that is another text, and ClinicDataError when it cannot be read.
    """
    books = price_books_of(book_text)
    if books.version != stored.book_version:
        raise OtherBookError(f"The quote is from price book {stored.book_version}, not from {books.version}.")
    return quote(stored.inputs, books.in_force(stored.day), stored.day)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def _read(kind: type[T], stored: Any, key: str) -> T:
    return cast(T, _value(kind, stored, key))


def _value(kind: Any, stored: Any, key: str) -> Any:
    """The value of the annotated type `kind`."""
    if is_dataclass(kind):
        return _record(kind, stored, key)
    if get_origin(kind) in (Union, UnionType):
        inner = next(one for one in get_args(kind) if one is not type(None))
        return None if stored is None else _value(inner, stored, key)
    if get_origin(kind) is tuple:
        return _tuple(get_args(kind), stored, key)
    if get_origin(kind) is Literal:
        return _checked(stored, stored in get_args(kind), key)
    if kind is Decimal or kind is dt.date:
        return _parsed(kind, stored, key)
    return _checked(stored, type(stored) is kind, key)


def _record(kind: Any, stored: Any, key: str) -> Any:
    hints = get_type_hints(kind)
    _checked(stored, isinstance(stored, dict) and set(stored) == set(hints), key)
    return kind(**{name: _value(hint, stored[name], f"{key}.{name}") for name, hint in hints.items()})


def _tuple(kinds: tuple[Any, ...], stored: Any, key: str) -> tuple[Any, ...]:
    _checked(stored, isinstance(stored, list), key)
    if kinds[1:] == (...,):
        kinds = (kinds[0],) * len(stored)
    _checked(stored, len(stored) == len(kinds), key)
    return tuple(
        _value(kind, item, f"{key}.{i}") for i, (kind, item) in enumerate(zip(kinds, stored, strict=True))
    )


def _parsed(kind: Any, stored: Any, key: str) -> Any:
    _checked(stored, isinstance(stored, str), key)
    try:
        return Decimal(stored) if kind is Decimal else dt.date.fromisoformat(stored)
    except (ValueError, InvalidOperation):
        return _checked(stored, False, key)


def _checked(stored: Any, right: bool, key: str) -> Any:
    if not right:
        raise NotStoredHereError(f"'{key}' was not stored as a quote stores it: {stored!r}.")
    return stored
