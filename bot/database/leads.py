"""Stores requests for a consultation: only with consent, superseded by a later one, emptied when withdrawn."""

from __future__ import annotations

from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection, Row

from bot.booking.request import Request
from bot.database.models import LEAD_NEW, LEAD_WITHDRAWN, consent, conversation, lead, new_id, now
from bot.database.screenings import NoConsentError
from bot.database.transcript import UnknownConversationError

CONTACT: Final = "contact"
"""Purpose of the consent without which no request is written."""

REPLACED: Final = "replaced"
"""State of a request after which the same visitor sent another one."""


_VISITOR = select(conversation.c.visitor_id).where(conversation.c.id == bindparam("conversation"))
_GIVEN = (
    select(consent.c.id)
    .where(consent.c.id == bindparam("consent"))
    .where(consent.c.purpose == CONTACT)
    .where(consent.c.withdrawn_at.is_(None))
)
_LEAD = select(lead).where(lead.c.id == bindparam("lead"))
_OF_CONVERSATION = (
    select(lead)
    .where(lead.c.conversation_id == bindparam("conversation"))
    .order_by(lead.c.created_at.desc(), lead.c.id)
)
_REPLACE = (
    lead.update()
    .where(lead.c.conversation_id == bindparam("conversation"))
    .where(lead.c.state == LEAD_NEW)
    .values(state=REPLACED)
)
_EMPTY = (
    lead.update()
    .where(lead.c.conversation_id == bindparam("conversation"))
    .values(
        state=LEAD_WITHDRAWN,
        name=None,
        contact=None,
        preferred=None,
        wishes=None,
        expectation=None,
        pack=None,
    )
)
_END_CONSENT = (
    consent.update()
    .where(consent.c.visitor_id == bindparam("visitor"))
    .where(consent.c.purpose == CONTACT)
    .where(consent.c.withdrawn_at.is_(None))
)


def give_contact_consent(connection: Connection, conversation_id: str, wording_version: str) -> str:
    """Notes that the visitor agrees to contact details being passed on; returns the consent's id.

    Raises UnknownConversationError.
    """
    row = {
        "id": new_id(),
        "visitor_id": _visitor(connection, conversation_id),
        "purpose": CONTACT,
        "wording_version": wording_version,
        "given_at": now(),
    }
    connection.execute(consent.insert(), row)
    return str(row["id"])


def store_request(connection: Connection, conversation_id: str, consent_id: str, request: Request) -> str:
    """Writes a request and returns its id; earlier ones of the conversation are replaced by it.

    Raises NoConsentError, UnknownConversationError.
    """
    _visitor(connection, conversation_id)
    if connection.execute(_GIVEN, {"consent": consent_id}).first() is None:
        raise NoConsentError(consent_id)
    connection.execute(_REPLACE, {"conversation": conversation_id})
    row = {
        "id": new_id(),
        "conversation_id": conversation_id,
        "consent_id": consent_id,
        "name": request.name,
        "contact_kind": request.contact_kind,
        "contact": request.contact,
        "preferred": dict(request.preferred),
        "wishes": request.wishes,
        "expectation": [dict(item) for item in request.expectation],
        "pack": dict(request.pack),
        "state": LEAD_NEW,
        "created_at": now(),
    }
    connection.execute(lead.insert(), row)
    return str(row["id"])


def withdraw_requests(connection: Connection, conversation_id: str) -> None:
    """Empties the requests of a conversation and ends the consent for them. Raises UnknownConversationError."""
    visitor_id = _visitor(connection, conversation_id)
    connection.execute(_EMPTY, {"conversation": conversation_id})
    connection.execute(_END_CONSENT.values(withdrawn_at=now()), {"visitor": visitor_id})


def request_of(connection: Connection, lead_id: str) -> Row | None:
    """The row of a request, whatever its state; None for an unknown id."""
    row: Row | None = connection.execute(_LEAD, {"lead": lead_id}).first()
    return row


def requests_of(connection: Connection, conversation_id: str) -> list[Row]:
    """The rows of a conversation, newest first."""
    return list(connection.execute(_OF_CONVERSATION, {"conversation": conversation_id}).all())


def _visitor(connection: Connection, conversation_id: str) -> str:
    found = connection.execute(_VISITOR, {"conversation": conversation_id}).scalar()
    if found is None:
        raise UnknownConversationError(conversation_id)
    return str(found)
