"""Somebody who writes on WhatsApp, as the console's tests need them: a conversation, what arrives in it, a photo."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from sqlalchemy.engine import Connection

from bot.channels.arrivals import Arrival, Kind, Media, Person
from bot.channels.messages import Reply
from bot.database.arrivals import record, record_files
from bot.database.channel_tables import ASKED, KEPT, READ, media, outbox
from bot.database.identities import Found, known, met
from bot.database.models import new_id
from bot.database.transcript import speak, store_inbound
from tests.console.desk import Desk

AT = datetime(2026, 11, 23, 9, tzinfo=timezone.utc)
PERSON = Person("GB.1", "447700900123", "Priya")
WELCOME = Reply("Hello").to_json()
JPEG = b"\xff\xd8\xff\xe0 a picture"


def talk(desk: Desk) -> Found:
    """A conversation on WhatsApp with a message of ours after the welcome."""

    def work(connection: Connection) -> Found:
        row = known(connection, "whatsapp", PERSON)
        found = met(connection, "whatsapp", PERSON, row, AT, WELCOME)
        speak(connection, found.conversation, Reply("Come on Monday.").to_json(), AT)
        connection.execute(outbox.update().where(outbox.c.place == 1).values(state=READ))
        return found

    return desk.run(work)


def arrives(desk: Desk, found: Found, kind: Kind, text: str | None, **more: Any) -> str:
    """Something arrived; the arrival's id."""

    def work(connection: Connection) -> str:
        stored = None if text is None else store_inbound(connection, found.conversation, new_id(), text, None)
        came = Arrival("whatsapp", PERSON, new_id(), new_id(), kind, **more)
        made = record(connection, found.id, found.conversation, came, stored.id if stored else None)
        record_files(connection, made, came, ASKED)
        return made

    return desk.run(work)


def kept_photo(desk: Desk, content: bytes = JPEG) -> str:
    """A photo that may be looked at; its id."""
    found = talk(desk)
    arrives(desk, found, "photo", "[a photo]", media=(Media("1"),))
    desk.run(lambda c: c.execute(media.update().values(state=KEPT, content=content)))
    return str(desk.run(lambda c: c.execute(media.select()).one()).id)
