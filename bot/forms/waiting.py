"""Dialogues that were interrupted, or asked for beside another one: none is forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from bot.forms.names import BY_NAME, BY_TOPIC, FORMS, Form
from bot.forms.turn import RESUME, Choice, choice


def asked_for(topics: Iterable[str], own: Form | None) -> list[Form]:
    """The dialogues that the topics of a message ask for, health first, without `own`."""
    wanted = {BY_TOPIC[topic] for topic in topics if topic in BY_TOPIC}
    return [form for form in FORMS if form in wanted and form != own]


def with_form(waiting: Sequence[str], *forms: Form) -> list[str]:
    """Those that wait, with `forms` first, each once."""
    return list(dict.fromkeys([*(form.name for form in forms), *waiting]))


def without(waiting: Sequence[str], form: Form) -> list[str]:
    return [name for name in waiting if name != form.name]


def way_back(waiting: Sequence[str], title: Callable[[str], str]) -> tuple[Choice, ...]:
    """A button for each that waits. title: of a topic."""
    return tuple(
        choice(BY_NAME[name].key, title(BY_NAME[name].topics[-1]), RESUME)
        for name in waiting
        if name in BY_NAME
    )
