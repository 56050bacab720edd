"""What the latest message is, as the dialogues need to know it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker

from actions.speaking import intent, is_button, understood
from bot.forms.envelope import states
from bot.forms.names import FORMS, OWN_INTENTS, Form
from bot.forms.turn import Said, choice_of
from bot.understanding.commands import command_of
from bot.understanding.topics import OUT_OF_SCOPE, SOCIAL

FALLBACK = "nlu_fallback"
PERSON = "talk_to_human"
NOT_SURE = frozenset({FALLBACK, OUT_OF_SCOPE, ""})


def said_to(form: Form, tracker: Tracker, day: dt.date, more: Mapping[str, Any]) -> Said:
    """The message, as `form` hears it; `more` is what its action looked up besides the other dialogues' states."""
    text = str(tracker.latest_message.get("text") or "")
    asked = _asked(tracker)
    return Said(
        text="" if is_button(tracker.latest_message) else text,
        day=day,
        choice=choice_of(form.key, text),
        topics=tuple(topic for topic, _ in asked),
        clauses=tuple(clause for _, clause in asked),
        conversation=str(tracker.sender_id),
        known={**states({item.key: tracker.get_slot(item.key) for item in FORMS}), **more},
    )


def tapped_form(tracker: Tracker) -> str | None:
    """The key of the dialogue whose own button was tapped, or None."""
    name = intent(tracker.latest_message)
    return name if name in OWN_INTENTS else None


def _asked(tracker: Tracker) -> list[tuple[str, str]]:
    """The topics that were surely asked, with their words; the intent comes first, as a command may be one."""
    name = intent(tracker.latest_message)
    if name in NOT_SURE:
        return []
    found = [(str(item["topic"]), str(item.get("clause") or "")) for item in understood(tracker)["topics"]]
    # Where a rule knows what some words mean, the guess that they ask for a person gives way to it.
    found = [(topic, words) for topic, words in found if topic != PERSON or command_of(words) is None]
    if name not in {topic for topic, _ in found}:
        found.insert(0, (name, str(tracker.latest_message.get("text") or "")))
    return [(topic, clause) for topic, clause in found if topic not in SOCIAL | OWN_INTENTS]
