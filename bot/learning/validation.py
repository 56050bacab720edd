"""How well the examples hold together: each judged by a model that has not seen it. Quicker than `make report`.

The encoder is the published one: ours was adapted to the examples and would know the answers.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from bot.understanding.encoder import Encoder
from bot.understanding.encoder_build import build
from bot.understanding.topics import OUT_OF_SCOPE
from bot.understanding.training import REGULARISATION, folds

_STEPS: Final = 40
"""Steps of the fit; 192 until it stands still. Top-1 is the same after 40, top-3 0.6 points lower (measured)."""
_TOP: Final = 3

Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Validated:
    """Shares of the examples of topics that we answer, 0 to 1: the right topic first, or among the first three."""

    examples: int
    top_1: float
    top_3: float


def validated(vectors: Vectors, topics: Sequence[str]) -> Validated:
    """Five folds over unit vectors of shape (examples, 384)."""
    truth = np.array(topics)
    ranked = np.empty((len(truth), _TOP), dtype=truth.dtype)
    for learn, hold in folds(topics):
        model = LogisticRegression(C=REGULARISATION, max_iter=_STEPS, class_weight="balanced")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it is not meant to stand still
            model.fit(vectors[learn], truth[learn])
        likely = model.predict_proba(vectors[hold])
        likely[:, model.classes_ == OUT_OF_SCOPE] = 0
        ranked[hold] = model.classes_[np.argsort(-likely, axis=1)[:, :_TOP]]
    known = truth != OUT_OF_SCOPE
    hits = ranked[known] == truth[known, None]
    return Validated(len(truth), float(hits[:, 0].mean()), float(hits.any(axis=1).mean()))


def plain_vectors(texts: Sequence[str], encoder: Path, kept: Path) -> Vectors:
    """Vectors of the published encoder in the folder `encoder`, which is built if need be; remembered in `kept`."""
    keys = [hashlib.sha256(text.encode()).hexdigest()[:24] for text in texts]
    known = _read(kept)
    new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if new:
        if not (encoder / "encoder.onnx").exists():
            build(encoder, adapter=None)
        known |= zip(new, Encoder(encoder).encode(list(new.values())), strict=True)
        _write(kept, {key: known[key] for key in keys})
    return np.stack([known[key] for key in keys]).astype(np.float32)


def _read(kept: Path) -> dict[str, NDArray[np.generic]]:
    if not kept.exists():
        return {}
    try:
        with np.load(kept, allow_pickle=False) as stored:
            return dict(zip((str(key) for key in stored["keys"]), stored["vectors"], strict=True))
    except (OSError, ValueError, KeyError):
        return {}  # half written, or by an older version: made anew


def _write(kept: Path, vectors: dict[str, NDArray[np.generic]]) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    beside = kept.with_suffix(".new.npz")
    np.savez(
        beside, keys=np.array(list(vectors)), vectors=np.stack(list(vectors.values())).astype(np.float16)
    )
    beside.replace(kept)
