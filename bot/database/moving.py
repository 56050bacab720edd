"""Moves a conversation to another channel: hands out a code, takes it back once, and changes where answers go.

The website takes a code in bot/channels/continuing.py, the messaging channels in bot/messaging/moving_in.py, each in
one transaction. From then on the conversation takes messages from its new channel alone: whoever writes on the old one
again, where `visitor_here` finds nothing any more, begins a new conversation of the same visitor.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, func, select
from sqlalchemy.engine import Connection

from bot.channels.messages import Reply
from bot.database.models import OUTBOUND, conversation, message, promise
from bot.database.moving_tables import move_attempt, move_code
from bot.database.transcript import WEBSITE, change, lock, speak
from bot.moving.codes import LASTS, new_code, sealed
from bot.moving.refusals import Refusal
from bot.secret_key import derived

WINDOW: Final = timedelta(minutes=15)
"""How long a code that was not good counts."""
WRONG_EACH: Final = 5
WRONG_ALL: Final = 300
"""Codes that were not good, in WINDOW: of one person, and of all people together; then no code is looked at."""
_TOLD_FOR: Final = timedelta(days=1)
"""How long after its end a code is still known as one that was used or is too old."""

_CODE = select(move_code).where(move_code.c.sealed == bindparam("sealed"))
_TAKE = (
    move_code.update()
    .where(move_code.c.sealed == bindparam("code"))
    .where(move_code.c.used_at.is_(None))
    .where(move_code.c.until > bindparam("moment"))
)
_FORGET_UNUSED = (
    move_code.delete()
    .where(move_code.c.conversation_id == bindparam("conversation"))
    .where(move_code.c.used_at.is_(None))
)
_FORGET_OLD = move_code.delete().where(move_code.c.until < bindparam("before"))
_FORGET_ATTEMPTS = move_attempt.delete().where(move_attempt.c.at < bindparam("before"))
_ATTEMPTS = select(func.count()).select_from(move_attempt)
_ATTEMPTS_OF = _ATTEMPTS.where(move_attempt.c.who_key == bindparam("who"))
_CHANNEL = select(conversation.c.channel).where(conversation.c.id == bindparam("conversation"))
_LAST_SAID = (
    select(message.c.text, message.c.buttons)
    .where(message.c.conversation_id == bindparam("conversation"))
    .where(message.c.direction == OUTBOUND)
    .order_by(message.c.sequence.desc())
    .limit(1)
)


@dataclass(frozen=True)
class Refused:
    """A code that moves nothing, and why."""

    why: Refusal


class MovingCodes:
    """secret: the installation's own, from which that of the codes is derived."""

    def __init__(self, secret: str) -> None:
        self._secret = derived(secret, "moving")

    def offer(self, connection: Connection, conversation_id: str, at: datetime) -> str:
        """A new code, which takes the place of an earlier one of the same conversation."""
        connection.execute(_FORGET_OLD, {"before": at - _TOLD_FOR})
        connection.execute(_FORGET_UNUSED, {"conversation": conversation_id})
        while True:
            code = new_code()
            key = sealed(code, self._secret)
            if connection.execute(_CODE, {"sealed": key}).first() is None:
                break
        row = {"sealed": key, "conversation_id": conversation_id, "until": at + LASTS}
        connection.execute(move_code.insert(), row)
        return code

    def redeem(self, connection: Connection, code: str, who: str, at: datetime) -> str | Refused:
        """The conversation that the code moves: once, and only while it is good.

        who: whoever typed it, in words that no two people share; kept for WINDOW, and only as a keyed hash.
        """
        key = hmac.new(self._secret.encode(), who.encode(), hashlib.sha256).hexdigest()
        connection.execute(_FORGET_ATTEMPTS, {"before": at - WINDOW})
        if (
            connection.execute(_ATTEMPTS_OF, {"who": key}).scalar_one() >= WRONG_EACH
            or connection.execute(_ATTEMPTS).scalar_one() >= WRONG_ALL
        ):
            return Refused("throttled")
        kept = sealed(code, self._secret)
        taken = connection.execute(_TAKE, {"code": kept, "moment": at, "used_at": at})
        row = connection.execute(_CODE, {"sealed": kept}).first()
        if taken.rowcount == 1 and row is not None:
            return str(row.conversation_id)
        connection.execute(move_attempt.insert(), {"at": at, "who_key": key})
        if row is None:
            return Refused("unknown")
        return Refused("expired" if row.used_at is None else "used")


def leave_for(
    connection: Connection, conversation_id: str, channel: str, farewell: Reply, at: datetime
) -> None:
    """Has a conversation go on at `channel`, and says goodbye where it was until now.

    On the website nothing is said: an open page there begins anew, with the farewell for its first words. Nothing
    changes where it is on the channel already. Raises UnknownConversationError.
    """
    before = lock(connection, conversation_id).channel
    if before == channel:
        return
    if before != WEBSITE:
        speak(connection, conversation_id, farewell.to_json(), at)
    change(connection, conversation_id, channel=channel)
    owed = promise.update().where(promise.c.conversation_id == conversation_id)
    connection.execute(owed.values(channel=channel))


def go_on(
    connection: Connection, conversation_id: str, channel: str, farewell: Reply, greeting: Reply, at: datetime
) -> None:
    """As `leave_for`, and says hello on the new side. Raises UnknownConversationError."""
    leave_for(connection, conversation_id, channel, farewell, at)
    speak(connection, conversation_id, greeting.to_json(), at)


def channel_of(connection: Connection, conversation_id: str) -> str | None:
    """Where a conversation goes on; None for an unknown one."""
    found: str | None = connection.execute(_CHANNEL, {"conversation": conversation_id}).scalar()
    return found


def last_said(connection: Connection, conversation_id: str) -> Reply | None:
    """What was said last to the visitor, as far as it can be said again."""
    row: Any = connection.execute(_LAST_SAID, {"conversation": conversation_id}).first()
    if row is None:
        return None
    return Reply.from_json({"text": row.text, "buttons": row.buttons or [], "attachments": [], "sources": []})
