"""Adds phrases of conditions to the text of a clinic's lexicon, line by line, so that a person can read the change."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import yaml

from bot.reading.lexicon import FILE, Lexicon, load_lexicon
from bot.reading.phrases import split_phrases

LONGEST: Final = 200  # characters of a phrase
_VERSION: Final = re.compile(r'^(version:\s*)"?([^"\n]*)"?(.*)$', re.MULTILINE)
_INDENT: Final = re.compile(r"\s*")


class UnusablePhraseError(ValueError):
    """A phrase cannot be added; the message says why and what to do."""


def concepts_of(text: str) -> tuple[str, ...]:
    """The concepts of a lexicon in the order of the file."""
    found = _child(yaml.compose(text, Loader=yaml.CSafeLoader), "concepts")
    return tuple(str(key.value) for key, _ in found.value) if found is not None else ()


def line_of(text: str, phrase: str) -> tuple[int, str] | None:
    """(line, concept) where exactly this phrase stands already; None if it stands nowhere."""
    wanted = _plain(phrase)
    for concept, first, rows in _blocks(text):
        for number, row in enumerate(rows):
            if any(_plain(one) == wanted for one in split_phrases(row.partition("->")[0])):
                return first + number, concept
    return None


def with_phrases(text: str, added: Iterable[tuple[str, str]], day: dt.date) -> str:
    """The lexicon with (concept, phrase) pairs at the end of each concept's block, and a version of its own.

    Raises UnusablePhraseError for a concept that the file does not have.
    """
    for concept, phrase in added:
        text = _with_phrase(text, concept, phrase)
    return _VERSION.sub(lambda found: f'{found[1]}"{next_version(found[2], day)}"{found[3]}', text, count=1)


def next_version(version: str, day: dt.date) -> str:
    """The version after this one: the day, and a number if the day is taken already."""
    base, _, number = version.strip().partition(".")
    if base < day.isoformat():
        return day.isoformat()
    return f"{base}.{int(number) + 1 if number.isdigit() else 1}"


def loaded(text: str) -> Lexicon:
    """The lexicon that a text is. Raises ClinicDataError naming line and key."""
    with tempfile.TemporaryDirectory() as empty:
        (Path(empty) / FILE).write_text(text, encoding="utf-8")
        return load_lexicon(Path(empty))


def as_phrase(phrase: str) -> str:
    """A phrase as one line. Raises UnusablePhraseError."""
    line = " ".join(phrase.split())
    if not line or line.startswith(("->", "#")):
        raise UnusablePhraseError("A phrase needs words. Please write how people say it.")
    if len(line) > LONGEST:
        raise UnusablePhraseError(f"The phrase has {len(line)} characters; at most {LONGEST} are allowed.")
    return line


def _with_phrase(text: str, concept: str, phrase: str) -> str:
    lines = text.splitlines()
    for name, first, rows in _blocks(text):
        if name == concept:
            filled = [number for number, row in enumerate(rows) if row.strip()]
            last = first - 1 + (filled[-1] if filled else 0)
            indent = _INDENT.match(lines[last])
            lines.insert(last + 1, f"{indent.group() if indent else ''}{phrase}")
            return "\n".join(lines) + "\n"
    raise UnusablePhraseError(f"The lexicon has no concept '{concept}'.")


def _blocks(text: str) -> Iterator[tuple[str, int, list[str]]]:
    """(concept, line of its first row counted from 1, rows) of every block of phrases."""
    lines = text.splitlines()
    concepts = _child(yaml.compose(text, Loader=yaml.CSafeLoader), "concepts")
    for key, node in concepts.value if concepts is not None else ():
        said = _child(node, "say")
        if said is not None:
            first = said.start_mark.line + 2  # the row after "say: |"
            last = said.end_mark.line if said.end_mark.column == 0 else said.end_mark.line + 1
            yield str(key.value), first, _own_rows(lines[first - 1 : last])


def _own_rows(rows: list[str]) -> list[str]:
    """Without what follows the block: comments and blank lines that libyaml counts in."""
    indent = _INDENT.match(rows[0]) if rows else None
    depth = len(indent.group()) if indent else 0
    end = next(
        (n for n, row in enumerate(rows) if row.strip() and not row.startswith(" " * depth)), len(rows)
    )
    return rows[:end]


def _child(node: yaml.Node | None, key: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def _plain(phrase: str) -> str:
    return " ".join(phrase.casefold().split())
