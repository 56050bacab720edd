"""How an action speaks: one Reply, with what was understood, in the shape that bot/rasa_client.py reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.channels.messages import Button, Reply
from bot.knowledge import Next
from bot.privacy.deed import Deed


def say(
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    reply: Reply,
    *,
    knowledge_version: str,
    needs_person: str | None = None,
    deed: Deed | None = None,
) -> None:
    """Hands one reply to Rasa. `needs_person` is the reason why staff should look, or None.

    deed: what the web process does with the visitor's data as it stores the answer.
    """
    dispatcher.utter_message(
        json_message={
            "reply": reply.to_json(),
            "understood": {**understood(tracker), "knowledge": knowledge_version},
            "needs_person": needs_person,
            **({"deed": deed.to_json()} if deed is not None else {}),
        }
    )


def understood(tracker: Tracker) -> dict[str, Any]:
    """What the pipeline read in the latest message; a tapped button is certain."""
    message = tracker.latest_message
    if is_button(message):
        topic = {"topic": intent(message), "confidence": 1.0, "clause": message.get("text") or ""}
        return {"topics": [topic], "alternatives": [], "out_of_scope": False}
    return dict(message.get("understood") or {"topics": [], "alternatives": [], "out_of_scope": False})


def topics_asked(tracker: Tracker) -> tuple[str, ...]:
    """The ids of all topics of the latest message, best first."""
    return tuple(item["topic"] for item in understood(tracker)["topics"])


def tells_condition(tracker: Tracker) -> bool:
    """Whether the latest message states a condition of the writer's own beside what it asks."""
    return bool(tracker.latest_message.get("told_beside"))


def intent(message: Mapping[str, Any]) -> str:
    """The intent's name, or "" when Rasa gave none."""
    return str((message.get("intent") or {}).get("name") or "")


def is_button(message: Mapping[str, Any]) -> bool:
    """Whether a message is a tapped button (`/topic`) and not typed words."""
    return str(message.get("text") or "").startswith("/")


def buttons(steps: Sequence[Next]) -> tuple[Button, ...]:
    """Quick replies for next steps."""
    return tuple(Button(step.title, f"/{step.topic}") for step in steps)
