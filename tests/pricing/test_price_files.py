"""A clinic edits prices.yml by hand: each fault is named with file, line, key and what is allowed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bot.clinic_data import ClinicDataError
from bot.knowledge import load_knowledge
from bot.pricing.book import NoBookError
from bot.pricing.book_reading import load_price_books, price_books_of
from bot.pricing.inputs import QuoteInputs
from bot.pricing.quote import quote
from tests.pricing.cases import CLINIC, TEXT, changed

BOOK = "books.0"
SCALP = f"{BOOK}.treatments.scalp.prices.worldwide"
FAULTS = [
    ('version: "2026-11-22"', "vers: 1", "vers", "unknown key; allowed are books, review, version"),
    ("    currency: USD\n", "    currency: DOLLAR\n", f"{BOOK}.currency", "'DOLLAR' is no currency; allowed are"),
    ("    currency: USD\n", "", BOOK, "'currency' is missing"),
    ("valid_from: 2020-01-01", "valid_from: soon", f"{BOOK}.valid_from", "write it as 2026-11-22"),
    ("valid_from: 2020-01-01", "valid_from: 2020-02-31", f"{BOOK}.valid_from", "write it as 2026-11-22"),
    ("validity_days: 30", "validity_days: 0", f"{BOOK}.validity_days", "a whole number from 1 to 366"),
    ("validity_days: 30", "valid_to: 2019-12-31\n    validity_days: 30", f"{BOOK}.valid_to", "before 'valid_from'"),
    ("low: 500", "low: free", f"{SCALP}.low", "expected a number, found the text 'free'"),
    ("low: 500", "low: 0", f"{SCALP}.low", "an amount lies above 0"),
    ("low: 500", "low: -500", f"{SCALP}.low", "an amount lies above 0"),
    ("low: 500", "low: 499.999", f"{SCALP}.low", "two decimals are allowed"),
    ("low: 500", "low: 1e999", f"{SCALP}.low", "expected a number, found the text '1e999'"),
    ("low: 500", "low: 5000", f"{SCALP}.low", "above 'high'; allowed is up to 4000"),
    ("high: 4000", "high: 1e12", f"{SCALP}.high", "up to 1,000,000"),
    ("basis: course", "basis: head", f"{SCALP}.basis", "allowed are course, session"),
    ("basis: course", "basis: session", SCALP, "'sessions' stands beside 'basis: course', and only there"),
    ("            sessions: 3\n", "", SCALP, "'sessions' stands beside 'basis: course'"),
    ("            sessions: 3\n", "            sessions: 2.5\n", f"{SCALP}.sessions", "a whole number from 1 to 6"),
    ("            sessions: 3\n", "            sessions: true\n", f"{SCALP}.sessions", "expected a number"),
    ("lines: [136, 138]", "lines: [0]", f"{SCALP}.source.0.lines.0", "a whole number from 1"),
    ("facts: [price_scalp]", "facts: [price_skalp]", f"{SCALP}.facts.0", "'price_skalp' is not known"),
    ("          TR:\n", "          TK:\n", f"{BOOK}.treatments.scalp.prices.TK", "allowed are worldwide, TR"),
    ("      TR: Turkey", "      TU: Turkey", f"{BOOK}.countries.TU", "two capital letters such as GB"),
    ("          worldwide:\n", "          all:\n", f"{BOOK}.treatments.scalp.prices", "'worldwide' is missing"),
    ("        price: none", "        price: unknown", f"{BOOK}.treatments.scar_camouflage.price", "allowed are none"),
    ("        price: none\n", "", f"{BOOK}.treatments.scar_camouflage.reason", "unknown key"),
    ("          hairline_only:\n", "          forehead:\n", f"{BOOK}.treatments.scalp.cautions.forehead", "unknown"),
    ("      removal:\n", "      removing:\n", f"{BOOK}.treatments.removing", "unknown key; allowed are hairline"),
    ("years: [6, 8]", "years: [8, 6]", f"{BOOK}.treatments.scalp.fades.years", "low not above high"),
    ("sessions: [1, 6]", "sessions: [0, 6]", f"{BOOK}.limits.sessions.0", "a whole number from 1 to 20"),
    ("course: [2, 4]", "course: [2, 9]", f"{BOOK}.limits.course.1", "a whole number from 1 to 6"),
    ("usual: 3", "usual: 5", f"{BOOK}.limits.usual", "a whole number from 2 to 4"),
    ("      included: unknown", "      included: maybe", f"{BOOK}.tax.included", "allowed are added, included"),
    ("      included: unknown", "      included: added", f"{BOOK}.tax", "'percent' stands beside 'included: added'"),
    ("      included: unknown", "      included: added\n      percent: 120", f"{BOOK}.tax.percent", "up to 100"),
    ("      norwood_5:\n", "      norwood_8:\n", f"{BOOK}.extents.norwood_8", "unknown key; allowed are crown"),
    ("        sessions: [3, 4]", "        sessions: [3, 9]", f"{BOOK}.extents.norwood_5.sessions.1", "from 1 to 6"),
    ("suits: [hairline]", "suits: []", f"{BOOK}.extents.norwood_1.suits", "expected at least one"),
    ("suits: [hairline]", "suits: [wig]", f"{BOOK}.extents.norwood_1.suits.0", "'wig' is not known; allowed are"),
    ("        AED: 3.67", "        USD: 1", f"{BOOK}.rates.per_unit.USD", "own currency and needs no rate"),
    ("        AED: 3.67", "        AED: 0", f"{BOOK}.rates.per_unit.AED", "a rate lies between"),
    ("        AED: 3.67", "        AAA: 3.67", f"{BOOK}.rates.per_unit.AAA", "'AAA' is no currency"),
    ("      example: true", "      example: maybe", f"{BOOK}.rates.example", "expected true or false"),
    ("      date: 2026-11-02", "      date: today", f"{BOOK}.rates.date", "write it as 2026-11-22"),
    ("{text: A clinic where the cost", "{txt: A clinic where the cost", f"{BOOK}.lowers.1.txt", "unknown key"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "key", "problem"), FAULTS)
def test_a_fault_is_named_with_file_line_and_key(old: str, new: str, key: str, problem: str) -> None:
    facts = load_knowledge(CLINIC).facts.by_id
    with pytest.raises(ClinicDataError) as error:
        price_books_of(changed((old, new)), facts)
    assert str(error.value).startswith("prices.yml, line ")
    assert f"key '{key}'" in str(error.value)
    assert problem in str(error.value)


def test_the_line_is_the_one_to_mend() -> None:
    lines = TEXT.split("\n")
    number = lines.index("            low: 500") + 1
    with pytest.raises(ClinicDataError, match=f"^prices.yml, line {number}, key "):
        price_books_of(changed(("low: 500", "low: -1")))


def test_the_shipped_file_names_only_facts_that_exist() -> None:
    assert load_price_books(CLINIC, load_knowledge(CLINIC).facts.by_id).books


def test_what_is_no_price_list_at_all_is_named(tmp_path: Path) -> None:
    with pytest.raises(ClinicDataError, match=r"prices.yml: the file is missing"):
        load_price_books(tmp_path)
    (tmp_path / "prices.yml").write_text("books: [unclosed\n")
    with pytest.raises(ClinicDataError, match=r"prices.yml, line 2: not valid YAML"):
        load_price_books(tmp_path)
    (tmp_path / "prices.yml").write_bytes(b"\xff\xfe")
    with pytest.raises(ClinicDataError, match="not UTF-8 text"):
        load_price_books(tmp_path)
    with pytest.raises(ClinicDataError, match="expected at least one book"):
        price_books_of("version: a\nbooks: []\n")
    with pytest.raises(ClinicDataError, match="not valid YAML"):
        price_books_of(changed(("    currency: USD\n", "    currency: USD\n    currency: EUR\n")))


def two_books(first_ends: str, second_starts: str, second: str = "own") -> str:
    """The shipped book until a day, and the same again from another day."""
    head, _, book = TEXT.partition("  - id: article\n")
    earlier = book.replace("    currency: USD\n", f"    valid_to: {first_ends}\n    currency: USD\n", 1)
    later = book.replace("valid_from: 2020-01-01", f"valid_from: {second_starts}", 1)
    for anchor in ("more_than_hairline", "needs_hair"):
        later = later.replace(anchor, f"{anchor}_too")
    return f"{head}  - id: article\n{earlier}\n  - id: {second}\n{later}"


def test_the_book_of_the_day_is_in_force() -> None:
    books = price_books_of(two_books("2026-12-31", "2027-01-01"))
    assert books.in_force(dt.date(2026, 12, 31)).id == "article"
    assert books.in_force(dt.date(2027, 1, 1)).id == "own"
    assert books.in_force(dt.date(2020, 1, 1)).id == "article"


def test_two_books_may_not_overlap() -> None:
    with pytest.raises(ClinicDataError, match="the book 'own' overlaps with 'article'"):
        price_books_of(two_books("2026-12-31", "2026-12-31"))


def test_two_books_may_not_share_an_id() -> None:
    with pytest.raises(ClinicDataError, match="'article' is used twice"):
        price_books_of(two_books("2026-12-31", "2027-01-01", "article"))


@pytest.mark.parametrize("day", ["2019-12-31", "2027-01-15"])
def test_on_a_day_without_a_book_no_price_is_told(day: str) -> None:
    books = price_books_of(two_books("2026-12-31", "2027-02-01"))
    with pytest.raises(NoBookError, match=f"No price list is in force on {day}"):
        books.in_force(dt.date.fromisoformat(day))


def test_a_quote_ends_with_its_book() -> None:
    day = dt.date(2026, 12, 20)
    book = price_books_of(two_books("2026-12-31", "2027-01-01")).in_force(day)
    assert quote(QuoteInputs(), book, day).valid_until == dt.date(2026, 12, 31)


def test_every_change_of_the_text_is_another_version() -> None:
    versions = {
        price_books_of(text).version for text in (TEXT, TEXT + "\n", changed(("low: 500", "low: 501")))
    }
    assert len(versions) == 3
    assert all(version.startswith("2026-11-22+") for version in versions)
