"""/console itself: leads to the first section that the person may see."""

from __future__ import annotations

from starlette.responses import Response

from bot.console.roles import Permission
from bot.console.routing import get, requires
from bot.console.visit import Visit

ACCOUNT = "/console/account"


@requires(Permission.OWN_ACCOUNT)
async def home(visit: Visit) -> Response:
    seen = (item.path for item in visit.console.sections if visit.may(item.permission))
    return visit.redirect(next(seen, ACCOUNT))


PAGES = (get("/", home),)
