"""What dialogues about reminders share: the clinic's wording, and a clock that a test sets."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.aftercare.rule_reading import load_rules as load_care_rules
from bot.app import reminding_in
from bot.database.reminder_table import reminder
from bot.database.session import open_engine
from bot.handover import Promises
from bot.knowledge import load_knowledge
from bot.reminder_clock import say
from tests.product import Product, Visitor

CLINIC = Path("data/clinic")
KNOWLEDGE = load_knowledge(CLINIC)
CARE = load_care_rules(CLINIC)
REMINDING = reminding_in(CLINIC, KNOWLEDGE, Promises(KNOWLEDGE.clinic))
RULES = REMINDING.teller.rules
WORDING = RULES.wording
OFFER = WORDING.say("offer")
YES, NO = WORDING.buttons["yes"], WORDING.buttons["no"]
ZONE: ZoneInfo = KNOWLEDGE.clinic.timezone


def at(day: dt.date, clock: str) -> dt.datetime:
    """On the clinic's clock."""
    return dt.datetime.combine(day, dt.time.fromisoformat(clock), tzinfo=ZONE)


def states(product: Product, visitor: Visitor) -> dict[tuple[str, str], str]:
    """By kind and subject, the state of each reminder."""
    engine = open_engine(product.environment["DATABASE_URL"])
    with engine.connect() as connection:
        rows = connection.execute(
            select(reminder).where(reminder.c.conversation_id == visitor.conversation)
        ).all()
    engine.dispose()
    return {(row.kind, row.subject): row.state for row in rows}


def falls_due(product: Product, visitor: Visitor, kind: str, moment: dt.datetime) -> bool:
    """What a clock in any process does at `moment` with the reminders of a kind; whether anything was said."""
    engine = open_engine(product.environment["DATABASE_URL"])
    query = (
        select(reminder.c.id)
        .where(reminder.c.conversation_id == visitor.conversation)
        .where(reminder.c.kind == kind)
        .order_by(reminder.c.due_at)
    )
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        ids = list(connection.execute(query).scalars())
        said = [say(connection, REMINDING, id_, visitor.conversation, moment) for id_ in ids]
    engine.dispose()
    return any(said)


def last(visitor: Visitor) -> dict[str, str]:
    """The titles and payloads of the last message's buttons, and its text under ""."""
    newest = visitor.history()[-1]
    return {"": newest["text"], **{item["title"]: item["payload"] for item in newest["buttons"]}}
