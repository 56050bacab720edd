"""What is stored of a quote: enough to make it again, each change in its own row, gone with its conversation."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Engine

from bot.database.models import conversation, price_book, quote
from bot.database.quotes import Told, last_two, make_again, quotes_of, store_quote
from bot.database.transcript import UnknownConversationError, open_conversation
from bot.pricing.book_reading import load_price_books, price_books_of
from bot.pricing.inputs import QuoteInputs, Sessions
from bot.pricing.quote import Quote
from bot.pricing.quote import quote as make_quote

BOOKS = load_price_books(Path("data/clinic"))
DAY = dt.date(2026, 11, 22)
WELCOME = {"text": "Hello", "buttons": [], "attachments": [], "sources": []}
CASE = QuoteInputs(treatment="scalp", sessions=Sessions(3, 3), country="TR", currency="EUR")


def made(inputs: QuoteInputs = CASE, day: dt.date = DAY) -> Quote:
    return make_quote(inputs, BOOKS.in_force(day), day)


def with_sessions(count: int) -> Quote:
    return made(replace(CASE, sessions=Sessions(count, count)))


def begun(connection: Connection) -> str:
    return open_conversation(connection, "website", WELCOME)[1]


def told(quote: Quote, supersedes: str | None = None, reason: str | None = None) -> Told:
    return Told(quote, BOOKS.text, reason, supersedes)


def test_a_stored_quote_is_made_again_with_the_prices_of_its_time(engine: Engine) -> None:
    with engine.begin() as connection:
        stored = store_quote(connection, begun(connection), told(made()))
        assert make_again(connection, stored) == made()


def test_the_prices_of_its_time_stay_when_the_list_changes(engine: Engine) -> None:
    dearer = price_books_of(BOOKS.text.replace("low: 500", "low: 700"))
    with engine.begin() as connection:
        where = begun(connection)
        first = store_quote(connection, where, told(made()))
        later = make_quote(CASE, dearer.in_force(DAY), DAY)
        second = store_quote(connection, where, Told(later, dearer.text))
        assert make_again(connection, first) == made()
        assert make_again(connection, second) == later
        assert later.low > made().low
        assert connection.execute(select(func.count()).select_from(price_book)).scalar() == 2


def test_the_row_says_what_was_told(engine: Engine) -> None:
    with engine.begin() as connection:
        where = begun(connection)
        store_quote(connection, where, told(made(), reason="defer"))
        (row,) = quotes_of(connection, where)
    # 500 and 1,400 USD a session x 3 x 0.87 EUR.
    assert (row.low, row.high, row.currency) == (Decimal("1305.00"), Decimal("3654.00"), "EUR")
    assert sum(Decimal(line["low"]) for line in row.lines) == row.low
    assert row.inputs["country"] == "TR"
    assert (row.book_version, row.valid_until) == (BOOKS.version, dt.date(2026, 12, 22))
    assert (row.provisional, row.provisional_reason) == (True, "defer")


def test_a_settled_quote_is_not_provisional(engine: Engine) -> None:
    with engine.begin() as connection:
        where = begun(connection)
        store_quote(connection, where, told(made()))
        (row,) = quotes_of(connection, where)
    assert (row.provisional, row.provisional_reason) == (False, None)


def test_a_changed_case_makes_a_new_row_and_keeps_the_old_one(engine: Engine) -> None:
    with engine.begin() as connection:
        where = begun(connection)
        first = store_quote(connection, where, told(with_sessions(3)))
        second = store_quote(connection, where, told(with_sessions(4), supersedes=first))
        rows = {row.id: row for row in quotes_of(connection, where)}
    assert rows.keys() == {first, second}
    assert rows[second].supersedes == first


@pytest.mark.parametrize(("reason", "rows"), [(None, 1), ("open", 2)])
def test_a_price_told_again_is_stored_again_only_if_something_is_new(
    engine: Engine, reason: str | None, rows: int
) -> None:
    with engine.begin() as connection:
        where = begun(connection)
        first = store_quote(connection, where, told(made()))
        store_quote(connection, where, told(made(), supersedes=first, reason=reason))
        assert len(quotes_of(connection, where)) == rows


def test_what_changed_is_looked_for_in_the_case_and_not_in_what_was_tried_out(engine: Engine) -> None:
    with engine.begin() as connection:
        where = begun(connection)
        first = store_quote(connection, where, told(with_sessions(3)))
        tried = store_quote(connection, where, told(with_sessions(2)))
        assert [row.id for row in last_two(connection, where, first)] == [first, tried]
        second = store_quote(connection, where, told(with_sessions(4), supersedes=first))
        assert [row.id for row in last_two(connection, where, second)] == [first, second]


def test_before_any_price_there_is_nothing_to_compare(engine: Engine) -> None:
    with engine.begin() as connection:
        assert last_two(connection, begun(connection), None) == []


def test_quotes_go_with_their_conversation_and_the_price_list_stays(engine: Engine) -> None:
    with engine.begin() as connection:
        where = begun(connection)
        first = store_quote(connection, where, told(with_sessions(3)))
        store_quote(connection, where, told(with_sessions(4), supersedes=first))
        connection.execute(conversation.delete().where(conversation.c.id == where))
        assert connection.execute(select(func.count()).select_from(quote)).scalar() == 0
        assert connection.execute(select(func.count()).select_from(price_book)).scalar() == 1


def test_an_unknown_conversation_stores_nothing(engine: Engine) -> None:
    with engine.begin() as connection, pytest.raises(UnknownConversationError):
        store_quote(connection, "nobody", told(made()))


def test_an_unknown_quote_cannot_be_made_again(engine: Engine) -> None:
    with engine.begin() as connection, pytest.raises(KeyError):
        make_again(connection, "nothing")
