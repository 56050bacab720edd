"""A code that moves somebody to another conversation is taken as they arrive, before it is anything they said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.database.models import conversation, message, now
from bot.database.moving import MovingCodes
from bot.database.session import open_engine
from bot.database.transcript import open_conversation
from bot.moving.wording import load_wording
from bot.settings import Settings
from bot.web import assemble
from tests.channels.conftest import Messaging
from tests.conftest import CLINIC, GATE, say
from tests.fakes.meta import FakeMeta
from tests.fakes.telegram_api import FakeTelegram
from tests.fakes.twilio_api import FakeTwilio

WORDING = load_wording(Path("data/clinic"))
HERE = WORDING.said.say("moved_here")


@dataclass
class Coded:
    """The application and the codes that it takes."""

    messaging: Messaging
    codes: MovingCodes

    def offered(self) -> tuple[str, str]:
        """(conversation, code) of somebody on the website."""
        with self.messaging.engine.begin() as connection:
            _, there = open_conversation(connection, "website", say("welcome").to_json())
            return there, self.codes.offer(connection, there, now())

    def texts(self, where: str) -> list[str]:
        said = select(message.c.text).where(message.c.conversation_id == where).order_by(message.c.sequence)
        with self.messaging.engine.connect() as connection:
            return list(connection.execute(said).scalars())


@pytest.fixture
def coded(
    providers: tuple[FakeMeta, FakeTwilio, FakeTelegram],
    channel_variables: dict[str, Any],
    tmp_path: Path,
    settings_with: Callable[[Mapping[str, Any]], Settings],
) -> Iterator[Coded]:
    for each in providers:
        each.reset()
    settings = settings_with({**channel_variables, "DATABASE_URL": f"sqlite:///{tmp_path}/web.db"})
    engine = open_engine(settings.database_url)
    with TestClient(assemble(settings, say, CLINIC, GATE)) as http:
        yield Coded(Messaging(http, *providers, engine), MovingCodes(settings.secret_key))
    engine.dispose()


@pytest.mark.parametrize("channel", ["whatsapp", "twilio", "telegram"])
def test_a_code_moves_somebody_and_what_follows_is_said_in_that_conversation(
    coded: Coded, channel: str
) -> None:
    there, code = coded.offered()
    person = coded.messaging.somebody(channel)
    person.types(code)
    coded.messaging.settle()
    person.types("Is it safe?")
    coded.messaging.settle()
    assert person.texts[1:] == [HERE, "About Is it safe?"]
    assert coded.texts(there) == ["<welcome>", HERE, "Is it safe?", "About Is it safe?"]
    with coded.messaging.engine.connect() as connection:
        assert code not in connection.execute(select(message.c.text)).scalars().all()
        found = connection.execute(select(conversation.c.channel).where(conversation.c.id == there))
        assert found.scalar_one() == channel


@pytest.mark.parametrize("channel", ["whatsapp", "twilio", "telegram"])
def test_a_code_that_was_used_moves_nobody(coded: Coded, channel: str) -> None:
    there, code = coded.offered()
    first, second = coded.messaging.somebody("telegram"), coded.messaging.somebody(channel)
    first.types(code)
    coded.messaging.settle()
    second.types(code)
    coded.messaging.settle()
    assert second.texts[-1] == WORDING.refusal("used").text
    assert coded.texts(there) == ["<welcome>", HERE]


def test_from_one_messenger_to_another_goodbye_is_said_on_the_old_one(coded: Coded) -> None:
    there, code = coded.offered()
    old, new = coded.messaging.somebody("telegram"), coded.messaging.somebody("whatsapp")
    old.types(code)
    coded.messaging.settle()
    with coded.messaging.engine.begin() as connection:
        again = coded.codes.offer(connection, there, now())
    new.types(again)
    coded.messaging.settle()
    assert old.texts[-1] == WORDING.farewell("whatsapp").text
    assert new.texts[-1].startswith(HERE)
