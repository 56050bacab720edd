"""Reads the labelled examples of data/nlu without Rasa."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.clinic_data import read


@dataclass(frozen=True)
class Example:
    """A sentence and the topic that it asks about."""

    text: str
    topic: str


def read_examples(folder: Path) -> Sequence[Example]:
    """All examples, file by file. Raises ClinicDataError when a file is not Rasa's training format."""
    return [example for file in sorted(folder.glob("*.yml")) for example in _of_file(file)]


def _of_file(file: Path) -> list[Example]:
    found = []
    for entry in read(file).need("nlu").list():
        topic = entry.need("intent").text()
        lines = entry.need("examples").text().splitlines()
        found += [Example(line.strip()[2:].strip(), topic) for line in lines if line.strip().startswith("- ")]
    return found
