"""The same dialogues on the website, on WhatsApp both ways and on Telegram come to the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine

from bot.database.channel_tables import identity
from bot.database.models import OUTBOUND, conversation, message, promise, quote, screening
from bot.database.session import open_engine
from tests.conversations.screening_talk import AGREE
from tests.fakes.meta import FakeMeta
from tests.fakes.people import VARIABLES, OnTelegram, OnTwilio, OnWhatsApp, Somebody, settled
from tests.fakes.telegram_api import FakeTelegram
from tests.fakes.twilio_api import FakeTwilio
from tests.product import Product, Visitor

DIALOGUES: Mapping[str, Sequence[str]] = {
    "faq": ("will it hurt??", "how long does it last", "where is this from?", "what is the weather like"),
    "screening": (
        "can I have it with psoriasis?",
        AGREE,
        "All quiet",
        "does it hurt?",
        "Never",
        "No",
    ),
    "quote": ("how much for my hairline, 3 sessions", "what if I take 4 sessions"),
    "emergency": ("hello", "my lips are swelling and I cannot breathe", "what should I do now"),
    "hand-over": ("how much does it cost?", "A price for me", "I want to talk to a person", "ok thanks"),
}
"""What is said, one after the other: the title of a button that is shown is tapped, everything else is typed."""

CHANNELS: Sequence[str] = ("whatsapp", "twilio", "telegram")
_WAITING = re.compile(r"\s*(?:One other chat is|\d+ other chats are) waiting before yours\.")
"""The same people ask for a person on every channel at once, so that each has others before them."""
_SIGNED = re.compile(r"/my/\w+/[\w.-]+")


@dataclass(frozen=True)
class Came:
    """What a dialogue came to: what was said, and what is kept of it."""

    said: Sequence[str]
    offered: Sequence[Sequence[str]]
    attached: Sequence[str]
    dispositions: Sequence[str]
    prices: Sequence[tuple[Any, Any, str]]
    owed: Sequence[str]
    urgency: str
    needs_person: bool


class Everywhere:
    """The product with every channel on."""

    def __init__(self, folder: Path) -> None:
        self.meta, self.twilio, self.telegram = FakeMeta(), FakeTwilio(), FakeTelegram()
        for each in (self.meta, self.twilio, self.telegram):
            each.start()
        self.product = Product(folder)
        self.product.environment |= {
            **VARIABLES,
            "WHATSAPP_API_URL": self.meta.url,
            "TWILIO_API_URL": self.twilio.url,
            "TELEGRAM_API_URL": self.telegram.url,
        }
        self.product.start()
        self.http = httpx.Client(base_url=self.product.url, timeout=30)
        self.engine: Engine = open_engine(self.product.environment["DATABASE_URL"])

    def close(self) -> None:
        self.http.close()
        self.engine.dispose()
        self.product.stop()
        for each in (self.meta, self.twilio, self.telegram):
            each.stop()

    def talk(self, channel: str, messages: Sequence[str]) -> Came:
        if channel == "website":
            return self._came(_on_website(Visitor(self.product.url), messages))
        person = self._somebody(channel)
        for text in messages:
            shown = person.heard()[-1].choices if person.heard() else {}
            (person.taps if text in shown else person.types)(text)
            settled(self.engine)
        with self.engine.connect() as connection:
            theirs = select(identity.c.conversation_id).where(identity.c.address == person.address)
            came = self._came(connection.execute(theirs).scalar_one())
        reached = " ".join(person.texts)
        assert all(_first_line(text) in reached for text in came.said)
        return came

    def _somebody(self, channel: str) -> Somebody:
        if channel == "whatsapp":
            return OnWhatsApp(self._post, self.meta)
        if channel == "twilio":
            return OnTwilio(self._post, self.twilio)
        return OnTelegram(self._post, self.telegram)

    def _post(self, path: str, body: bytes, headers: Mapping[str, str]) -> httpx.Response:
        return self.http.post(path, content=body, headers=dict(headers)).raise_for_status()

    def _came(self, conversation_id: str) -> Came:
        def kept(table: Any) -> Sequence[Any]:
            theirs = select(table).where(table.c.conversation_id == conversation_id)
            order = (
                table.c.sequence
                if table is message
                else table.c.id
                if table is promise
                else table.c.created_at
            )
            return connection.execute(theirs.order_by(order)).all()

        with self.engine.connect() as connection:
            head = connection.execute(select(conversation).where(conversation.c.id == conversation_id)).one()
            spoken = [row for row in kept(message) if row.direction == OUTBOUND]
            return Came(
                [_WAITING.sub("", row.text) for row in spoken],
                [[button["title"] for button in row.buttons or ()] for row in spoken],
                [_SIGNED.sub("/my/…", item["url"]) for row in spoken for item in row.attachments or ()],
                [row.disposition for row in kept(screening)],
                [(row.low, row.high, row.currency) for row in kept(quote)],
                sorted(row.kind for row in kept(promise)),
                head.urgency,
                head.needs_person,
            )


def _on_website(visitor: Visitor, messages: Sequence[str]) -> str:
    shown: Mapping[str, str] = {}
    for text in messages:
        said = visitor.tap(shown[text]) if text in shown else visitor.say(text)
        shown = said.buttons
    return str(visitor.conversation)


def _first_line(text: str) -> str:
    return text.splitlines()[0][:60]


@pytest.fixture(scope="module")
def everywhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everywhere]:
    made = Everywhere(tmp_path_factory.mktemp("everywhere"))
    yield made
    made.close()


@pytest.fixture(scope="module", params=sorted(DIALOGUES))
def came(everywhere: Everywhere, request: pytest.FixtureRequest) -> tuple[str, Mapping[str, Came]]:
    """A dialogue's name, and what it came to on each channel, where people talk at the same time."""
    messages = DIALOGUES[request.param]
    with ThreadPoolExecutor(len(CHANNELS)) as threads:
        talks = {
            channel: threads.submit(everywhere.talk, channel, messages) for channel in ("website", *CHANNELS)
        }
    return request.param, {channel: talk.result() for channel, talk in talks.items()}


def test_a_dialogue_comes_to_the_same_on_every_channel(came: tuple[str, Mapping[str, Came]]) -> None:
    _name, by_channel = came
    for channel in CHANNELS:
        assert by_channel[channel] == by_channel["website"], channel


def test_a_dialogue_comes_to_what_it_is_for(came: tuple[str, Mapping[str, Came]]) -> None:
    name, by_channel = came
    on_website = by_channel["website"]
    expected = {
        "faq": len(on_website.said) == 5,
        "screening": on_website.dispositions == ["suitable_with_precautions"],
        "quote": len(on_website.prices) == 2,
        "emergency": on_website.urgency == "urgent" and "urgent" in on_website.owed,
        "hand-over": on_website.needs_person and "person" in on_website.owed,
    }
    assert expected[name], on_website
