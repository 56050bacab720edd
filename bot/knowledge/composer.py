"""Makes one reply out of the answers to all questions of a message.

A worried reader on a phone must get through it: a single answer is told in full, several are told short,
what matters for safety first. What does not fit is named and offered, not passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import shorten

from bot.knowledge.answers import Answer
from bot.knowledge.next_steps import LONGEST_TITLE, Next

FEWER_WORDS_THAN = 150
MOST_NEXT = 3
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_ANSWERS_TO_NOTHING = ("Yes,", "No,")
"""Openings that need their question beside them to be understood."""


@dataclass(frozen=True)
class Composed:
    """A reply. `left_out` are the topics that it names and offers, but does not answer."""

    text: str
    next: tuple[Next, ...]
    facts: tuple[str, ...]
    left_out: tuple[str, ...]


def compose(answers: Sequence[Answer]) -> Composed:
    """Raises ValueError when there is nothing to answer. An answer given twice is told once."""
    ordered = sorted(dict.fromkeys(answers), key=lambda answer: -answer.safety)
    if not ordered:
        raise ValueError("There is no answer to compose a reply of.")
    if len(ordered) == 1:
        only = ordered[0]
        return Composed(only.text, only.next, only.facts, ())
    count = _how_many_fit(ordered)
    told, left = ordered[:count], ordered[count:]
    return Composed(
        text=_text(told, left),
        next=_next(told, left),
        facts=tuple(dict.fromkeys(fact for answer in told for fact in answer.facts)),
        left_out=tuple(answer.topic for answer in left),
    )


def _how_many_fit(ordered: Sequence[Answer]) -> int:
    for count in range(len(ordered), 1, -1):
        if len(_text(ordered[:count], ordered[count:]).split()) < FEWER_WORDS_THAN:
            return count
    return 1


def _text(told: Sequence[Answer], left: Sequence[Answer]) -> str:
    paragraphs: list[str] = []
    said: set[str] = set()
    for answer in told:
        fresh = [sentence for sentence in _SENTENCE.split(answer.short) if sentence not in said]
        said.update(fresh)
        lead = f"{answer.title}: " if answer.first.startswith(_ANSWERS_TO_NOTHING) else ""
        paragraphs.append(lead + " ".join(fresh))
    if left:
        paragraphs.append(_left_open(left))
    return "\n\n".join(paragraphs)


def _left_open(left: Sequence[Answer]) -> str:
    titles = [f"“{answer.title}”" for answer in left[:MOST_NEXT]]
    others = " and others" if len(left) > MOST_NEXT else ""
    return f"I have not answered {', '.join(titles)}{others} yet; please ask me about that next."


def _next(told: Sequence[Answer], left: Sequence[Answer]) -> tuple[Next, ...]:
    """What was left out comes first, then the first step of each answer, then the second of each."""
    steps = [Next(shorten(answer.title, LONGEST_TITLE, placeholder="…"), answer.topic) for answer in left]
    for place in range(MOST_NEXT):
        steps += [answer.next[place] for answer in told if place < len(answer.next)]
    return tuple(_distinct(steps, {answer.topic for answer in told}))[:MOST_NEXT]


def _distinct(steps: Iterable[Next], answered: set[str]) -> Iterable[Next]:
    """The steps whose topic is not answered already and was not offered before."""
    topics, titles = set(answered), set()
    for step in steps:
        if step.topic not in topics and step.title not in titles:
            topics.add(step.topic)
            titles.add(step.title)
            yield step
