"""/console/search: messages by their words, conversations by what is known of them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.console.audit import Subject
from bot.console.forms import FieldErrors
from bot.console.queue_view import CHANNELS, channel_title, visitor_title
from bot.console.roles import Permission
from bot.console.routing import get, requires
from bot.console.search_filters import ME, Asked, asked, place, place_text, wanted
from bot.console.transcript_words import OUTCOMES, TONES, Words, words_in
from bot.console.visit import Visit
from bot.database.models import INBOUND
from bot.database.search import Hit, Place, Wanted, found_loosely
from bot.database.staff import all_staff

SEARCH: Final = "/console/search"
PAGE: Final = 25  # rows


@dataclass(frozen=True)
class Line:
    """One row as it is shown."""

    hit: Hit
    who: str
    person: str
    channel: str
    topic: str
    confidence: str
    outcome: str
    tone: str


@requires(Permission.READ)
async def show(visit: Visit) -> Response:
    fields, errors = asked(visit.query), FieldErrors()
    search = wanted(fields, visit.staff.id, visit.console.clinic.timezone, errors)
    after = place(visit.query.raw("after"))
    words = await asyncio.to_thread(words_in, visit.console.settings.clinic_dir)
    hits: list[Hit] = []
    loosely = False
    if fields.anything and not errors:
        hits, loosely = await visit.write(lambda connection: _seen(visit, connection, fields, search, after))
    page = hits[:PAGE]
    further = ""
    if len(hits) > PAGE and not loosely:
        last = Place(page[-1].at, page[-1].message)
        further = f"{SEARCH}?{fields.query()}&{urlencode({'after': place_text(last)})}"
    return visit.page(
        "search.html",
        400 if errors else 200,
        **await _choices(visit, words),
        errors=errors,
        asked=fields,
        searched=fields.anything and not errors,
        lines=[_line(hit, words) for hit in page],
        loosely=loosely,
        more=len(hits) > PAGE,
        further=further,
        newest=f"{SEARCH}?{fields.query()}" if after else "",
    )


def _seen(
    visit: Visit, connection: Connection, fields: Asked, search: Wanted, after: Place | None
) -> tuple[list[Hit], bool]:
    """The rows of a page, and in the audit log whose they are; not the words, which may be a person's name."""
    hits, loosely = found_loosely(connection, search, PAGE + 1, after)
    filters = [name for name in Asked.__dataclass_fields__ if name != "words" and getattr(fields, name)]
    shown = hits[:PAGE]
    visit.audit(
        connection,
        "search.viewed",
        rows=len(shown),
        words=len(search.words.parts) if search.words else 0,
        filters=" ".join(filters),
    )
    for conversation in dict.fromkeys(hit.conversation for hit in shown):
        visit.audit(connection, "search.shown", Subject("conversation", conversation))
    return hits, loosely


async def _choices(visit: Visit, words: Words) -> dict[str, Any]:
    members = [member for member in await visit.read(all_staff) if member.disabled_at is None]
    topics = sorted((words.topic(topic), topic) for topic in words.knowledge.topics)
    concepts = sorted((rule.title, concept) for concept, rule in words.rulebook.conditions.items())
    return {
        "outcomes": [("", "any"), *OUTCOMES.items()],
        "topics": [("", "any"), *((topic, title) for title, topic in topics)],
        "concepts": [("", "any"), *((concept, title) for title, concept in concepts)],
        "channels": [("", "every channel"), *CHANNELS.items()],
        "owners": [
            ("", "anybody"),
            (ME, "me"),
            *((member.id, member.name) for member in members if member.id != visit.staff.id),
        ],
    }


def _line(hit: Hit, words: Words) -> Line:
    return Line(
        hit=hit,
        who="Visitor" if hit.direction == INBOUND else "Reply",
        person=visitor_title(hit.visitor, None),
        channel=channel_title(hit.channel),
        topic=words.topic(hit.topic) if hit.topic else "",
        confidence="" if hit.confidence is None else f"{hit.confidence:.0%}",
        outcome=words.outcome(hit.outcome) if hit.outcome else "",
        tone=TONES.get(hit.outcome or "", "plain"),
    )


PAGES = (get("/search", show),)
