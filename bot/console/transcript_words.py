"""What ids in a stored conversation mean, in words: topics, facts, rules, conditions, outcomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bot.knowledge import Knowledge, load_knowledge
from bot.triage.dispositions import Lane
from bot.triage.rulebook import load_rulebook
from bot.triage.rules import Rulebook
from bot.understanding.topics import OUT_OF_SCOPE

OUTCOMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "urgent_now": "Help now",
        "emergency_now": "Help now",
        "not_suitable": "Not suitable",
        "defer": "Wait first",
        "needs_clinician": "Needs a clinician",
        "suitable_with_precautions": "Suitable, with care",
        "suitable": "Suitable",
        "same_day_clinician": "Clinician the same day",
        "contact_artist_24_48h": "Artist within two days",
        "normal_healing": "Normal healing",
    }
)
TONES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "urgent_now": "bad",
        "emergency_now": "bad",
        "not_suitable": "bad",
        "same_day_clinician": "bad",
        "defer": "warn",
        "needs_clinician": "warn",
        "contact_artist_24_48h": "warn",
        "suitable_with_precautions": "good",
        "suitable": "good",
        "normal_healing": "good",
    }
)
LANES: Final[Mapping[Lane, str]] = MappingProxyType(
    {"before": "before a session", "after": "after a session"}
)
PURPOSES: Final[Mapping[str, str]] = MappingProxyType(
    {"health_data": "health data", "contact": "contact details", "reminders": "reminders", "photos": "photos"}
)
OTHERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "greet": "A greeting",
        "goodbye": "A goodbye",
        "thanks": "Thanks",
        "affirm": "Yes",
        "deny": "No",
        "bot_challenge": "Are you a robot?",
        "stop": "Stop",
        OUT_OF_SCOPE: "Nothing that we answer",
    }
)
"""Topics that have no answer of their own, in plain words."""
PROVISIONAL: Final[Mapping[str, str]] = MappingProxyType(
    {
        "open": "the health check is not finished",
        "unscreened": "the health check is not done",
    }
)


@dataclass(frozen=True)
class Words:
    """Looks ids up. An id that is not known any more is shown as it is, never as an error."""

    knowledge: Knowledge
    rulebook: Rulebook

    def topic(self, topic: str) -> str:
        try:
            return self.knowledge.title(topic)
        except KeyError:
            return OTHERS.get(topic, topic.replace("_", " "))

    def condition(self, concept: str) -> str:
        found = self.rulebook.conditions.get(concept)
        return found.title if found is not None else concept.replace("_", " ")

    def outcome(self, disposition: str | None) -> str:
        return OUTCOMES.get(disposition or "", (disposition or "").replace("_", " "))

    def citation(self, key: str) -> str:
        """The source of a rule: what it cites, and how good it is."""
        found = self.rulebook.sources.get(key)
        return f"{found.cite} (grade {found.grade})" if found is not None else key

    def source(self, id_: str) -> str:
        """What a reply stands on: the statement of a fact, or the name of a rule."""
        fact = self.knowledge.facts.by_id.get(id_)
        return fact.statement if fact is not None else id_

    def places(self, ids: Sequence[str]) -> str:
        """Where the facts among these ids come from; empty if there are none."""
        facts = [id_ for id_ in ids if id_ in self.knowledge.facts.by_id]
        return self.knowledge.sources(facts)


def words_in(folder: Path) -> Words:
    """Read once in a process. Raises ClinicDataError."""
    return _words(folder)


@lru_cache(maxsize=2)
def _words(folder: Path) -> Words:
    return Words(load_knowledge(folder), load_rulebook(folder))
