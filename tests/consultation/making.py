"""A visitor about whom everything is known, and the database that holds it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection

from bot.booking.request import Request
from bot.database.leads import give_contact_consent, store_request
from bot.database.models import message, now, price_book, quote
from bot.database.screenings import Screened, give_consent, rule_files, store_screening
from bot.database.session_dates import keep_session_days
from bot.database.transcript import open_conversation, store_inbound
from bot.knowledge import load_knowledge
from bot.planning.days import SessionDay
from bot.pricing.book_reading import load_price_books
from bot.pricing.inputs import QuoteInputs
from bot.pricing.quote import Quote
from bot.pricing.quote import quote as quoted
from bot.pricing.serial import to_json
from bot.triage.facts import Fact
from bot.triage.rulebook import load_rulebook
from bot.triage.screening import screen

CLINIC = Path("data/clinic")
KNOWLEDGE = load_knowledge(CLINIC)
RULEBOOK = load_rulebook(CLINIC)
BOOKS = load_price_books(CLINIC)
TODAY = dt.date(2026, 11, 24)
NOW = dt.datetime(2026, 11, 24, 14, 0, tzinfo=KNOWLEDGE.clinic.timezone)
WELCOME = {"text": "Hello", "buttons": [], "attachments": [], "sources": []}
FACTS = (
    Fact("psoriasis", text="psoriasis"),
    Fact(
        "isotretinoin",
        temporality="past",
        ended=True,
        when_to=dt.date(2026, 9, 1),
        text="accutane until September",
    ),
    Fact("diabetes", negated=True, text="not diabetic"),
)
SESSIONS = (SessionDay(dt.date(2026, 11, 19), "past", 1), SessionDay(dt.date(2026, 12, 4), "booked", 2))


@dataclass(frozen=True)
class Known:
    """Ids of what was stored."""

    conversation: str
    lead: str
    health_consent: str | None


def price() -> Quote:
    return quoted(QuoteInputs(treatment="scalp", country="TR"), BOOKS.in_force(TODAY), TODAY)


def request(**changes: Any) -> Request:
    values: dict[str, Any] = {
        "name": "Siobhán O’Neill",
        "contact_kind": "phone",
        "contact": "+447700900123",
        "preferred": {"times": [], "shown": "Saturday, in the morning", "said": ["Saturday mornings please"]},
        "wishes": "A low hairline, not too dark.",
        "expectation": [
            {
                "id": "shaving",
                "answer": "understood",
                "explained": False,
                "statement": "Shaving.",
                "facts": [],
            },
            {"id": "removal", "answer": "to_talk", "explained": True, "statement": "Removal.", "facts": []},
        ],
        "pack": {
            "contacts": [
                {"kind": "phone", "value": "+447700900123"},
                {"kind": "email", "value": "siobhan@example.org"},
            ],
            "reply_by": "2026-11-25T18:00:00+00:00",
        },
    }
    return Request(**{**values, **changes})


MANY_FACTS = tuple(
    Fact(concept, text=f"what I wrote about {concept.replace('_', ' ')} was rather long, and went on, " * 3)
    for concept in (
        *(
            "psoriasis",
            "diabetes",
            "anticoagulant",
            "epilepsy",
            "keloid_history",
            "heart_disease",
            "isotretinoin",
        ),
        *("pregnancy", "eczema", "hepatitis", "vitiligo", "immunosuppression"),
    )
)
MANY_SESSIONS = tuple(
    SessionDay(dt.date(2026, 11, 19) + dt.timedelta(14 * step), "booked", step + 1) for step in range(4)
)


def store_everything(
    connection: Connection,
    *,
    health: bool = True,
    asked: Request | None = None,
    facts: Sequence[Fact] = FACTS,
    sessions: Sequence[SessionDay] = SESSIONS,
    quotes: int = 1,
    topics: Sequence[str] = ("pain", "cost", "pain"),
) -> Known:
    """A request with quotes, sessions and questions, and with a screening where `health` was agreed to."""
    _, conversation = open_conversation(connection, "website", WELCOME)
    health_consent = None
    if health:
        health_consent = give_consent(connection, conversation, "2026-11-22")
        _store_screening(connection, conversation, health_consent, facts)
    for _ in range(quotes):
        _store_quote(connection, conversation)
    keep_session_days(connection, conversation, sessions)
    for topic in topics:
        _store_question(connection, conversation, topic)
    consent = give_contact_consent(connection, conversation, "2026-11-22")
    return Known(
        conversation, store_request(connection, conversation, consent, asked or request()), health_consent
    )


def _store_screening(connection: Connection, conversation: str, consent: str, facts: Sequence[Fact]) -> None:
    screened = Screened(
        facts=facts,
        outcome=screen(facts, today=TODAY, rulebook=RULEBOOK),
        answers=(),
        subject="self",
        screened_on=TODAY,
        session_date=None,
        lexicon_version="2026-11-22",
        rules=rule_files(CLINIC),
        complete=True,
    )
    store_screening(connection, conversation, consent, screened)


def _store_quote(connection: Connection, conversation: str) -> None:
    told = price()
    text = (CLINIC / "prices.yml").read_text(encoding="utf-8")
    connection.execute(
        price_book.insert().prefix_with("OR IGNORE", dialect="sqlite"),
        {"version": told.book_version, "text": text, "created_at": now()},
    )
    stored: Mapping[str, Any] = to_json(told)
    connection.execute(
        quote.insert(),
        {
            "conversation_id": conversation,
            "inputs": stored["inputs"],
            "lines": stored["lines"],
            "result": stored,
            "currency": told.currency,
            "low": told.low,
            "high": told.high,
            "book_version": told.book_version,
            "valid_until": told.valid_until,
            "provisional": True,
            "provisional_reason": "defer",
        },
    )


def _store_question(connection: Connection, conversation: str, topic: str) -> None:
    accepted = store_inbound(connection, conversation, f"{topic}{now()}", "?", None)
    understood = {"topics": [{"topic": topic, "confidence": 1.0, "clause": "?"}]}
    connection.execute(
        message.update().where(message.c.id == accepted.id).values(understood=understood, intent=topic)
    )
