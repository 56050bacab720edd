"""What two models make of the same texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.understanding.encoder import Encoder
from bot.understanding.intent_model import IntentModel
from bot.understanding.understanding import Understanding


@dataclass(frozen=True)
class Different:
    """A text that is understood differently now. before, after: topics, best first; none: outside our subject.

    asked_before, asked_after: whether the visitor would have been asked back.
    """

    id: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    asked_before: bool
    asked_after: bool


def different(
    texts: Mapping[str, str], before: IntentModel, after: IntentModel, encoder: Encoder
) -> tuple[Different, ...]:
    """The texts, by id, that the two models understand differently, in the order given."""
    earlier, later = Understanding(encoder, before), Understanding(encoder, after)
    found = []
    for id_, text in texts.items():
        one, other = earlier.read(text), later.read(text)
        topics = tuple(item.topic for item in one.topics), tuple(item.topic for item in other.topics)
        if topics[0] != topics[1] or one.sure != other.sure:
            found.append(Different(id_, *topics, not one.sure, not other.sure))
    return tuple(found)


def understood_as_told(
    told: Sequence[tuple[str, tuple[str, ...]]], model: IntentModel, encoder: Encoder
) -> int:
    """How many of the texts have exactly the topics told for them."""
    reading = Understanding(encoder, model)
    return sum(tuple(item.topic for item in reading.read(text).topics) == topics for text, topics in told)
