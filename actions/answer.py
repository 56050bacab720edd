"""Answers every question of a message in one reply, and tells where an answer came from."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence, Set
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.own_care import OwnDays
from actions.quote import own_price
from actions.screening import SYMPTOM, Loaded
from actions.screening import begin as begin_screening
from actions.sources import told_source
from actions.speaking import buttons, intent, say, tells_condition, topics_asked, understood
from bot.channels.messages import Reply
from bot.forms.names import BOOKING, DATES, QUOTE, SCREENING
from bot.forms.waiting import asked_for, with_form, without
from bot.knowledge import Composed, Knowledge, Next, Phrase, compose
from bot.understanding.topics import COURTESIES, SOCIAL, TASKS

MOST_BUTTONS = 3
HEALTH = frozenset({SYMPTOM, "check_eligibility"})
"""What the screening takes over, after the general questions of the same message; a symptom comes before them."""
DIALOGUES = HEALTH | {*QUOTE.topics, *DATES.topics, *BOOKING.topics}
"""What a dialogue takes over, after the general questions of the same message."""


class AnswerQuestions(Action):
    """Facts for every question asked; health goes on to the screening, what a person has to do is handed to one."""

    def __init__(self, knowledge: Knowledge, own_days: OwnDays) -> None:
        self._knowledge = knowledge
        self._own_days = own_days

    def name(self) -> str:
        return "action_answer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        asked = _asked(tracker) or (intent(tracker.latest_message),)
        if SYMPTOM in asked:
            return begin_screening()
        tasks = [topic for topic in asked if topic in TASKS - DIALOGUES]
        parts = self._parts(asked)
        facts = tuple(dict.fromkeys(fact for part in parts for fact in part.facts))
        own = await self._own_days.care(asked, tracker)
        paragraphs = [*(part.text for part in parts), *own.sentences, *self._left_open(tracker)]
        left_out = {topic for part in parts if isinstance(part, Composed) for topic in part.left_out}
        steps = [step for part in parts for step in part.next]
        if paragraphs:
            say(
                dispatcher,
                tracker,
                Reply(
                    "\n\n".join(paragraphs), buttons(_distinct(steps, set(asked) - left_out)), sources=facts
                ),
                knowledge_version=self._knowledge.version,
                needs_person=", ".join(tasks) or None,
            )
        remembered = [SlotSet("last_facts", list(facts)), SlotSet("clarifications", 0)]
        return [*remembered, *_handed_over([*asked, *own.topics], tracker)]

    def _parts(self, asked: Sequence[str]) -> list[Composed | Phrase]:
        """The general questions in one text, then what a person has to do."""
        answers = [self._knowledge.answer(topic) for topic in asked if topic not in TASKS | SOCIAL]
        return [
            *([compose(answers)] if answers else []),
            *(self._knowledge.phrase(topic) for topic in asked if topic in TASKS - DIALOGUES),
        ]

    def _left_open(self, tracker: Tracker) -> list[str]:
        unclear = understood(tracker).get("unclear") or []
        return [self._knowledge.phrase("unanswered_part", part=part).text for part in unclear]


class TellSource(Action):
    """Names the source of the last answer, fact by fact and rule by rule."""

    def __init__(self, knowledge: Knowledge, load: Callable[[], Loaded]) -> None:
        self._knowledge = knowledge
        self._load = load

    def name(self) -> str:
        return "action_tell_source"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        loaded = await asyncio.to_thread(self._load)
        reply = told_source(self._knowledge, loaded.dialogue.asking.rulebook, tracker)
        say(dispatcher, tracker, reply, knowledge_version=self._knowledge.version)
        return []


class ReturnCourtesy(Action):
    """Greets, thanks, says goodbye, says honestly that it is an assistant, and stops when told to."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def name(self) -> str:
        return "action_courtesy"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        said = [topic for topic in topics_asked(tracker) if topic in SOCIAL]
        best = next((topic for topic in said if topic not in COURTESIES), intent(tracker.latest_message))
        phrase = self._knowledge.phrase(best)
        say(
            dispatcher,
            tracker,
            Reply(phrase.text, buttons(phrase.next)),
            knowledge_version=self._knowledge.version,
        )
        return [SlotSet("clarifications", 0)]


def _asked(tracker: Tracker) -> tuple[str, ...]:
    """The topics of the message; a question about prices that tells of one's own case asks for a quote."""
    topics = [(str(item["topic"]), str(item.get("clause") or "")) for item in understood(tracker)["topics"]]
    return tuple(own_price(topics, str(tracker.latest_message.get("text") or "")))


def _handed_over(asked: Sequence[str], tracker: Tracker) -> list[dict[str, Any]]:
    """The events that let the dialogues take over what was asked of them; the first now, the others after it."""
    health = [SCREENING.topics[-1]] if tells_condition(tracker) else []
    forms = asked_for([*asked, *health], None)
    if not forms:
        return []
    waiting = without(with_form(tracker.get_slot("waiting_forms") or (), *forms), forms[0])
    return [SlotSet("waiting_forms", waiting), FollowupAction(forms[0].name)]


def _distinct(steps: Sequence[Next], answered: Set[str]) -> list[Next]:
    """The first few next steps, each topic once, without what was just answered."""
    kept: dict[str, Next] = {}
    for step in steps:
        if step.topic not in answered:
            kept.setdefault(step.topic, step)
    return list(kept.values())[:MOST_BUTTONS]
