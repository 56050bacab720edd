"""Chooses by cross-validation the confidences from which the assistant answers, and stores them.

    make thresholds

Uses the cross-fitted vectors that adapter/train_adapter.py --cross-fit left in var/cross_fit.npz, because an
encoder that was adapted to the examples would be judged on what it has learnt. What is chosen:

in_scope  loses one in twelve of the examples that would have been answered rightly; they are harder than what
          people ask, of which it loses about one in a hundred
answer    of what is answered without asking back, 19 in 20 are right
extra     with the weights of bot/understanding/several.py: most messages of data/understanding/several.yml are
          read rightly, both those that ask several things and those that ask one thing in many words
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from bot.clinic_data import Node, read
from bot.understanding.confidence_file import write_confidence
from bot.understanding.encoder import Encoder
from bot.understanding.intent_model import Confidence, IntentModel, Thresholds
from bot.understanding.several import SIGNS
from bot.understanding.training import CrossValidation, cross_validate, fit, fit_calibration
from bot.understanding.understanding import Understanding, candidates, cut

CROSS_FIT = Path("var/cross_fit.npz")
SEVERAL = Path("data/understanding/several.yml")
TARGET = Path("data/understanding/confidence.yml")
ENCODER = Path("build/encoder")
LOST = 0.08
RIGHT = 0.95
TRIED = np.arange(0.2, 0.81, 0.05)


def main() -> int:
    if not CROSS_FIT.exists():
        print(f"stipple: {CROSS_FIT} is missing. adapter/README.md says how it is made.", file=sys.stderr)
        return 1
    with np.load(CROSS_FIT, allow_pickle=False) as stored:
        texts = [str(text) for text in stored["texts"]]
        topics = [str(topic) for topic in stored["topics"]]
        vectors = [fold.astype(np.float32) for fold in stored["vectors"]]
        fold = stored["fold"]
    cut = [(np.flatnonzero(fold != held), np.flatnonzero(fold == held)) for held in range(len(vectors))]
    checked = cross_validate(vectors, topics, cut)
    thresholds = Thresholds(answer=answer_from(checked), in_scope=in_scope_from(checked), extra=0.5)
    confidence = Confidence(fit_calibration(checked), np.zeros(len(SIGNS)), thresholds)
    encoder = Encoder(ENCODER)
    model = fit(encoder.encode(texts), topics, confidence)
    confidence, several, single = best_for_several(encoder, model)
    measured = {
        "examples": len(topics),
        "top_1": checked.accuracy(),
        "top_3": checked.accuracy(3),
        "out_of_scope_found": found_outside(checked, thresholds.in_scope),
        "several_all_read": several,
        "single_read_as_one": single,
    }
    write_confidence(TARGET, confidence, measured)
    print(TARGET.read_text(encoding="utf-8"))
    return 0


def in_scope_from(checked: CrossValidation) -> float:
    """The confidence below which LOST of the rightly classified examples lie."""
    right = checked.known & (checked.predicted == checked.truth)
    return float(np.quantile(checked.confidence[right], LOST))


def answer_from(checked: CrossValidation) -> float:
    """The lowest confidence from which on RIGHT of what is answered is right."""
    lowest = in_scope_from(checked)
    for least in np.arange(lowest, 1.0, 0.005):
        answered = checked.confidence >= least
        if (checked.predicted == checked.truth)[answered].mean() >= RIGHT:
            return float(least)
    return 1.0


def found_outside(checked: CrossValidation, in_scope: float) -> float:
    """Share of the out_of_scope examples below the threshold, 0 to 1."""
    return float((checked.confidence[~checked.known] < in_scope).mean())


def best_for_several(encoder: Encoder, model: IntentModel) -> tuple[Confidence, float, float]:
    """Fits the weights, then takes the threshold at which both shares are worth most; the shares come with it."""
    root = read(SEVERAL)
    several, single = root.need("several").list(), root.need("single_with_parts").list()
    weights = fit_several(encoder, model, [*several, *single])
    best = (model.confidence, 0.0, 0.0)
    for extra in TRIED:
        thresholds = replace(model.confidence.thresholds, extra=float(extra))
        confidence = replace(model.confidence, several=weights, thresholds=thresholds)
        reader = Understanding(encoder, replace(model, confidence=confidence))
        shares = (_all_read(reader, several), _read_as_one(reader, single))
        if _worth(*shares) >= _worth(*best[1:]):
            best = (confidence, *shares)
    return best


def fit_several(encoder: Encoder, model: IntentModel, messages: Sequence[Node]) -> NDArray[np.float64]:
    """Weights of the signs by which a part's topic is known to be asked."""
    signs, asked = [], []
    for item in messages:
        message = cut(item.need("text").text())
        for candidate in candidates(message, model.rank(encoder.encode(message.sentences))):
            signs.append(candidate.signs())
            asked.append(candidate.topic in _meant(item))
    spread = np.std(signs, axis=0) + 1e-6
    fitted = LogisticRegression(fit_intercept=False).fit(np.array(signs) / spread.clip(0.1), asked)
    weights: NDArray[np.float64] = fitted.coef_[0] / spread.clip(0.1)
    return weights


def _meant(item: Node) -> set[str]:
    several = item.get("topics")
    if several:
        return set(several.texts())
    return {item.need("topic").text(), *(item.need("also_ok").texts() if item.get("also_ok") else ())}


def _worth(all_read: float, read_as_one: float) -> float:
    """A question left unanswered is twice as bad as an answer too many."""
    return 2 * all_read + read_as_one


def _all_read(reader: Understanding, messages: Sequence[Node]) -> float:
    hits = [_meant(item) <= _topics(reader, item) for item in messages]
    return sum(hits) / len(hits)


def _read_as_one(reader: Understanding, messages: Sequence[Node]) -> float:
    hits = []
    for item in messages:
        read_as = _topics(reader, item)
        hits.append(len(read_as) == 1 and read_as <= _meant(item))
    return sum(hits) / len(hits)


def _topics(reader: Understanding, item: Node) -> set[str]:
    return {topic.topic for topic in reader.read(item.need("text").text()).topics}


if __name__ == "__main__":
    sys.exit(main())
