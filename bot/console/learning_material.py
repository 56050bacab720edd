"""What the pages of learning stand on: plain titles, the alarm, the sentence encoder. Loaded when first asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bot.clinic_data import read
from bot.console.transcript_words import OTHERS
from bot.knowledge import Knowledge, load_knowledge
from bot.learning.example_files import Place, places
from bot.learning.lexicon_file import concepts_of
from bot.learning.safety import is_safety
from bot.reading.lexicon import FILE as LEXICON
from bot.reading.red_flags import Gate, load_gate
from bot.triage.rulebook import OVERRIDES, RULES, load_rulebook
from bot.understanding.topics import TASKS

ROOT: Final = Path(__file__).resolve().parents[2]
NLU: Final = ROOT / "data" / "nlu"
CONFIDENCE: Final = ROOT / "data" / "understanding" / "confidence.yml"
ENCODER: Final = ROOT / "build" / "encoder"


@dataclass(frozen=True)
class Choices:
    """Topics to choose from, each an id with its title, in groups with a heading."""

    groups: Sequence[tuple[str, Sequence[tuple[str, str]]]]

    @property
    def titles(self) -> Mapping[str, str]:
        return {topic: title for _, pairs in self.groups for topic, title in pairs}

    def title(self, topic: str | None) -> str:
        """The plain title; the id in words for a topic that is not there any more."""
        return self.titles.get(topic or "", (topic or "nothing").replace("_", " "))


def choices(folder: Path) -> Choices:
    """Raises ClinicDataError."""
    knowledge = _knowledge(folder, _stamp(folder, "answers.yml", "phrases.yml", "facts.yml", "clinic.yml"))
    questions = [(topic, knowledge.question(topic)) for topic in knowledge.faq]
    tasks = [(topic, knowledge.title(topic)) for topic in knowledge.topics if topic in TASKS]
    return Choices(
        (
            ("Something to be done", tasks),
            ("A question", sorted(questions, key=lambda pair: pair[1].casefold())),
            ("Something else", list(OTHERS.items())),
        )
    )


def concepts(folder: Path) -> Mapping[str, str]:
    """The conditions, medicines and symptoms that words can stand for: id and plain title. Raises ClinicDataError."""
    return _concepts(folder, _stamp(folder, LEXICON, RULES, OVERRIDES))


def alarms(folder: Path, text: str) -> bool:
    """Whether a text speaks of an emergency."""
    return bool(list(_gate(folder, _stamp(folder, "red_flags.yml")).flags(text)))


def touches_safety(folder: Path, topic: str | None, understood_as: Sequence[str], text: str) -> bool:
    return is_safety(topic, understood_as, text, lambda said: alarms(folder, said))


def standing() -> Mapping[str, Place]:
    """Every example by its normal form. Raises ClinicDataError."""
    return _standing(_stamp(NLU, *(file.name for file in sorted(NLU.glob("*.yml")))))


def sure_from() -> float:
    """The confidence, 0 to 1, from which a topic is answered without asking back. Raises ClinicDataError."""
    return float(read(CONFIDENCE).need("thresholds").need("answer").number())


def _stamp(folder: Path, *names: str) -> tuple[tuple[str, int], ...]:
    """Changes when one of the files does."""
    files = (folder / name for name in names)
    return tuple((file.name, file.stat().st_mtime_ns) for file in files if file.exists())


@lru_cache(maxsize=2)
def _knowledge(folder: Path, _files: tuple[tuple[str, int], ...]) -> Knowledge:
    return load_knowledge(folder)


@lru_cache(maxsize=2)
def _gate(folder: Path, _files: tuple[tuple[str, int], ...]) -> Gate:
    return load_gate(folder)


@lru_cache(maxsize=2)
def _standing(_files: tuple[tuple[str, int], ...]) -> Mapping[str, Place]:
    return places(NLU)


@lru_cache(maxsize=2)
def _concepts(folder: Path, _files: tuple[tuple[str, int], ...]) -> Mapping[str, str]:
    conditions = load_rulebook(folder).conditions
    names = concepts_of((folder / LEXICON).read_text(encoding="utf-8"))
    titles = {
        name: conditions[name].title if name in conditions else name.replace("_", " ") for name in names
    }
    return MappingProxyType(dict(sorted(titles.items(), key=lambda pair: pair[1].casefold())))
