"""Everything that may be told to a visitor, read once from the clinic's folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from bot.knowledge.answers import Answer, load_answers
from bot.knowledge.clinic import Clinic, load_clinic
from bot.knowledge.facts import Facts, load_facts
from bot.knowledge.phrases import Phrase, Phrases, Task, load_phrases
from bot.knowledge.sources import sources_text

FILES = ("facts.yml", "answers.yml", "phrases.yml", "clinic.yml")
_VERSION_LENGTH = 12


@dataclass(frozen=True)
class Knowledge:
    """`version` changes with every byte of the files; it is kept with each answer that was given."""

    version: str
    clinic: Clinic
    facts: Facts
    _answers: Mapping[str, Answer]
    _phrases: Phrases

    @property
    def faq(self) -> tuple[str, ...]:
        """The topics that have an answer."""
        return tuple(self._answers)

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics that have an answer, and then the tasks: all that may be offered."""
        return (*self._answers, *self._phrases.tasks)

    def answer(self, topic: str) -> Answer:
        """Raises KeyError for a topic without an answer; tasks have a phrase instead."""
        return self._answers[topic]

    def phrase(self, id_: str, **values: str) -> Phrase:
        """The phrase with the clinic's own data and `values` filled in; `values` win.

        Raises KeyError for an unknown id, ValueError when a value is needed and not given.
        """
        return self._phrases.phrase(id_, {**_clinic_values(self.clinic), **values})

    def title(self, topic: str) -> str:
        """How a topic or a task is called on a button. Raises KeyError for an unknown one."""
        return self._named(topic).title

    def question(self, topic: str) -> str:
        """A topic or a task as a question, for "Did you mean …". Raises KeyError for an unknown one."""
        return self._named(topic).question

    def sources(self, fact_ids: Sequence[str]) -> str:
        """Where the facts come from, to follow "That comes from". Empty for no facts; KeyError if unknown."""
        facts = [self.facts.by_id[id_] for id_ in dict.fromkeys(fact_ids)]
        return sources_text(facts, self.facts.article)

    def _named(self, topic: str) -> Answer | Task:
        return self._answers[topic] if topic in self._answers else self._phrases.tasks[topic]


def load_knowledge(folder: Path) -> Knowledge:
    """Reads the clinic's files. Raises ClinicDataError naming file, line and key of the first fault."""
    facts = load_facts(folder / "facts.yml")
    answers = load_answers(folder / "answers.yml", facts)
    phrases = load_phrases(folder / "phrases.yml", facts, tuple(answers))
    clinic = load_clinic(folder)
    return Knowledge(_version(folder), clinic, facts, answers, phrases)


def _version(folder: Path) -> str:
    digest = sha256()
    for name in FILES:
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:_VERSION_LENGTH]


def _clinic_values(clinic: Clinic) -> Mapping[str, str]:
    return {
        "clinic_name": clinic.name,
        "phone": clinic.phone,
        "email": clinic.email,
        "opening_hours": clinic.opening_hours(),
        "emergency_number": clinic.emergency_number(),
        "crisis_line": clinic.crisis_line(),
    }
