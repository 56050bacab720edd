"""Training happens when the data changed, and only then."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.engine import train


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "data" / "nlu").mkdir(parents=True)
    (tmp_path / "data" / "nlu" / "basics.yml").write_text("nlu: []")
    (tmp_path / "config.yml").write_text("pipeline: []")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_fingerprint_changes_with_an_example(project: Path) -> None:
    before = train.fingerprint()
    (project / "data" / "nlu" / "basics.yml").write_text("nlu: [one]")
    assert train.fingerprint() != before


def test_the_fingerprint_changes_with_a_new_file(project: Path) -> None:
    before = train.fingerprint()
    (project / "data" / "nlu" / "more.yml").write_text("nlu: []")
    assert train.fingerprint() != before


def test_the_fingerprint_ignores_what_the_model_does_not_depend_on(project: Path) -> None:
    before = train.fingerprint()
    (project / "README.md").write_text("words")
    assert train.fingerprint() == before


def test_a_model_of_the_present_data_is_not_trained_again(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    models = project / "models"
    models.mkdir()
    (models / f"stipple-{train.fingerprint()}.tar.gz").write_bytes(b"")
    assert train.train(models) == 0
    assert capsys.readouterr().out == "stipple: the assistant is trained already.\n"


def test_a_failed_training_says_where_the_reason_stands(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(models: Path, name: str) -> None:
        print("a flood of progress")
        raise RuntimeError("the reason")

    monkeypatch.setattr(train, "_rasa_train", broken)
    assert train.train(project / "models") == 1
    said = capsys.readouterr()
    assert "training failed. The reason is at the end of var/train.log" in said.err
    assert "RuntimeError: the reason" in (project / "var" / "train.log").read_text()
