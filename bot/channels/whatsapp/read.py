"""Reads Meta's deliveries of the WhatsApp Cloud API: many messages and statuses in one, of many kinds.

After Meta's webhook reference of the "messages" field, with the ids of people as of 2026: `user_id` is
always there, the phone number may be missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.channels import fields
from bot.channels.arrivals import (
    Arrival,
    DeliveryUpdate,
    MalformedError,
    Person,
    PersonChange,
    Received,
    State,
)
from bot.channels.outcomes import Failure
from bot.channels.whatsapp.contents import content_of
from bot.channels.whatsapp.problems import judge

LARGEST_BODY: Final = 3 * 1024 * 1024  # bytes; Meta's own limit of a delivery
_STATES: Final[Mapping[str, State]] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "played": "read",
    "failed": "failed",
}
_NEW_ID = frozenset({"user_changed_number", "user_changed_user_id", "customer_changed_number"})

Json = Mapping[str, Any]


def read(body: bytes, phone_number_id: str | None = None) -> Received:
    """Everything in the delivery that concerns the number with this id, or any number when it is None.

    Raises MalformedError when the envelope is not Meta's. A message within it that cannot be read is an
    arrival of kind "unknown" or, when nobody can be named as its sender, among the ignored ones.
    """
    envelope = fields.json_object(body)
    if envelope.get("object") != "whatsapp_business_account":
        raise MalformedError("'object' is not 'whatsapp_business_account'")
    if not isinstance(envelope.get("entry"), list):
        raise MalformedError("'entry' is not a list")
    arrivals: list[Arrival] = []
    updates: list[DeliveryUpdate] = []
    changes: list[PersonChange] = []
    ignored: list[str] = []
    for entry in fields.objects(envelope, "entry"):
        for change in fields.objects(entry, "changes"):
            value = fields.part(change, "value")
            ours = fields.identifier(fields.part(value, "metadata"), "phone_number_id")
            if change.get("field") != "messages":
                ignored.append(f"field {fields.identifier(change, 'field') or 'without a name'}")
                continue
            if phone_number_id is not None and ours != phone_number_id:
                ignored.append("another number's")
                continue
            people = _People(value)
            for message in fields.objects(value, "messages"):
                read_one = _message(message, people)
                if isinstance(read_one, Arrival):
                    arrivals.append(read_one)
                elif isinstance(read_one, PersonChange):
                    changes.append(read_one)
                else:
                    ignored.append(read_one)
            for status in fields.objects(value, "statuses"):
                update = _status(status)
                updates += [update] if update else []
                ignored += [] if update else ["status that says nothing"]
    return Received(tuple(arrivals), tuple(updates), tuple(changes), (), tuple(ignored))


class _People:
    """The `contacts` beside the messages: names and ids of who wrote them."""

    def __init__(self, value: Json) -> None:
        self._contacts = list(fields.objects(value, "contacts"))

    def sender(self, message: Json) -> Person | None:
        """Who wrote the message; None when it names nobody."""
        shown = (fields.identifier(message, "from_user_id"), fields.identifier(message, "from"))
        contact = self._contact({known for known in shown if known})
        ids = (
            *shown,
            fields.identifier(contact, "user_id"),
            fields.identifier(contact, "wa_id"),
        )
        scoped = next((known for known in ids if known and is_scoped(known)), None)
        phone = next((known for known in ids if known and _is_phone(known)), None)
        known_as = scoped or phone or next(filter(None, ids), None)
        if known_as is None:
            return None
        return Person(
            id=known_as,
            # Meta goes on to tell the phone numbers of those whom we write to by their number.
            address=phone.lstrip("+") if phone else known_as,
            name=fields.name(fields.part(contact, "profile"), "name"),
            phone=f"+{phone.lstrip('+')}" if phone else None,
            other_ids=tuple(dict.fromkeys(known for known in ids if known and known != known_as)),
        )

    def _contact(self, ids: set[str]) -> Json:
        for contact in self._contacts:
            if {fields.identifier(contact, "user_id"), fields.identifier(contact, "wa_id")} & ids:
                return contact
        # Mexican and Argentinian numbers are written in two ways; one sender alone can only be this one.
        return self._contacts[0] if len(self._contacts) == 1 else {}


def is_scoped(known_as: str) -> bool:
    """Whether it is an id that Meta gave a person for this business, "GB." and digits, and no number."""
    country, dot, rest = known_as.partition(".")
    return bool(dot and rest) and len(country) == 2 and country.isascii() and country.isalpha()


def _is_phone(known_as: str) -> bool:
    digits = known_as.removeprefix("+")
    return digits.isascii() and digits.isdigit() and 6 <= len(digits) <= 15


def _message(message: Json, people: _People) -> Arrival | PersonChange | str:
    if "group_id" in message:
        return "group"
    system = fields.part(message, "system")
    if message.get("type") == "system":
        return _change(message, system)
    person, message_id = people.sender(message), fields.identifier(message, "id")
    if person is None or message_id is None:
        return "message without a sender or an id"
    content = content_of(message)
    return Arrival(
        provider="whatsapp",
        person=person,
        delivery_id=message_id,
        message_id=message_id,
        kind=content.kind,
        text=content.text,
        payload=content.payload,
        media=content.media,
        about=content.about or fields.identifier(fields.part(message, "context"), "id"),
        details=content.details,
        at=fields.moment(message, "timestamp"),
    )


def _change(message: Json, system: Json) -> PersonChange | str:
    if fields.identifier(system, "type") not in _NEW_ID:
        return "system message"
    phone = fields.identifier(system, "wa_id")
    now = fields.identifier(system, "user_id") or phone
    before = fields.identifier(system, "previous_user_id") or fields.identifier(message, "from")
    if now is None or before is None or now == before:
        return "system message"
    reachable = phone if phone and _is_phone(phone) else None
    person = Person(now, reachable or now, phone=f"+{reachable}" if reachable else None)
    return PersonChange("whatsapp", person, "new_id", before, fields.moment(message, "timestamp"))


def _status(status: Json) -> DeliveryUpdate | None:
    message_id, told = fields.identifier(status, "id"), status.get("status")
    state = _STATES.get(told) if isinstance(told, str) else None
    if message_id is None or state is None:
        return None
    return DeliveryUpdate(
        provider="whatsapp",
        message_id=message_id,
        state=state,
        reference=fields.identifier(status, "biz_opaque_callback_data"),
        at=fields.moment(status, "timestamp"),
        failure=_failure(status) if state == "failed" else None,
    )


def _failure(status: Json) -> Failure:
    error = next(fields.objects(status, "errors"), {})
    return judge(fields.whole(error, "code"))
