"""The sentence encoder: checked weights, unit vectors, the same words always the same vector."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.understanding import encoder_build
from bot.understanding.encoder import Encoder, EncoderMissingError
from bot.understanding.encoder_build import EncoderBuildError, adapted, build


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    """The published weights without our adapter."""
    folder = tmp_path_factory.mktemp("plain")
    build(folder, adapter=None)
    return Encoder(folder)


def test_the_published_model_gives_the_likeness_of_its_model_card(plain: Encoder) -> None:
    # The card of all-MiniLM-L6-v2 gives 0.695 and 0.257 in full precision; int8 may differ by 0.03.
    person, dog, day = plain.encode(["That is a happy person", "That is a happy dog", "Today is a sunny day"])
    assert person @ dog == pytest.approx(0.695, abs=0.03)
    assert person @ day == pytest.approx(0.257, abs=0.03)


def test_vectors_are_of_length_one(encoder: Encoder) -> None:
    lengths = np.linalg.norm(encoder.encode(["does it hurt", "😀", "x" * 5000]), axis=1)
    assert lengths == pytest.approx(np.ones(3), abs=1e-5)


def test_a_sentence_has_the_same_vector_whatever_it_is_encoded_with(encoder: Encoder) -> None:
    alone = encoder.encode(["does it hurt"])[0]
    beside = encoder.encode(["a much longer sentence about something else altogether", "does it hurt"])[1]
    assert np.array_equal(alone, beside)


def test_the_adapter_adds_the_product_of_its_two_matrices() -> None:
    weights = {"layer.weight": np.zeros((2, 3), np.float32), "other": np.ones(1, np.float32)}
    adapter = {"layer.up": np.array([[2.0], [0.0]]), "layer.down": np.array([[1.0, 0.0, 3.0]])}
    changed = adapted(weights, adapter)
    assert changed["layer.weight"].tolist() == [[2, 0, 6], [0, 0, 0]]
    assert changed["other"] is weights["other"]


def test_other_weights_than_those_we_checked_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(encoder_build, "WEIGHTS_SHA256", "0" * 64)
    with pytest.raises(EncoderBuildError, match=r"model\.safetensors is not the file we checked"):
        build(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_weights_package_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(encoder_build, "WEIGHTS_PACKAGE", "no_such_package")
    with pytest.raises(EncoderBuildError, match="make install"):
        build(tmp_path)


def test_an_encoder_that_was_not_built_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderMissingError, match="make install"):
        Encoder(tmp_path)
