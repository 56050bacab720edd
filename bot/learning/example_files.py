"""The labelled examples of data/nlu: where each stands, and the file to which learnt ones are added."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.clinic_data import read

LEARNT: Final = "learned.yml"
LONGEST: Final = 300
"""Characters of an example: a question, not a story."""

_HEAD: Final = (
    "# Examples from conversations, redacted; each was accepted by people of the clinic (`stipple learn apply`).\n"
    'version: "3.1"\n'
    "nlu:\n"
)
_MARKUP: Final = re.compile(r"\](?=[(\[{])")


class UnusableExampleError(ValueError):
    """A text cannot become an example; the message says why and what to do."""


@dataclass(frozen=True)
class Place:
    """Where an example stands: file below data/nlu, line counted from 1."""

    file: str
    line: int
    topic: str


def normal(text: str) -> str:
    """Texts with the same normal form are the same example."""
    return " ".join(text.casefold().split()).strip("?!. ")


def as_example(text: str) -> str:
    """A text as one line of an examples file. Raises UnusableExampleError."""
    plain = "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in text)
    line = _MARKUP.sub("] ", " ".join(plain.split())).lstrip("-/ ").strip()
    if not normal(line):
        raise UnusableExampleError("An example needs words. Please write what was asked.")
    if len(line) > LONGEST:
        raise UnusableExampleError(
            f"The text has {len(line)} characters; an example has at most {LONGEST}. "
            "Please shorten it to what was asked."
        )
    return line


def places(folder: Path) -> Mapping[str, Place]:
    """Every example of the folder by its normal form. Raises ClinicDataError."""
    return dict(_of_folder(folder))


def _of_folder(folder: Path) -> Iterator[tuple[str, Place]]:
    for file in sorted(folder.glob("*.yml")):
        for entry in read(file).need("nlu").list():
            topic, examples = entry.need("intent").text(), entry.need("examples")
            for number, row in enumerate(str(examples.value).splitlines(), start=1):
                if row.strip().startswith("- "):
                    yield normal(row.strip()[2:]), Place(file.name, examples.line + number, topic)


def with_examples(text: str, added: Iterable[tuple[str, str]]) -> str:
    """The text of learned.yml ("" if there is none yet) with (topic, example) pairs added to it."""
    lines = (text or _HEAD).splitlines()
    for topic, example in added:
        end = _end_of_topic(lines, topic)
        if end is None:
            lines += [f"- intent: {topic}", "  examples: |", f"    - {example}"]
        else:
            lines.insert(end, f"    - {example}")
    return "\n".join(lines) + "\n"


def _end_of_topic(lines: list[str], topic: str) -> int | None:
    """The place after the last example of a topic; None if the topic has no block."""
    heads = [place for place, line in enumerate(lines) if re.fullmatch(r"\s*- intent:\s*\S+\s*", line)]
    own = next((place for place in heads if lines[place].split(":")[1].strip() == topic), None)
    if own is None:
        return None
    end = next((place for place in heads if place > own), len(lines))
    while not lines[end - 1].strip():
        end -= 1
    return end
