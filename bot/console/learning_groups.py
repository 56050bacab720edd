"""The inbox of learning: what was not understood, redacted, the same words once, and like questions together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.database.heard import Heard
from bot.learning.example_files import normal
from bot.reading.redaction import redact


@dataclass(frozen=True)
class Said:
    """The same words of one or several messages, redacted. ids: of the messages, newest first."""

    text: str
    ids: tuple[str, ...]
    conversation: str
    at: datetime
    understood_as: tuple[str, ...]
    confidence: float | None


@dataclass(frozen=True)
class Group:
    """Messages that ask alike. likely: the topic that visitors then chose, else the one that comes nearest."""

    said: tuple[Said, ...]
    messages: int
    at: datetime
    likely: str | None
    chosen: bool
    """Whether visitors chose `likely` themselves."""


def inbox(heard: Sequence[Heard], names: Mapping[str, Sequence[str]]) -> tuple[Group, ...]:
    """The groups, those of most messages first. names: by conversation, to be taken out of what is shown.

    Without an encoder only the same words come together.
    """
    # Imported late: numbers and encoder cost time and memory that only this page needs.
    from bot.console.learning_vectors import alike

    texts = {one.id: redact(one.text, names.get(one.conversation, ())) for one in heard}
    same: dict[str, list[Heard]] = {}
    for one in heard:
        same.setdefault(normal(texts[one.id]), []).append(one)
    kept = list(same.values())
    said = [_said(ones, texts[ones[0].id]) for ones in kept]
    grouped = alike([one.text for one in said])
    groups = [
        _group([said[place] for place in group], [one for place in group for one in kept[place]])
        for group in grouped
    ]
    return tuple(sorted(groups, key=lambda group: (-group.messages, -group.at.timestamp())))


def _said(ones: Sequence[Heard], text: str) -> Said:
    first = ones[0]
    return Said(
        text,
        tuple(one.id for one in ones),
        first.conversation,
        first.at,
        first.understood_as,
        first.confidence,
    )


def _group(said: Sequence[Said], heard: Sequence[Heard]) -> Group:
    chosen = Counter(one.chosen for one in heard if one.chosen)
    nearest = Counter(one.alternatives[0] for one in heard if one.alternatives)
    best = (chosen or nearest).most_common(1)
    return Group(
        tuple(said), len(heard), max(one.at for one in heard), best[0][0] if best else None, bool(chosen)
    )
