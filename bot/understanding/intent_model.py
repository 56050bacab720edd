"""The intent model: logistic regression on sentence vectors, with one calibrated confidence.

A linear head on frozen vectors was the best of all that were measured (research: nlu, 3). The confidence
joins two things that fail differently, the head's probability and the likeness to known examples, into the
probability that the topic is right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import cached_property
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from bot.understanding.topics import OUT_OF_SCOPE

NEIGHBOURS = 3
FILE = "intent_model.npz"

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Thresholds:
    """Confidences, each between 0 and 1, chosen by cross-validation.

    From `answer` on a topic is answered; below `in_scope` nothing we know is meant; between them we ask.
    `extra` is the probability, as bot/understanding/several.py computes it, from which a question among
    several in one message counts as asked.
    """

    answer: float
    in_scope: float
    extra: float


@dataclass(frozen=True)
class Confidence:
    """How scores become one confidence, and what it has to reach. Chosen by cross-validation, kept in a file.

    `calibration` holds the weight of each of `features` and, last, the constant of a logistic function;
    `several` the weights of bot/understanding/several.py.
    """

    calibration: Floats
    several: NDArray[np.float64]
    thresholds: Thresholds


@dataclass(frozen=True)
class Guess:
    """A topic and the probability, between 0 and 1, that it is what was meant."""

    topic: str
    confidence: float


@dataclass(frozen=True)
class Ranking:
    """What one text may ask. `likely` says how likely each topic is before calibration; out_of_scope is 0 there."""

    guesses: tuple[Guess, ...]
    likely: Mapping[str, float]


@dataclass(frozen=True)
class IntentModel:
    """Weights of shape (topics, 384) and the training vectors with their topics."""

    labels: tuple[str, ...]
    weights: Floats
    bias: Floats
    examples: Floats
    example_labels: NDArray[np.int64]
    confidence: Confidence

    def rank(self, vectors: Floats) -> tuple[Ranking, ...]:
        """For each row of `vectors`, unit vectors of shape (n, 384), all topics but out_of_scope, best first.

        All rows at once: the examples are read from memory only once.
        """
        scores = self.scores(vectors)
        confidences = calibrated(features(scores, self.labels), self.confidence.calibration)
        likely = in_scope(scores.probabilities, self.labels)
        return tuple(
            self._ranking(float(confidence), row) for confidence, row in zip(confidences, likely, strict=True)
        )

    def _ranking(self, confidence: float, probabilities: Floats) -> Ranking:
        order = np.argsort(-probabilities)
        best = probabilities[order[0]]
        return Ranking(
            tuple(
                Guess(self.labels[index], float(confidence * probabilities[index] / best))
                for index in order
                if self.labels[index] != OUT_OF_SCOPE
            ),
            dict(zip(self.labels, map(float, probabilities), strict=True)),
        )

    def scores(self, vectors: Floats) -> Scores:
        """Probabilities and likeness of each row of `vectors`."""
        logits = vectors @ self.weights.T + self.bias
        logits -= logits.max(axis=1, keepdims=True)
        odds = np.exp(logits)
        return Scores(
            odds / odds.sum(axis=1, keepdims=True),
            nearest(vectors @ self._inside.T),
            nearest(vectors @ self._outside.T),
        )

    @cached_property
    def _inside(self) -> Floats:
        """The examples of topics that we answer."""
        return np.ascontiguousarray(self.examples[~self._is_outside])

    @cached_property
    def _outside(self) -> Floats:
        return np.ascontiguousarray(self.examples[self._is_outside])

    @property
    def _is_outside(self) -> NDArray[np.bool_]:
        outside: NDArray[np.bool_] = self.example_labels == label_index(self.labels, OUT_OF_SCOPE)
        return outside

    def save(self, folder: Path) -> None:
        np.savez_compressed(
            folder / FILE,
            labels=np.array(self.labels),
            weights=self.weights.astype(np.float32),
            bias=self.bias.astype(np.float32),
            examples=self.examples.astype(np.float16),
            example_labels=self.example_labels,
            calibration=self.confidence.calibration,
            several=self.confidence.several,
            thresholds=np.array(astuple(self.confidence.thresholds)),
        )

    @classmethod
    def load(cls, file: Path | IO[bytes]) -> IntentModel:
        """Raises FileNotFoundError when there is no such file. Pickled objects are refused."""
        with np.load(file, allow_pickle=False) as stored:
            return cls(
                labels=tuple(str(label) for label in stored["labels"]),
                weights=stored["weights"],
                bias=stored["bias"],
                examples=stored["examples"].astype(np.float32),
                example_labels=stored["example_labels"],
                confidence=Confidence(
                    stored["calibration"],
                    stored["several"],
                    Thresholds(*(float(value) for value in stored["thresholds"])),
                ),
            )


@dataclass(frozen=True)
class Scores:
    """Per message: probabilities of shape (n, topics), mean cosine to the nearest examples in and out of scope."""

    probabilities: Floats
    likeness: Floats
    outside_likeness: Floats


def label_index(labels: Sequence[str], label: str) -> int:
    """The place of `label`, or -1."""
    return list(labels).index(label) if label in labels else -1


def nearest(likeness: Floats) -> Floats:
    """Mean of the largest NEIGHBOURS cosines of each row."""
    if likeness.shape[1] == 0:
        return np.zeros(likeness.shape[0], np.float32)
    count = min(NEIGHBOURS, likeness.shape[1])
    mean: Floats = np.partition(likeness, -count, axis=1)[:, -count:].mean(axis=1)
    return mean


def in_scope(probabilities: Floats, labels: Sequence[str]) -> Floats:
    """The probabilities with out_of_scope at zero: it competes, but is never the decision."""
    kept = probabilities.copy()
    place = label_index(labels, OUT_OF_SCOPE)
    if place >= 0:
        kept[:, place] = 0
    return kept


def features(scores: Scores, labels: Sequence[str]) -> Floats:
    """What the confidence is made of, shape (n, 5): log best, margin, likeness inside, outside, log outside."""
    kept = np.sort(in_scope(scores.probabilities, labels), axis=1)
    best, second = kept[:, -1], kept[:, -2]
    place = label_index(labels, OUT_OF_SCOPE)
    outside = scores.probabilities[:, place] if place >= 0 else np.zeros_like(best)
    tiny = 1e-6
    return np.stack(
        [
            np.log(best + tiny),
            np.log(best + tiny) - np.log(second + tiny),
            scores.likeness,
            scores.outside_likeness,
            np.log(outside + tiny),
        ],
        axis=1,
    )


def calibrated(values: Floats, calibration: Floats) -> Floats:
    """Logistic function of the features; `calibration` holds their weights and, last, the constant."""
    result: Floats = 1 / (1 + np.exp(-(values @ calibration[:-1] + calibration[-1])))
    return result
