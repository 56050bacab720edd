"""Builds the blank English spaCy pipeline that SpacyNLP loads; no trained model can be downloaded."""

from __future__ import annotations

import sys
from pathlib import Path

from bot.engine import without_tensorflow


def build(target: Path) -> None:
    """Writes the pipeline into `target`; does nothing when it is there."""
    if (target / "config.cfg").exists():
        return
    without_tensorflow.install()
    import spacy

    target.mkdir(parents=True, exist_ok=True)
    spacy.blank("en").to_disk(target)


if __name__ == "__main__":
    build(Path(sys.argv[1]))
