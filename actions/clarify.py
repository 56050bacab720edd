"""Asks back when unsure, at most twice; says calmly what is outside our subject."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.screening import begin
from actions.speaking import buttons, say
from actions.told_more import TellsMore
from bot.channels.messages import Button, Reply
from bot.knowledge import Knowledge
from bot.understanding.topics import SOCIAL

MOST_CLARIFICATIONS = 2
CHOICES = 3


class Clarify(Action):
    """Offers the nearest topics in plain words; after two tries, a person."""

    def __init__(self, knowledge: Knowledge, tells_more: TellsMore) -> None:
        self._knowledge = knowledge
        self._tells_more = tells_more

    def name(self) -> str:
        return "action_clarify"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        if await self._tells_more(tracker):
            return begin()
        asked_before = int(tracker.get_slot("clarifications") or 0)
        if asked_before >= MOST_CLARIFICATIONS:
            self._offer_person(dispatcher, tracker)
            return [SlotSet("clarifications", 0)]
        say(dispatcher, tracker, self._question(tracker), knowledge_version=self._knowledge.version)
        return [SlotSet("clarifications", asked_before + 1)]

    def _question(self, tracker: Tracker) -> Reply:
        nearest = [item["name"] for item in tracker.latest_message.get("intent_ranking") or ()]
        choices = [topic for topic in nearest if topic not in SOCIAL][:CHOICES]
        person = self._knowledge.title("talk_to_human")
        return Reply(
            self._knowledge.phrase("clarify").text,
            (
                *(Button(self._knowledge.title(topic), f"/{topic}") for topic in choices),
                *((Button(person, "/talk_to_human"),) if "talk_to_human" not in choices else ()),
            ),
        )

    def _offer_person(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        phrase = self._knowledge.phrase("clarify_offer_person")
        say(
            dispatcher,
            tracker,
            Reply(phrase.text, buttons(phrase.next)),
            knowledge_version=self._knowledge.version,
            needs_person="not understood three times in a row",
        )


class OutOfScope(Action):
    """A specific sentence on what the assistant knows, and a person for the rest."""

    def __init__(self, knowledge: Knowledge, tells_more: TellsMore) -> None:
        self._knowledge = knowledge
        self._tells_more = tells_more

    def name(self) -> str:
        return "action_out_of_scope"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        if await self._tells_more(tracker):
            return begin()
        phrase = self._knowledge.phrase("out_of_scope")
        say(
            dispatcher,
            tracker,
            Reply(phrase.text, buttons(phrase.next)),
            knowledge_version=self._knowledge.version,
        )
        return [SlotSet("clarifications", 0)]
