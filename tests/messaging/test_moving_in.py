"""Somebody who arrives on a messenger with a code goes on there with their conversation; on both databases."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest
from sqlalchemy.engine import Connection, Engine

from bot.channels.messages import Button, Reply
from bot.database.moving import WRONG_EACH, MovingCodes, channel_of, leave_for
from bot.database.transcript import history, open_conversation
from bot.messaging.moving_in import MovingIn
from bot.moving.wording import load_wording

AT = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
CODES = MovingCodes("a secret that is long enough for tests")
WORDING = load_wording(Path("data/clinic"))
QUESTION = Reply("Thank you.\n\nWhich area is it?", (Button("Scalp", "/scalp"),))


class Identities:
    """Who is in which conversation, as the messaging channels keep it."""

    def __init__(self) -> None:
        self.at: dict[str, str] = {}

    def attach(self, _connection: Connection, identity: str, conversation: str) -> None:
        self.at[identity] = conversation


@pytest.fixture
def identities() -> Identities:
    return Identities()


@pytest.fixture
def moving(identities: Identities) -> MovingIn:
    return MovingIn(CODES, WORDING, identities.attach, lambda _connection, identity: identity.split()[0])


def test_a_good_code_puts_the_person_into_the_conversation_and_asks_its_question_again(
    engine: Engine, moving: MovingIn, identities: Identities
) -> None:
    with engine.begin() as connection:
        _person, there = open_conversation(connection, "website", QUESTION.to_json())
        code = CODES.offer(connection, there, AT)
        said = moving(connection, "telegram 7", f"/start {code}", AT)
        assert said is not None
        assert said.text.startswith(WORDING.said.say("moved_here"))
        assert said.text.endswith("Which area is it?")
        assert said.buttons == QUESTION.buttons
        assert identities.at == {"telegram 7": there}
        assert channel_of(connection, there) == "telegram"
        assert len(history(connection, there)) == 1  # the reply is said by the channel itself


def test_from_one_messenger_to_another_the_old_one_hears_goodbye_once(
    engine: Engine, moving: MovingIn
) -> None:
    with engine.begin() as connection:
        _person, there = open_conversation(connection, "telegram", QUESTION.to_json())
        code = CODES.offer(connection, there, AT)
        moving(connection, "whatsapp 1", code, AT)
        assert [each.text for each in history(connection, there)][1:] == [WORDING.farewell("whatsapp").text]
        leave_for(connection, there, "whatsapp", Reply("again"), AT)
        assert len(history(connection, there)) == 2


def test_any_other_text_is_left_to_the_conversation(engine: Engine, moving: MovingIn) -> None:
    with engine.begin() as connection:
        assert moving(connection, "telegram 7", "May 7th", AT) is None
        assert moving(connection, "telegram 7", "/start", AT) is None


def test_a_code_that_does_not_work_is_answered_and_attaches_nobody(
    engine: Engine, moving: MovingIn, identities: Identities
) -> None:
    with engine.begin() as connection:
        said = [moving(connection, "telegram 7", "A3CA3C", AT) for _ in range(WRONG_EACH + 1)]
    assert said == [WORDING.refusal("unknown")] * WRONG_EACH + [WORDING.refusal("throttled")]
    assert identities.at == {}
