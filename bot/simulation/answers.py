"""Answers side by side: which would be told differently, and whether that is about safety."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.knowledge.answers import Answer


@dataclass(frozen=True)
class AnswerChange:
    """An answer that differs. safety: it counts among those that go first for safety, or its caveat differs."""

    topic: str
    title: str
    before: str
    after: str
    safety: bool


def differences(before: Mapping[str, Answer], after: Mapping[str, Answer]) -> tuple[AnswerChange, ...]:
    """Every answer that differs, those about safety first; "" where there is none."""
    changes = [
        _change(topic, before.get(topic), after.get(topic))
        for topic in dict.fromkeys((*before, *after))
        if before.get(topic) != after.get(topic)
    ]
    return tuple(sorted(changes, key=lambda change: not change.safety))


def _change(topic: str, before: Answer | None, after: Answer | None) -> AnswerChange:
    both = [answer for answer in (before, after) if answer is not None]
    caveats = {answer.caveat for answer in both}
    return AnswerChange(
        topic=topic,
        title=both[-1].title,
        before=before.text if before is not None else "",
        after=after.text if after is not None else "",
        safety=any(answer.safety for answer in both) or len(caveats) > 1,
    )
