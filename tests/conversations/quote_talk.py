"""What dialogues about prices share: the wording, and a look at the quotes that were stored."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.engine import Row

from bot.database.quotes import make_again, quotes_of
from bot.database.session import open_engine
from bot.forms.wording import load_wording as load_form_wording
from bot.knowledge import load_knowledge
from bot.pricing.quote import Quote
from bot.pricing.serial import quote_from_json
from bot.quoting.wording import load_wording
from tests.product import Product, Visitor

CLINIC = Path("data/clinic")
WORDING = load_wording(CLINIC)
FORMS = load_form_wording(CLINIC)
KNOWLEDGE = load_knowledge(CLINIC)

EVERYTHING = "how much for a norwood 5 in istanbul, 3 sessions, in euros"
HAIRLINE = "how much for my hairline, 3 sessions"


def quotes(product: Product, visitor: Visitor) -> Sequence[Row]:
    """The rows of the visitor's conversation, oldest first."""
    engine = open_engine(product.environment["DATABASE_URL"])
    with engine.connect() as connection:
        found = quotes_of(connection, visitor.conversation)
    engine.dispose()
    return found[::-1]


def made_again(product: Product, row: Row) -> tuple[Quote, Quote]:
    """A stored quote as it was told, and as its inputs and its price book give it now."""
    engine = open_engine(product.environment["DATABASE_URL"])
    with engine.connect() as connection:
        again = make_again(connection, row.id)
    engine.dispose()
    return quote_from_json(row.result), again
