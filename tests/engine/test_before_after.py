"""What a training changed is told; a comparison that cannot be made never stops a training."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.engine import before_after, train
from bot.engine.before_after import Learnt, compare, keep, kept_beside, read_kept
from bot.learning.comparison import different, understood_as_told
from bot.learning.validation import Validated, plain_vectors, validated
from bot.understanding.confidence_file import read_confidence
from bot.understanding.encoder import Encoder
from bot.understanding.intent_model import IntentModel
from bot.understanding.training import fit

ENCODER = Path("build/encoder").absolute()
CONFIDENCE = Path("data/understanding/confidence.yml").absolute()
PAIN = ("does it hurt", "is it painful", "how painful is it", "will it hurt", "does smp hurt much")
COST = ("what does it cost", "how much is it", "price please", "what are your prices", "how much for smp")
OTHERS = {
    "cost": COST,
    "fading": ("does it fade", "when does it fade", "will it fade away", "how fast does it fade", "fading?"),
    "greet": ("hi", "hello there", "good morning", "hey", "good evening"),
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with four topics to learn, and models."""
    write_examples(tmp_path, *PAIN)
    (tmp_path / "models").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(before_after, "ENCODER", ENCODER)
    monkeypatch.setattr(before_after, "PLAIN_ENCODER", ENCODER)
    return tmp_path


def write_examples(folder: Path, *pain: str) -> None:
    blocks = {"pain": pain, **OTHERS}
    lines = [
        f"- intent: {topic}\n  examples: |\n" + "".join(f"    - {text}\n" for text in texts)
        for topic, texts in blocks.items()
    ]
    (folder / "data" / "nlu").mkdir(parents=True, exist_ok=True)
    (folder / "data" / "nlu" / "all.yml").write_text("nlu:\n" + "".join(lines), encoding="utf-8")


def test_what_a_model_learnt_from_is_read_as_it_was_kept(tmp_path: Path) -> None:
    learnt = Learnt((("pain", "does it hurt"),), "abc", Validated(1, 0.5, 1.0))
    keep(tmp_path, "stipple-1", learnt)
    assert read_kept(tmp_path, "stipple-1") == learnt
    assert read_kept(tmp_path, "stipple-2") is None


def test_the_first_model_and_one_that_learnt_nothing_new_are_not_compared(project: Path) -> None:
    assert compare(project / "models", None, "stipple-1") == []
    assert compare(project / "models", "stipple-1", "stipple-2") == []
    assert kept_beside(project / "models", "stipple-2").exists()
    assert not before_after.REPORT.exists()


def test_a_model_that_learnt_something_is_compared_with_the_one_before(project: Path) -> None:
    keep(project / "models", "stipple-1", replace(before_after.learnt_now(), encoder="another one"))
    write_examples(project, *PAIN, "is there a sting")
    (line,) = compare(project / "models", "stipple-1", "stipple-2")
    assert "over 20 and now 21 examples" in line
    assert '"examples": 21' in before_after.REPORT.read_text(encoding="utf-8")
    assert "sting" not in before_after.REPORT.read_text(encoding="utf-8")
    kept = read_kept(project / "models", "stipple-2")
    assert kept is not None
    assert kept.validated is not None


def test_a_comparison_that_breaks_off_leaves_the_model_in_place(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def trained(models: Path, name: str) -> None:
        (models / f"{name}.tar.gz").write_bytes(b"no archive")

    monkeypatch.setattr(train, "_rasa_train", trained)
    assert train.train(project / "models") == 0
    write_examples(project, *PAIN, "is there a sting")
    assert train.train(project / "models") == 0
    assert "could not be worked out; the reason is at the end of var/train.log" in capsys.readouterr().out
    assert len(list((project / "models").glob("*.tar.gz"))) == 2


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(ENCODER)


def model(encoder: Encoder, *pain: str) -> IntentModel:
    said = [("pain", text) for text in pain]
    said += [(topic, text) for topic, texts in OTHERS.items() for text in texts]
    topics, texts = zip(*said, strict=True)
    return fit(encoder.encode(texts), topics, read_confidence(CONFIDENCE))


def test_only_texts_that_two_models_read_differently_are_named(encoder: Encoder) -> None:
    before = model(encoder, *PAIN)
    after = model(encoder, *PAIN, "do you take klarna", "klarna ok?", "can i use klarna")
    texts = {"1": "does it hurt", "2": "do you take klarna please"}
    found = different(texts, before, after, encoder)
    assert [item.id for item in found] == ["2"]
    assert found[0].after == ("pain",)
    assert different(texts, before, before, encoder) == ()


def test_texts_understood_as_told_are_counted(encoder: Encoder) -> None:
    told = [("does it hurt", ("pain",)), ("what does it cost", ("cost",)), ("does it hurt", ("cost",))]
    assert understood_as_told(told, model(encoder, *PAIN), encoder) == 2


def test_vectors_are_remembered_and_made_anew_where_they_cannot_be_read(tmp_path: Path) -> None:
    kept = tmp_path / "vectors.npz"
    once = plain_vectors(PAIN, ENCODER, kept)
    assert np.allclose(plain_vectors(PAIN[::-1], tmp_path / "no encoder", kept), once[::-1], atol=1e-3)
    kept.write_bytes(b"broken")
    assert np.allclose(plain_vectors(PAIN, ENCODER, kept), once, atol=1e-3)


def test_examples_that_hold_together_are_validated_better_than_shuffled_ones(encoder: Encoder) -> None:
    vectors = encoder.encode([*PAIN, *(text for texts in OTHERS.values() for text in texts)])
    topics = ["pain", *OTHERS]
    right = validated(vectors, [topic for topic in topics for _ in PAIN])
    wrong = validated(vectors, topics * len(PAIN))
    assert right.top_1 > wrong.top_1
    assert right.examples == 20
