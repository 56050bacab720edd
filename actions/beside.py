"""What is answered at once, whatever dialogue is open: it is about the chat and the visitor's data, not about SMP."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

Beside = Literal["no", "answered", "asks"]
"""Not such a message; answered, and an open dialogue asks again; answered, and the dialogue keeps quiet."""


class BesideAction(Protocol):
    async def beside(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Beside:
        """Answers the latest message if it is for this action, and says what became of it."""
        ...


async def answered_beside(
    actions: Sequence[BesideAction], dispatcher: CollectingDispatcher, tracker: Tracker
) -> Beside:
    """What the first of the actions that took the message made of it."""
    for action in actions:
        taken = await action.beside(dispatcher, tracker)
        if taken != "no":
            return taken
    return "no"
