"""A clinic of its own for a test, with screenings and quotes, and changed files tried out and proposed there."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection

from bot.console.roles import Role
from bot.database.quotes import Told, store_quote
from bot.database.rule_changes import Change, changes
from bot.database.screenings import Screened, give_consent, rule_files, store_screening
from bot.database.transcript import open_conversation
from bot.pricing.book_reading import load_price_books
from bot.pricing.inputs import QuoteInputs, Sessions
from bot.pricing.quote import quote
from bot.triage.facts import Fact
from bot.triage.rulebook import load_rulebook
from bot.triage.screening import screen
from tests.console.desk import Desk, text_of
from tests.console.misheard import WELCOME

SIMULATOR = "/console/simulator"
TODAY = dt.date(2026, 11, 23)
RULE = """version: "1"
branches:
  keloid_history.one_elsewhere:
    id: keloid_history.one_elsewhere
    when: {}
    default: true
    then: %s
    who: a dermatologist, who agrees in writing and sees a small test spot first
    reason: A keloid elsewhere needs a look.
    precautions: [a small test spot before anything larger]
    source: [U]
"""
MILDER = RULE % "suitable_with_precautions"
STRICTER = RULE % "not_suitable"


KELOID = Fact("keloid_history", text="keloid", attributes={"site": "ear"})


def screened(connection: Connection, *facts: Fact) -> str:
    """A conversation with a stored screening."""
    folder = Path("data/clinic")
    outcome = screen(facts, today=TODAY, rulebook=load_rulebook(folder))
    _, conversation = open_conversation(connection, "website", WELCOME)
    agreed = give_consent(connection, conversation, "1")
    told = Screened(facts, outcome, (), "self", TODAY, None, "1", rule_files(folder), True)
    store_screening(connection, conversation, agreed, told)
    return conversation


def quoted(connection: Connection) -> str:
    books = load_price_books(Path("data/clinic"))
    made = quote(QuoteInputs("scalp", sessions=Sessions(3, 3)), books.in_force(TODAY), TODAY)
    _, conversation = open_conversation(connection, "website", WELCOME)
    store_quote(connection, conversation, Told(made, books.text))
    return conversation


def tried(desk: Desk, file: str, text: str, **fields: str) -> Any:
    return desk.signed_in(Role.REVIEWER).submit(SIMULATOR, file=file, text=text, **{"deed": "try", **fields})


def proposed(desk: Desk, who: Any, file: str, text: str) -> str:
    """The address of a proposed change."""
    fields = {"file": file, "text": text, "why": "as our dermatologist asked", "deed": "propose"}
    response = desk.signed_in(who).submit(SIMULATOR, **fields)
    assert response.status_code == 303, text_of(response)
    return str(response.headers["location"])


def stored(desk: Desk) -> list[Change]:
    found: list[Change] = desk.run(lambda connection: changes(connection, 10))
    return found
