"""Who somebody is on a messaging channel: by the provider's id, never by a number that may be somebody else's now."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Engine

from bot.channels.arrivals import Person, PersonChange
from bot.database.channel_tables import identity
from bot.database.identities import Found, known, leave, met, move, note
from bot.database.models import consent, conversation, visitor
from bot.database.transcript import UnknownConversationError, open_conversation

WELCOME = {"text": "Hello", "buttons": [], "attachments": [], "sources": []}
AT = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
PHONE = "447700900123"
BY_PHONE = Person(PHONE, PHONE, "Priya", f"+{PHONE}")
BY_ID = Person("GB.1", PHONE, "Priya", f"+{PHONE}", (PHONE,))


def writes(connection: Connection, person: Person, at: datetime = AT, provider: str = "whatsapp") -> Found:
    return met(connection, provider, person, known(connection, provider, person), at, WELCOME)


def row(connection: Connection, found: Found) -> Any:
    return connection.execute(select(identity).where(identity.c.id == found.id)).one()


def test_somebody_is_known_again_and_goes_on_in_their_conversation(engine: Engine) -> None:
    with engine.begin() as connection:
        first, second = writes(connection, BY_ID), writes(connection, BY_ID)
        assert (first.opened, second.opened) == (True, False)
        assert (first.id, first.conversation) == (second.id, second.conversation)


def test_the_same_id_at_another_provider_is_somebody_else(engine: Engine) -> None:
    with engine.begin() as connection:
        assert writes(connection, BY_ID).id != writes(connection, BY_ID, provider="twilio").id


def test_somebody_known_by_their_number_alone_is_known_by_their_id_from_then_on(engine: Engine) -> None:
    with engine.begin() as connection:
        first, second = writes(connection, BY_PHONE), writes(connection, BY_ID)
        assert first.id == second.id
        assert row(connection, first).known_as == "GB.1"


def test_who_has_got_somebodys_number_does_not_get_their_conversation(engine: Engine) -> None:
    with engine.begin() as connection:
        before = writes(connection, BY_ID)
        after = writes(connection, Person("GB.2", PHONE, "Sam", f"+{PHONE}", (PHONE,)))
        assert before.conversation != after.conversation
        assert before.id != after.id


def test_the_time_of_the_last_message_never_goes_back(engine: Engine) -> None:
    with engine.begin() as connection:
        writes(connection, BY_ID, AT)
        found = writes(connection, BY_ID, AT - timedelta(hours=3))
        assert row(connection, found).last_inbound_at == AT


def test_a_name_once_told_is_kept(engine: Engine) -> None:
    with engine.begin() as connection:
        writes(connection, BY_ID)
        found = writes(connection, Person("GB.1", PHONE))
        assert (row(connection, found).name, row(connection, found).phone) == ("Priya", f"+{PHONE}")


def test_a_closed_conversation_is_followed_by_a_new_one_of_the_same_visitor(engine: Engine) -> None:
    with engine.begin() as connection:
        first = writes(connection, BY_ID)
        connection.execute(conversation.update().values(state="closed"))
        second = writes(connection, BY_ID)
        assert second.opened
        assert second.conversation != first.conversation
        assert connection.execute(select(func.count()).select_from(visitor)).scalar_one() == 1


def test_a_change_of_number_keeps_the_person(engine: Engine) -> None:
    with engine.begin() as connection:
        found = writes(connection, BY_ID)
        new = Person("GB.9", "447700900999", phone="+447700900999")
        assert note(connection, PersonChange("whatsapp", new, "new_id", "GB.1")) == found.id
        again = writes(connection, new)
        assert again.id == found.id
        assert row(connection, again).address == "447700900999"


@pytest.mark.parametrize("change", ["left", "returned", "new_id"])
def test_a_change_of_a_stranger_is_nothing(engine: Engine, change: Any) -> None:
    with engine.begin() as connection:
        assert note(connection, PersonChange("whatsapp", BY_ID, change, "GB.0")) is None


class TestMoving:
    def test_a_moved_conversation_has_its_channel_visitor_and_person(self, engine: Engine) -> None:
        with engine.begin() as connection:
            who, talk = open_conversation(connection, "website", WELCOME)
            found = writes(connection, BY_ID)
            before = row(connection, found).visitor_id
            connection.execute(
                consent.insert(), {"visitor_id": before, "purpose": "photos", "wording_version": "1"}
            )
            move(connection, found.id, talk)
            assert row(connection, found).visitor_id == who
            assert connection.execute(select(visitor.c.id)).scalars().all() == [who]
            assert connection.execute(select(consent.c.visitor_id)).scalar_one() == who
            assert writes(connection, BY_ID).conversation == talk

    def test_after_it_has_gone_elsewhere_a_new_one_begins_here(self, engine: Engine) -> None:
        with engine.begin() as connection:
            who, talk = open_conversation(connection, "website", WELCOME)
            found = writes(connection, BY_ID)
            move(connection, found.id, talk)
            connection.execute(
                conversation.update().where(conversation.c.id == found.conversation).values(state="closed")
            )
            leave(connection, talk, "website")
            again = writes(connection, BY_ID)
            assert again.opened
            assert again.conversation not in (talk, found.conversation)
            owner = select(conversation.c.visitor_id).where(conversation.c.id == again.conversation)
            assert connection.execute(owner).scalar_one() == who

    def test_nothing_moves_to_where_nothing_is(self, engine: Engine) -> None:
        with engine.begin() as connection:
            found = writes(connection, BY_ID)
            with pytest.raises(UnknownConversationError):
                move(connection, found.id, "f" * 32)
            with pytest.raises(LookupError):
                move(connection, "f" * 32, found.conversation)
