"""Tells what is stored about a visitor, erases it after a confirmation, ends unasked messages and consents.

The action only decides and words it. Erasing and withdrawing are done by the web process as it stores the answer
(bot/database/deeds.py), because the dialogue engine writes its notes about this very message after the action.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.beside import Beside
from actions.speaking import buttons, intent, is_button, say, topics_asked
from bot.channels.messages import Button, Reply
from bot.database.held import held, in_force
from bot.database.leads import CONTACT
from bot.database.screenings import HEALTH
from bot.database.session import Database, DatabaseDownError
from bot.forms.names import SCREENING
from bot.forms.turn import choice, choice_in
from bot.knowledge import Knowledge
from bot.privacy.deed import RECEIPT, Deed
from bot.privacy.summary import summary
from bot.privacy.wording import PrivacyWording
from bot.understanding.privacy_wishes import privacy_wish
from bot.understanding.topics import SOCIAL

PRIVACY: Final = "privacy"
REMINDERS: Final = "reminders"
UNASKED: Final = (REMINDERS,)
"""Purposes of the consents on which messages are sent unasked."""
ALL: Final = "all"
_WITHDRAW: Final = "withdraw:"
_NAMED: Final = (
    (HEALTH, re.compile(r"\b(?:health|medical|screening|conditions?|illness)", re.IGNORECASE)),
    (CONTACT, re.compile(r"\b(?:contact|phone|e-?mail|call|number|name)", re.IGNORECASE)),
    (REMINDERS, re.compile(r"\b(?:reminders?|messages)", re.IGNORECASE)),
)
"""The words by which somebody says which consent is meant."""

log = structlog.get_logger("privacy")


class Privacy(Action):
    """One wish about one's own data. answer: says what there is to say about privacy beside other questions."""

    def __init__(
        self, knowledge: Knowledge, wording: PrivacyWording, database: Database, answer: Action
    ) -> None:
        self._knowledge = knowledge
        self._wording = wording
        self._database = database
        self._answer = answer

    def name(self) -> str:
        return "action_privacy"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        if await self.beside(dispatcher, tracker) != "no":
            return [SlotSet("clarifications", 0)]
        if set(topics_asked(tracker)) - SOCIAL - {PRIVACY}:
            return list(await self._answer.run(dispatcher, tracker, domain))
        self._offer(dispatcher, tracker)
        return [SlotSet("clarifications", 0)]

    async def beside(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Beside:
        """Does what was wished by a tapped button or by words that the rules know."""
        if intent(tracker.latest_message) != PRIVACY:
            return "no"
        wish = _wish(tracker)
        match wish:
            case None:
                return "no"
            case "show":
                await self._show(dispatcher, tracker)
                return "answered"
            case "erase":
                self._tell(
                    dispatcher, tracker, "erase_ask", [self._button("erase_yes"), self._button("keep")]
                )
                return "asks"
            case "erase_yes":
                erased = Reply(self._wording.said.say("erased", receipt=RECEIPT))
                self._say(dispatcher, tracker, erased, Deed(erase=True))
                return "asks"
            case "keep":
                self._tell(dispatcher, tracker, "erase_kept")
                return "answered"
            case "stop":
                self._say(
                    dispatcher, tracker, Reply(self._wording.said.say("stopped")), Deed(withdraw=UNASKED)
                )
                return "asks"
        await self._withdraw(dispatcher, tracker, wish)
        return "asks"

    async def _show(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        zone = self._knowledge.clinic.timezone
        try:
            found = await self._database.read(lambda c: held(c, str(tracker.sender_id), zone))
        except DatabaseDownError:
            found = None
        if found is None:
            log.warning("privacy.not_read", conversation=str(tracker.sender_id))
            self._tell(dispatcher, tracker, "not_read")
            return
        *before, last = summary(replace(found, told_now=_told_now(tracker)), self._wording)
        for part in before:
            self._say(dispatcher, tracker, Reply(part))
        self._say(dispatcher, tracker, Reply(last, (self._button("erase"), self._person())))

    async def _withdraw(self, dispatcher: CollectingDispatcher, tracker: Tracker, wish: str) -> None:
        try:
            given = await self._database.read(lambda c: in_force(c, str(tracker.sender_id)))
        except DatabaseDownError:
            self._tell(dispatcher, tracker, "not_read")
            return
        meant = _meant(wish, tracker, given)
        if not given:
            self._tell(dispatcher, tracker, "withdraw_none", [self._button("erase")])
        elif not meant:
            one_by_one = [_choice(self._wording.purpose(id_), _WITHDRAW + id_) for id_ in given]
            every = _choice(self._wording.said.buttons["withdraw_all"], _WITHDRAW + ALL)
            self._tell(dispatcher, tracker, "withdraw_which", [*one_by_one, every])
        else:
            named = ", ".join(self._wording.purpose(id_).lower() for id_ in meant)
            told = Reply(self._wording.said.say("withdrawn", purposes=named), (self._button("erase"),))
            self._say(dispatcher, tracker, told, Deed(withdraw=tuple(meant)))

    def _offer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        """What there is to know in general, with what can be done here; a person is to look as well."""
        phrase = self._knowledge.phrase(PRIVACY)
        own = (self._button("show"), self._button("erase"))
        say(
            dispatcher,
            tracker,
            Reply(phrase.text, (*own, *buttons(phrase.next))),
            knowledge_version=self._knowledge.version,
            needs_person=PRIVACY,
        )

    def _tell(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        phrase: str,
        offered: Sequence[Button] = (),
    ) -> None:
        self._say(dispatcher, tracker, Reply(self._wording.said.say(phrase), tuple(offered)))

    def _say(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        reply: Reply,
        deed: Deed | None = None,
    ) -> None:
        say(dispatcher, tracker, reply, knowledge_version=self._knowledge.version, deed=deed)

    def _button(self, id_: str) -> Button:
        return _choice(self._wording.said.buttons[id_], id_)

    def _person(self) -> Button:
        return Button(self._wording.said.buttons["person"], "/talk_to_human")


def _choice(title: str, id_: str) -> Button:
    made = choice(PRIVACY, title, id_)
    return Button(made.title, made.payload)


def _told_now(tracker: Tracker) -> list[str]:
    """The visitor's words that the screening in this conversation has kept."""
    kept = tracker.get_slot(SCREENING.key)
    if not isinstance(kept, Mapping):
        return []
    return [
        *(str(fact.get("text") or "") for fact in kept.get("told") or ()),
        *(str(answer.get("words") or "") for answer in kept.get("answers") or ()),
    ]


def _wish(tracker: Tracker) -> str | None:
    """A tapped button's id, or what the words say: all of them, or those that were taken to be about privacy."""
    text = str(tracker.latest_message.get("text") or "")
    if is_button(tracker.latest_message):
        return choice_in(PRIVACY, text)
    understood = tracker.latest_message.get("understood") or {}
    topics = understood.get("topics") or ()
    if privacy_wish(text) is None and {item["topic"] for item in topics} - SOCIAL - {PRIVACY}:
        return None
    said = [text, *(str(item.get("clause") or "") for item in topics if item["topic"] == PRIVACY)]
    return next((wish for wish in map(privacy_wish, said) if wish is not None), None)


def _meant(wish: str, tracker: Tracker, given: Sequence[str]) -> list[str]:
    """Which of the consents in force are to end; empty when it has to be asked."""
    if wish == _WITHDRAW + ALL or len(given) == 1:
        return list(given)
    if wish.startswith(_WITHDRAW):
        return [id_ for id_ in given if id_ == wish.removeprefix(_WITHDRAW)]
    text = str(tracker.latest_message.get("text") or "")
    return [id_ for id_, words in _NAMED if id_ in given and words.search(text)]
