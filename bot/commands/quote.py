"""`stipple quote`: the price range of one person's case, as JSON."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from bot.commands import UnusableInputError
from bot.pricing.book import EXTENTS, GRADES, NoBookError, Place, PriceBook
from bot.pricing.book_reading import load_price_books
from bot.pricing.case import NoPriceError
from bot.pricing.inputs import Extent, QuoteInputs, Sessions
from bot.pricing.problems import UnusableInputsError
from bot.pricing.quote import Quote, quote
from bot.pricing.serial import to_json
from bot.pricing.wording import told_quote

CLINIC: Final = Path(__file__).resolve().parents[2] / "data" / "clinic"
_SESSIONS: Final = re.compile(r"(-?\d{1,4})(?:-(\d{1,4}))?")
_ROMAN: Final = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7}


def add_to(commands: Any) -> None:
    """Registers `quote`. commands: what `add_subparsers` returned."""
    parser = commands.add_parser("quote", help="the price range of one person's case")
    parser.set_defaults(run=run)
    parser.add_argument("--treatment", metavar="scalp|hairline|microblading", help="not given: all of them")
    parser.add_argument("--sessions", metavar="N|N-M", help="not given: as recommended, or any course")
    parser.add_argument("--country", metavar="CC", help="ISO 3166, such as TR; not given: worldwide")
    parser.add_argument(
        "--currency", metavar="CCC", help="ISO 4217, such as EUR; not given: the price list's"
    )
    area = parser.add_mutually_exclusive_group()
    area.add_argument("--norwood", metavar="1-7", help="how far the hair loss goes, by Norwood")
    area.add_argument("--ludwig", metavar="1-3", help="by Ludwig")
    area.add_argument(
        "--extent", metavar="AREA", help=", ".join(kind for kind in EXTENTS if kind not in GRADES)
    )
    parser.add_argument("--scar-cm", metavar="CM", help="length of a scar, with --extent scar")
    parser.add_argument("--years", metavar="N", help="also the total over so many years, with touch-ups")
    parser.add_argument("--touch-ups", metavar="N", help="how many touch-ups to count")
    parser.add_argument("--today", metavar="YYYY-MM-DD", help="the day the quote is made")


def run(given: argparse.Namespace) -> int:
    """Prints one JSON object. Raises UnusableInputError, ClinicDataError."""
    day = _day(given.today)
    inputs = _inputs(given)
    try:
        book = load_price_books(CLINIC).in_force(day)
        answer = _priced(quote(inputs, book, day))
    except NoPriceError as error:
        answer = _unpriced(inputs, error, book)
    except (NoBookError, UnusableInputsError) as error:
        raise UnusableInputError(str(error)) from None
    print(json.dumps(answer, ensure_ascii=False))
    return 0


def _priced(found: Quote) -> dict[str, Any]:
    return {"priced": True, "estimate": True, "text": told_quote(found), **to_json(found)}


def _unpriced(inputs: QuoteInputs, error: NoPriceError, book: PriceBook) -> dict[str, Any]:
    """There is no figure, and that is the answer."""
    return {
        "priced": False,
        "text": str(error),
        "inputs": to_json(inputs),
        "treatment": error.treatment,
        "low": None,
        "high": None,
        "facts": list(error.facts),
        "sources": [_source(place) for place in error.sources],
        "book": book.id,
        "book_version": book.version,
    }


def _source(place: Place) -> dict[str, Any]:
    return {"section": place.section, "lines": list(place.lines)}


def _inputs(given: argparse.Namespace) -> QuoteInputs:
    return QuoteInputs(
        treatment=given.treatment,
        extent=_extent(given),
        sessions=_sessions(given.sessions),
        country=given.country.upper() if given.country is not None else None,
        currency=given.currency.upper() if given.currency is not None else None,
        horizon_years=_whole(given.years, "--years"),
        touch_ups=_whole(given.touch_ups, "--touch-ups"),
    )


def _sessions(text: str | None) -> Sessions | None:
    if text is None:
        return None
    found = _SESSIONS.fullmatch(text.strip())
    if found is None:
        raise UnusableInputError(f"'{text}' is no number of sessions; write 3, or 2-4 for a range.")
    low = int(found[1])
    return Sessions(low, int(found[2]) if found[2] is not None else low)


def _extent(given: argparse.Namespace) -> Extent | None:
    cm = _centimetres(given.scar_cm)
    for kind in GRADES:
        text = getattr(given, kind)
        if text is not None:
            return Extent(kind, _grade(text, f"--{kind}"), cm)
    if given.extent is not None:
        return Extent(given.extent, None, cm)
    if cm is not None:
        raise UnusableInputError("--scar-cm stands beside --extent scar, and only there.")
    return None


def _grade(text: str, option: str) -> int | None:
    """A grade in digits or Roman numerals."""
    return _ROMAN.get(text.strip().upper()) or _whole(text, option)


def _centimetres(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        raise UnusableInputError(f"'{text}' is no length; write centimetres as 10 or 7.5.") from None


def _whole(text: str | None, option: str) -> int | None:
    if text is None:
        return None
    if re.fullmatch(r"\s*-?\d{1,6}\s*", text) is None:
        raise UnusableInputError(f"'{text}' is no number for {option}; write a whole number such as 3.")
    return int(text)


def _day(text: str | None) -> dt.date:
    if text is None:
        return dt.date.today()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise UnusableInputError(f"'{text}' is no day; write it as 2026-11-22.") from None
