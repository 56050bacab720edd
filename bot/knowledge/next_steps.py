"""The next steps offered under a text, as buttons."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.clinic_data import Node
from bot.knowledge.wording import short_title

LONGEST_TITLE = 20
"""Characters on a reply button; longer ones are refused by messaging services."""


@dataclass(frozen=True)
class Next:
    """A step to offer: `title` is shown, `topic` is what tapping it asks for."""

    title: str
    topic: str


def read_next(node: Node, topics: Collection[str], most: int) -> tuple[Next, ...]:
    """One to `most` steps, each to one of `topics` and none twice. Raises ClinicDataError."""
    steps: list[Next] = []
    for item in node.list():
        item.only({"title", "topic"})
        step = Next(short_title(item.need("title"), LONGEST_TITLE), item.need("topic").one_of(topics))
        if step.topic in {earlier.topic for earlier in steps}:
            raise item.fail(f"the topic '{step.topic}' is offered twice.")
        steps.append(step)
    if not 1 <= len(steps) <= most:
        raise node.fail(f"expected 1 to {most} next steps, found {len(steps)}.")
    return tuple(steps)
