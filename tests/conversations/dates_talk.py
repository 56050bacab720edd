"""What dialogues about dates share: days told relative to today, and a look at what was stored."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx

from bot.database.session import open_engine
from bot.database.session_dates import SessionDays, session_days
from bot.knowledge import load_knowledge
from bot.planning.wording import load_wording
from tests.product import Product, Said, Visitor

CLINIC = Path("data/clinic")
KNOWLEDGE = load_knowledge(CLINIC)
WORDING = load_wording(CLINIC, {"phone": KNOWLEDGE.clinic.phone})
ASK = WORDING.say("ask_session")


def today() -> dt.date:
    """At the clinic."""
    zone: ZoneInfo = KNOWLEDGE.clinic.timezone
    return dt.datetime.now(zone).date()


def ahead(days: int) -> dt.date:
    return today() + dt.timedelta(days=days)


def said(day: dt.date) -> str:
    """As a visitor writes it: "4 December 2026"."""
    return f"{day.day} {day:%B %Y}"


def told(day: dt.date) -> str:
    """As the assistant says it: "Friday 4 December"."""
    return f"{day:%A} {day.day} {day:%B}"


def stored(product: Product, visitor: Visitor) -> SessionDays:
    engine = open_engine(product.environment["DATABASE_URL"])
    with engine.connect() as connection:
        found = session_days(connection, visitor.conversation)
    engine.dispose()
    return found


def days(product: Product, visitor: Visitor) -> list[dt.date]:
    return [item.day for item in stored(product, visitor).days]


def attached(answer: Said, kind: str) -> list[str]:
    """Addresses of the attachments of a kind."""
    return [item["url"] for reply in answer.replies for item in reply["attachments"] if item["kind"] == kind]


def fetched(product: Product, path: str) -> httpx.Response:
    return httpx.get(f"{product.url}{path}", timeout=30)
