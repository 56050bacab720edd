"""What the assistant says beside its answers: courtesies, texts of the service, and words about tasks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from bot.clinic_data import Node, read
from bot.knowledge.answers import LONGEST_QUESTION, LONGEST_TITLE
from bot.knowledge.facts import Facts
from bot.knowledge.figures import read_used, with_figures
from bot.knowledge.next_steps import Next, read_next
from bot.knowledge.topics import PHRASES, TASK_TOPICS
from bot.knowledge.wording import fill, placeholders, short_title

CLINIC_VALUES = ("clinic_name", "phone", "email", "opening_hours", "emergency_number", "crisis_line")
"""Placeholders that stand for the clinic's own data in every phrase."""
MOST_NEXT = 4
_PHRASE_KEYS = {"text", "next", "needs", "facts"}


@dataclass(frozen=True)
class Phrase:
    """A text, its next steps, and the ids of the facts that it stands on."""

    text: str
    next: tuple[Next, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Task:
    """How a task is called: on a button (`title`), and in "Did you mean …" (`question`)."""

    title: str
    question: str


@dataclass(frozen=True)
class _Template:
    text: str
    next: tuple[Next, ...]


@dataclass(frozen=True)
class Phrases:
    """All phrases by id, tasks among them; `templates` still lack the values known only when they are said."""

    tasks: Mapping[str, Task]
    templates: Mapping[str, Phrase]

    def phrase(self, id_: str, values: Mapping[str, str]) -> Phrase:
        """Raises KeyError for an unknown id, ValueError when a value that the phrase needs is not given.

        A value is put in as it is: braces in what a visitor wrote are not read as placeholders.
        """
        template = self.templates[id_]
        lacking = [name for name in placeholders(template.text) if name not in values]
        if lacking:
            raise ValueError(f"The phrase '{id_}' needs a value for {', '.join(lacking)}.")
        return replace(template, text=fill(template.text, lambda name, _bare: values[name]))


def load_phrases(path: Path, facts: Facts, faq_topics: Collection[str]) -> Phrases:
    """Raises ClinicDataError naming file, line and key of the first fault."""
    root = read(path)
    root.only({"phrases", "tasks"})
    phrases, tasks = root.need("phrases"), root.need("tasks")
    _need_exactly(phrases, PHRASES)
    _need_exactly(tasks, TASK_TOPICS)
    offered = (*faq_topics, *TASK_TOPICS)
    templates: dict[str, Phrase] = {}
    for id_, node in phrases.items():
        node.only(_PHRASE_KEYS)
        templates[id_] = _template(node, facts, offered)
    for id_, node in tasks.items():
        node.only(_PHRASE_KEYS | {"title", "question"})
        templates[id_] = _template(node, facts, offered)
    titles = {id_: _task(node) for id_, node in tasks.items()}
    return Phrases(MappingProxyType(titles), MappingProxyType(templates))


def _need_exactly(node: Node, ids: Collection[str]) -> None:
    node.only(ids)
    missing = [id_ for id_ in ids if node.get(id_) is None]
    if missing:
        raise node.fail(f"there is no text for {', '.join(missing)}.")


def _task(node: Node) -> Task:
    return Task(
        title=short_title(node.need("title"), LONGEST_TITLE),
        question=short_title(node.need("question"), LONGEST_QUESTION),
    )


def _template(node: Node, facts: Facts, offered: Collection[str]) -> Phrase:
    stands_on, needs, steps = node.get("facts"), node.get("needs"), node.get("next")
    used = read_used(stands_on, facts) if stands_on else ()
    values = (*CLINIC_VALUES, *(needs.texts() if needs else ()))
    paragraphs = [with_figures(item, facts, used, values) for item in node.need("text").list()]
    if not paragraphs:
        raise node.need("text").fail("expected at least one paragraph.")
    return Phrase("\n\n".join(paragraphs), read_next(steps, offered, MOST_NEXT) if steps else (), used)
