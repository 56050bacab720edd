"""One dialogue with the clinic's own wording and words; loading the words takes a second."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.booking.dialogue import Dialogue
from bot.booking.health import health_named, health_told
from bot.booking.listening import Ears
from bot.booking.wording import Wording, load_wording
from bot.knowledge import Knowledge, load_knowledge
from bot.reading.reader import Reader, load_reader
from tests.booking.talking import ALL_AT_ONCE, UNDERSTOOD, WISH, Talk

CLINIC = Path("data/clinic")


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge(CLINIC)


@pytest.fixture(scope="session")
def wording(knowledge: Knowledge) -> Wording:
    return load_wording(CLINIC, knowledge)


@pytest.fixture(scope="session")
def reader() -> Reader:
    return load_reader(CLINIC)


@pytest.fixture(scope="session")
def ears(reader: Reader, wording: Wording) -> Ears:
    return Ears("GB", wording.parts, health_named(reader))


@pytest.fixture(scope="session")
def dialogue(ears: Ears, knowledge: Knowledge, wording: Wording, reader: Reader) -> Dialogue:
    return Dialogue(ears, knowledge.clinic, wording, health_told(reader))


@pytest.fixture
def talk(dialogue: Dialogue) -> Talk:
    return Talk(dialogue)


@pytest.fixture
def agreed(talk: Talk, wording: Wording) -> Talk:
    talk.say(WISH, wording.agree)
    return talk


@pytest.fixture
def at_summary(talk: Talk, wording: Wording) -> Talk:
    talk.say(ALL_AT_ONCE, wording.agree, "Nothing to add", *UNDERSTOOD)
    assert talk.state.phase == "summary"
    return talk
