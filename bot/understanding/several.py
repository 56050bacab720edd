"""Which of the topics found in the parts of a message are really asked.

A part is short and out of its sentence, so its own confidence is not enough: what counts is also how likely its
topic is for the message as a whole, and whether the part asks or only tells. The weights are fitted on
data/understanding/several.yml by `make thresholds`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SIGNS = (
    "confidence",
    "margin",
    "whole",
    "asks",
    "piece",
    "background",
    "first_choice",
    "constant",
)

UNLIKELY = 1e-3
"""A topic less likely than this for the whole message counts as no less likely: long messages hide short questions."""


@dataclass(frozen=True)
class Candidate:
    """A topic that a part of a message may ask, with the signs for and against it.

    confidence and runner_up: of the part's best two topics, 0 to 1; whole: probability of the topic for the
    whole message; piece: the part stands between commas or conjunctions; background: it only tells something
    while another part asks; first_choice: it is the best topic of the whole message too.
    """

    topic: str
    clause: str
    confidence: float
    runner_up: float
    whole: float
    asks: bool
    piece: bool
    background: bool
    first_choice: bool

    def signs(self) -> NDArray[np.float64]:
        """The values that belong to SIGNS, the last of them 1."""
        tiny = 1e-4
        return np.array(
            [
                math.log((self.confidence + tiny) / (1 - self.confidence + tiny)),
                math.log((self.confidence + tiny) / (self.runner_up + tiny)),
                math.log(self.whole + UNLIKELY),
                self.asks,
                self.piece,
                self.background,
                self.first_choice,
                1,
            ],
            float,
        )


def probability(candidate: Candidate, weights: NDArray[np.float64]) -> float:
    """That the candidate is asked, 0 to 1."""
    return float(1 / (1 + np.exp(-(candidate.signs() @ weights))))
