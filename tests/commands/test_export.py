"""`stipple export`, `retention` and `person`: files without personal data unless asked for, and noted who took what."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import subprocess
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Connection, Engine

from bot.database.leads import give_contact_consent
from bot.database.models import LEAD_NEW, audit, conversation, lead, message, now
from bot.database.session import open_engine
from bot.database.transcript import open_conversation, store_inbound

ROOT = Path(__file__).parents[2]
WELCOME = {"text": "Welcome, Siobhan.", "buttons": [], "attachments": [], "sources": []}


class Clinic:
    """A migrated database with one conversation, and the command line over it."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.url = url
        self.engine: Engine = open_engine(url)
        with self.engine.connect().execution_options(writing=True) as connection, connection.begin():
            self.visitor, self.conversation = _said(connection)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        own = {"DATABASE_URL": self.url, "SECRET_KEY": "a secret that is long enough for tests"}
        return subprocess.run(
            [str(ROOT / "stipple"), *arguments],
            cwd=self.folder,
            env={**os.environ, **own},
            capture_output=True,
            text=True,
            timeout=120,
        )

    def told(self, *arguments: str) -> str:
        done = self.run(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def actions(self) -> Sequence[tuple[str, Any]]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(select(audit.c.action, audit.c.detail))]


def _said(connection: Connection) -> tuple[str, str]:
    visitor_id, conversation_id = open_conversation(connection, "website", WELCOME)
    store_inbound(connection, conversation_id, "1", "=HYPERLINK(1) call Siobhan on 07700 900123", None)
    agreed = give_contact_consent(connection, conversation_id, "1")
    wish = {"name": "Siobhan", "contact_kind": "phone", "contact": "+447700900123", "state": LEAD_NEW}
    connection.execute(lead.insert(), {"conversation_id": conversation_id, "consent_id": agreed, **wish})
    return visitor_id, conversation_id


@pytest.fixture
def clinic(tmp_path: Path, sqlite_template: Path) -> Clinic:
    (tmp_path / "clinic.db").write_bytes(sqlite_template.read_bytes())
    return Clinic(tmp_path, f"sqlite:///{tmp_path}/clinic.db")


def test_conversations_are_exported_without_what_leads_to_a_person(clinic: Clinic) -> None:
    text = clinic.told("export", "conversations")
    found = json.loads(text)
    assert [len(each["messages"]) for each in found] == [2]
    assert "Siobhan" not in text
    assert "900123" not in text
    assert clinic.visitor not in text
    assert "[phone]" in text
    assert clinic.actions()[-1] == ("conversations.exported", {"format": "json", "full": False})


def test_everything_is_exported_when_asked_for_and_that_is_noted(clinic: Clinic) -> None:
    found = json.loads(clinic.told("export", "conversations", "--full"))
    assert found[0]["requests"][0]["contact"] == "+447700900123"
    assert found[0]["messages"][1]["text"].startswith("=HYPERLINK(1) call Siobhan")
    assert clinic.actions()[-1] == ("conversations.exported", {"format": "json", "full": True})


def test_a_csv_file_is_safe_in_a_spreadsheet_and_only_its_owners(clinic: Clinic) -> None:
    clinic.told("export", "conversations", "--as", "csv", "--out", "all.csv")
    file = clinic.folder / "all.csv"
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
    assert rows[1]["text"].startswith("'=HYPERLINK")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "cannot be made" in clinic.run("export", "conversations", "--out", "all.csv").stderr


def test_figures_are_exported(clinic: Clinic) -> None:
    found = {each["id"]: each for each in json.loads(clinic.told("export", "figures"))}
    assert found["channels"]["rows"] == [["Website", 1, 100.0]]
    assert (
        clinic.told("export", "figures", "--as", "csv", "--figure", "channels").splitlines()[1]
        == "Website,1,100.0"
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("conversations", "--since", "soon"), "--since"),
        (("conversations", "--since", "2026-02-02", "--until", "2026-02-01"), "--until is before"),
        (("figures", "--as", "csv", "--figure", "luck"), "there is no figure 'luck'"),
    ],
)
def test_unusable_input_is_said_in_a_sentence(clinic: Clinic, arguments: tuple[str, ...], told: str) -> None:
    done = clinic.run("export", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr


def test_retention_says_what_it_would_do_and_then_does_it(clinic: Clinic) -> None:
    with clinic.engine.connect().execution_options(writing=True) as connection, connection.begin():
        connection.execute(conversation.update().values(updated_at=now() - timedelta(days=5000)))
    dry = [json.loads(line) for line in clinic.told("retention", "--dry-run").splitlines()]
    assert {key: dry[0][key] for key in ("class", "would_be_removed")} == {
        "class": "conversations",
        "would_be_removed": 1,
    }
    with clinic.engine.connect() as connection:
        assert connection.execute(select(message.c.id)).first() is not None
    done = [json.loads(line) for line in clinic.told("retention").splitlines()]
    assert done[0]["removed"] == 1
    with clinic.engine.connect() as connection:
        assert connection.execute(select(message.c.id)).first() is None
    assert clinic.actions()[-1][0] == "retention.applied"


def test_a_person_is_shown_and_erased(clinic: Clinic) -> None:
    shown = json.loads(clinic.told("person", "show", clinic.conversation))
    assert shown["lead"][0]["name"] == "Siobhan"
    receipt = json.loads(clinic.told("person", "erase", clinic.visitor))
    assert receipt["erased"]["message"] == 2
    again = clinic.run("person", "erase", clinic.visitor)
    assert (again.returncode, again.stdout) == (2, "")
    assert json.loads(clinic.told("person", "erase-again")) == {"erased_again": 0}
