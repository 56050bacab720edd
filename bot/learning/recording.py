"""A conversation as a regression test: what was said, and what must be answered to it whenever it is said again.

Kept as YAML that a person can read and change. What leads to a person has a stand-in ("07700 900123"), so that the
dialogue goes on as it did. Of each answer the test holds how it begins, its buttons and what it stands on; days and
figures are masked, because they depend on the day on which the test runs.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bot.clinic_data import Node, read

_HEAD: Final = (
    "# A real conversation, redacted, to be answered like this whenever it is said again\n"
    "# (tests/conversations/test_recorded.py). `#` stands for digits, `~` for a day of the week or a month.\n"
)
LONGEST_BEGINNING: Final = 80  # characters of an answer that are compared
_WORD: Final = (
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
    r"|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?"
)
_DAY_WORD: Final = re.compile(
    rf"\b(?:{_WORD})\b(?=[ ,]*#)|(?<=# )(?:{_WORD})\b|\b(?:{_WORD})day\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Answer:
    """One reply. begins: masked; buttons: titles, masked; sources: fact and rule ids; attachments: their kinds."""

    begins: str
    buttons: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """What a visitor said, and what was answered. tapped: `said` is the title of a button.

    topics: what it was understood as, best first; None for taps.
    """

    said: str
    tapped: bool
    topics: tuple[str, ...] | None
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Recording:
    """A whole conversation. urgent, needs_person: how it stood at its end."""

    title: str
    recorded: str
    model: str
    steps: tuple[Step, ...]
    urgent: bool
    needs_person: bool


def masked(text: str) -> str:
    """Without what changes from day to day: "Friday 4 December" is "~ # ~"."""
    return _DAY_WORD.sub("~", re.sub(r"\d+(?:[.,:]\d+)*", "#", " ".join(text.split())))


def beginning(text: str) -> str:
    """How an answer begins, masked; up to the end of its first sentence."""
    plain = masked(text)
    end = re.search(r"[.!?:](?= |$)", plain)
    return plain[: end.end() if end and end.end() >= 12 else LONGEST_BEGINNING][:LONGEST_BEGINNING].strip()


def to_yaml(recording: Recording) -> str:
    from ruamel.yaml import YAML  # late: only writing needs it

    yaml = YAML()
    yaml.width = 110  # type: ignore[assignment]  # declared as None
    yaml.indent(mapping=2, sequence=4, offset=2)
    content = {
        "title": recording.title,
        "recorded": recording.recorded,
        "model": recording.model,
        "steps": [_step(step) for step in recording.steps],
        "ends": {"urgent": recording.urgent, "needs_person": recording.needs_person},
    }
    text = io.StringIO()
    yaml.dump(content, text)
    return _HEAD + text.getvalue()


def _step(step: Step) -> dict[str, Any]:
    said: dict[str, Any] = {"tap" if step.tapped else "say": step.said}
    if step.topics is not None:
        said["topics"] = list(step.topics)
    return {**said, "answers": [_answer(answer) for answer in step.answers]}


def _answer(answer: Answer) -> dict[str, Any]:
    lists = {"buttons": answer.buttons, "sources": answer.sources, "attachments": answer.attachments}
    return {"begins": answer.begins, **{name: list(items) for name, items in lists.items() if items}}


def read_recording(path: Path) -> Recording:
    """Raises ClinicDataError naming file, line and key."""
    root = read(path)
    root.only({"title", "recorded", "model", "steps", "ends"})
    ends = root.need("ends")
    ends.only({"urgent", "needs_person"})
    return Recording(
        title=root.need("title").text(),
        recorded=root.need("recorded").text(),
        model=root.need("model").text(),
        steps=tuple(_read_step(node) for node in root.need("steps").list()),
        urgent=ends.need("urgent").flag(),
        needs_person=ends.need("needs_person").flag(),
    )


def _read_step(node: Node) -> Step:
    node.only({"say", "tap", "topics", "answers"})
    say, tap, topics = node.get("say"), node.get("tap"), node.get("topics")
    if (say is None) == (tap is None):
        raise node.fail("expected either 'say' or 'tap'.")
    said = (say or node.need("tap")).text()
    return Step(
        said,
        tap is not None,
        topics.texts() if topics is not None else None,
        tuple(_read_answer(item) for item in node.need("answers").list()),
    )


def _read_answer(node: Node) -> Answer:
    node.only({"begins", "buttons", "sources", "attachments"})
    lists = {name: node.get(name) for name in ("buttons", "sources", "attachments")}
    begins = node.value.get("begins") if isinstance(node.value, Mapping) else None
    if not isinstance(begins, str):
        raise node.fail("'begins' is missing: how the answer begins.")
    return Answer(begins, **{name: found.texts() if found else () for name, found in lists.items()})


def differences(told: Sequence[Step], again: Sequence[Step]) -> tuple[str, ...]:
    """What went differently, step by step, each as a sentence; empty when nothing did."""
    found = []
    for number, (before, after) in enumerate(zip(told, again, strict=False), start=1):
        where = f"step {number}, “{before.said}”"
        if before.topics is not None and before.topics != after.topics:
            found.append(f"{where}: understood as {_list(after.topics)} instead of {_list(before.topics)}")
        if len(before.answers) != len(after.answers):
            found.append(f"{where}: {len(after.answers)} answers instead of {len(before.answers)}")
        for one, other in zip(before.answers, after.answers, strict=False):
            for name in ("begins", "buttons", "sources", "attachments"):
                was, now = getattr(one, name), getattr(other, name)
                if was != now:
                    found.append(f"{where}: {name} {_list(now)} instead of {_list(was)}")
    if len(told) != len(again):
        found.append(f"{len(again)} steps instead of {len(told)}")
    return tuple(found)


def _list(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "nothing"
    return f"“{value}”"
