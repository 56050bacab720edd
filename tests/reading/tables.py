"""Reads the tables of messages and what they say; scope.yml explains the notation."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from bot.reading.concepts import CONCEPTS
from bot.reading.findings import Finding

FOLDER = Path(__file__).parent
TODAY = date(2026, 11, 22)
TABLES = [
    FOLDER / f"{name}.yml"
    for name in ("scope", "time", "whose", "details", "words", "after", "visitors", "more", "unseen")
]


class Key(NamedTuple):
    """What has to be right about a finding for it to count as found."""

    concept: str
    negated: bool
    temporality: str
    experiencer: str


@dataclass(frozen=True)
class Expected:
    key: Key
    uncertain: bool
    ended: bool
    attributes: dict[str, str]  # also when=...


@dataclass(frozen=True)
class Row:
    table: str
    heading: str
    text: str
    expected: tuple[Expected, ...]

    def lacking(self, found: Sequence[Finding]) -> list[str]:
        """What the expected findings say and the found ones do not."""
        problems = []
        for item in self.expected:
            candidates = [finding for finding in found if said_of(finding) == item.key]
            if candidates and not any(not _differences(item, finding) for finding in candidates):
                problems.append(f"{item.key.concept}: {'; '.join(_differences(item, candidates[0]))}")
        return problems


def said_of(finding: Finding) -> Key:
    return Key(finding.concept, finding.negated, finding.temporality, finding.experiencer)


def tables(path: Path) -> Iterator[Row]:
    content: dict[str, Any] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    for heading, block in content.items():
        for line in block.splitlines():
            text, arrow, expected = line.rpartition("=>")
            if not arrow:
                raise ValueError(f"{path.name}, {heading}: no => in {line!r}")
            items = tuple(_expected(item) for item in expected.split(";") if item.strip())
            yield Row(path.stem, heading, text.strip(), items)


def _expected(item: str) -> Expected:
    words = shlex.split(item)
    concept, experiencer, temporality = "", "self", "current"
    negated = uncertain = ended = False
    attributes: dict[str, str] = {}
    for word in words:
        if "=" in word:
            name, _, value = word.partition("=")
            attributes[name] = value
        elif word.startswith("@"):
            experiencer = word[1:]
        elif word in {"past", "planned", "current"}:
            temporality = word
        elif word == "ended":
            ended = True
        else:
            negated, uncertain = "!" in word, "?" in word
            concept = word.lstrip("!?")
    if concept not in CONCEPTS:
        raise ValueError(f"'{concept}' in {item!r} is no concept")
    return Expected(Key(concept, negated, temporality, experiencer), uncertain, ended, attributes)


def _differences(item: Expected, finding: Finding) -> list[str]:
    said = {**finding.attributes, "when": finding.when or ""}
    wrong = [
        f"{name}={said.get(name)!r}, not {value!r}"
        for name, value in item.attributes.items()
        if said.get(name) != value
    ]
    if item.uncertain != finding.uncertain:
        wrong.append(f"uncertain={finding.uncertain}")
    if item.ended and not finding.ended:
        wrong.append("not ended")
    return wrong
