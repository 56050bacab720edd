"""Keeps the telephone number or address of somebody whom nobody answered, for the clinic to get in touch."""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType
from typing import Final

from sqlalchemy.engine import Connection

from bot.booking.contacts import Contact
from bot.booking.opening import reply_by
from bot.booking.request import Request
from bot.database.leads import give_contact_consent, store_request
from bot.handover import Promises

WISH: Final = "Asked for a person in the chat and was not answered in time. Please get in touch."
"""What staff read with the contact."""


def kept(
    connection: Connection,
    conversation_id: str,
    contact: Contact,
    wording: str,
    promises: Promises,
    at: datetime,
) -> datetime | None:
    """Stores the contact with the consent that typing it was asked for as, and says by when somebody means to use it.

    wording: version of the text that asked for it. None for a clinic that never opens. Raises
    UnknownConversationError.
    """
    consent = give_contact_consent(connection, conversation_id, wording)
    nothing = MappingProxyType[str, str]({})
    request = Request(None, contact.kind, contact.value, nothing, WISH, (), nothing)
    store_request(connection, conversation_id, consent, request)
    return reply_by(at, promises.clinic, promises.working_days)
