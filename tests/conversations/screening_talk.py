"""What dialogues about screening share: the clinic's wording, and a look at what was stored."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Row

from bot.database.models import consent, conversation, finding, message, screening
from bot.database.session import open_engine
from bot.screening.wording import load_wording
from tests.product import Product, Said, Visitor

WORDING = load_wording(
    Path("data/clinic"),
    {"clinic_name": "Harbour Scalp Studio", "phone": "-", "emergency_number": "999", "crisis_line": "-"},
)
AGREE, DECLINE = WORDING.agree, WORDING.decline
NOT_SURE = WORDING.buttons["unsure"]


def talk(visitor: Visitor, *messages: str) -> Said:
    """Says one after the other, tapping where it is the title of a button shown; what came last."""
    said = Said([])
    for words in messages:
        shown = said.buttons
        said = visitor.tap(shown[words]) if words in shown else visitor.say(words)
    return said


def rows(product: Product, table: Any, visitor: Visitor) -> Sequence[Row]:
    """The rows of one of these tables that belong to a visitor's conversation."""
    engine = open_engine(product.environment["DATABASE_URL"])
    ours = select(conversation).where(conversation.c.id == visitor.conversation)
    queries = {
        conversation.name: ours,
        message.name: select(message)
        .where(message.c.conversation_id == visitor.conversation)
        .order_by(message.c.sequence),
        screening.name: select(screening)
        .where(screening.c.conversation_id == visitor.conversation)
        .order_by(screening.c.created_at),
        finding.name: select(finding)
        .join(screening, screening.c.id == finding.c.screening_id)
        .where(screening.c.conversation_id == visitor.conversation),
        consent.name: select(consent)
        .join(conversation, conversation.c.visitor_id == consent.c.visitor_id)
        .where(conversation.c.id == visitor.conversation),
    }
    with engine.connect() as connection:
        found = connection.execute(queries[table.name]).all()
    engine.dispose()
    return list(found)
