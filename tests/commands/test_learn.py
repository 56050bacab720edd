"""`stipple learn`: what staff accepted becomes files, once; a conversation becomes a test."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Connection

from bot.cli import main
from bot.commands import learn
from bot.console.roles import Role
from bot.database.corrections import PHRASE, PUBLISHED, TOPIC, Proposal, of_message, propose
from bot.database.session import Database, open_engine
from bot.learning.recording import read_recording
from bot.settings import Settings
from bot.understanding.examples import read_examples
from tests.console.desk import Desk
from tests.console.misheard import ANSWERS, SURE, said, talk


@pytest.fixture
def desk(settings_with: Callable[[Mapping[str, Any]], Settings]) -> Iterator[Desk]:
    settings = settings_with({})
    database = Database(open_engine(settings.database_url))
    yield Desk(settings, database)
    database.close()


@pytest.fixture
def clinic(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clinic's folder of its own, beside a folder of examples."""
    folder = tmp_path / "data" / "clinic"
    shutil.copytree("data/clinic", folder)
    shutil.copytree("data/nlu", tmp_path / "data" / "nlu")
    monkeypatch.setattr(learn, "NLU", tmp_path / "data" / "nlu")
    monkeypatch.setenv("CLINIC_DIR", str(folder))
    monkeypatch.setenv("DATABASE_URL", desk.settings.database_url)
    return folder


def accepted(desk: Desk, *proposals: tuple[str, str, str | None, str | None]) -> list[str]:
    """Messages of which (kind, text, topic, concept) was accepted."""
    ids = said(desk, *(f"message {number}" for number, _ in enumerate(proposals)))
    member = desk.member(Role.REVIEWER).id

    def work(connection: Connection) -> None:
        for id_, (kind, text, topic, concept) in zip(ids, proposals, strict=True):
            propose(
                connection, [Proposal(id_, kind, text, topic, concept)], member, "reviewer", desk.clock.now
            )

    desk.run(work)
    return ids


def states(desk: Desk, ids: list[str]) -> list[str]:
    return [desk.run(lambda connection, id_=id_: of_message(connection, id_)[0].state) for id_ in ids]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["learn", *arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_apply_writes_what_was_accepted_and_notes_that_it_did(
    desk: Desk, clinic: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ids = accepted(
        desk, (TOPIC, "is it stingy", "pain", None), (PHRASE, "crusty elbow thing", None, "psoriasis")
    )
    code, out, _ = run(capsys, "apply")
    assert code == 0
    assert json.loads(out) == {
        "files": ["data/nlu/learned.yml", "data/clinic/lexicon.yml"],
        "learnt": 2,
        "already": 0,
        "next": "make train",
    }
    assert ("pain", "is it stingy") in {(one.topic, one.text) for one in read_examples(learn.NLU)}
    assert "crusty elbow thing" in (clinic / "lexicon.yml").read_text(encoding="utf-8")
    assert states(desk, ids) == [PUBLISHED, PUBLISHED]


def test_a_second_apply_changes_nothing(desk: Desk, clinic: Path, capsys: pytest.CaptureFixture[str]) -> None:
    accepted(desk, (TOPIC, "is it stingy", "pain", None))
    run(capsys, "apply")
    before = (learn.NLU / "learned.yml").read_text(encoding="utf-8")
    _, out, _ = run(capsys, "apply")
    assert json.loads(out) == {"files": [], "learnt": 0, "already": 0, "next": None}
    assert (learn.NLU / "learned.yml").read_text(encoding="utf-8") == before


def test_what_was_written_but_not_noted_is_noted_by_the_next_apply(
    desk: Desk, clinic: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (learn.NLU / "learned.yml").write_text(
        'version: "3.1"\nnlu:\n- intent: pain\n  examples: |\n    - is it stingy\n', encoding="utf-8"
    )
    ids = accepted(desk, (TOPIC, "is it stingy", "pain", None))
    _, out, _ = run(capsys, "apply")
    assert json.loads(out)["already"] == 1
    assert states(desk, ids) == [PUBLISHED]


def test_a_patch_that_the_lexicon_cannot_take_changes_no_file(
    desk: Desk, clinic: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ids = accepted(desk, (TOPIC, "is it stingy", "pain", None), (PHRASE, "(crusty", None, "psoriasis"))
    code, out, err = run(capsys, "apply")
    assert (code, out) == (2, "")
    assert "lexicon.yml, line" in err
    assert not (learn.NLU / "learned.yml").exists()
    assert states(desk, ids) == ["accepted", "accepted"]


def test_patch_prints_the_diff_and_writes_nothing(
    desk: Desk, clinic: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    accepted(desk, (TOPIC, "is it stingy", "pain", None))
    _, out, _ = run(capsys, "patch")
    assert "+    - is it stingy\n" in out
    assert not (learn.NLU / "learned.yml").exists()


def test_a_conversation_becomes_a_test_without_what_leads_to_a_person(
    desk: Desk, clinic: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    conversation, _ = desk.run(
        lambda connection: talk(
            connection, "I'm Zeynep, 07012 345678. does it hurt?", understood=SURE, reply=ANSWERS, tap="/cost"
        )
    )
    code, out, _ = run(capsys, "test", conversation, "--folder", str(tmp_path / "recorded"))
    assert code == 0
    told: dict[str, Any] = json.loads(out)
    recording = read_recording(Path(told["file"]))
    assert [step.said for step in recording.steps] == ["I'm Alex, 07700 900123. does it hurt?", "Tapped"]
    assert recording.steps[0].topics == ("pain",)
    assert recording.steps[0].answers[0].sources == ("pain",)


def test_an_unknown_conversation_is_refused(
    desk: Desk, clinic: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(capsys, "test", "0" * 32)
    assert code == 2
    assert "there is no conversation" in err
