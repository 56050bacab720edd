"""What becomes of one thing that somebody sent on a messaging channel, in the transaction that stores it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.engine import Connection

from bot.channels.arrivals import UNANSWERED, Arrival
from bot.channels.messages import Button, Incoming, Reply
from bot.channels.tokens import choice_of
from bot.channels.wording import WITHOUT_WORDS, ChannelWording
from bot.database.arrivals import meant_by, record, record_files, seen, supersede, tapped
from bot.database.channel_tables import ASKED, WANTED
from bot.database.identities import Found, conversation_of, known, met
from bot.database.models import ANSWERED, WITH_PERSON, new_id
from bot.database.outbox import release
from bot.database.photos import agreed
from bot.database.transcript import Accepted, answer_now, flag, lock, speak, store_inbound
from bot.messaging.photos import SENT, Photos
from bot.owing import WROTE_TO_PERSON, Owing
from bot.storing import store
from bot.typed_text import clean, says_something

Moving = Callable[[Connection, str, str, datetime], Reply | None]
"""(identity, text, at): what is said when the text is a code that moves somebody to another conversation, and they
have been moved (bot/database/identities.py: move) or the code was not good; None for any other text."""


@dataclass(frozen=True)
class Arrived:
    """conversation: where it was stored; button: the one that was tapped; urgent: an emergency was answered."""

    conversation: str
    button: Button | None = None
    urgent: bool = False


class Arriving:
    """Stores arrivals, and answers at once what needs no turn."""

    def __init__(
        self,
        say: Callable[[str], Reply],
        wording: ChannelWording,
        owing: Owing | None = None,
        moving: Moving | None = None,
    ) -> None:
        self._say = say
        self._wording = wording
        self._photos = Photos(wording)
        self._owing = owing
        self._moving = moving

    def arrive(
        self, connection: Connection, came: Arrival, urgent: Reply | None, at: datetime
    ) -> Arrived | None:
        """Stores it; None when it was stored before. urgent: what is said at once to its words."""
        row = known(connection, came.provider, came.person)
        if row is not None and seen(connection, row.id, came.delivery_id):
            return None
        wrote_at = at if came.at is None else min(came.at, at)
        found = met(connection, came.provider, came.person, row, wrote_at, self._say("welcome").to_json())
        release(connection, found.id, at)
        moved = self._move(connection, found, came, at)
        if moved is not None:
            record(connection, found.id, moved, came, None)
            return Arrived(moved)
        button = _button(connection, found, came)
        accepted = self._said(connection, found, came, button, urgent, at)
        arrival_id = record(connection, found.id, found.conversation, came, accepted.id if accepted else None)
        if came.kind == "photo":
            self._keep_photo(connection, found, arrival_id, came, at)
        answered = urgent is not None and accepted is not None and accepted.answered
        return Arrived(found.conversation, button, answered)

    def _move(self, connection: Connection, found: Found, came: Arrival, at: datetime) -> str | None:
        """The conversation that somebody is in after a code of theirs; None when they sent none."""
        if self._moving is None or came.kind != "text" or came.text is None:
            return None
        said = self._moving(connection, found.id, came.text, at)
        if said is None:
            return None
        conversation = conversation_of(connection, found.id) or found.conversation
        speak(connection, conversation, said.to_json(), at)
        return conversation

    def _said(
        self,
        connection: Connection,
        found: Found,
        came: Arrival,
        button: Button | None,
        urgent: Reply | None,
        at: datetime,
    ) -> Accepted | None:
        """The message that the arrival became; None for what is only kept."""
        if came.kind in UNANSWERED:
            return None
        if came.kind == "start":
            if not found.opened:
                speak(connection, found.conversation, self._say("welcome").to_json(), at)
            return None
        if came.kind == "payload":
            return self._tap(connection, found, came, button, urgent, at)
        if came.kind == "edit":
            return self._edit(connection, found, came, urgent)
        if came.kind in WITHOUT_WORDS:
            return self._without_words(connection, found, came, urgent, at)
        return self._typed(connection, found, came.text, urgent)

    def _typed(
        self, connection: Connection, found: Found, text: str | None, urgent: Reply | None
    ) -> Accepted | None:
        if text is None or not says_something(clean(text)):
            return None
        return store(connection, Incoming(found.conversation, new_id(), text), urgent, self._owing)

    def _tap(
        self,
        connection: Connection,
        found: Found,
        came: Arrival,
        button: Button | None,
        urgent: Reply | None,
        at: datetime,
    ) -> Accepted | None:
        """A button of ours is a choice; a button of a template is the words on it."""
        if button is not None:
            incoming = Incoming(found.conversation, new_id(), payload=button.payload)
            return store(connection, incoming, None, self._owing)
        if choice_of(came.payload or "") is None and came.text:
            return self._typed(connection, found, came.text, urgent)
        shown = came.text or self._wording.say("sent_payload")
        return self._answer_now(connection, found, shown, Reply(self._wording.say("old_button")), at)

    def _edit(
        self, connection: Connection, found: Found, came: Arrival, urgent: Reply | None
    ) -> Accepted | None:
        """The new wording is answered; a message whose turn has not come is answered in its new wording only."""
        earlier = None if came.about is None else meant_by(connection, found.id, came.about)
        if earlier is not None:
            if came.text is None or clean(came.text) == earlier.text:
                return None
            supersede(connection, earlier.id)
        return self._typed(connection, found, came.text, urgent)

    def _without_words(
        self, connection: Connection, found: Found, came: Arrival, urgent: Reply | None, at: datetime
    ) -> Accepted:
        """A file or a place is answered at once; words beside it are a message that gets its turn.

        Where a person answers, the assistant says nothing to it but asks whether a photo may be kept.
        """
        photo = came.kind == "photo"
        said = (
            self._photos.said_to(connection, found.conversation, at)
            if photo
            else Reply(self._wording.say(came.kind))
        )
        captioned = self._typed(connection, found, came.text, urgent)
        if captioned is None:
            return self._answer_now(
                connection, found, self._wording.say(f"sent_{came.kind}"), said, at, although_owned=photo
            )
        silent = captioned.answered or (not photo and _is_owned(connection, found))
        if said is not None and not silent:
            speak(connection, found.conversation, said.to_json(), at)
        return captioned

    def _answer_now(
        self,
        connection: Connection,
        found: Found,
        shown: str,
        said: Reply | None,
        at: datetime,
        although_owned: bool = False,
    ) -> Accepted:
        """Stores what holds no words of the person, as `shown`, and answers it in the same transaction."""
        accepted = store_inbound(connection, found.conversation, new_id(), shown, None)
        owned = _is_owned(connection, found)
        reply = None if said is None or (owned and not although_owned) else said.to_json()
        state = WITH_PERSON if owned else ANSWERED
        answer_now(connection, found.conversation, accepted, reply, state)
        if self._owing is not None:
            self._owing.stored(connection, found.conversation, accepted, None, at)
            if owned:
                self._owing.person(connection, found.conversation, WROTE_TO_PERSON, at)
        return replace(accepted, answered=True)

    def _keep_photo(
        self, connection: Connection, found: Found, arrival_id: str, came: Arrival, at: datetime
    ) -> None:
        """It is fetched only if the person has agreed; then somebody should look at it."""
        may = agreed(connection, found.conversation)
        record_files(connection, arrival_id, came, WANTED if may else ASKED)
        if may:
            flag(connection, found.conversation, SENT)
            if self._owing is not None:
                self._owing.person(connection, found.conversation, SENT, at)


def _button(connection: Connection, found: Found, came: Arrival) -> Button | None:
    choice = choice_of(came.payload) if came.kind == "payload" and came.payload else None
    return None if choice is None else tapped(connection, found.conversation, choice)


def _is_owned(connection: Connection, found: Found) -> bool:
    return lock(connection, found.conversation).owner is not None
