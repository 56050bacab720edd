"""Accepted corrections as a patch to the clinic's files: shown as a unified diff, written whole or not at all."""

from __future__ import annotations

import datetime as dt
import difflib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.learning.example_files import LEARNT, normal, places, with_examples
from bot.learning.lexicon_file import line_of, loaded, with_phrases
from bot.reading.lexicon import FILE as LEXICON

NLU_NAME: Final = "data/nlu"
CLINIC_NAME: Final = "data/clinic"


@dataclass(frozen=True)
class Accepted:
    """A correction to be learnt: an example of a topic, or a phrase of a concept; the other is None."""

    id: str
    text: str
    topic: str | None
    concept: str | None


@dataclass(frozen=True)
class FileChange:
    """One file before and after. name: as the diff calls it."""

    path: Path
    name: str
    before: str
    after: str

    @property
    def diff(self) -> str:
        """As `diff -u` and `git diff` write it."""
        old = f"a/{self.name}" if self.before else "/dev/null"
        lines = difflib.unified_diff(
            self.before.splitlines(keepends=True), self.after.splitlines(keepends=True), old, f"b/{self.name}"
        )
        return "".join(lines)


@dataclass(frozen=True)
class Patch:
    """ids: of the corrections that it holds. already: of those that stand in the files already."""

    changes: tuple[FileChange, ...]
    ids: tuple[str, ...]
    already: tuple[str, ...]

    @property
    def diff(self) -> str:
        return "".join(change.diff for change in self.changes)


def patch_of(accepted: Sequence[Accepted], nlu: Path, clinic: Path, day: dt.date) -> Patch:
    """What the corrections change in the examples and in the lexicon. Raises ClinicDataError.

    nlu: folder of examples; clinic: folder of the lexicon.
    """
    examples, known = _new_examples([one for one in accepted if one.topic is not None], nlu)
    phrases, said = _new_phrases([one for one in accepted if one.concept is not None], clinic)
    changes = []
    if examples:
        before = _text(nlu / LEARNT)
        after = with_examples(before, [(one.topic or "", one.text) for one in examples])
        changes.append(FileChange(nlu / LEARNT, f"{NLU_NAME}/{LEARNT}", before, after))
    if phrases:
        before = _text(clinic / LEXICON)
        after = with_phrases(before, [(one.concept or "", one.text) for one in phrases], day)
        changes.append(FileChange(clinic / LEXICON, f"{CLINIC_NAME}/{LEXICON}", before, after))
    held = tuple(one.id for one in (*examples, *phrases))
    return Patch(tuple(changes), held, (*known, *said))


def check(patch: Patch) -> None:
    """Reads the changed lexicon as the assistant will. Raises ClinicDataError naming line and key."""
    for change in patch.changes:
        if change.path.name == LEXICON:
            loaded(change.after)


def write(patch: Patch) -> None:
    """Puts every changed file in its place; a reader sees the old one or the new one, never half of one."""
    for change in patch.changes:
        replace_file(change.path, change.after)


def replace_file(path: Path, text: str) -> None:
    """Writes a file so that it is there whole, or as it was before."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    if path.exists():
        beside.chmod(path.stat().st_mode & 0o777)
    beside.replace(path)


def _new_examples(accepted: Sequence[Accepted], nlu: Path) -> tuple[list[Accepted], tuple[str, ...]]:
    standing = set(places(nlu))
    return _new(accepted, lambda one: normal(one.text), standing)


def _new_phrases(accepted: Sequence[Accepted], clinic: Path) -> tuple[list[Accepted], tuple[str, ...]]:
    if not accepted:
        return [], ()
    text = _text(clinic / LEXICON)
    new, again = _new(accepted, lambda one: " ".join(one.text.casefold().split()), set())
    there = {one.id for one in new if line_of(text, one.text.partition("->")[0]) is not None}
    return [one for one in new if one.id not in there], (*again, *sorted(there))


def _new(
    accepted: Sequence[Accepted], key: Callable[[Accepted], str], standing: set[str]
) -> tuple[list[Accepted], tuple[str, ...]]:
    """Those that stand nowhere yet, each once, and the ids of the others."""
    new: dict[str, Accepted] = {}
    for one in accepted:
        if key(one) not in standing:
            new.setdefault(key(one), one)
    kept = {one.id for one in new.values()}
    return list(new.values()), tuple(one.id for one in accepted if one.id not in kept)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
