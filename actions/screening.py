"""The screening form: hands each message to the dialogue, stores what consent allows, and says what comes back."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.engine import Connection

from actions.beside import Beside, BesideAction, answered_beside
from actions.sources import SOURCE_INTENT, SOURCES_SLOT, told_source
from actions.speaking import buttons as topic_buttons
from actions.speaking import intent, is_button, tells_condition, topics_asked, understood
from bot.channels.messages import Button, Reply
from bot.clinic_data import ClinicDataError
from bot.clinic_files import screening_values
from bot.database.screenings import NoConsentError, Screened, give_consent, rule_files, store_screening
from bot.database.session import Database, DatabaseDownError
from bot.database.transcript import UnknownConversationError
from bot.forms.names import BY_TOPIC, QUOTE, SCREENING, Form
from bot.forms.turn import Choice
from bot.forms.waiting import asked_for, way_back, with_form, without
from bot.forms.wording import Wording
from bot.knowledge import Clinic, Knowledge, compose
from bot.quoting.hearing import asks_price
from bot.reading.loaded import reader_in
from bot.screening.asking import Asking
from bot.screening.dialogue import ANSWERED_BY_SCREENING, OWN_TOPICS, Dialogue
from bot.screening.known import known, session_ahead
from bot.screening.said import remark
from bot.screening.speaking import forgotten
from bot.screening.state import State, from_json, to_json
from bot.screening.turns import INTENT, Said, Turn, choice_of
from bot.screening.wording import load_wording
from bot.triage.rulebook import load_rulebook
from bot.understanding.commands import CLINIC_DETAILS
from bot.understanding.topics import OUT_OF_SCOPE, SOCIAL, TASKS

FORM = "screening_form"
SYMPTOM = "report_symptom"
FALLBACK = "nlu_fallback"
WAITING_SLOT = "waiting_forms"
NOT_STORED = "A screening could not be stored; what was said is in the chat."

log = structlog.get_logger("screening")

_LOADING = threading.Lock()


@dataclass(frozen=True)
class Loaded:
    """The dialogue, and the rule files that it stands on, as they were when it was loaded."""

    dialogue: Dialogue
    rules: Mapping[str, str]


def loader(folder: Path, clinic: Clinic) -> Callable[[], Loaded]:
    """Gives the clinic's rules, words and wording; loading them takes seconds, and is done once in a process.

    The call raises ClinicDataError naming file, line and key.
    """
    values = tuple(screening_values(clinic).items())
    return lambda: _load(folder, values)


def load_ahead(load: Callable[[], Loaded]) -> None:
    """Loads beside the start of the web process, so that the first screening need not wait.

    A clinic file with an error ends the process, after saying where the error is.
    """

    def run() -> None:
        try:
            load()
        except ClinicDataError as error:
            print(f"stipple: {error}", file=sys.stderr, flush=True)
            os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=run, name="screening-load", daemon=True).start()


def _load(folder: Path, values: tuple[tuple[str, str], ...]) -> Loaded:
    with _LOADING:
        return _loaded(folder, values)


@lru_cache(maxsize=2)
def _loaded(folder: Path, values: tuple[tuple[str, str], ...]) -> Loaded:
    asking = Asking(load_rulebook(folder), load_wording(folder, dict(values)))
    return Loaded(Dialogue(reader_in(folder), asking), rule_files(folder))


IN_A_PHRASE = (TASKS - set(BY_TOPIC)) | {CLINIC_DETAILS}
"""What is answered in between by a phrase of the clinic's, and not from its facts."""


def begin() -> list[dict[str, Any]]:
    """The events with which another action hands its message over to the screening."""
    return [FollowupAction(FORM)]


class ScreeningForm(Action):
    """One turn of the screening, whether it opens with it, goes on, or ends."""

    def __init__(
        self,
        knowledge: Knowledge,
        wording: Wording,
        load: Callable[[], Loaded],
        database: Database,
        about_the_chat: Sequence[BesideAction],
    ) -> None:
        self._knowledge = knowledge
        self._about_the_chat = about_the_chat
        self._wording = wording
        self._load = load
        self._database = database

    def name(self) -> str:
        return f"validate_{FORM}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        loaded = await asyncio.to_thread(self._load)
        before = state_of(tracker)
        goes_on = _resumed_elsewhere(before, tracker)
        if goes_on is not None:
            return [SlotSet("screening_step", "done"), FollowupAction(goes_on)]
        beside: Beside = "no"
        if before is not None and before.waits:
            beside = await answered_beside(self._about_the_chat, dispatcher, tracker)
            if beside == "asks":
                return [SlotSet("screening_step", None)]
        turn = self._turn(loaded.dialogue, before, tracker, beside)
        other = _other_dialogue(before, turn, tracker) if beside == "no" else None
        if before is not None and other is not None:
            turn = self._put_aside(before, turn)
        turn = await self._stored(loaded, turn, str(tracker.sender_id))
        waiting = without(tracker.get_slot(WAITING_SLOT) or (), SCREENING)
        waiting = with_form(waiting, *asked_for(turn.asides, SCREENING))
        ends = not turn.goes_on and other is None
        reply = self._reply(
            turn, way_back(waiting, self._knowledge.title) if ends and not turn.urgent else ()
        )
        dispatcher.utter_message(
            json_message={
                "reply": reply.to_json(),
                "understood": {**understood(tracker), "knowledge": self._knowledge.version},
                "needs_person": turn.needs_person,
                **({"urgency": "urgent"} if turn.urgent else {}),
            }
        )
        slots = [
            *([SlotSet(SOURCES_SLOT, list(reply.sources))] if reply.sources else []),
            SlotSet("screening", to_json(turn.state)),
            SlotSet("screening_step", None if turn.goes_on else "done"),
            SlotSet("clarifications", 0),
        ]
        if other is not None:
            waiting = without(with_form(waiting, SCREENING), other)
            return [*slots, SlotSet(WAITING_SLOT, waiting), FollowupAction(other.name)]
        slots.append(SlotSet(WAITING_SLOT, [] if ends else waiting))
        return slots if turn.goes_on else [*slots, FollowupAction("action_listen")]

    def _turn(self, dialogue: Dialogue, before: State | None, tracker: Tracker, beside: Beside) -> Turn:
        message = tracker.latest_message
        text = str(message.get("text") or "")
        chosen = choice_of(text)
        said = Said(
            text="" if text.startswith("/") else text,
            day=dt.datetime.now(self._knowledge.clinic.timezone).date(),
            choice=chosen,
            topics=_topics(tracker),
        )
        # Not the form's own word for it: Rasa counts a form as active while it is still being opened.
        if before is not None and before.waits:
            if beside == "answered":
                return dialogue.ask_again(before, said)
            if intent(message) == SOURCE_INTENT:
                told = told_source(self._knowledge, dialogue.asking.rulebook, tracker)
                return dialogue.ask_again(before, said, told.text)
            return dialogue.hear(before, said)
        symptom = SYMPTOM in (intent(message), *topics_asked(tracker))
        opened = dialogue.open(before, said, symptom=symptom)
        # Where another action handed a question over, it has answered the rest of the message already.
        if opened.urgent or opened.asides or not (symptom or intent(message) in OWN_TOPICS):
            return opened
        covered = ANSWERED_BY_SCREENING if symptom else frozenset()
        return replace(opened, asides=tuple(topic for topic in said.topics if topic not in covered))

    def _put_aside(self, before: State, turn: Turn) -> Turn:
        """The screening stops here for another dialogue; without consent it forgets, as whenever it stops."""
        refused = before.consent == "refused"
        return Turn(
            forgotten(before) if refused else replace(before, phase="paused"),
            self._wording.say("put_aside", title=self._knowledge.title(SCREENING.topics[-1])),
            goes_on=False,
            asides=turn.asides,
            save="open" if before.consent == "given" else "no",
        )

    async def _stored(self, loaded: Loaded, turn: Turn, conversation: str) -> Turn:
        """The turn with the ids of what was stored. What cannot be stored is told to staff, not to nobody."""
        if turn.state.consent != "given" or (turn.save == "no" and turn.state.consent_id is not None):
            return turn
        try:
            state = await self._database.write(lambda c: _write(c, conversation, loaded, turn))
        except (DatabaseDownError, NoConsentError, UnknownConversationError) as error:
            log.warning("screening.not_stored", conversation=conversation, reason=type(error).__name__)
            return replace(turn, needs_person=turn.needs_person or NOT_STORED)
        return replace(turn, state=state)

    def _reply(self, turn: Turn, more: tuple[Choice, ...]) -> Reply:
        """What to do now, then the questions of another kind, then the screening goes on."""
        asides = [topic for topic in turn.asides if topic in self._knowledge.faq]
        tasks = [self._knowledge.phrase(topic) for topic in turn.asides if topic in IN_A_PHRASE]
        answered = compose([self._knowledge.answer(topic) for topic in asides]) if asides else None
        asked = [*([answered.text] if answered else []), *(phrase.text for phrase in tasks)]
        paragraphs = [*([turn.first] if turn.first else []), *asked, turn.text]
        shown = tuple(Button(item.title, item.payload) for item in [*turn.buttons, *more])
        if not shown and tasks:
            shown = topic_buttons(tasks[0].next)
        rules = tuple(found.rule for found in turn.outcome.reasons) if turn.outcome else ()
        return Reply("\n\n".join(paragraphs), shown, sources=(*(answered.facts if answered else ()), *rules))


def _write(connection: Connection, conversation: str, loaded: Loaded, turn: Turn) -> State:
    state, asking = turn.state, loaded.dialogue.asking
    consent_id = state.consent_id or give_consent(connection, conversation, asking.wording.consent_version)
    state = replace(state, consent_id=consent_id)
    if turn.save == "no":
        return state
    basis = turn.decided or state
    screened = Screened(
        facts=known(basis, asking.rulebook),
        outcome=turn.outcome or asking.outcome(basis),
        answers=[{"question": given.question, "answer": given.words} for given in basis.answers],
        subject=basis.subject,
        screened_on=basis.day,
        session_date=session_ahead(basis) if basis.lane != "after" else None,
        lexicon_version=loaded.dialogue.reader.version,
        rules=loaded.rules,
        complete=turn.save == "complete",
        supersedes=state.saved,
    )
    return replace(state, saved=store_screening(connection, conversation, consent_id, screened))


def state_of(tracker: Tracker) -> State | None:
    """Where the screening stands; None if there was none, or if a newer version cannot read it any more."""
    stored = tracker.get_slot("screening")
    if not stored:
        return None
    try:
        return from_json(stored)
    except (KeyError, ValueError, TypeError) as error:
        log.warning("screening.state_unreadable", reason=type(error).__name__)
        return None


def _resumed_elsewhere(before: State | None, tracker: Tracker) -> str | None:
    """The dialogue that "continue" means, where it is not the screening that was stopped."""
    own = before is not None and (before.waits or before.phase == "paused")
    if own or remark(str(tracker.latest_message.get("text") or "")) != "resume":
        return None
    return next(iter(without(tracker.get_slot(WAITING_SLOT) or (), SCREENING)), None)


def _other_dialogue(before: State | None, turn: Turn, tracker: Tracker) -> Form | None:
    """The dialogue that a message belongs to, if the screening, which waits, could make nothing of it."""
    if before is None or not before.waits:
        return None
    if _only_price(tracker):
        return QUOTE
    if not turn.goes_on:
        return None
    tapped = topics_asked(tracker) if is_button(tracker.latest_message) else ()
    return next(iter(asked_for((*tapped, *turn.asides), SCREENING)), None)


def _only_price(tracker: Tracker) -> bool:
    """Whether a message asks for a price and tells nothing of health; its numbers are no answers here."""
    text = str(tracker.latest_message.get("text") or "")
    asked = intent(tracker.latest_message) in QUOTE.topics and asks_price(text)
    return asked and not tells_condition(tracker)


def _topics(tracker: Tracker) -> tuple[str, ...]:
    """What was surely asked beside the screening; courtesies ask for nothing."""
    if intent(tracker.latest_message) in (FALLBACK, OUT_OF_SCOPE, INTENT, ""):
        return ()
    return tuple(topic for topic in topics_asked(tracker) if topic not in SOCIAL | OWN_TOPICS)
