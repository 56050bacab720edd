"""/console/learning/conversations/…/test: a conversation as a regression test, with one click."""

from __future__ import annotations

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.console.audit import Subject
from bot.console.problems import not_found
from bot.console.roles import Permission
from bot.console.routing import get, requires
from bot.console.visit import Visit
from bot.database.recordings import file_name, recording_of
from bot.learning.recording import Recording, to_yaml


@requires(Permission.CORRECT)
async def download(visit: Visit) -> Response:
    conversation_id = str(visit.request.path_params["conversation"])

    def read(connection: Connection) -> Recording:
        found = recording_of(connection, conversation_id)
        if found is None:
            raise not_found("conversation")
        visit.audit(connection, "conversation.recorded", Subject("conversation", conversation_id))
        return found

    recording = await visit.write(read)
    name = file_name(recording, conversation_id)
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(to_yaml(recording), media_type="application/yaml; charset=utf-8", headers=headers)


PAGES = (get("/learning/conversations/{conversation}/test", download),)
