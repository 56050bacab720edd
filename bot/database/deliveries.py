"""What became of a call to a provider, as its answer or a later delivery update tells it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, or_, select
from sqlalchemy.engine import Connection, Row

from bot.channels.arrivals import DeliveryUpdate, State, furthest
from bot.channels.outcomes import Failure, Outcome, Retry, Sent, WindowClosed
from bot.channels.rendering import Call
from bot.database.channel_tables import (
    DELIVERED,
    FAILED,
    QUEUED,
    READ,
    SENT,
    WAITING_WINDOW,
    identity,
    outbox,
)
from bot.database.models import message
from bot.database.outbox import TEMPLATE

LONGEST_PAUSE: Final = 300.0  # seconds between two attempts
GIVEN_UP_AFTER: Final = timedelta(hours=24)
PERHAPS_DONE_PAUSE: Final = 20.0  # seconds in which a delivery update may tell that it was done
_LONGEST_WORDS: Final = 300  # characters

_TOLD_STATES: Final = (SENT, DELIVERED, READ, FAILED)

_ROW = (
    select(outbox, message.c.conversation_id)
    .join(message, message.c.id == outbox.c.message_id)
    .where(outbox.c.id == bindparam("row"))
)
_IDENTITY_OF = select(outbox.c.identity_id).where(outbox.c.id == bindparam("row"))
_LOCK = select(identity).where(identity.c.id == bindparam("identity")).with_for_update(key_share=True)
_GONE = identity.update().where(identity.c.id == bindparam("identity"))
_CHANGE = outbox.update().where(outbox.c.id == bindparam("row"))
_TOLD = (
    select(outbox.c.id)
    .join(identity, identity.c.id == outbox.c.identity_id)
    .where(identity.c.provider == bindparam("provider"))
)
_BY_NAME = _TOLD.where(outbox.c.provider_message_id == bindparam("named"))
_BY_REFERENCE = _TOLD.where(
    outbox.c.message_id == bindparam("message"), outbox.c.part == bindparam("part")
).where(or_(outbox.c.provider_message_id.is_(None), outbox.c.state == QUEUED))


@dataclass(frozen=True)
class Terms:
    """What a provider's messages are under. bad_file: codes after which a link goes instead of the file.

    closed: set where a free message may only follow within a day of the person's last one. template: what may be
    sent all the same, given its reference; None where the clinic has none.
    """

    bad_file: frozenset[str] = frozenset()
    closed: WindowClosed | None = None
    template: Callable[[str], Call] | None = None


@dataclass(frozen=True)
class Undelivered:
    """A message of this conversation will not reach the person. words: for staff."""

    conversation: str
    words: str


def came_to(
    connection: Connection, row_id: str, holder: str, outcome: Outcome, terms: Terms, at: datetime
) -> Undelivered | None:
    """Keeps what a call came to. One whose lease is somebody else's by now counts all the same if it was sent."""
    found = _locked(connection, row_id)
    if found is None:
        return None
    row, person = found
    if isinstance(outcome, Sent):
        if outcome.message_id is None or not _has_failed(row, outcome.message_id):
            _advance(connection, row, SENT, outcome.message_id)
        return None
    if row.state != QUEUED or row.holder != holder:
        return None
    return _failed(connection, row, person, outcome, terms, at)


def told(connection: Connection, update: DeliveryUpdate, terms: Terms, at: datetime) -> Undelivered | None:
    """Keeps news of a message, in whatever order they come; None also for a message that is not known."""
    row_id = _meant(connection, update)
    found = _locked(connection, row_id) if row_id is not None else None
    if found is None:
        return None
    row, person = found
    if update.failure is None:
        if update.state != SENT or not _has_failed(row, update.message_id):
            _advance(connection, row, update.state, update.message_id)
        return None
    if row.state not in (QUEUED, SENT) or _has_failed(row, update.message_id):
        return None
    _change(connection, row.id, provider_message_id=update.message_id)
    return _failed(connection, row, person, update.failure, terms, at)


def pause(attempts: int) -> float:
    """Seconds until the next attempt after so many; doubled each time and never quite the same."""
    longest = min(LONGEST_PAUSE, 2.0 ** min(attempts - 1, 10))
    return longest * random.uniform(0.5, 1.0)


def _failed(
    connection: Connection, row: Row, person: Row, failure: Failure, terms: Terms, at: datetime
) -> Undelivered | None:
    if isinstance(failure, Retry):
        return _retry(connection, row, failure, at)
    if isinstance(failure, WindowClosed):
        return _wait(connection, row, person, failure, terms, at)
    instead = (row.call or {}).get("instead")
    if failure.code in terms.bad_file and instead:
        _again(connection, row, at, call=instead, attempts=0)
        return None
    if failure.gone:
        connection.execute(_GONE, {"identity": row.identity_id, "gone": True})
    return _give_up(connection, row, failure.words)


def _retry(connection: Connection, row: Row, failure: Retry, at: datetime) -> Undelivered | None:
    if at - row.created_at > GIVEN_UP_AFTER:
        return _give_up(connection, row, f"It was tried for a day. {failure.words}")
    attempts = row.attempts + 1
    wait = failure.after if failure.after is not None else pause(attempts)
    if failure.perhaps_done:
        wait = max(wait, PERHAPS_DONE_PAUSE)
    next_at = at + timedelta(seconds=wait)
    kept = next_at if failure.perhaps_done or failure.after is not None else None
    _again(connection, row, next_at, until=kept, attempts=attempts, failure=_words(failure.words))
    return None


def _wait(
    connection: Connection, row: Row, person: Row, failure: WindowClosed, terms: Terms, at: datetime
) -> Undelivered | None:
    """The message waits until the person writes again; a template, if there is one, asks them to, once."""
    if row.part == TEMPLATE:
        return _give_up(connection, row, failure.words)
    _again(connection, row, at, state=WAITING_WINDOW, failure=_words(failure.words))
    if terms.template is None or person.gone or _asked_since(person):
        return None
    connection.execute(_GONE, {"identity": row.identity_id, "template_sent_at": at})
    connection.execute(
        outbox.insert(),
        {
            "identity_id": row.identity_id,
            "message_id": row.message_id,
            "place": row.place,
            "part": TEMPLATE,
            "call": terms.template(f"{row.message_id}:{TEMPLATE}"),
            "next_at": at,
        },
    )
    return None


def _asked_since(person: Row) -> bool:
    """Whether a template went out after the person last wrote."""
    sent, wrote = person.template_sent_at, person.last_inbound_at
    return sent is not None and (wrote is None or wrote < sent)


def _again(connection: Connection, row: Row, at: datetime, **columns: Any) -> None:
    kept = {"state": QUEUED, "holder": None, "until": None, "next_at": at}
    _change(connection, row.id, **{**kept, **columns})


def _give_up(connection: Connection, row: Row, words: str) -> Undelivered:
    _change(connection, row.id, state=FAILED, failure=_words(words), holder=None, until=None)
    return Undelivered(row.conversation_id, words)


def _has_failed(row: Row, message_id: str) -> bool:
    """Whether it is known of the attempt with this id of the provider's that it failed, and another one waits."""
    return row.provider_message_id == message_id and row.state in (QUEUED, WAITING_WINDOW)


def _advance(connection: Connection, row: Row, state: State, message_id: str | None) -> None:
    """Moves a row forward, never back."""
    kept = furthest(row.state if row.state in _TOLD_STATES else None, state)
    _change(
        connection,
        row.id,
        state=kept,
        provider_message_id=message_id or row.provider_message_id,
        failure=row.failure if kept == FAILED else None,
        holder=None,
        until=None,
    )


def _meant(connection: Connection, update: DeliveryUpdate) -> str | None:
    """The row that an update is about, by the provider's id or, before that is known, by our reference."""
    named = {"provider": update.provider, "named": update.message_id}
    found: str | None = connection.execute(_BY_NAME, named).scalar()
    if found is not None or update.reference is None:
        return found
    message_id, _, part = update.reference.rpartition(":")
    if not part.removeprefix("-").isdecimal() or not part.isascii() or len(part) > 4:
        return None
    by = {"provider": update.provider, "message": message_id, "part": int(part)}
    found = connection.execute(_BY_REFERENCE, by).scalar()
    return found


def _locked(connection: Connection, row_id: str) -> tuple[Row, Row] | None:
    """The row and its person, whom nobody else changes meanwhile; None for what was erased.

    The person is locked first, as everywhere: two that lock in another order would wait for each other.
    """
    identity_id = connection.execute(_IDENTITY_OF, {"row": row_id}).scalar()
    person = connection.execute(_LOCK, {"identity": identity_id}).first()
    row = connection.execute(_ROW, {"row": row_id}).first()
    return None if row is None or person is None else (row, person)


def _change(connection: Connection, row_id: str, **columns: Any) -> None:
    connection.execute(_CHANGE, {"row": row_id, **columns})


def _words(words: str) -> str:
    return words[:_LONGEST_WORDS]
