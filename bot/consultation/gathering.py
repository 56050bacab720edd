"""Reads what belongs to one request from the database, health data only where consent for it holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection, Row

from bot.consultation.records import Agreed, Asked, Expectation, Quoted, Records, Screened
from bot.database.leads import REPLACED, request_of
from bot.database.models import INBOUND, LEAD_WITHDRAWN, consent, conversation, message, quote
from bot.database.screenings import HEALTH, decide_again, facts_of, screenings_of
from bot.database.session_dates import session_days
from bot.pricing.serial import NotStoredHereError, quote_from_json

MOST_QUOTES: Final = 3
_MOST_QUESTIONS: Final = 200  # messages looked through for topics

_VISITOR = select(conversation.c.visitor_id).where(conversation.c.id == bindparam("conversation"))
_CONSENTS = select(consent).where(consent.c.visitor_id == bindparam("visitor")).order_by(consent.c.given_at)
_QUOTES = (
    select(quote)
    .where(quote.c.conversation_id == bindparam("conversation"))
    .order_by(quote.c.created_at.desc(), quote.c.id)
)
_QUESTIONS = (
    select(message.c.understood)
    .where(message.c.conversation_id == bindparam("conversation"))
    .where(message.c.direction == INBOUND)
    .where(message.c.understood.is_not(None))
    .order_by(message.c.sequence)
    .limit(_MOST_QUESTIONS)
)


def gather(connection: Connection, lead_id: str, topics: Collection[str]) -> Records | None:
    """None for a request that is unknown or was withdrawn. topics: those that have an answer."""
    row = request_of(connection, lead_id)
    if row is None or row.state == LEAD_WITHDRAWN:
        return None
    where = str(row.conversation_id)
    consents = _consents(connection, where)
    health = any(item.purpose == HEALTH and item.withdrawn is None for item in consents)
    return Records(
        conversation=where,
        asked=_asked(row),
        health_agreed=health,
        screened=_screened(connection, where) if health else None,
        quotes=_quotes(connection, where),
        sessions=session_days(connection, where).days,
        consents=consents,
        topics=tuple(dict.fromkeys(_topics(connection, where, topics))),
    )


def _asked(row: Row) -> Asked:
    preferred, pack = row.preferred or {}, row.pack or {}
    contacts = [(item["kind"], item["value"]) for item in pack.get("contacts") or ()]
    promised = pack.get("reply_by")
    return Asked(
        name=row.name or "",
        contacts=contacts or [(row.contact_kind, row.contact or "")],
        times=preferred.get("shown") or "",
        said=preferred.get("said") or (),
        wishes=row.wishes or "",
        expectations=[
            Expectation(item["statement"], item["answer"] == "understood", item["explained"])
            for item in row.expectation or ()
        ],
        sent_at=row.created_at,
        reply_by=dt.datetime.fromisoformat(promised) if promised else None,
        replaced=row.state == REPLACED,
    )


def _consents(connection: Connection, where: str) -> list[Agreed]:
    visitor = connection.execute(_VISITOR, {"conversation": where}).scalar()
    rows = connection.execute(_CONSENTS, {"visitor": visitor})
    return [Agreed(row.purpose, row.wording_version, row.given_at, row.withdrawn_at) for row in rows]


def _screened(connection: Connection, where: str) -> Screened | None:
    """The latest screening, by the rules of its time."""
    rows = screenings_of(connection, where)
    superseded = {row.supersedes for row in rows}
    row = next((row for row in rows if row.id not in superseded and _holds(connection, row)), None)
    if row is None:
        return None
    return Screened(
        outcome=decide_again(connection, row.id),
        facts=facts_of(connection, row.id),
        answered=frozenset(item["question"] for item in row.answers or ()),
        complete=bool(row.complete),
        day=row.screened_on,
    )


def _holds(connection: Connection, row: Row) -> bool:
    """Whether the consent that a screening was stored with is still there."""
    query = select(consent.c.withdrawn_at).where(consent.c.id == row.consent_id)
    return connection.execute(query).scalar() is None


def _quotes(connection: Connection, where: str) -> list[Quoted]:
    """The latest that no other supersedes. One that an older version wrote otherwise is left to the chat."""
    rows = connection.execute(_QUOTES, {"conversation": where}).all()
    superseded = {row.supersedes for row in rows}
    told: list[Quoted] = []
    for row in rows:
        if row.id in superseded or len(told) == MOST_QUOTES:
            continue
        try:
            told.append(
                Quoted(quote_from_json(row.result), row.provisional_reason if row.provisional else None)
            )
        except NotStoredHereError:
            continue
    return told


def _topics(connection: Connection, where: str, topics: Collection[str]) -> Iterator[str]:
    for understood in connection.execute(_QUESTIONS, {"conversation": where}).scalars():
        for item in understood.get("topics") or ():
            if item["topic"] in topics:
                yield str(item["topic"])
