"""The one path of every message, whatever channel it came by.

A message is stored before anything else happens to it. Then a turn answers it: one turn per
conversation at a time, oldest message first, in whichever process holds the conversation's lease.
What cannot be answered now stays stored and is picked up again.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import uuid4

import structlog
from sqlalchemy.engine import Connection

from bot.channels.messages import Incoming, Reply
from bot.database.deeds import end_with_deed
from bot.database.models import RECEIVED, WITH_PERSON, now
from bot.database.session import Database, DatabaseDownError
from bot.database.transcript import (
    Accepted,
    StoredMessage,
    UnknownConversationError,
    replies_to,
)
from bot.database.turns import (
    BusyError,
    Ended,
    Ending,
    LeftOut,
    StillWritingError,
    Turn,
    TurnLostError,
    claim,
    renew,
    waiting,
)
from bot.logging_setup import without_message
from bot.messaging.photos import Photos
from bot.owing import Owing
from bot.rasa_client import RasaAwayError, RasaClient, RasaFailedError, State
from bot.reminding import Reminding
from bot.storing import store
from bot.streams import Streams
from bot.turn import Question, answered, failed, question_of, waits_for_return, waits_for_start
from bot.urgent import Alarm
from bot.waiting import happens, stop

Say = Callable[[str], Reply]
"""The clinic's wording of a phrase, by its id in phrases.yml."""

ASKED_AT_ONCE = 8  # turns that may ask Rasa at the same time; Rasa works on one core
MOST_ATTEMPTS = 3  # a message that makes Rasa break off so often is not asked again
LOOK_EVERY = 2.0  # seconds between two looks for unanswered messages; well below the lease
LEFT_FOR = 3.0  # seconds a message is unanswered until another process may have left it
BUSY_PAUSE = 0.3  # seconds
STORE_PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0)  # seconds between attempts to store an answer

LEFT_OUT: Mapping[State, LeftOut] = {"ready": "nobody", "starting": "told", "down": "flagged"}
"""Which unanswered conversations are not looked at, by the state of Rasa: nothing could be done for them."""

log = structlog.get_logger("conversation")


class FrontDesk:
    """Takes messages in and sees to it that each is answered, once and in order.

    A message that speaks of an emergency is answered as it is stored, ahead of everything else.
    """

    def __init__(
        self,
        database: Database,
        rasa: RasaClient,
        streams: Streams,
        say: Say,
        alarm: Alarm,
        owing: Owing | None = None,
        reminding: Reminding | None = None,
        photos: Photos | None = None,
        on_turn: Callable[[Turn], None] = lambda _turn: None,
    ) -> None:
        self._database = database
        self._rasa = rasa
        self._streams = streams
        self._say = say
        self._alarm = alarm
        self._owing = owing
        self._reminding = reminding
        self._photos = photos
        self._on_turn = on_turn
        self._holder = f"{os.getpid()}-{uuid4().hex}"
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._settled: dict[str, asyncio.Future[Ended]] = {}
        self._slots = asyncio.Semaphore(ASKED_AT_ONCE)
        self._look_now = asyncio.Event()
        self._closing = False
        rasa.on_change(lambda _state: self._look_now.set())

    async def receive(self, incoming: Incoming) -> Accepted:
        """Stores the message and lets its turn begin. When this returns, it can no longer be lost.

        Raises EmptyTextError, UnknownChoiceError, UnknownConversationError and DatabaseDownError.
        """
        urgent = self._alarm(incoming.text or "")
        accepted = await self._database.write(lambda c: store(c, incoming, urgent, self._owing))
        if accepted.answered:
            log.warning("conversation.emergency", conversation=incoming.conversation, message=accepted.id)
        if not accepted.repeated:
            self.answer_soon(incoming.conversation)
        return accepted

    def answer_soon(self, conversation: str) -> None:
        """Something was stored in the conversation: whoever watches it is told, and its turn begins."""
        self._streams.stored(conversation)
        self._start(conversation)

    async def replies(self, accepted: Accepted, within: float) -> list[StoredMessage]:
        """What was said to the message, waiting for it so many seconds; empty when that was too short."""
        settled = self._settled.setdefault(accepted.id, asyncio.get_running_loop().create_future())
        deadline = time.monotonic() + within
        look = accepted.repeated or accepted.answered
        try:
            while True:
                if look:
                    state, replies = await self._database.read(lambda c: replies_to(c, accepted.id))
                    if state != RECEIVED or replies:
                        return replies
                left = deadline - time.monotonic()
                if left <= 0:
                    return []
                done, _ = await asyncio.wait({settled}, timeout=min(left, 1.0))
                if done:
                    return list(settled.result().replies)
                look = True  # perhaps another process has the turn
        finally:
            self._settled.pop(accepted.id, None)

    async def watch(self) -> None:
        """Picks up what is unanswered and keeps the leases of long turns, until it is cancelled."""
        left_for = 0.0  # at the start, whatever is unanswered was left by a process that ended
        while True:
            try:
                await self._keep_leases()
                await self._pick_up(left_for)
            except DatabaseDownError as error:
                log.warning("conversation.database_down", problem=str(error))
            left_for = await self._until_next_look()

    async def close(self, within: float) -> None:
        """Lets the running turns end for so many seconds. What is left is picked up at the next start."""
        self._closing = True
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=within)
        await stop(self._tasks.values())

    async def _until_next_look(self) -> float:
        """How old a message has to be at the next look, in seconds."""
        return 0.0 if await happens(self._look_now, LOOK_EVERY) else LEFT_FOR

    async def _keep_leases(self) -> None:
        held = list(self._tasks)
        if held:
            await self._database.write(lambda connection: renew(connection, held, self._holder))

    async def _pick_up(self, left_for: float) -> None:
        state = self._rasa.state
        for conversation in await self._database.read(lambda c: waiting(c, left_for, LEFT_OUT[state])):
            self._start(conversation)

    def _start(self, conversation: str) -> None:
        """Begins the conversation's turns, or lets the running ones look once more when they are done."""
        if conversation in self._tasks:
            self._again.add(conversation)
        elif not self._closing:
            self._tasks[conversation] = asyncio.create_task(self._take_turns(conversation))

    async def _take_turns(self, conversation: str) -> None:
        try:
            more = True
            while more and not self._closing:
                self._again.discard(conversation)
                more = await self._take_turn(conversation) or conversation in self._again
        except DatabaseDownError as error:
            log.warning("conversation.database_down", conversation=conversation, problem=str(error))
        except (TurnLostError, UnknownConversationError) as error:
            log.warning("conversation.turn_lost", conversation=conversation, reason=type(error).__name__)
        finally:
            self._again.discard(conversation)
            del self._tasks[conversation]

    async def _take_turn(self, conversation: str) -> bool:
        """Answers the oldest message. True when there may be another to answer now."""
        try:
            turn = await self._database.write(lambda c: claim(c, conversation, self._holder))
        except BusyError:
            await asyncio.sleep(BUSY_PAUSE)
            return True
        except StillWritingError as writing:
            await asyncio.sleep(writing.seconds)
            return True
        if turn is None:
            return False
        began = time.monotonic()
        self._streams.typing(conversation, True)
        self._on_turn(turn)
        try:
            ended = await self._answer_and_store(turn)
        finally:
            self._streams.typing(conversation, False)
        self._tell(turn, ended)
        ending = ended.ending
        log.info(
            "conversation.turn",
            conversation=conversation,
            message=turn.message,
            state=ending.state,
            needs_person=ending.needs_person,
            seconds=round(time.monotonic() - began, 3),
        )
        return ended.more and ending.state != RECEIVED

    async def _answer_and_store(self, turn: Turn) -> Ended:
        began = now()
        try:
            ending = await self._answer(turn)
            return await self._store_ending(turn, ending, began)
        except (DatabaseDownError, TurnLostError, UnknownConversationError):
            raise
        except Exception as error:
            # A mistake of ours must not leave the visitor without a word, nor be tried for ever.
            log.error("conversation.turn_broke", conversation=turn.conversation, **without_message(error))
            ending = failed(self._say("not_read"), f"internal error ({type(error).__name__})")
            return await self._store_ending(turn, ending, began)

    async def _answer(self, turn: Turn) -> Ending:
        """The steps between "stored" and "answered", in their order."""
        question = question_of(turn)
        decided = self._photos.answer(question.payload) if self._photos is not None else None
        if decided is not None:
            return decided
        about_reminders = self._reminding.answers(turn) if self._reminding is not None else None
        if about_reminders is not None:
            return about_reminders
        if turn.owner is not None:
            return Ending(WITH_PERSON)
        return await self._ask_rasa(turn, question)

    async def _ask_rasa(self, turn: Turn, question: Question) -> Ending:
        if self._rasa.state == "starting":
            return waits_for_start(turn, self._say("waking"))
        if self._rasa.state == "down":
            return waits_for_return(turn, self._say("not_read"), broke_off=False)
        asked = self._reminding.question(turn, now()) if self._reminding is not None else None
        question = asked or question
        try:
            async with self._slots:
                answer = await self._rasa.ask(turn.conversation, question.text)
        except RasaAwayError as away:
            if away.asked and turn.attempts + 1 >= MOST_ATTEMPTS:
                return failed(self._say("not_read"), "the assistant breaks off at it")
            return waits_for_return(turn, self._say("not_read"), broke_off=away.asked)
        except RasaFailedError as error:
            return failed(self._say("not_read"), str(error))
        return answered(question, answer, self._say("long_message"))

    async def _store_ending(self, turn: Turn, ending: Ending, began: datetime) -> Ended:
        """An answer that Rasa has given is not thrown away because the database blinks."""
        for pause in STORE_PAUSES:
            try:
                return await self._database.write(lambda c: self._end(c, turn, ending, began))
            except DatabaseDownError:
                await asyncio.sleep(pause)
        return await self._database.write(lambda c: self._end(c, turn, ending, began))

    def _end(self, connection: Connection, turn: Turn, ending: Ending, began: datetime) -> Ended:
        if self._owing is not None:
            ending = self._owing.told(connection, turn.conversation, ending, now())
        if self._reminding is not None:
            ending = self._reminding.told(connection, turn, ending, began, now())
        ended = end_with_deed(connection, turn, self._holder, ending)
        if self._photos is not None:
            self._photos.decided(connection, turn.conversation, ending, now())
        if self._owing is not None:
            self._owing.ended(connection, turn, ended.ending, began, now())
        if self._reminding is not None:
            self._reminding.ended(connection, turn, began, now())
        return ended

    def _tell(self, turn: Turn, ended: Ended) -> None:
        self._streams.stored(turn.conversation)
        settled = self._settled.get(turn.message)
        if settled is not None and not settled.done():
            settled.set_result(ended)
