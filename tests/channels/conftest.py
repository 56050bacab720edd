"""The web application with every channel on, over the providers' stand-ins, and people who write to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.channels.wording import wording_in
from bot.database.channel_tables import arrival
from bot.database.models import INBOUND, message
from bot.database.session import open_engine
from tests.fakes.meta import FakeMeta
from tests.fakes.people import VARIABLES, OnTelegram, OnTwilio, OnWhatsApp, Somebody, settled
from tests.fakes.rasa import FakeRasa
from tests.fakes.telegram_api import FakeTelegram
from tests.fakes.twilio_api import FakeTwilio

WORDING = wording_in(Path("data/clinic"))


@pytest.fixture(scope="session")
def providers() -> Iterator[tuple[FakeMeta, FakeTwilio, FakeTelegram]]:
    made = (FakeMeta(), FakeTwilio(), FakeTelegram())
    for each in made:
        each.start()
    yield made
    for each in made:
        each.stop()


@dataclass
class Messaging:
    """The application at work, and the providers around it."""

    http: TestClient
    meta: FakeMeta
    twilio: FakeTwilio
    telegram: FakeTelegram
    engine: Engine

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Any:
        return self.http.post(path, content=body, headers=dict(headers))

    def somebody(self, provider: str) -> Somebody:
        """A new person on this channel."""
        if provider == "whatsapp":
            return OnWhatsApp(self.post, self.meta)
        if provider == "twilio":
            return OnTwilio(self.post, self.twilio)
        return OnTelegram(self.post, self.telegram)

    def settle(self) -> None:
        """Waits until everything has been answered and sent."""
        settled(self.engine)

    def kinds(self) -> list[str]:
        """What arrived, by its kind."""
        with self.engine.connect() as connection:
            return list(connection.execute(select(arrival.c.kind).order_by(arrival.c.created_at)).scalars())

    def said(self) -> list[str]:
        """What is stored of the only conversation, the visitor's messages with an arrow."""
        with self.engine.connect() as connection:
            rows = connection.execute(select(message).order_by(message.c.sequence)).all()
        return [f"> {row.text}" if row.direction == INBOUND else row.text for row in rows]


@pytest.fixture
def channel_variables(providers: tuple[FakeMeta, FakeTwilio, FakeTelegram], rasa: FakeRasa) -> dict[str, Any]:
    meta, twilio, telegram = providers
    return {
        **VARIABLES,
        "WHATSAPP_API_URL": meta.url,
        "TWILIO_API_URL": twilio.url,
        "TELEGRAM_API_URL": telegram.url,
        "RASA_PORT": rasa.port,
    }


@contextmanager
def opened(
    providers: tuple[FakeMeta, FakeTwilio, FakeTelegram],
    app_with: Callable[[Mapping[str, Any]], Starlette],
    variables: Mapping[str, Any],
    url: str,
) -> Iterator[Messaging]:
    for each in providers:
        each.reset()
    engine = open_engine(url)
    with TestClient(app_with({**variables, "DATABASE_URL": url})) as http:
        yield Messaging(http, *providers, engine)
    engine.dispose()


@pytest.fixture
def messaging(
    providers: tuple[FakeMeta, FakeTwilio, FakeTelegram],
    channel_variables: dict[str, Any],
    tmp_path: Path,
    app_with: Callable[[Mapping[str, Any]], Starlette],
) -> Iterator[Messaging]:
    """On SQLite, for what no database can do in another way."""
    with opened(providers, app_with, channel_variables, f"sqlite:///{tmp_path}/web.db") as made:
        yield made


@pytest.fixture
def messaging_on_each(
    providers: tuple[FakeMeta, FakeTwilio, FakeTelegram],
    channel_variables: dict[str, Any],
    migrated_url: str,
    app_with: Callable[[Mapping[str, Any]], Starlette],
) -> Iterator[Messaging]:
    """On a database of each kind."""
    with opened(providers, app_with, channel_variables, migrated_url) as made:
        yield made


@pytest.fixture
def messaging_with_template(
    providers: tuple[FakeMeta, FakeTwilio, FakeTelegram],
    channel_variables: dict[str, Any],
    tmp_path: Path,
    app_with: Callable[[Mapping[str, Any]], Starlette],
) -> Iterator[Messaging]:
    """Where the clinic has a template for people who wrote long ago."""
    variables = {**channel_variables, "WHATSAPP_TEMPLATE": "write_again"}
    with opened(providers, app_with, variables, f"sqlite:///{tmp_path}/web.db") as made:
        yield made
