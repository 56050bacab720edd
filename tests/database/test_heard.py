"""What staff may learn from is found quickly, and without what was dealt with."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine

from bot.console.accounts import add_account
from bot.console.roles import Role
from bot.database.corrections import NOTHING, OvertakenError, Proposal, UnknownMessageError, propose
from bot.database.heard import heard, names_of, not_understood, redacted_texts, typed_messages
from bot.database.models import correction, message
from tests.console.misheard import ANSWERS, SURE, UNSURE, talk, with_lead

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=timezone.utc)


def member(connection: Connection) -> str:
    return add_account(connection, None, "Ada Obi", Role.REVIEWER, NOW, timedelta(hours=1), "").staff_id


def test_the_newest_come_first_and_only_so_many(engine: Engine) -> None:
    with engine.begin() as connection:
        ids = [talk(connection, f"can i bring my dog {number}")[1][0] for number in range(4)]
        assert [one.id for one in not_understood(connection, 0.8, 3)] == ids[:0:-1]


def test_what_the_assistant_was_sure_of_or_read_within_a_form_is_left_out(engine: Engine) -> None:
    with engine.begin() as connection:
        talk(connection, "does it hurt", understood=SURE, reply=ANSWERS)
        talk(connection, "an answer to a form", understood=UNSURE, reply=ANSWERS)
        talk(connection, "numbing?", understood=UNSURE)
        assert [one.text for one in not_understood(connection, 0.8, 10)] == ["numbing?"]
        assert not_understood(connection, 0.6, 10) == []


def test_the_query_of_the_inbox_reads_its_own_index(engine: Engine) -> None:
    with engine.begin() as connection:
        for number in range(40):
            talk(connection, f"does it hurt {number}", understood=SURE, reply=ANSWERS)
        talk(connection, "can i bring my dog")
        seen: list[str] = []
        plan = "EXPLAIN QUERY PLAN " if engine.dialect.name == "sqlite" else "EXPLAIN "
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL enable_seqscan = off"))
            connection.execute(text("ANALYZE message"))
        statement = (
            "SELECT id FROM message WHERE message.direction = 'in' AND message.payload IS NULL"
            " AND message.understood IS NOT NULL AND (message.confidence IS NULL OR message.confidence < 0.9)"
            " ORDER BY message.created_at DESC, message.id DESC LIMIT 600"
        )
        seen = [str(row) for row in connection.execute(text(plan + statement))]
    assert any("ix_message_not_sure" in row for row in seen), seen


def test_a_message_is_dealt_with_once(engine: Engine) -> None:
    with engine.begin() as connection:
        _, (id_,) = talk(connection, "can i bring my dog")
        who = member(connection)
        propose(connection, [Proposal(id_, NOTHING, "")], who, "reviewer", NOW)
        assert not_understood(connection, 0.8, 10) == []
        with pytest.raises(OvertakenError, match="Ada Obi dealt with it before: nothing to learn"):
            propose(connection, [Proposal(id_, NOTHING, "")], who, "reviewer", NOW)
        with pytest.raises(UnknownMessageError):
            propose(connection, [Proposal("0" * 32, NOTHING, "")], who, "reviewer", NOW)


def test_names_of_a_visitor_are_known_in_every_conversation_of_theirs(engine: Engine) -> None:
    with engine.begin() as connection:
        conversation, (id_,) = talk(connection, "demir wants to know")
        with_lead(connection, conversation, "Ayla Demir")
        assert names_of(connection, {conversation, "other"}) == {conversation: ("Ayla Demir",)}
        assert typed_messages(connection, 10) == {id_: "[name] wants to know"}
        assert redacted_texts(connection, [id_, "0" * 32]) == {id_: "[name] wants to know"}
        found = heard(connection, id_)
        assert found is not None
        assert found.asked_back


def test_the_same_words_are_looked_at_once(engine: Engine) -> None:
    with engine.begin() as connection:
        talk(connection, "can i bring my dog", "can i bring my dog")
        assert len(typed_messages(connection, 10)) == 1


def test_corrections_go_with_their_message(engine: Engine) -> None:
    with engine.begin() as connection:
        _, (id_,) = talk(connection, "can i bring my dog")
        propose(connection, [Proposal(id_, NOTHING, "")], member(connection), "reviewer", NOW)
        connection.execute(message.delete().where(message.c.id == id_))
        assert connection.execute(correction.select()).all() == []
