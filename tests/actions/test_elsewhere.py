"""Where somebody can go on is told with links that work, and only where the clinic can be reached."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.engine import Engine

from actions.elsewhere import GoElsewhere, Places
from bot.channel_settings import Channels, TelegramSettings, TwilioSettings, WhatsAppSettings
from bot.database.models import now
from bot.database.moving import MovingCodes
from bot.database.session import Database, open_engine
from bot.database.transcript import open_conversation
from bot.knowledge import load_knowledge
from bot.moving.codes import code_in
from bot.moving.wording import load_wording

CLINIC = Path("data/clinic")
KNOWLEDGE = load_knowledge(CLINIC)
WORDING = load_wording(CLINIC)
CODES = MovingCodes("a secret that is long enough for tests")
URL = "https://clinic.example"
WHATSAPP = WhatsAppSettings("t", "1", "s", "v", "https://a.example", "", "en_GB", "+441632960000")
TWILIO = TwilioSettings("AC1", "t", "+441632960001", "https://a.example", "")
TELEGRAM = TelegramSettings("t", "s", "harbour_bot", "https://a.example")
WELCOME = {"text": "Hello", "buttons": [], "attachments": [], "sources": []}


def told(engine: Engine, text: str, places: Places, channel: str = "website") -> tuple[str, str]:
    """(what was said, conversation)"""
    with engine.begin() as connection:
        _person, id_ = open_conversation(connection, channel, WELCOME)
    database = Database(engine)
    action = GoElsewhere(KNOWLEDGE, WORDING, places, CODES, database)
    dispatcher = CollectingDispatcher()
    message = {"text": text, "intent": {"name": "go_elsewhere"}}
    tracker = Tracker(id_, {}, message, [], False, None, {}, "action_listen")
    asyncio.run(action.run(dispatcher, tracker, {}))
    (said,) = dispatcher.messages
    return str(said["custom"]["reply"]["text"]), id_


def the_code(text: str) -> str:
    found = re.search(r"Your code is (\S+)\.", text)
    assert found is not None
    code = code_in(found[1])
    assert code is not None
    return code


@pytest.mark.parametrize(
    ("words", "channels", "link"),
    [
        (
            "can I continue on WhatsApp?",
            Channels(whatsapp=WHATSAPP),
            "https://wa.me/441632960000?text={code}",
        ),
        ("can I continue on WhatsApp?", Channels(twilio=TWILIO), "https://wa.me/441632960001?text={code}"),
        ("are you on telegram", Channels(telegram=TELEGRAM), "https://t.me/harbour_bot?start={code}"),
        ("can I go on on my phone", Channels(), URL + "/?continue={code}"),
    ],
    ids=["whatsapp", "twilio", "telegram", "website"],
)
def test_the_link_carries_the_code(engine: Engine, words: str, channels: Channels, link: str) -> None:
    text, _id = told(engine, words, Places(channels, URL))
    assert link.format(code=the_code(text)) in text


def test_the_code_that_is_told_moves_the_conversation(engine: Engine) -> None:
    text, id_ = told(engine, "are you on telegram", Places(Channels(telegram=TELEGRAM), URL))
    with engine.begin() as connection:
        assert CODES.redeem(connection, the_code(text), "telegram 7", now()) == id_


def test_without_a_name_or_number_the_code_is_told_without_a_link(engine: Engine) -> None:
    nameless = TelegramSettings("t", "s", "", "https://a.example")
    text, _id = told(engine, "are you on telegram", Places(Channels(telegram=nameless), URL))
    assert WORDING.said.say("telegram_plain") in text
    numberless = WhatsAppSettings("t", "1", "s", "v", "https://a.example", "", "en_GB")
    text, _id = told(engine, "are you on whatsapp", Places(Channels(whatsapp=numberless), URL))
    assert WORDING.said.say("whatsapp_plain") in text


def test_wherever_it_may_be_every_place_is_told_but_the_one_they_are_at(engine: Engine) -> None:
    everywhere = Places(Channels(whatsapp=WHATSAPP, telegram=TELEGRAM), URL)
    text, _id = told(engine, "can we go on elsewhere", everywhere, channel="telegram")
    assert "wa.me" in text
    assert "t.me/harbour" not in text
    assert "/?continue=" in text


def test_from_a_messenger_the_way_back_is_a_link_to_the_website(engine: Engine) -> None:
    text, _id = told(
        engine, "continue on the website", Places(Channels(telegram=TELEGRAM), URL), channel="telegram"
    )
    assert f"{URL}/?continue={the_code(text)}" in text


@pytest.mark.parametrize("channel", ["whatsapp", "twilio"])
def test_whoever_is_there_already_is_told_so(engine: Engine, channel: str) -> None:
    text, _id = told(
        engine, "can I continue on whatsapp", Places(Channels(whatsapp=WHATSAPP), URL), channel=channel
    )
    assert text == WORDING.said.say("here_already", place=WORDING.places["whatsapp"])


def test_where_nothing_else_is_set_up_nothing_is_promised(engine: Engine) -> None:
    text, _id = told(engine, "can we go on elsewhere", Places(Channels(), None))
    assert text == WORDING.said.say("only_here")


def test_without_a_database_it_says_that_there_is_no_code_now() -> None:
    nowhere = open_engine("postgresql+psycopg2://nobody@127.0.0.1:1/nothing")
    action = GoElsewhere(
        KNOWLEDGE, WORDING, Places(Channels(telegram=TELEGRAM), URL), CODES, Database(nowhere)
    )
    dispatcher = CollectingDispatcher()
    message: dict[str, Any] = {"text": "are you on telegram", "intent": {"name": "go_elsewhere"}}
    tracker = Tracker("f" * 32, {}, message, [], False, None, {}, "action_listen")
    asyncio.run(action.run(dispatcher, tracker, {}))
    assert dispatcher.messages[0]["custom"]["reply"]["text"] == WORDING.said.say("not_now")
