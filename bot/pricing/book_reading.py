"""Reads prices.yml. Whatever a clinic may have mistyped is named with file, line, key and what is allowed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from hashlib import sha256
from pathlib import Path
from typing import Final

import yaml

from bot import yaml_with_lines
from bot.clinic_data import ClinicDataError, Node
from bot.pricing import book_values as values
from bot.pricing.book import Limits, PriceBook, PriceBooks, Rates, Tax, TaxState
from bot.pricing.treatment_reading import TreatmentReader, claim, claims

FILE: Final = "prices.yml"
_BOOK: Final = frozenset(
    [
        *("id", "review", "valid_from", "valid_to", "currency", "validity_days", "about", "limits", "tax"),
        *("treatments", "countries", "extents", "included", "not_included", "unknown", "lowers", "raises"),
        "rates",
    ]
)
_TAX_STATES: Final[tuple[TaxState, ...]] = ("unknown", "included", "added")


def load_price_books(folder: Path, facts: Collection[str] | None = None) -> PriceBooks:
    """Reads `prices.yml` in `folder`. facts: the ids that exist; with them each id in the file is checked.

    Raises ClinicDataError naming file, line and key.
    """
    path = folder / FILE
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ClinicDataError(f"{FILE}: the file is missing from {folder.name}/.") from None
    except UnicodeDecodeError as error:
        raise ClinicDataError(f"{FILE}: not UTF-8 text: {error.reason} at byte {error.start}.") from None
    return price_books_of(text, facts)


def price_books_of(text: str, facts: Collection[str] | None = None) -> PriceBooks:
    """The books of a stored text, as when it was stored. Raises ClinicDataError."""
    root = _root(text)
    root.only({"version", "review", "books"})
    written = root.need("version").text()
    version = f"{written}+{sha256(text.encode()).hexdigest()[:12]}"
    review = root.get("review")
    reader = _BookReader(version, review.text() if review else None, facts)
    nodes = root.need("books").list()
    if not nodes:
        raise root.need("books").fail("expected at least one book.")
    books = [reader.book(node) for node in nodes]
    _refuse_doubles(nodes, books)
    return PriceBooks(version, text, tuple(sorted(books, key=lambda book: book.valid_from)))


def _root(text: str) -> Node:
    try:
        return Node(yaml_with_lines.load(text), FILE, 1, "")
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ClinicDataError(f"{FILE}, line {line}: not valid YAML: {error.problem}.") from None
    except yaml.YAMLError:
        raise ClinicDataError(f"{FILE}: not valid YAML: it holds characters that no text has.") from None


def _refuse_doubles(nodes: Collection[Node], books: Collection[PriceBook]) -> None:
    earlier: list[PriceBook] = []
    for node, book in zip(nodes, books, strict=True):
        for other in earlier:
            if other.id == book.id:
                raise node.need("id").fail(f"'{book.id}' is used twice; every book needs its own id.")
            if book.valid_from <= _end(other) and other.valid_from <= _end(book):
                raise node.need("valid_from").fail(
                    f"the book '{book.id}' overlaps with '{other.id}'; only one may be in force on a day."
                )
        earlier.append(book)


def _end(book: PriceBook) -> dt.date:
    return book.valid_to or dt.date.max


class _BookReader:
    def __init__(self, version: str, review: str | None, facts: Collection[str] | None) -> None:
        self._version = version
        self._review = review
        self._facts = facts

    def book(self, node: Node) -> PriceBook:
        node.only(_BOOK)
        limits = _limits(node.need("limits"))
        currency = values.currency(node.need("currency"), node.need("currency").text())
        review, ends, countries = node.get("review"), node.get("valid_to"), node.get("countries")
        names = (
            {values.country(item, code): item.text() for code, item in countries.items()} if countries else {}
        )
        first, last = values.day(node.need("valid_from")), values.day(ends) if ends else None
        if ends is not None and last is not None and last < first:
            raise ends.fail(f"'{last}' is before 'valid_from'; a book ends on its first day or later.")
        reader = TreatmentReader(limits, names, self._facts)
        extents, extents_review = reader.extents(node.need("extents"))
        return PriceBook(
            id=node.need("id").text(),
            version=self._version,
            review=review.text() if review else self._review,
            valid_from=first,
            valid_to=last,
            validity_days=values.whole(node.need("validity_days"), 1, 366),
            currency=currency,
            about=claim(node.need("about"), self._facts),
            limits=limits,
            limits_facts=reader.fact_ids(node.need("limits")),
            tax=_tax(node.need("tax")),
            treatments=reader.treatments(node.need("treatments")),
            countries=names,
            extents=extents,
            extents_review=extents_review,
            included=claims(node.need("included"), self._facts),
            not_included=claims(node.need("not_included"), self._facts),
            unknown=claims(node.need("unknown"), self._facts),
            lowers=claims(node.need("lowers"), self._facts),
            raises=claims(node.need("raises"), self._facts),
            rates=_rates(node.need("rates"), currency),
        )


def _limits(node: Node) -> Limits:
    node.only({"sessions", "course", "usual", "years", "touch_ups", "scar_cm", "facts"})
    sessions = values.span(node.need("sessions"), 1, 20)
    course = values.span(node.need("course"), sessions.low, sessions.high)
    return Limits(
        fewest_sessions=sessions.low,
        most_sessions=sessions.high,
        usual_sessions=values.whole(node.need("usual"), course.low, course.high),
        course=course,
        most_years=values.whole(node.need("years"), 1, 60),
        most_touch_ups=values.whole(node.need("touch_ups"), 1, 60),
        longest_scar_cm=values.whole(node.need("scar_cm"), 1, 60),
    )


def _tax(node: Node) -> Tax:
    node.only({"included", "percent", "says"})
    state = node.need("included").one_of(_TAX_STATES)
    percent = node.get("percent")
    if (state == "added") != (percent is not None):
        raise node.fail("'percent' stands beside 'included: added', and only there.")
    found = next(allowed for allowed in _TAX_STATES if allowed == state)
    return Tax(found, values.percent(percent) if percent else None, node.need("says").text())


def _rates(node: Node, own: str) -> Rates:
    node.only({"date", "example", "per_unit"})
    table = {}
    for code, item in node.need("per_unit").items():
        if code == own:
            raise item.fail(f"{own} is the book's own currency and needs no rate.")
        table[values.currency(item, code)] = values.rate(item)
    example = node.get("example")
    return Rates(values.day(node.need("date")), example.flag() if example else False, table)
