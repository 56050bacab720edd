"""Photos that people sent: asked about, fetched after a yes, shown to staff, and removed when the yes is taken back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection, Row

from bot.database.channel_tables import ASKED, KEPT, LOST, REFUSED, WANTED, arrival, identity, media
from bot.database.models import consent, conversation

PHOTOS: Final = "photos"
"""Purpose of the consent without which no photo is fetched."""

ASKED_FOR: Final = timedelta(hours=1)
"""So long a question about a photo counts for those that follow it, as the photos of an album do."""

_LEASE: Final = timedelta(seconds=90)
_VISITOR = select(conversation.c.visitor_id).where(conversation.c.id == bindparam("conversation"))
_GIVEN = (
    select(consent.c.id)
    .where(consent.c.visitor_id == bindparam("visitor"))
    .where(consent.c.purpose == PHOTOS)
    .where(consent.c.withdrawn_at.is_(None))
)
_THEIRS = select(arrival.c.id).where(arrival.c.conversation_id == bindparam("conversation"))
_ASKED = (
    select(media.c.id)
    .where(media.c.arrival_id.in_(_THEIRS))
    .where(media.c.state == ASKED)
    .where(media.c.created_at > bindparam("since"))
    .limit(1)
)
_DECIDE = media.update().where(
    media.c.arrival_id.in_(_THEIRS), media.c.state.in_(bindparam("open", expanding=True))
)
_WANTED = (
    select(media, identity.c.provider)
    .join(arrival, arrival.c.id == media.c.arrival_id)
    .join(identity, identity.c.id == arrival.c.identity_id)
    .where(media.c.state == WANTED)
    .where(media.c.next_at <= bindparam("at"))
    .where(identity.c.provider.in_(bindparam("providers", expanding=True)))
    .order_by(media.c.next_at)
    .limit(1)
)
_CLAIM = (
    media.update()
    .where(media.c.id == bindparam("photo"))
    .where(media.c.state == WANTED)
    .where(media.c.next_at == bindparam("known"))
)
_CHANGE = media.update().where(media.c.id == bindparam("photo")).where(media.c.state == WANTED)
_OF = (
    select(media.c.id, media.c.state, media.c.failure, arrival.c.message_id)
    .join(arrival, arrival.c.id == media.c.arrival_id)
    .where(arrival.c.message_id.in_(bindparam("messages", expanding=True)))
    .order_by(media.c.arrival_id, media.c.place)
)
_ONE = (
    select(media.c.content, arrival.c.conversation_id)
    .join(arrival, arrival.c.id == media.c.arrival_id)
    .where(media.c.id == bindparam("photo"))
    .where(media.c.state == KEPT)
)


@dataclass(frozen=True)
class Wanted:
    """A photo to be fetched. attempts: how often it was tried in vain."""

    id: str
    provider: str
    provider_file: str
    attempts: int


def agreed(connection: Connection, conversation_id: str) -> bool:
    """Whether the person of this conversation lets their photos be kept."""
    visitor_id = connection.execute(_VISITOR, {"conversation": conversation_id}).scalar()
    return connection.execute(_GIVEN, {"visitor": visitor_id}).first() is not None


def is_asked(connection: Connection, conversation_id: str, at: datetime) -> bool:
    """Whether they were asked a while ago, and have said neither yes nor no."""
    known = {"conversation": conversation_id, "since": at - ASKED_FOR}
    return connection.execute(_ASKED, known).first() is not None


def agree(connection: Connection, conversation_id: str, wording_version: str, at: datetime) -> None:
    """Notes the yes, and has the photos that were asked about fetched."""
    visitor_id = connection.execute(_VISITOR, {"conversation": conversation_id}).scalar()
    if visitor_id is None:
        return
    if not agreed(connection, conversation_id):
        row = {
            "visitor_id": visitor_id,
            "purpose": PHOTOS,
            "wording_version": wording_version,
            "given_at": at,
        }
        connection.execute(consent.insert(), row)
    decided = {"conversation": conversation_id, "open": [ASKED], "state": WANTED, "next_at": at}
    connection.execute(_DECIDE, decided)


def refuse(connection: Connection, conversation_id: str) -> None:
    """The photos that were asked about are not fetched."""
    decided = {"conversation": conversation_id, "open": [ASKED], "state": REFUSED}
    connection.execute(_DECIDE, decided)


def claim(connection: Connection, providers: Collection[str], at: datetime) -> Wanted | None:
    """A photo to fetch now, which no other process takes within the next one and a half minutes."""
    row = connection.execute(_WANTED, {"providers": list(providers), "at": at}).first()
    if row is None:
        return None
    taken = connection.execute(_CLAIM, {"photo": row.id, "known": row.next_at, "next_at": at + _LEASE})
    return Wanted(row.id, row.provider, row.provider_file, row.attempts) if taken.rowcount == 1 else None


def keep(connection: Connection, photo: str, content: bytes, mime: str) -> None:
    """Stores a photo, unless it is not wanted any more."""
    _change(connection, photo, state=KEPT, content=content, mime=mime, size=len(content), failure=None)


def lose(connection: Connection, photo: str, words: str) -> None:
    """It cannot be fetched; `words` tell staff why."""
    _change(connection, photo, state=LOST, failure=words[:300])


def again(connection: Connection, photo: Wanted, at: datetime) -> None:
    """It is to be tried again at `at`."""
    _change(connection, photo.id, attempts=photo.attempts + 1, next_at=at)


def photos_of(connection: Connection, messages: Collection[str]) -> Mapping[str, list[Any]]:
    """By message, its photos with their `state` and why one failed."""
    found: dict[str, list[Any]] = {}
    for row in connection.execute(_OF, {"messages": list(messages)}):
        found.setdefault(row.message_id, []).append(row)
    return found


def photo(connection: Connection, photo_id: str) -> Row | None:
    """`content` and `conversation_id` of a photo that is kept."""
    found: Row | None = connection.execute(_ONE, {"photo": photo_id}).first()
    return found


def remove_photos(connection: Connection, visitor_id: str) -> None:
    """Removes every photo of somebody who no longer agrees; that there were some stays."""
    theirs = (
        select(arrival.c.id)
        .join(conversation, conversation.c.id == arrival.c.conversation_id)
        .where(conversation.c.visitor_id == visitor_id)
    )
    gone = media.update().where(media.c.arrival_id.in_(theirs)).values(state=REFUSED, content=None)
    connection.execute(gone)


def _change(connection: Connection, photo: str, **columns: Any) -> None:
    connection.execute(_CHANGE, {"photo": photo, **columns})
