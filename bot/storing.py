"""Stores what a visitor says, and answers an emergency in the same transaction."""

from __future__ import annotations

from sqlalchemy.engine import Connection

from bot.channels.messages import Incoming, Reply
from bot.database.models import now
from bot.database.transcript import Accepted, answer_emergency, offered_title, store_inbound
from bot.owing import Owing
from bot.typed_text import clean, says_something

EMERGENCY = "An emergency was said."


class EmptyTextError(ValueError):
    """The message holds nothing that could be read."""


class UnknownChoiceError(ValueError):
    """The payload was never offered as a button in this conversation."""


def store(connection: Connection, incoming: Incoming, urgent: Reply | None, owing: Owing | None) -> Accepted:
    """Stores the message once; `urgent` is what is said to it at once.

    Raises EmptyTextError, UnknownChoiceError and UnknownConversationError.
    """
    accepted = _store(connection, incoming, urgent)
    if owing is not None:
        why = EMERGENCY if accepted.answered else None
        owing.stored(connection, incoming.conversation, accepted, why, now())
    return accepted


def _store(connection: Connection, incoming: Incoming, urgent: Reply | None) -> Accepted:
    if incoming.payload is not None:
        title = offered_title(connection, incoming.conversation, incoming.payload)
        if title is None:
            raise UnknownChoiceError(incoming.payload)
        return _stored(connection, incoming, title)
    text = clean(incoming.text or "")
    if not says_something(text):
        raise EmptyTextError
    accepted = _stored(connection, incoming, text)
    if urgent is None or accepted.repeated:
        return accepted
    return answer_emergency(connection, incoming.conversation, accepted, urgent.to_json(), EMERGENCY)


def _stored(connection: Connection, incoming: Incoming, text: str) -> Accepted:
    return store_inbound(
        connection,
        incoming.conversation,
        incoming.provider_id,
        text,
        incoming.payload,
        incoming.channel,
    )
