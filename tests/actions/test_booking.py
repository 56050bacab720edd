"""The form of the request before a database: nothing is called sent that was not stored, and consent is asked anew."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import select
from sqlalchemy.engine import Engine

from actions.booking import BookingForm
from actions.endpoint import all_actions
from actions.form import Parts
from actions.usual import Usual
from bot.booking.contacts import Contact
from bot.booking.dialogue import VERSION
from bot.booking.state import Expected, State, from_json, to_json
from bot.booking.wording import load_wording as load_booking
from bot.consultation.links import PackLinks
from bot.database.leads import give_contact_consent, requests_of, withdraw_requests
from bot.database.models import consent
from bot.database.session import Database, open_engine
from bot.database.transcript import open_conversation
from bot.forms.envelope import Envelope
from bot.forms.names import BOOKING
from bot.forms.wording import load_wording
from bot.knowledge import load_knowledge
from bot.reading.reader import load_reader

CLINIC = Path("data/clinic")
KNOWLEDGE = load_knowledge(CLINIC)
BOOKING_WORDING = load_booking(CLINIC, KNOWLEDGE)
READER = load_reader(CLINIC)
LINKS = PackLinks("a secret that is long enough for tests")
WELCOME = {"text": "Hello", "buttons": [], "attachments": [], "sources": []}
COMPLETE = State(
    phase="summary",
    consent="given",
    name="Tom",
    contacts=(Contact("phone", "+447700900123"),),
    settled=frozenset({"name", "contact", "times", "wishes"}),
    expected=tuple(Expected(item.id, "understood") for item in BOOKING_WORDING.expectations),
)


def form(database: Database) -> BookingForm:
    actions = {action.name(): action for action in all_actions(KNOWLEDGE)}
    usual = Usual(
        actions["action_answer"],
        actions["action_courtesy"],
        actions["action_clarify"],
        actions["action_out_of_scope"],
        actions["action_tell_source"],
    )
    parts = Parts(KNOWLEDGE, load_wording(CLINIC), usual, CLINIC, database)
    return BookingForm(parts, lambda: READER, LINKS)


def tap(form: BookingForm, state: State, choice: str, conversation: str) -> tuple[dict[str, Any], State]:
    """What is said to a tapped button, and the state after it."""
    payload = f'/{BOOKING.key}{{"choice":"{choice}"}}'
    slot = Envelope(to_json(state), "answer", VERSION).to_json()
    message = {"text": payload, "intent": {"name": BOOKING.key, "confidence": 1.0}, "entities": []}
    tracker = Tracker(conversation, {BOOKING.key: slot}, message, [], False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    events = asyncio.run(form.run(dispatcher, tracker, {}))
    (after,) = [event["value"] for event in events if event.get("name") == BOOKING.key]
    return dispatcher.messages[0]["custom"], from_json(after["state"])


@pytest.fixture
def unreachable() -> Iterator[Database]:
    database = Database(open_engine("postgresql+psycopg2://nobody:nothing@127.0.0.1:1/none"))
    yield database
    database.close()


def test_a_request_that_cannot_be_stored_is_not_called_sent(unreachable: Database) -> None:
    said, after = tap(form(unreachable), COMPLETE, "send", "c")
    assert BOOKING_WORDING.say("sent") not in said["reply"]["text"]
    assert BOOKING_WORDING.say("not_sent") in said["reply"]["text"]
    assert said["reply"]["attachments"] == []
    assert said["needs_person"]
    assert (after.phase, after.name, after.sent_on) == ("summary", "Tom", None)


def test_consent_that_cannot_be_stored_now_is_stored_with_the_request(
    unreachable: Database, engine: Engine
) -> None:
    _, agreed = tap(form(unreachable), State(phase="consent"), "consent#yes", "c")
    assert (agreed.consent, agreed.consent_id) == ("given", None)
    with engine.begin() as connection:
        _, conversation = open_conversation(connection, "website", WELCOME)
    _, after = tap(form(Database(engine)), COMPLETE, "send", conversation)
    with engine.begin() as connection:
        (row,) = requests_of(connection, conversation)
        assert connection.execute(select(consent.c.id)).scalar() == row.consent_id == after.consent_id


def test_a_consent_that_was_withdrawn_meanwhile_is_asked_for_again(engine: Engine) -> None:
    with engine.begin() as connection:
        _, conversation = open_conversation(connection, "website", WELCOME)
        consent_id = give_contact_consent(connection, conversation, "2026-11-22")
        withdraw_requests(connection, conversation)
    before = State(**{**COMPLETE.__dict__, "consent_id": consent_id})
    said, after = tap(form(Database(engine)), before, "send", conversation)
    assert BOOKING_WORDING.consent in said["reply"]["text"]
    assert (after.consent, after.name) == ("unasked", "Tom")
    with engine.begin() as connection:
        assert requests_of(connection, conversation) == []


def test_the_request_names_when_an_answer_was_promised(engine: Engine) -> None:
    with engine.begin() as connection:
        _, conversation = open_conversation(connection, "website", WELCOME)
    said, _ = tap(form(Database(engine)), COMPLETE, "send", conversation)
    with engine.begin() as connection:
        (row,) = requests_of(connection, conversation)
    promised = dt.datetime.fromisoformat(row.pack["reply_by"])
    assert f"{promised:%A} {promised.day} {promised:%B}, {promised:%H:%M}" in said["reply"]["text"]
