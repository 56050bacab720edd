"""The audit log only grows, and holds nothing that somebody wrote."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DatabaseError

from bot.console.audit import LONGEST_DETAIL, Subject, entries, record
from bot.database.staff import add_staff


def noted(engine: Engine, *actions: str) -> str:
    """Notes these actions of one member of staff; gives back their id."""
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        staff_id = add_staff(connection, "Ada Obi", "ada.obi", "viewer")
        for action in actions:
            record(connection, staff_id, action, Subject("conversation", action[:4] * 8), {"count": 3})
    return staff_id


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET action = 'x.y'",
        "UPDATE audit SET staff_id = NULL",
        "DELETE FROM audit",
        "DELETE FROM staff",
    ],
)
def test_the_database_refuses_to_change_or_remove_an_entry(engine: Engine, statement: str) -> None:
    noted(engine, "transcript.viewed", "staff.added")
    with (
        pytest.raises(DatabaseError, match=r"append-only|(?i:foreign key)"),
        engine.connect().execution_options(writing=True) as connection,
        connection.begin(),
    ):
        connection.execute(text(statement))
    with engine.connect() as connection:
        assert {entry.action for entry in entries(connection, 10)} == {"transcript.viewed", "staff.added"}


def test_entries_are_told_newest_first_with_the_name_of_who_it_was(engine: Engine) -> None:
    noted(engine, "transcript.viewed", "staff.added")
    with engine.connect() as connection:
        first, second = entries(connection, 10)
    assert (first.action, first.who, first.detail) == ("staff.added", "Ada Obi", {"count": 3})
    assert first.at >= second.at


def test_the_command_line_has_no_name(engine: Engine) -> None:
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        record(connection, None, "staff.added")
        (entry,) = entries(connection, 10)
    assert (entry.who, entry.subject_id, entry.detail) == (None, None, None)


def test_entries_are_found_by_person_and_by_subject(engine: Engine) -> None:
    staff_id = noted(engine, "transcript.viewed", "staff.added")
    with engine.connect() as connection:
        assert len(entries(connection, 10, staff_id=staff_id)) == 2
        assert entries(connection, 10, staff_id="0" * 32) == []
        (found,) = entries(connection, 10, subject=Subject("conversation", "tran" * 8))
        last = entries(connection, 1)[0]
        (before,) = entries(connection, 10, before=(last.at, last.id))
    assert found.action == before.action == "transcript.viewed"


@pytest.mark.parametrize("action", ["viewed", "Transcript.Viewed", "transcript viewed", "a.b.c", ""])
def test_an_action_has_one_spelling(engine: Engine, action: str) -> None:
    with engine.connect() as connection, pytest.raises(ValueError, match=r"thing\.done"):
        record(connection, None, action)


def test_a_text_as_long_as_a_message_is_refused(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(ValueError, match="must not hold messages"):
        record(connection, None, "note.added", None, {"note": "x" * (LONGEST_DETAIL + 1)})
