"""Cross-validates the training examples and prints what is mistaken for what.

    make report

The published encoder is measured here, without our adapter, which has seen the examples: a lower bound of what
the assistant does, and the floor that tests/understanding/test_cross_validation.py holds.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from bot.understanding.encoder import Encoder
from bot.understanding.encoder_build import build
from bot.understanding.examples import read_examples
from bot.understanding.training import CrossValidation, cross_validate

EXAMPLES = Path("data/nlu")
PLAIN_ENCODER = Path("build/plain_encoder")
MISTAKES = 40


def main() -> int:
    checked = cross_validated()
    print(
        f"top-1 {checked.accuracy():.3f}, top-3 {checked.accuracy(3):.3f} of {checked.known.sum()} examples\n"
    )
    print(f"{'topic':<24}{'examples':>9}{'right':>8}")
    for topic, count, right in by_topic(checked):
        print(f"{topic:<24}{count:>9}{right:>8.2f}")
    print(f"\n{'meant':<24}{'taken for':<24}{'times':>6}")
    for (meant, taken), times in mistakes(checked).most_common(MISTAKES):
        print(f"{meant:<24}{taken:<24}{times:>6}")
    return 0


def cross_validated() -> CrossValidation:
    """Five folds of all examples on the published encoder."""
    if not (PLAIN_ENCODER / "encoder.onnx").exists():
        build(PLAIN_ENCODER, adapter=None)
    examples = read_examples(EXAMPLES)
    vectors = Encoder(PLAIN_ENCODER).encode([example.text for example in examples])
    return cross_validate([vectors], [example.topic for example in examples])


def by_topic(checked: CrossValidation) -> list[tuple[str, int, float]]:
    """Topic, number of examples, share taken rightly; worst first."""
    rows = []
    for place, topic in enumerate(checked.labels):
        own = checked.truth == place
        rows.append((topic, int(own.sum()), float((checked.predicted[own] == place).mean())))
    return sorted(rows, key=lambda row: row[2])


def mistakes(checked: CrossValidation) -> Counter[tuple[str, str]]:
    """How often one topic was taken for another."""
    wrong = checked.known & (checked.predicted != checked.truth)
    return Counter(
        (checked.labels[meant], checked.labels[taken])
        for meant, taken in zip(checked.truth[wrong], checked.predicted[wrong], strict=True)
    )


if __name__ == "__main__":
    sys.exit(main())
