"""/console/conversations: one visitor's conversations, and what staff do with them."""

from __future__ import annotations

from starlette.responses import Response

from bot.console import decision_pages, transcript_page, transcript_talk
from bot.console.roles import Permission
from bot.console.routing import get, requires
from bot.console.visit import Visit


@requires(Permission.READ)
async def show(visit: Visit) -> Response:
    return await transcript_page.page(visit, str(visit.request.path_params["conversation"]))


@requires(Permission.READ)
async def news(visit: Visit) -> Response:
    return await transcript_page.news(visit, str(visit.request.path_params["conversation"]))


PAGES = (
    get("/conversations/{conversation}", show),
    get("/conversations/{conversation}/news", news, background=True),
    *transcript_talk.PAGES,
    *decision_pages.PAGES,
)
