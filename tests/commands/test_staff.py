"""`stipple staff`: accounts from the command line, and sentences for what cannot be done."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from bot.console.accounts import invited
from bot.console.audit import entries
from bot.database.session import open_engine

ROOT = Path(__file__).parents[2]
SECRET = "a secret that is long enough for tests"


class Clinic:
    """A clinic with a database of its own, made by the first command."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"sqlite:///{folder}/staff.db"

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        own = {"DATABASE_URL": self.url, "SECRET_KEY": SECRET, "PUBLIC_URL": "https://clinic.example"}
        return subprocess.run(
            [str(ROOT / "stipple"), "staff", *arguments],
            cwd=self.folder,
            env={**os.environ, **own, **variables},
            capture_output=True,
            text=True,
            timeout=120,
        )

    def told(self, *arguments: str) -> list[dict[str, Any]]:
        done = self.run(*arguments)
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    return Clinic(tmp_path)


def test_the_first_admin_is_invited_before_anything_else_exists(clinic: Clinic) -> None:
    (made,) = clinic.told("add", "Ada Obi", "--role", "admin")
    assert (made["sign_in"], made["role"]) == ("ada.obi", "admin")
    assert made["invitation"].startswith("https://clinic.example/console/invitation/")
    until = datetime.fromisoformat(made["valid_until"])
    now = datetime.now(timezone.utc)
    assert timedelta(hours=71) < until - now <= timedelta(hours=72)
    engine = open_engine(clinic.url)
    with engine.connect() as connection:
        found = invited(connection, made["invitation"].rpartition("/")[2], now)
        (entry,) = entries(connection, 10)
    engine.dispose()
    assert found is not None
    assert (found.name, entry.action, entry.who) == ("Ada Obi", "staff.added", None)


def test_accounts_are_listed_revoked_and_invited_again(clinic: Clinic) -> None:
    clinic.told("add", "Ada Obi", "--role", "admin")
    clinic.told("add", "Ben Low", "--role", "viewer", "--sign-in", "ben@clinic.example")
    assert [(one["name"], one["state"]) for one in clinic.told("list")] == [
        ("Ada Obi", "invited"),
        ("Ben Low", "invited"),
    ]
    (revoked,) = clinic.told("revoke", "ben@clinic.example")
    assert revoked["state"] == "disabled"
    (again,) = clinic.told("invite", "BEN@clinic.example")
    assert again["role"] == "viewer"
    assert [one["state"] for one in clinic.told("list")] == ["invited", "invited"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("add", "", "--role", "viewer"), "A name has 1 to 200 characters"),
        (("add", "李", "--role", "viewer"), "A sign-in name has 3 to 80"),
        (("add", "Ada", "--role", "boss"), "invalid choice: 'boss'"),
        (("revoke", "nobody"), "nobody signs in as 'nobody'"),
        (("invite", "nobody"), "nobody signs in as 'nobody'"),
    ],
)
def test_what_cannot_be_done_ends_with_2_and_a_sentence(
    clinic: Clinic, arguments: tuple[str, ...], says: str
) -> None:
    done = clinic.run(*arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_name_that_is_taken_is_told(clinic: Clinic) -> None:
    clinic.told("add", "Ada Obi", "--role", "admin")
    done = clinic.run("add", "Ada Obi", "--role", "viewer")
    assert (done.returncode, done.stdout) == (2, "")
    assert "The sign-in name ada.obi is taken" in done.stderr


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"DATABASE_URL": "postgresql://u:p@127.0.0.1:1/d"}, "does not answer; nothing was changed"),
        ({"CONSOLE_INVITATION_HOURS": "never"}, "CONSOLE_INVITATION_HOURS: 'never' must be a whole number"),
    ],
)
def test_settings_that_cannot_be_used_are_told(clinic: Clinic, variables: dict[str, str], says: str) -> None:
    done = clinic.run("list", **variables)
    assert done.returncode == 2
    assert says in done.stderr
