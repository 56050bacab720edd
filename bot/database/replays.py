"""Stored screenings, quotes and questions, as the simulator replays them. Whom they belong to is only counted."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot.database.models import INBOUND, conversation, finding, message, quote, screening
from bot.database.screenings import fact_from
from bot.pricing.serial import NotStoredHereError, inputs_from_json
from bot.simulation.quotes import StoredQuote
from bot.simulation.screenings import StoredCase
from bot.triage.facts import Fact

_AT_ONCE = 500  # screenings whose findings are read together


def stored_cases(connection: Connection, most: int) -> tuple[list[StoredCase], int]:
    """The newest screenings that nothing replaced, `most` of them, and how many there are."""
    later = screening.alias("later")
    standing = ~select(later.c.id).where(later.c.supersedes == screening.c.id).exists()
    total = connection.execute(select(func.count()).select_from(screening).where(standing)).scalar_one()
    rows = connection.execute(
        select(screening, conversation.c.visitor_id)
        .join(conversation, conversation.c.id == screening.c.conversation_id)
        .where(standing)
        .order_by(screening.c.created_at.desc(), screening.c.id)
        .limit(most)
    ).all()
    cases = []
    for first in range(0, len(rows), _AT_ONCE):
        part = rows[first : first + _AT_ONCE]
        facts = _facts(connection, [row.id for row in part])
        cases += [
            StoredCase(
                id=row.id,
                conversation=row.conversation_id,
                person=row.visitor_id,
                facts=tuple(facts.get(row.id, ())),
                screened_on=row.screened_on,
                session_date=row.session_date,
                lane="after" if row.lane == "after" else "before",
                told=row.disposition,
            )
            for row in part
        ]
    return cases, total


def _facts(connection: Connection, ids: Collection[str]) -> dict[str, list[Fact]]:
    rows = connection.execute(
        select(finding).where(finding.c.screening_id.in_(tuple(ids))).order_by(finding.c.place)
    )
    facts: dict[str, list[Fact]] = {}
    for row in rows:
        facts.setdefault(row.screening_id, []).append(fact_from(row))
    return facts


def stored_quotes(connection: Connection, most: int) -> tuple[list[StoredQuote], int, int]:
    """The newest quotes that nothing replaced, `most` of them, how many there are, and how many of the newest were
    told before quotes kept what they were asked with: those cannot be worked out again."""
    later = quote.alias("later")
    standing = ~select(later.c.id).where(later.c.supersedes == quote.c.id).exists()
    total = connection.execute(select(func.count()).select_from(quote).where(standing)).scalar_one()
    rows = connection.execute(
        select(quote, conversation.c.visitor_id)
        .join(conversation, conversation.c.id == quote.c.conversation_id)
        .where(standing)
        .order_by(quote.c.created_at.desc(), quote.c.id)
        .limit(most)
    )
    found, unreadable = [], 0
    for row in rows:
        try:
            inputs = inputs_from_json(row.inputs)
        except NotStoredHereError:
            unreadable += 1
            continue
        told = (row.low, row.high, row.currency)
        found.append(StoredQuote(row.id, row.conversation_id, row.visitor_id, inputs, row.valid_until, told))
    return found, total, unreadable


def people_by_topic(connection: Connection, topics: Collection[str], since: datetime) -> dict[str, int]:
    """How many visitors asked for each topic since then, as the best topic of a message."""
    rows = connection.execute(
        select(message.c.intent, func.count(conversation.c.visitor_id.distinct()))
        .join(conversation, conversation.c.id == message.c.conversation_id)
        .where(message.c.direction == INBOUND, message.c.created_at >= since)
        .where(message.c.intent.in_(tuple(topics)))
        .group_by(message.c.intent)
    )
    return {topic: count for topic, count in rows}
