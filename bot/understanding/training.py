"""Fits the intent model and its confidence from labelled examples, with cross-validation inside.

scikit-learn is needed to fit, never to answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from bot.understanding.intent_model import (
    Confidence,
    Floats,
    IntentModel,
    Scores,
    Thresholds,
    calibrated,
    features,
    in_scope,
)
from bot.understanding.several import SIGNS
from bot.understanding.topics import OUT_OF_SCOPE

FOLDS = 5
REGULARISATION = 20.0
"""scikit-learn's C; best of those tried for these vectors (research: nlu, 4)."""
SEED = 7
Places = NDArray[np.int64]
UNCALIBRATED = Confidence(
    np.zeros(6, np.float32), np.zeros(len(SIGNS)), Thresholds(answer=0.5, in_scope=0.3, extra=0.5)
)


@dataclass(frozen=True)
class CrossValidation:
    """What the model says of each example while it has not seen it, in the order of the examples."""

    labels: tuple[str, ...]
    truth: NDArray[np.int64]
    scores: Scores
    predicted: NDArray[np.int64]
    confidence: Floats

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which examples belong to a topic, that is, not to out_of_scope."""
        outside = self.labels.index(OUT_OF_SCOPE) if OUT_OF_SCOPE in self.labels else -1
        known: NDArray[np.bool_] = self.truth != outside
        return known

    def accuracy(self, top: int = 1) -> float:
        """Share of known examples whose topic is among the `top` best, 0 to 1."""
        ranked = np.argsort(-in_scope(self.scores.probabilities, self.labels), axis=1)[:, :top]
        hits = (ranked == self.truth[:, None]).any(axis=1)
        return float(hits[self.known].mean())


def fit(vectors: Floats, topics: Sequence[str], confidence: Confidence) -> IntentModel:
    """A model for unit vectors of shape (examples, 384); `confidence` was chosen by cross-validation."""
    return replace(fit_head(vectors, topics), confidence=confidence)


def folds(topics: Sequence[str]) -> list[tuple[Places, Places]]:
    """The places of the examples to learn from and to hold back, FOLDS times, each topic evenly spread."""
    split = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    return list(split.split(np.zeros(len(topics)), list(topics)))


def cross_validate(
    vectors: Sequence[Floats], topics: Sequence[str], cut: Sequence[tuple[Places, Places]] | None = None
) -> CrossValidation:
    """What a head that has not seen an example says of it, fold by fold; `cut` defaults to `folds`.

    `vectors` holds one array of shape (examples, 384) per fold, or a single one for all folds. An encoder that
    was itself adapted to the examples must be cross-fitted too, or it would know the answers.
    """
    labels = tuple(sorted(set(topics)))
    truth = np.array([labels.index(topic) for topic in topics])
    scores = Scores(
        np.zeros((len(truth), len(labels)), np.float32),
        np.zeros(len(truth), np.float32),
        np.zeros(len(truth), np.float32),
    )
    cut = cut or folds(topics)
    for fold, (learn, hold) in enumerate(cut):
        own = vectors[fold % len(vectors)]
        held = fit_head(own[learn], [topics[place] for place in learn]).scores(own[hold])
        scores.probabilities[hold] = held.probabilities
        scores.likeness[hold] = held.likeness
        scores.outside_likeness[hold] = held.outside_likeness
    predicted = in_scope(scores.probabilities, labels).argmax(axis=1)
    values = features(scores, labels)
    confidence = np.zeros(len(truth), np.float32)
    for learn, hold in cut:
        confidence[hold] = calibrated(
            values[hold], _logistic(values[learn], predicted[learn] == truth[learn])
        )
    return CrossValidation(labels, truth, scores, predicted, confidence)


def fit_calibration(checked: CrossValidation) -> Floats:
    """Weights that turn scores into the probability that the topic is right; out_of_scope is never right."""
    return _logistic(features(checked.scores, checked.labels), checked.predicted == checked.truth)


def _logistic(values: Floats, right: NDArray[np.bool_]) -> Floats:
    spread = values.std(axis=0) + 1e-6
    model = LogisticRegression(C=10.0, max_iter=1000).fit(values / spread, right)
    return np.append(model.coef_[0] / spread, model.intercept_[0]).astype(np.float32)


def fit_head(vectors: Floats, topics: Sequence[str]) -> IntentModel:
    """The linear head alone, its confidence not calibrated yet."""
    head = LogisticRegression(C=REGULARISATION, max_iter=300, class_weight="balanced").fit(vectors, topics)
    labels = tuple(str(label) for label in head.classes_)
    return IntentModel(
        labels=labels,
        weights=head.coef_.astype(np.float32),
        bias=head.intercept_.astype(np.float32),
        examples=vectors.astype(np.float16).astype(np.float32),
        example_labels=np.array([labels.index(topic) for topic in topics]),
        confidence=UNCALIBRATED,
    )
