"""The form of a price for one person's case: looks up what was told before, and keeps every quote."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from rasa_sdk import Tracker
from sqlalchemy.engine import Connection

from actions.form import DialogueForm, Parts
from actions.speaking import tells_condition
from bot.database.quotes import Told, last_two, store_quote
from bot.database.screenings import screenings_of
from bot.database.session import DatabaseDownError
from bot.forms.envelope import states
from bot.forms.names import QUOTE
from bot.forms.turn import Said, Turn
from bot.pricing.book_reading import load_price_books
from bot.quoting.dialogue import Dialogue
from bot.quoting.hearing import NEAR_TOPICS, PRICE_TOPICS, asks_for_own_price
from bot.quoting.standing import CONDITION, SCREENED
from bot.quoting.state import VERSION
from bot.quoting.telling import QUOTES, ToStore
from bot.quoting.wording import load_wording
from bot.reading.quote_words import read_quote_words


def loader(folder: Path) -> Callable[[], Dialogue]:
    """Gives the dialogue; its files are read once. The call raises ClinicDataError naming file, line and key."""
    return lambda: _loaded(folder)


@lru_cache(maxsize=2)
def _loaded(folder: Path) -> Dialogue:
    return Dialogue(load_wording(folder), load_price_books(folder))


def own_price(asked: Sequence[tuple[str, str]], text: str) -> list[str]:
    """The topics of a message, each with its words; a question about prices that tells one case asks for a quote."""
    if not any(topic in PRICE_TOPICS for topic, _ in asked) or not asks_for_own_price(text):
        return [topic for topic, _ in asked]
    others = [topic for topic, clause in asked if not _in_the_quote(topic, clause)]
    return [QUOTE.topics[0], *others]


def _in_the_quote(topic: str, clause: str) -> bool:
    return topic in PRICE_TOPICS or (topic in NEAR_TOPICS and read_quote_words(clause).names_something)


class QuoteForm(DialogueForm):
    """One turn of a quote."""

    form = QUOTE
    version = VERSION

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts, loader(parts.folder))
        self._folder = parts.folder

    async def _looked_up(self, tracker: Tracker) -> Mapping[str, Any]:
        conversation = str(tracker.sender_id)
        case = states({QUOTE.key: tracker.get_slot(QUOTE.key)}).get(QUOTE.key, {}).get("stored")
        condition = {CONDITION: tells_condition(tracker)}
        try:
            before = await self._database.read(lambda c: _told_before(c, conversation, case))
        except DatabaseDownError:
            return condition
        return {**condition, **before}

    async def _stored(self, turn: Turn, said: Said) -> Turn:
        text = _loaded(self._folder).books.text
        to_store: tuple[ToStore, ...] = turn.store
        case = await self._database.write(
            lambda c: _store_all(c, said.conversation, to_store, text, turn.state["stored"])
        )
        return replace(turn, state={**turn.state, "stored": case})

    def _covers(self, topic: str, clause: str, said: Said) -> bool:
        """Prices are answered by the quote, and so is what its own words look like."""
        return _in_the_quote(topic, clause)


def _told_before(connection: Connection, conversation: str, case: str | None) -> dict[str, Any]:
    known: dict[str, Any] = {QUOTES: [row.result for row in last_two(connection, conversation, case)]}
    before = next((row for row in screenings_of(connection, conversation) if row.lane == "before"), None)
    if before is not None:
        known[SCREENED] = {"disposition": before.disposition, "complete": before.complete}
    return known


def _store_all(
    connection: Connection, conversation: str, to_store: tuple[ToStore, ...], text: str, case: str | None
) -> str | None:
    """The id of the row of the case: the one that this turn told, or the one of before."""
    for item in to_store:
        supersedes = case if item.the_case else None
        stored = store_quote(connection, conversation, Told(item.quote, text, item.reason, supersedes))
        case = stored if item.the_case else case
    return case
