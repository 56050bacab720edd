"""What the dialogues of quotes, dates and bookings have in common as Rasa forms.

A message that belongs to another dialogue goes there, and the way back is offered; a symptom goes to the screening
before all else. A question in between is answered, and then the dialogue goes on. Nothing told is lost by it.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.beside import Beside, BesideAction, answered_beside
from actions.heard import FALLBACK, said_to
from actions.sources import SOURCE_INTENT, SOURCES_SLOT
from actions.speaking import intent, is_button, say, tells_condition
from actions.usual import Usual
from bot.channels.messages import Attachment, Button, Reply
from bot.database.session import Database, DatabaseDownError
from bot.database.transcript import UnknownConversationError
from bot.forms.envelope import Envelope, Waits, opened
from bot.forms.names import BY_NAME, BY_TOPIC, SCREENING, Form
from bot.forms.turn import RESUME, Choice, Dialogue, Said, Turn, choice
from bot.forms.waiting import asked_for, way_back, with_form, without
from bot.forms.wording import Wording
from bot.knowledge import Knowledge, compose
from bot.screening.said import remark
from bot.understanding.commands import CLINIC_DETAILS
from bot.understanding.topics import OUT_OF_SCOPE

SYMPTOM = "report_symptom"
PERSON = "talk_to_human"
WAITING_SLOT = "waiting_forms"
IN_A_PHRASE = (PERSON, "privacy", "bot_challenge", CLINIC_DETAILS, OUT_OF_SCOPE)
"""What is answered by a phrase, in between; the first two also call a person."""

log = structlog.get_logger("form")


@dataclass(frozen=True)
class Parts:
    """What every dialogue is made of. folder: of the clinic's files."""

    knowledge: Knowledge
    wording: Wording
    usual: Usual
    folder: Path
    database: Database
    about_the_chat: Sequence[BesideAction] = ()


class DialogueForm(Action):
    """One turn of a dialogue. A subclass names its `form`, passes how its dialogue is loaded (called once a
    message, in a thread, so it should remember what it has loaded), and overrides what it needs of the last section.
    """

    form: ClassVar[Form]
    version: ClassVar[int] = 1
    """Of the state's shape: raise it, and states of another shape are begun anew."""

    def __init__(self, parts: Parts, load: Callable[[], Dialogue]) -> None:
        self._knowledge = parts.knowledge
        self._wording = parts.wording
        self._usual = parts.usual
        self._about_the_chat = parts.about_the_chat
        self._database = parts.database
        self._load = load

    def name(self) -> str:
        return f"validate_{self.form.name}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        dialogue = await asyncio.to_thread(self._load)
        before = opened(tracker.get_slot(self.form.key), self.version)
        said = said_to(self.form, tracker, self._today(), await self._looked_up(tracker))
        beside = await self._beside_it(before, said, dispatcher, tracker)
        if beside == "asks":
            return [SlotSet(f"{self.form.key}_step", None)]
        turn: Turn | None
        if before is not None and beside == "answered":
            said = replace(said, text="", topics=(), clauses=())
            turn = dialogue.again(before.state, said, missed=False)
        else:
            turn = self._turn(dialogue, before, said, tracker)
        if turn is None:
            return await self._usual_way(dispatcher, tracker, domain)
        if turn.store is not None:
            turn = await self._stored_or_told(turn, said)
        waiting = without(tracker.get_slot(WAITING_SLOT) or (), self.form)
        waiting = with_form(waiting, *self._also_wanted(before, said, tracker))
        offered = not turn.hand_over and (turn.lingers or not turn.goes_on)
        reply = self._reply(turn, way_back(waiting, self._knowledge.title) if offered else ())
        if reply.text or reply.attachments:
            say(
                dispatcher,
                tracker,
                reply,
                knowledge_version=self._knowledge.version,
                needs_person=turn.needs_person or self._called(turn),
            )
        left = [self.form.name] if turn.stopped else []
        return self._events(turn, reply, before, left if offered else waiting)

    async def _beside_it(
        self, before: Envelope | None, said: Said, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Beside:
        """What was made of a message that is about the chat itself; "asks" where this dialogue asks nothing either."""
        if before is None or before.waits == "no" or self._means_itself(said):
            return "no"
        beside = await answered_beside(self._about_the_chat, dispatcher, tracker)
        return "asks" if beside == "answered" and before.waits == "more" else beside

    # -- what the message is ------------------------------------------------------------------------------------

    def _turn(self, dialogue: Dialogue, before: Envelope | None, said: Said, tracker: Tracker) -> Turn | None:
        """The turn; None when the message goes the usual way."""
        if before is None or before.waits == "no":
            return self._opened(dialogue, before.state if before else None, said, tracker)
        elsewhere = self._elsewhere(dialogue, before, said, tracker)
        if elsewhere is not None:
            return elsewhere
        tapped = is_button(tracker.latest_message) and said.choice is None
        if tapped and intent(tracker.latest_message) in self.form.topics:
            return dialogue.open(before.state, replace(said, choice=RESUME))
        heard = None if tapped else dialogue.hear(before.state, said)
        if heard is not None:
            return heard
        if before.waits == "more":
            return self._to_other(before, said, tracker)
        return self._to_other(before, said, tracker) or self._in_between(
            dialogue, before.state, said, tracker
        )

    def _opened(
        self, dialogue: Dialogue, before: dict[str, Any] | None, said: Said, tracker: Tracker
    ) -> Turn:
        if remark(said.text) == "resume":
            said = replace(said, choice=RESUME)
        turn = dialogue.open(before, said)
        if SYMPTOM in said.topics:
            return Turn(turn.state, "", hand_over=SCREENING.name)
        # Where another action handed over, it has answered the other questions of the message already.
        if turn.asides or intent(tracker.latest_message) not in self.form.topics:
            return turn
        return replace(turn, asides=self._beside(said))

    def _elsewhere(self, dialogue: Dialogue, before: Envelope, said: Said, tracker: Tracker) -> Turn | None:
        """What goes before everything this dialogue could make of a message; None for anything else."""
        name = intent(tracker.latest_message)
        if SYMPTOM in said.topics:
            return Turn(_kept(dialogue, before, said), "", hand_over=SCREENING.name)
        if is_button(tracker.latest_message) and BY_TOPIC.get(name, self.form) != self.form:
            return self._aside_for(BY_TOPIC[name], before, ())
        if before.waits == "more":
            return None
        # A short word such as "continue" is about this dialogue, whatever it means to others.
        meant = remark(said.text)
        answer = self._is_answer(dialogue, before.state, said)
        if meant == "person" or (PERSON in said.topics and not answer):
            stopped = self._stopped(_kept(dialogue, before, said), self._wording.say("person"))
            return replace(stopped, buttons=stopped.buttons[:1], asides=(PERSON,))
        if meant == "resume":
            return dialogue.again(before.state, said, missed=False)
        if meant == "stop" or (meant is None and name == "stop" and not answer):
            return self._stopped(before.state, self._wording.say("stopped"))
        return None

    def _stopped(self, state: dict[str, Any], text: str) -> Turn:
        go_on = choice(self.form.key, self._wording.buttons["go_on"], RESUME)
        person = Choice(self._wording.buttons["person"], f"/{PERSON}")
        return Turn(state, text, (go_on, person), goes_on=False, stopped=True)

    def _also_wanted(self, before: Envelope | None, said: Said, tracker: Tracker) -> list[Form]:
        """The other dialogues that a message asks for beside this one."""
        topics = [
            topic
            for topic, clause in zip(said.topics, said.clauses, strict=True)
            # The whole of an answer is an answer, whatever else it looks like.
            if before is None or before.waits == "no" or clause.strip() != said.text.strip()
        ]
        health = [SCREENING.topics[-1]] if tells_condition(tracker) else []
        return asked_for([*topics, *health], self.form)

    def _to_other(self, before: Envelope, said: Said, tracker: Tracker) -> Turn | None:
        others = asked_for(said.topics, self.form)
        if not others:
            return None
        answered = () if intent(tracker.latest_message) in others[0].topics else self._beside(said)
        return self._aside_for(others[0], before, answered)

    def _aside_for(self, other: Form, before: Envelope, asides: tuple[str, ...]) -> Turn:
        """This dialogue waits for the other one, if it was in the middle of something."""
        title = self._knowledge.title(self.form.topics[-1])
        text = self._wording.say("put_aside", title=title) if before.waits == "answer" else ""
        return Turn(before.state, text, asides=asides, hand_over=other.name)

    def _in_between(
        self, dialogue: Dialogue, state: dict[str, Any], said: Said, tracker: Tracker
    ) -> Turn | None:
        """Something else was asked, or nothing that could be read: this dialogue goes on with its question."""
        name = intent(tracker.latest_message)
        if name == SOURCE_INTENT:
            return None
        asides = self._beside(said) or ((name,) if name in IN_A_PHRASE else ())
        missed = not asides and name in (FALLBACK, "affirm", "deny", *self.form.topics)
        again = dialogue.again(state, said, missed=missed)
        return replace(again, asides=asides)

    def _beside(self, said: Said) -> tuple[str, ...]:
        """The questions of a message that are not this dialogue's own."""
        return tuple(
            topic
            for topic, clause in zip(said.topics, said.clauses, strict=True)
            if (topic in self._knowledge.faq and not self._covers(topic, clause, said))
            or topic in IN_A_PHRASE
        )

    # -- what comes of it ---------------------------------------------------------------------------------------

    async def _usual_way(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """The message is answered as if there were no dialogue, and this one goes on waiting."""
        events = await self._usual.run(dispatcher, tracker, domain)
        if any(event.get("event") == "followup" for event in events):
            before = opened(tracker.get_slot(self.form.key), self.version)
            closed = [SlotSet(self.form.key, replace(before, waits="no").to_json())] if before else []
            return [*closed, SlotSet(f"{self.form.key}_step", "done"), *events]
        return [SlotSet(f"{self.form.key}_step", None), *events]

    async def _stored_or_told(self, turn: Turn, said: Said) -> Turn:
        """The turn with what it stored. What cannot be stored is told to the visitor and to staff."""
        try:
            return await self._stored(turn, said)
        except (DatabaseDownError, UnknownConversationError) as error:
            log.warning(
                "form.not_stored",
                form=self.form.name,
                conversation=said.conversation,
                reason=type(error).__name__,
            )
            return self._not_stored(turn)

    def _reply(self, turn: Turn, more: tuple[Choice, ...]) -> Reply:
        """Questions of another kind are answered first, then the dialogue's own text."""
        asides = dict.fromkeys(turn.asides)
        faq = [topic for topic in asides if topic in self._knowledge.faq]
        answered = compose([self._knowledge.answer(topic) for topic in faq]) if faq else None
        phrases = [self._knowledge.phrase(topic).text for topic in asides if topic in IN_A_PHRASE]
        paragraphs = [*([answered.text] if answered else []), *phrases, *([turn.text] if turn.text else [])]
        return Reply(
            "\n\n".join(paragraphs),
            # A way back may be among the dialogue's own buttons already.
            tuple(
                {item.payload: Button(item.title, item.payload) for item in (*more, *turn.buttons)}.values()
            ),
            tuple(Attachment(item.kind, item.title, item.url) for item in turn.attachments),
            sources=(*(answered.facts if answered else ()), *turn.sources),
        )

    def _called(self, turn: Turn) -> str | None:
        """Why a person should look, where the message asks for one beside."""
        asked = [topic for topic in turn.asides if topic in (PERSON, "privacy")]
        return ", ".join(asked) or None

    def _events(
        self, turn: Turn, reply: Reply, before: Envelope | None, waiting: list[str]
    ) -> list[dict[str, Any]]:
        waits: Waits = "no"
        if not turn.hand_over and (turn.goes_on or turn.lingers):
            waits = "more" if turn.lingers else "answer"
        slots = [
            *([SlotSet(SOURCES_SLOT, list(reply.sources))] if reply.sources else []),
            SlotSet(self.form.key, Envelope(turn.state, waits, self.version).to_json()),
            SlotSet(f"{self.form.key}_step", "done" if waits == "no" else None),
            SlotSet("clarifications", 0),
        ]
        if turn.hand_over:
            other = BY_NAME[turn.hand_over]
            interrupted = before is None or before.waits != "more"
            waiting = without(with_form(waiting, *([self.form] if interrupted else [])), other)
            return [*slots, SlotSet(WAITING_SLOT, waiting), FollowupAction(other.name)]
        slots.append(SlotSet(WAITING_SLOT, waiting))
        return slots if waits != "no" else [*slots, FollowupAction("action_listen")]

    def _today(self) -> dt.date:
        return dt.datetime.now(self._knowledge.clinic.timezone).date()

    # -- what a subclass may override ---------------------------------------------------------------------------

    async def _looked_up(self, tracker: Tracker) -> Mapping[str, Any]:
        """What the dialogue is to know besides the states of the others; comes to it in `Said.known`."""
        return {}

    async def _stored(self, turn: Turn, said: Said) -> Turn:
        """Stores `turn.store` and returns the turn, with ids or attachments where there are any.

        DatabaseDownError and UnknownConversationError end in `_not_stored`.
        """
        return turn

    def _not_stored(self, turn: Turn) -> Turn:
        """What is said when it could not be stored."""
        text = "\n\n".join([turn.text, self._wording.say("not_stored")])
        return replace(turn, text=text, needs_person=f"Not stored by {self.form.name}; see the chat.")

    def _is_answer(self, dialogue: Dialogue, state: dict[str, Any], said: Said) -> bool:
        """Whether a message surely answers what was asked, though it may look like a wish to stop or for a person."""
        return False

    def _means_itself(self, said: Said) -> bool:
        """Whether words that could be about all of one's data are about what this dialogue holds."""
        return False

    def _covers(self, topic: str, clause: str, said: Said) -> bool:
        """Whether a topic beside this dialogue's own is dealt with by the dialogue itself. clause: its words."""
        return False


def _kept(dialogue: Dialogue, before: Envelope, said: Said) -> dict[str, Any]:
    """The state with what the message told besides, where that can be noted without deciding anything."""
    heard = dialogue.hear(before.state, said) if said.text else None
    return heard.state if heard and heard.goes_on and heard.store is None else before.state
