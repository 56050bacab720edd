"""A person is erased wholly, shown wholly, and a withdrawn consent takes along what stood on it; on both databases."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Engine

from bot.database.belonging import belonging_tables
from bot.database.erasure import (
    BY_VISITOR,
    UnknownVisitorError,
    erase,
    erase_again,
    personal_data,
    receipt_of,
    visitor_of,
    withdraw,
)
from bot.database.leads import CONTACT, give_contact_consent
from bot.database.models import (
    consent,
    correction,
    finding,
    lead,
    message,
    metadata,
    note,
    rule_set,
    screening,
    staff,
    tracker,
    visitor,
)
from bot.database.screenings import HEALTH, give_consent
from bot.database.search import Wanted, found
from bot.database.search_words import words_in
from bot.database.transcript import open_conversation, store_inbound

WELCOME = {"text": "Hello", "buttons": [], "attachments": [], "sources": []}
AT = datetime(2026, 11, 22, tzinfo=timezone.utc)

NOT_OF_A_PERSON = {
    "rule_set": "rules of the clinic",
    "price_book": "prices of the clinic",
    "staff": "people who work at the clinic",
    "staff_session": "of staff",
    "sign_in_attempt": "of staff; keyed hashes",
    "saved_filter": "of staff",
    "audit": "who did what; ids, never content",
    "rule_change": "rules of the clinic",
    "move_attempt": "codes typed wrong: keyed hashes, for a quarter of an hour",
    "erasure": "receipts without content",
    "retention_run": "counts",
}
"""Every other table has to go with its visitor. Whoever adds one says here why it does not."""


def whole_person(connection: Connection) -> tuple[str, str]:
    """(visitor, conversation) of somebody with something in every corner."""
    person, conversation = open_conversation(connection, "website", WELCOME)
    stored = store_inbound(connection, conversation, "1", "my quetzalcoatl rash", None)
    agreed = give_consent(connection, conversation, "1")
    contact = give_contact_consent(connection, conversation, "1")
    connection.execute(rule_set.insert(), {"version": "1", "files": {}})
    connection.execute(staff.insert(), {"id": "s" * 32, "name": "Ada", "sign_in": "ada", "role": "reviewer"})
    checked: dict[str, Any] = {
        "id": "c" * 32,
        "conversation_id": conversation,
        "consent_id": agreed,
        "lane": "before",
        "subject": "self",
        "disposition": "defer",
        "screened_on": AT.date(),
        "rule_version": "1",
        "lexicon_version": "1",
    }
    connection.execute(screening.insert(), checked)
    told = {"concept": "rash", "temporality": "present", "experiencer": "patient", "words": "rash"}
    connection.execute(finding.insert(), {"screening_id": "c" * 32, "place": 0, **told})
    wish = {"name": "Tom", "contact_kind": "phone", "contact": "+44", "state": "new"}
    connection.execute(lead.insert(), {"conversation_id": conversation, "consent_id": contact, **wish})
    connection.execute(tracker.insert(), {"conversation_id": conversation, "events": "[]"})
    connection.execute(
        note.insert(), {"conversation_id": conversation, "staff_id": "s" * 32, "text": "call Tom"}
    )
    learnt = {"kind": "topic", "text": "rash", "state": "proposed", "proposed_role": "reviewer"}
    connection.execute(correction.insert(), {"message_id": stored.id, "proposed_by": "s" * 32, **learnt})
    return person, conversation


def rows(connection: Connection, table: Any) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def test_every_table_goes_with_its_visitor_or_says_why_not() -> None:
    assert set(metadata.tables) - belonging_tables() == set(NOT_OF_A_PERSON)


def test_erasing_removes_every_row_and_leaves_a_receipt_without_content(engine: Engine) -> None:
    with engine.begin() as connection:
        person, _conversation = whole_person(connection)
        receipt = erase(connection, person, BY_VISITOR, AT)
        assert receipt.counts["message"] == 2
        assert receipt.counts["finding"] == receipt.counts["correction"] == receipt.counts["note"] == 1
        assert all(rows(connection, metadata.tables[name]) == 0 for name in belonging_tables())
        kept = receipt_of(connection, person)
        assert kept is not None
        assert "Tom" not in str(tuple(kept))


def test_nobody_elses_data_is_touched(engine: Engine) -> None:
    with engine.begin() as connection:
        person, _conversation = whole_person(connection)
        other, _theirs = open_conversation(connection, "website", WELCOME)
        erase(connection, person, BY_VISITOR, AT)
        assert list(connection.execute(select(visitor.c.id)).scalars()) == [other]
        assert rows(connection, message) == 1


def test_search_finds_nothing_of_somebody_erased(engine: Engine) -> None:
    with engine.begin() as connection:
        person, _conversation = whole_person(connection)
        wanted = Wanted(words=words_in("quetzalcoatl"))
        assert len(found(connection, wanted, 5)) == 1
        erase(connection, person, BY_VISITOR, AT)
        assert found(connection, wanted, 5) == []


def test_the_words_of_somebody_erased_are_not_in_an_sqlite_file(
    engine: Engine, tmp_path: Any, database_kind: str
) -> None:
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        person, _conversation = whole_person(connection)
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        erase(connection, person, BY_VISITOR, AT)
    if database_kind == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()
            connection.exec_driver_sql("BEGIN")
        engine.dispose()
        assert all(b"quetzalcoatl" not in file.read_bytes() for file in tmp_path.glob("migrated.db*"))


def test_whoever_is_unknown_or_erased_cannot_be_erased(engine: Engine) -> None:
    with engine.begin() as connection:
        person, _conversation = whole_person(connection)
        erase(connection, person, BY_VISITOR, AT)
        for unknown in (person, "nobody"):
            with pytest.raises(UnknownVisitorError):
                erase(connection, unknown, BY_VISITOR, AT)


def test_a_restored_backup_is_erased_again(engine: Engine) -> None:
    with engine.begin() as connection:
        person, _conversation = whole_person(connection)
        erase(connection, person, BY_VISITOR, AT)
        connection.execute(visitor.insert(), {"id": person})
        assert [erase_again(connection), erase_again(connection)] == [1, 0]
        assert rows(connection, visitor) == 0


def test_a_persons_data_is_everything_of_theirs(engine: Engine) -> None:
    with engine.begin() as connection:
        person, conversation = whole_person(connection)
        assert visitor_of(connection, conversation) == person
        shown = personal_data(connection, person)
        assert {"visitor", "message", "finding", "lead", "note", "tracker", "consent", "correction"} <= set(
            shown
        )
        assert shown["lead"][0]["name"] == "Tom"
        with pytest.raises(UnknownVisitorError):
            personal_data(connection, "nobody")


def test_withdrawing_health_data_removes_checks_and_forgets_dialogues(engine: Engine) -> None:
    with engine.begin() as connection:
        person, _conversation = whole_person(connection)
        withdraw(connection, person, HEALTH, AT)
        withdraw(connection, person, HEALTH, AT)
        assert [rows(connection, table) for table in (screening, finding, tracker, lead, message)] == [
            0,
            0,
            0,
            1,
            2,
        ]
        left = connection.execute(select(consent.c.purpose).where(consent.c.withdrawn_at.is_(None))).scalars()
        assert list(left) == [CONTACT]


def test_withdrawing_contact_details_empties_requests(engine: Engine) -> None:
    with engine.begin() as connection:
        person, _conversation = whole_person(connection)
        withdraw(connection, person, CONTACT, AT)
        row = connection.execute(select(lead)).one()
        assert (row.name, row.contact, row.state) == (None, None, "withdrawn")
        assert rows(connection, screening) == 1
