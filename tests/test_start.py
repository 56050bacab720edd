"""What stands in the way of a start is said in one sentence."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.clinic_files import mistake
from bot.environment import environment
from bot.settings import read_settings
from bot.start import obstacle
from tests.product import free_ports


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.mark.parametrize("variable", ["PORT", "RASA_PORT"])
def test_a_taken_port_is_named_with_a_way_out(variable: str, taken_port: int) -> None:
    given = {"SECRET_KEY": "x" * 40, variable: str(taken_port)}
    free = dict(zip(("PORT", "RASA_PORT"), map(str, free_ports(2)), strict=True))
    given = {**free, **given}
    said = obstacle(read_settings(given))
    assert said is not None
    assert f"port {taken_port} is taken" in said
    assert f"{variable}={taken_port + 10} make run" in said


def test_a_setting_that_cannot_be_used_stops_the_start() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot.start"],
        env={**os.environ, "PORT": "eighty"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert "PORT: 'eighty' must be a whole number" in done.stderr


@pytest.mark.parametrize(
    ("file", "right", "wrong", "said"),
    [
        (
            "conditions.yml",
            "then: needs_clinician",
            "then: needs_a_clinician",
            r"conditions\.yml, line \d+, key ",
        ),
        (
            "conditions.yml",
            "lane: before",
            "lane: sideways",
            r"'sideways' is not known; allowed are after, before",
        ),
        (
            "facts.yml",
            "article:",
            "artcile:",
            r"facts\.yml, line \d+, key 'artcile': unknown key; allowed are ",
        ),
        ("lexicon.yml", "type: lasting", "type: eternal", r"lexicon\.yml, line \d+, key "),
        (
            "screening.yml",
            "most_questions: 6",
            "most_questions: six",
            r"screening\.yml, line \d+, key 'most_quest",
        ),
    ],
)
def test_a_mistake_in_a_clinics_file_is_named_with_file_line_key_and_what_is_allowed(
    tmp_path: Path, file: str, right: str, wrong: str, said: str
) -> None:
    folder = shutil.copytree("data/clinic", tmp_path / "clinic")
    text = (folder / file).read_text(encoding="utf-8")
    assert right in text
    (folder / file).write_text(text.replace(right, wrong, 1), encoding="utf-8")
    assert re.search(said, mistake(folder) or "")


def test_a_mistake_in_a_clinics_file_stops_the_start(tmp_path: Path) -> None:
    folder = shutil.copytree("data/clinic", tmp_path / "clinic")
    (folder / "conditions.yml").write_text("version: 1\n", encoding="utf-8")
    port, rasa_port = free_ports(2)
    done = subprocess.run(
        [sys.executable, "-m", "bot.start"],
        env={
            **os.environ,
            "CLINIC_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{tmp_path}/stipple.db",
            "PORT": str(port),
            "RASA_PORT": str(rasa_port),
        },
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stderr.count("stipple: conditions.yml, line 1") == 1
    assert "open http" not in done.stdout


def test_settings_of_the_shell_win_over_those_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("PORT=1234\nLOG_LEVEL=DEBUG\n")
    assert environment({"PORT": "5678"}) == {"PORT": "5678", "LOG_LEVEL": "DEBUG"}
