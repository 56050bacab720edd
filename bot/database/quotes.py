"""Stores quotes with the price book they came from, so that each can be read, and made again, at any time."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection, Row
from sqlalchemy.exc import IntegrityError

from bot.database.models import conversation, new_id, now, price_book, quote
from bot.database.transcript import UnknownConversationError
from bot.pricing.quote import Quote
from bot.pricing.serial import again, quote_from_json, to_json


@dataclass(frozen=True)
class Told:
    """A quote as it was told. book_text: the text of the price book that it came from.

    reason: why it is provisional, None if it is not. supersedes: id of the row that this one replaces.
    """

    quote: Quote
    book_text: str
    reason: str | None = None
    supersedes: str | None = None


_CONVERSATION = select(conversation.c.id).where(conversation.c.id == bindparam("conversation"))
_BOOK = select(price_book.c.version).where(price_book.c.version == bindparam("version"))
_OF_CONVERSATION = (
    select(quote)
    .where(quote.c.conversation_id == bindparam("conversation"))
    .order_by(quote.c.created_at.desc(), quote.c.id)
)
_WITH_BOOK = (
    select(quote.c.result, price_book.c.text)
    .join(price_book, price_book.c.version == quote.c.book_version)
    .where(quote.c.id == bindparam("quote"))
)


def store_quote(connection: Connection, conversation_id: str, told: Told) -> str:
    """Writes a quote and returns its id; one that only repeats the row it would replace is not written twice.

    Raises UnknownConversationError.
    """
    if connection.execute(_CONVERSATION, {"conversation": conversation_id}).first() is None:
        raise UnknownConversationError(conversation_id)
    result = to_json(told.quote)
    if told.supersedes is not None and _repeats(connection, conversation_id, told, result):
        return told.supersedes
    _keep_book(connection, told.quote.book_version, told.book_text)
    row = {
        "id": new_id(),
        "conversation_id": conversation_id,
        "inputs": to_json(told.quote.inputs),
        "lines": result["lines"],
        "result": result,
        "currency": told.quote.currency,
        "low": told.quote.low,
        "high": told.quote.high,
        "book_version": told.quote.book_version,
        "valid_until": told.quote.valid_until,
        "provisional": told.reason is not None,
        "provisional_reason": told.reason,
        "supersedes": told.supersedes,
        "created_at": now(),
    }
    connection.execute(quote.insert(), row)
    return str(row["id"])


def quotes_of(connection: Connection, conversation_id: str) -> list[Row]:
    """The rows of a conversation, newest first; a row whose id another one supersedes is history."""
    return list(connection.execute(_OF_CONVERSATION, {"conversation": conversation_id}).all())


def last_two(connection: Connection, conversation_id: str, case: str | None) -> list[Row]:
    """What "why did my price change?" is about, the first told first.

    case: id of the row that the case was last stored in. With it the row that it superseded; if there is none, what
    was last tried out beside it. Without it the two latest rows.
    """
    rows = quotes_of(connection, conversation_id)
    by_id = {row.id: row for row in rows}
    latest = by_id.get(case) if case is not None else None
    if latest is not None and latest.supersedes in by_id:
        return [by_id[latest.supersedes], latest]
    if latest is not None:
        return [latest, *[row for row in rows if row.id != case][:1]]
    return rows[:2][::-1]


def make_again(connection: Connection, quote_id: str) -> Quote:
    """The quote worked out anew from its inputs, by the price book of its time. Raises KeyError."""
    row = connection.execute(_WITH_BOOK, {"quote": quote_id}).first()
    if row is None:
        raise KeyError(quote_id)
    return again(quote_from_json(row.result), row.text)


def _repeats(connection: Connection, conversation_id: str, told: Told, result: object) -> bool:
    earlier = next((row for row in quotes_of(connection, conversation_id) if row.id == told.supersedes), None)
    return earlier is not None and (earlier.result, earlier.provisional_reason) == (result, told.reason)


def _keep_book(connection: Connection, version: str, text: str) -> None:
    """Once per version; another process may be storing the same one now."""
    if connection.execute(_BOOK, {"version": version}).first() is not None:
        return
    try:
        with connection.begin_nested():
            connection.execute(price_book.insert(), {"version": version, "text": text, "created_at": now()})
    except IntegrityError:
        return
