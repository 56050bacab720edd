"""Reads Telegram's deliveries: one update each. Only private chats are answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.channels import fields
from bot.channels.arrivals import Arrival, MalformedError, Person, PersonChange, Received
from bot.channels.telegram.contents import SERVICE, content_of, own_phone
from bot.channels.tokens import KEPT

LARGEST_BODY: Final = 1024 * 1024  # bytes
UPDATES: Final = ("message", "edited_message", "callback_query", "message_reaction", "my_chat_member")
"""The updates that we ask Telegram for."""

_GONE = frozenset({"kicked", "left"})

Json = Mapping[str, Any]


def read(body: bytes) -> Received:
    """What the update tells. Raises MalformedError when it is not of Telegram's form."""
    update = fields.json_object(body)
    update_id = fields.identifier(update, "update_id")
    if update_id is None:
        raise MalformedError("'update_id' is missing")
    for name in UPDATES:
        part = update.get(name)
        if part is None:
            continue
        if not isinstance(part, dict):
            raise MalformedError(f"'{name}' is not an object")
        return _READERS[name](part, update_id)
    return Received(ignored=("update of a kind not asked for",))


def _message(message: Json, update_id: str) -> Received:
    if SERVICE & message.keys():
        return Received(ignored=("service message",))
    content = content_of(message)
    return _arrival(message, update_id, kind=content.kind, text=content.text, media=content.media,
                    details=content.details, about=_replied_to(message))  # fmt: skip


def _edited(message: Json, update_id: str) -> Received:
    """Telegram also tells of changes that nobody typed, as of a place that moves on."""
    if "edit_date" not in message or "location" in message:
        return Received(ignored=("edit that nobody typed",))
    content = content_of(message)
    return _arrival(message, update_id, kind="edit", text=content.text, media=content.media,
                    about=fields.identifier(message, "message_id"))  # fmt: skip


def _arrival(message: Json, update_id: str, **content: Any) -> Received:
    person = _person(message)
    message_id = fields.identifier(message, "message_id")
    if person is None or message_id is None:
        return Received(ignored=("not from a person in a private chat",))
    arrival = Arrival(
        provider="telegram",
        person=person,
        delivery_id=update_id,
        message_id=message_id,
        album=fields.identifier(message, "media_group_id"),
        at=fields.moment(message, "edit_date") or fields.moment(message, "date"),
        **content,
    )
    return Received((arrival,))


def _callback(query: Json, update_id: str) -> Received:
    """A tap. The message with the buttons is ours, so the person is the one of the query."""
    callback = fields.identifier(query, "id")
    callbacks = (callback,) if callback else ()
    message = fields.part(query, "message")
    data = fields.text(query, "data")
    person = _person({"from": query.get("from"), "chat": message.get("chat")})
    if person is None or data is None:
        return Received(callbacks=callbacks, ignored=("tap outside a private chat",))
    if data == KEPT:
        return Received(callbacks=callbacks, ignored=("tap on what was chosen",))
    arrival = Arrival(
        provider="telegram",
        person=person,
        delivery_id=update_id,
        message_id=f"tap {update_id}",
        kind="payload",
        payload=data,
        about=fields.identifier(message, "message_id"),
    )
    return Received((arrival,), callbacks=callbacks)


def _reaction(reaction: Json, update_id: str) -> Received:
    person = _person({"from": reaction.get("user"), "chat": reaction.get("chat")})
    message_id = fields.identifier(reaction, "message_id")
    if person is None or message_id is None:
        return Received(ignored=("not from a person in a private chat",))
    emoji = next((fields.name(new, "emoji") for new in fields.objects(reaction, "new_reaction")), None)
    arrival = Arrival(
        provider="telegram",
        person=person,
        delivery_id=update_id,
        message_id=f"reaction {update_id}",
        kind="reaction",
        about=message_id,
        details={"emoji": emoji},
        at=fields.moment(reaction, "date"),
    )
    return Received((arrival,))


def _membership(change: Json, update_id: str) -> Received:
    """In a private chat: the person blocked us, or let us in again."""
    person = _person(change)
    status = fields.part(change, "new_chat_member").get("status")
    if person is None or not isinstance(status, str):
        return Received(ignored=("change of a chat that is not private",))
    told = PersonChange(
        "telegram", person, "left" if status in _GONE else "returned", at=fields.moment(change, "date")
    )
    return Received(changes=(told,))


def _person(message: Json) -> Person | None:
    """Who wrote in a private chat; None in a group, of a channel, and of other bots."""
    sender, chat = fields.part(message, "from"), fields.part(message, "chat")
    known_as = fields.identifier(chat, "id")
    if known_as is None or chat.get("type") != "private" or sender.get("is_bot") is True:
        return None
    names = filter(None, (fields.name(sender, "first_name"), fields.name(sender, "last_name")))
    return Person(known_as, known_as, " ".join(names) or None, own_phone(message))


def _replied_to(message: Json) -> str | None:
    return fields.identifier(fields.part(message, "reply_to_message"), "message_id")


_READERS: Final = {
    "message": _message,
    "edited_message": _edited,
    "callback_query": _callback,
    "message_reaction": _reaction,
    "my_chat_member": _membership,
}
