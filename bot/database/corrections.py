"""What staff say that messages meant: proposed, accepted by whom it needs, and written to the clinic's files."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Row

from bot.database.models import correction, message, new_id, staff

TOPIC: Final = "topic"
PHRASE: Final = "phrase"
NOTHING: Final = "nothing"
KINDS: Final = (TOPIC, PHRASE, NOTHING)
"""A message means a topic; words in it mean a condition; there is nothing to learn from it."""

PROPOSED: Final = "proposed"
ACCEPTED: Final = "accepted"
REJECTED: Final = "rejected"
PUBLISHED: Final = "published"
"""States of a correction. Only an accepted one is learnt; a rejected one counts as if it had never been."""


class OvertakenError(Exception):
    """Somebody decided before; the text says who, and what."""


class UnknownMessageError(Exception):
    """There is no such message: it never was, or it was erased."""


@dataclass(frozen=True)
class Proposal:
    """A correction about to be stored. text: redacted. safety: whether a second person is needed."""

    message: str
    kind: str
    text: str
    topic: str | None = None
    concept: str | None = None
    understood_as: str | None = None
    safety: bool = False


@dataclass(frozen=True)
class Correction:
    """A stored correction, with the names of those who stand behind it."""

    id: str
    message: str
    conversation: str
    kind: str
    text: str
    topic: str | None
    concept: str | None
    understood_as: str | None
    safety: bool
    state: str
    proposed_by: str
    proposed_role: str
    proposed_name: str
    decided_name: str | None
    created_at: datetime
    decided_at: datetime | None


def propose(
    connection: Connection, proposals: Sequence[Proposal], staff_id: str, role: str, at: datetime
) -> list[str]:
    """Stores corrections and returns their ids. Those without safety are accepted by whoever proposes them.

    Raises OvertakenError when somebody has dealt with one of the messages, UnknownMessageError.
    """
    ids = []
    for proposal in proposals:
        _lock(connection, proposal.message)
        held = of_message(connection, proposal.message)
        if held and not (proposal.kind == PHRASE and all(one.kind == PHRASE for one in held)):
            raise OvertakenError(_told(held[0]))
        row = {
            "id": new_id(),
            "message_id": proposal.message,
            "kind": proposal.kind,
            "text": proposal.text,
            "topic": proposal.topic,
            "concept": proposal.concept,
            "understood_as": proposal.understood_as,
            "safety": proposal.safety,
            "state": PROPOSED if proposal.safety else ACCEPTED,
            "proposed_by": staff_id,
            "proposed_role": role,
            "created_at": at,
        }
        connection.execute(correction.insert(), row)
        ids.append(str(row["id"]))
    return ids


def _lock(connection: Connection, message_id: str) -> None:
    found = select(message.c.id).where(message.c.id == message_id).with_for_update()
    if connection.execute(found).first() is None:
        raise UnknownMessageError(message_id)


def of_message(connection: Connection, message_id: str) -> list[Correction]:
    """The corrections of a message that hold, newest first."""
    return _listed(connection, correction.c.message_id == message_id, correction.c.state != REJECTED)


def in_state(connection: Connection, state: str, most: int) -> list[Correction]:
    """Newest first, `most` of them; without those from which there is nothing to learn."""
    return _listed(connection, correction.c.state == state, correction.c.kind != NOTHING, most=most)


def counts(connection: Connection) -> dict[str, int]:
    """How many corrections stand in each state; without those from which there is nothing to learn."""
    statement = (
        select(correction.c.state, func.count())
        .where(correction.c.kind != NOTHING)
        .group_by(correction.c.state)
    )
    return {state: count for state, count in connection.execute(statement)}


def correction_by_id(connection: Connection, correction_id: str) -> Correction | None:
    found = _listed(connection, correction.c.id == correction_id)
    return found[0] if found else None


def decide(
    connection: Connection, decided: Correction, state: str, staff_id: str, role: str, at: datetime
) -> None:
    """Accepts or rejects what was proposed, or takes an accepted one back. Raises OvertakenError."""
    changed = connection.execute(
        correction.update()
        .where(correction.c.id == decided.id, correction.c.state == decided.state)
        .values(state=state, decided_by=staff_id, decided_role=role, decided_at=at)
    )
    if changed.rowcount != 1:
        later = correction_by_id(connection, decided.id)
        raise OvertakenError(_told(later) if later else "It was erased in the meantime.")


def publish(connection: Connection, ids: Collection[str], at: datetime) -> None:
    """Notes that these stand in the clinic's files now."""
    connection.execute(
        correction.update()
        .where(correction.c.id.in_(tuple(ids)), correction.c.state == ACCEPTED)
        .values(state=PUBLISHED, published_at=at)
    )


def _listed(connection: Connection, *wanted: object, most: int | None = None) -> list[Correction]:
    by, decided = staff.alias("proposer"), staff.alias("decider")
    statement = (
        select(
            correction,
            message.c.conversation_id,
            by.c.name.label("proposed_name"),
            decided.c.name.label("decided_name"),
        )
        .join(message, message.c.id == correction.c.message_id)
        .join(by, by.c.id == correction.c.proposed_by)
        .outerjoin(decided, decided.c.id == correction.c.decided_by)
        .where(*wanted)
        .order_by(correction.c.created_at.desc(), correction.c.id)
        .limit(most)
    )
    return [_correction(row) for row in connection.execute(statement)]


def _correction(row: Row) -> Correction:
    return Correction(
        id=row.id,
        message=row.message_id,
        conversation=row.conversation_id,
        kind=row.kind,
        text=row.text,
        topic=row.topic,
        concept=row.concept,
        understood_as=row.understood_as,
        safety=row.safety,
        state=row.state,
        proposed_by=row.proposed_by,
        proposed_role=row.proposed_role,
        proposed_name=row.proposed_name,
        decided_name=row.decided_name,
        created_at=row.created_at,
        decided_at=row.decided_at,
    )


def _told(held: Correction) -> str:
    meant = {
        TOPIC: f"it means {held.topic}",
        PHRASE: f"a phrase of {held.concept}",
        NOTHING: "nothing to learn",
    }
    who = held.decided_name or held.proposed_name
    return f"{who} dealt with it before: {meant[held.kind]}, {held.state}."
