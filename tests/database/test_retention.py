"""Data goes when its time is over, not before, and not while an answer is owed; a wrong file is refused."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Engine

from bot.clinic_data import ClinicDataError
from bot.database.models import conversation, message, promise, tracker, visitor
from bot.database.retention import apply, due, runs
from bot.database.transcript import open_conversation
from bot.retention_rules import CLASSES, Rules, load_retention

WELCOME = {"text": "Hello", "buttons": [], "attachments": [], "sources": []}
AT = datetime(2026, 11, 22, tzinfo=timezone.utc)
RULES = Rules("test", dict.fromkeys(CLASSES, None) | {"conversations": 100, "dialogues": 10})


def aged(connection: Connection, days: float) -> str:
    _visitor, conversation_id = open_conversation(connection, "website", WELCOME)
    at = AT - timedelta(days=days)
    connection.execute(
        conversation.update().where(conversation.c.id == conversation_id).values(updated_at=at)
    )
    connection.execute(
        tracker.insert(), {"conversation_id": conversation_id, "events": "[]", "updated_at": at}
    )
    return conversation_id


def test_only_what_is_older_than_its_days_goes(engine: Engine) -> None:
    with engine.begin() as connection:
        aged(connection, 100.5)
        kept, fresh = aged(connection, 99.5), aged(connection, 5)
        assert {each.name: each.count for each in due(connection, RULES, AT)}["dialogues"] == 2
        assert apply(connection, RULES, AT) == {"conversations": 1, "dialogues": 1}
        assert set(connection.execute(select(conversation.c.id)).scalars()) == {kept, fresh}
        assert list(connection.execute(select(tracker.c.conversation_id)).scalars()) == [fresh]
        assert connection.execute(select(func.count()).select_from(visitor)).scalar() == 2
        assert apply(connection, RULES, AT) == {"conversations": 0, "dialogues": 0}


def test_a_conversation_to_which_an_answer_is_owed_stays(engine: Engine) -> None:
    with engine.begin() as connection:
        owed = aged(connection, 500)
        row = {"kind": "person", "rank": 3, "channel": "website", "why": "x"}
        times = {"made_at": AT, "open_from": AT, "due_at": AT}
        connection.execute(promise.insert(), {"conversation_id": owed, **row, **times})
        apply(connection, RULES, AT)
        assert connection.execute(select(func.count()).select_from(message)).scalar() == 1
        connection.execute(promise.update().values(ended_at=AT))
        apply(connection, RULES, AT)
        assert connection.execute(select(func.count()).select_from(message)).scalar() == 0


def test_a_dry_run_changes_nothing_and_a_run_is_noted(engine: Engine) -> None:
    with engine.begin() as connection:
        aged(connection, 500)
        found = {each.name: each for each in due(connection, RULES, AT)}
        assert (found["conversations"].count, found["health"].count, found["health"].days) == (1, 0, None)
        assert found["conversations"].oldest == AT - timedelta(days=500)
        assert connection.execute(select(func.count()).select_from(conversation)).scalar() == 1
        assert runs(connection, 5) == []
        apply(connection, RULES, AT)
        assert [(run.version, run.counts["conversations"]) for run in runs(connection, 5)] == [("test", 1)]


def test_the_clinics_file_can_be_read() -> None:
    rules = load_retention(Path("data/clinic"))
    assert set(rules.days) == set(CLASSES)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("days: 730", "days: 0", "whole days from 1"),
        ("days: 730", "days: soon", "whole days from 1"),
        ("days: 730", "days: true", "whole days from 1"),
        ("    days: 730\n", "    weeks: 3\n", "unknown key"),
        ("  health:", "  wealth:", "unknown key"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    text = Path("data/clinic/retention.yml").read_text(encoding="utf-8")
    (tmp_path / "retention.yml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ClinicDataError, match=rf"retention.yml, line \d+.*{told}"):
        load_retention(tmp_path)


def test_days_may_be_for_good(tmp_path: Path) -> None:
    text = Path("data/clinic/retention.yml").read_text(encoding="utf-8")
    (tmp_path / "retention.yml").write_text(text.replace("days: 730", "days: keep"), encoding="utf-8")
    assert load_retention(tmp_path).days["conversations"] is None
