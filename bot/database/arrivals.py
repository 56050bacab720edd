"""Keeps what a provider delivered, once, and finds what later deliveries refer to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection, Row

from bot.channels.arrivals import Arrival
from bot.channels.messages import Button
from bot.channels.tokens import Choice, chosen_button
from bot.database.channel_tables import arrival, identity, media
from bot.database.models import ANSWERED, INBOUND, OUTBOUND, RECEIVED, message, new_id

_SEEN = (
    select(arrival.c.id)
    .where(arrival.c.identity_id == bindparam("identity"))
    .where(arrival.c.delivery_id == bindparam("delivery"))
)
_MEANT = (
    select(message.c.id, message.c.text, message.c.state)
    .join(arrival, arrival.c.message_id == message.c.id)
    .where(arrival.c.identity_id == bindparam("identity"))
    .where(arrival.c.provider_message_id == bindparam("named"))
    .where(message.c.direction == INBOUND)
    .order_by(message.c.sequence.desc())
    .limit(1)
)
_SUPERSEDE = (
    message.update().where(message.c.id == bindparam("superseded")).where(message.c.state == RECEIVED)
)
_BUTTONS = (
    select(message.c.buttons)
    .where(message.c.id == bindparam("reply"))
    .where(message.c.conversation_id == bindparam("conversation"))
    .where(message.c.direction == OUTBOUND)
)
_OF = (
    select(arrival)
    .where(arrival.c.conversation_id.in_(bindparam("conversations", expanding=True)))
    .order_by(arrival.c.created_at, arrival.c.id)
)
_WRITTEN = select(arrival.c.message_id, arrival.c.said_at).where(
    arrival.c.message_id.in_(bindparam("messages", expanding=True))
)
_NAMES = (
    select(arrival.c.provider_message_id, identity.c.provider, identity.c.address)
    .join(identity, identity.c.id == arrival.c.identity_id)
    .where(arrival.c.message_id == bindparam("message"))
)


def seen(connection: Connection, identity_id: str, delivery_id: str) -> bool:
    """Whether this delivery of somebody's was stored before."""
    known = {"identity": identity_id, "delivery": delivery_id}
    return connection.execute(_SEEN, known).first() is not None


def record(
    connection: Connection, identity_id: str, conversation_id: str, came: Arrival, message_id: str | None
) -> str:
    """Keeps that something arrived, with the message that it became, if it became one; the arrival's id."""
    row = {
        "id": new_id(),
        "identity_id": identity_id,
        "conversation_id": conversation_id,
        "message_id": message_id,
        "kind": came.kind,
        "delivery_id": came.delivery_id,
        "provider_message_id": came.message_id,
        "about": came.about,
        "details": dict(came.details) or None,
        "said_at": came.at,
    }
    connection.execute(arrival.insert(), row)
    return str(row["id"])


def record_files(connection: Connection, arrival_id: str, came: Arrival, state: str) -> None:
    """Keeps by what the files of an arrival can be fetched; nothing is fetched by that."""
    rows = [
        {
            "arrival_id": arrival_id,
            "place": place,
            "provider_file": file.id,
            "mime": file.mime,
            "size": file.size,
            "name": file.name,
            "state": state,
        }
        for place, file in enumerate(came.media)
    ]
    if rows:
        connection.execute(media.insert(), rows)


def meant_by(connection: Connection, identity_id: str, named: str) -> Row | None:
    """The person's own message that the provider calls so, in its newest wording."""
    found: Row | None = connection.execute(_MEANT, {"identity": identity_id, "named": named}).first()
    return found


def supersede(connection: Connection, message_id: str) -> None:
    """A message that was edited before its turn came is not answered any more: the edit is."""
    connection.execute(_SUPERSEDE, {"superseded": message_id, "state": ANSWERED})


def tapped(connection: Connection, conversation_id: str, choice: Choice) -> Button | None:
    """The button that was offered in this conversation; None for one of another conversation, or of none."""
    offered: Sequence[Mapping[str, str]] | None = connection.execute(
        _BUTTONS, {"reply": choice.reply, "conversation": conversation_id}
    ).scalar()
    buttons = [Button(each["title"], each["payload"]) for each in offered or ()]
    return chosen_button(choice, buttons)


def as_written(connection: Connection, messages: Sequence[str]) -> Sequence[str]:
    """Ids of messages in the order in which they were written, by the provider's clock where it tells all of them."""
    rows = connection.execute(_WRITTEN, {"messages": list(messages)})
    written = {row.message_id: row.said_at for row in rows if row.said_at is not None}
    return sorted(messages, key=written.__getitem__) if len(written) == len(messages) else messages


def arrivals_of(connection: Connection, conversations: Collection[str]) -> list[Any]:
    """Everything that arrived in these conversations, in order."""
    return list(connection.execute(_OF, {"conversations": list(conversations)}).all())


def named(connection: Connection, message_id: str) -> Row | None:
    """`provider`, `address` and `provider_message_id` of a message that came by a messaging channel."""
    found: Row | None = connection.execute(_NAMES, {"message": message_id}).first()
    return found
