"""Answers a message as if no dialogue were open: the same actions that the rules name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.heard import FALLBACK
from actions.sources import SOURCE_INTENT
from actions.speaking import intent
from bot.understanding.commands import CLINIC_DETAILS
from bot.understanding.topics import OUT_OF_SCOPE, SOCIAL

IN_ONE_PHRASE: Final = SOCIAL | {CLINIC_DETAILS}
NOTHING_MORE: Final[Mapping[str, Action]] = MappingProxyType({})


class Usual:
    """Chooses among the actions by the message's intent."""

    def __init__(
        self,
        answer: Action,
        courtesy: Action,
        clarify: Action,
        out_of_scope: Action,
        source: Action,
        about_the_chat: Mapping[str, Action] = NOTHING_MORE,
    ) -> None:
        """about_the_chat: further actions by the intent that each answers."""
        self._answer = answer
        self._courtesy = courtesy
        self._by_intent = {
            FALLBACK: clarify,
            OUT_OF_SCOPE: out_of_scope,
            SOURCE_INTENT: source,
            **about_the_chat,
        }

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """The events of the action that was chosen."""
        name = intent(tracker.latest_message)
        usual = self._courtesy if name in IN_ONE_PHRASE else self._by_intent.get(name, self._answer)
        return list(await usual.run(dispatcher, tracker, domain))
