"""/console/photos: a photo that somebody sent and lets us keep, for staff only."""

from __future__ import annotations

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.console.audit import Subject
from bot.console.problems import not_found
from bot.console.roles import Permission
from bot.console.routing import get, requires
from bot.console.visit import Visit
from bot.database.photos import photo
from bot.messaging.pictures import kind_of

_HEADERS = {
    # Nothing in a picture may ever be run, whatever it is made to look like.
    "content-security-policy": "default-src 'none'; sandbox",
    "content-disposition": "inline",
    "x-content-type-options": "nosniff",
}


@requires(Permission.READ)
async def show(visit: Visit) -> Response:
    photo_id = str(visit.request.path_params["photo"])

    def work(connection: Connection) -> bytes | None:
        found = photo(connection, photo_id)
        if found is None:
            return None
        visit.audit(connection, "photo.viewed", Subject("conversation", found.conversation_id))
        return bytes(found.content)

    content = await visit.write(work)
    kind = None if content is None else kind_of(content)
    if content is None or kind is None:
        raise not_found("photo")
    return Response(content, media_type=kind, headers=_HEADERS)


PAGES = (get("/photos/{photo}", show),)
