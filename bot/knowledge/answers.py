"""The answer to each general question, read from the clinic's file and checked as it is read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from bot.clinic_data import Node, read
from bot.knowledge.facts import Facts
from bot.knowledge.figures import read_used, with_figures
from bot.knowledge.next_steps import Next, read_next
from bot.knowledge.topics import FAQ_TOPICS, TASK_TOPICS
from bot.knowledge.wording import short_title, whole_sentence

LONGEST_TITLE = 24
"""Characters in a row of a list; longer ones are refused by messaging services."""
LONGEST_QUESTION = 60
FEWER_WORDS_THAN = 90
MOST_NEXT = 3
_ANSWER_KEYS = {"title", "question", "first", "details", "caveat", "next", "facts"}


@dataclass(frozen=True)
class Answer:
    """What a visitor is told on one topic.

    `safety` ranks answers told together: the higher is told first. `facts` are the ids it stands on.
    """

    topic: str
    title: str
    question: str
    first: str
    details: tuple[str, ...]
    caveat: str | None
    next: tuple[Next, ...]
    facts: tuple[str, ...]
    safety: int

    @property
    def text(self) -> str:
        """All of it: the answering sentence, the details and the caveat, a blank line between them."""
        return "\n\n".join(part for part in (self.first, " ".join(self.details), self.caveat) if part)

    @property
    def short(self) -> str:
        """The answering sentence and the caveat, for use beside other answers."""
        return f"{self.first} {self.caveat}" if self.caveat else self.first


def load_answers(path: Path, facts: Facts) -> Mapping[str, Answer]:
    """By topic, in the order of the file. Raises ClinicDataError naming file, line and key."""
    root = read(path)
    root.only({"answers", "safety_first"})
    answers = root.need("answers")
    topics = [topic for topic, _ in answers.items()]
    missing = [topic for topic in FAQ_TOPICS if topic not in topics]
    if missing:
        raise answers.fail(f"there is no answer for {', '.join(missing)}.")
    ranks = _ranks(root.need("safety_first"), topics)
    offered = (*topics, *TASK_TOPICS)
    return MappingProxyType(
        {topic: _answer(topic, node, facts, offered, ranks.get(topic, 0)) for topic, node in answers.items()}
    )


def _ranks(node: Node, topics: Collection[str]) -> Mapping[str, int]:
    order = [item.one_of(topics) for item in node.list()]
    return {topic: len(order) - place for place, topic in enumerate(order)}


def _answer(topic: str, node: Node, facts: Facts, offered: Collection[str], safety: int) -> Answer:
    node.only(_ANSWER_KEYS)
    used = read_used(node.need("facts"), facts)
    if not used:
        raise node.need("facts").fail("an answer needs at least one fact to stand on.")
    details, caveat = node.get("details"), node.get("caveat")
    answer = Answer(
        topic=topic,
        title=short_title(node.need("title"), LONGEST_TITLE),
        question=short_title(node.need("question"), LONGEST_QUESTION),
        first=_sentence(node.need("first"), facts, used),
        details=tuple(_sentence(item, facts, used) for item in details.list()) if details else (),
        caveat=_sentence(caveat, facts, used) if caveat else None,
        next=read_next(node.need("next"), offered, MOST_NEXT),
        facts=used,
        safety=safety,
    )
    words = len(answer.text.split())
    if words >= FEWER_WORDS_THAN:
        raise node.fail(f"the whole answer has {words} words; fewer than {FEWER_WORDS_THAN} are allowed.")
    return answer


def _sentence(node: Node, facts: Facts, used: Collection[str]) -> str:
    return with_figures(whole_sentence(node), facts, used)
