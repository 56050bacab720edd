"""The visitor's own copy of the consultation pack, behind a signed link."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from bot.aftercare.picture import picture
from bot.aftercare.rules import Rules
from bot.aftercare.sessions import PlanError
from bot.aftercare.timeline import timeline
from bot.consultation.gathering import gather
from bot.consultation.links import PACK, PackLinks
from bot.consultation.pack import Names, assemble
from bot.consultation.records import Records
from bot.consultation.rendering import STYLE_FILE, page
from bot.database.session import Database
from bot.http_answers import RefusedError
from bot.knowledge import Knowledge
from bot.planning.days import plan
from bot.triage.rulebook import load_rulebook
from bot.triage.rules import Rulebook

STYLE: Final = "/my/pack.css"
PICTURE: Final = f"{PACK}/timeline.svg"
_PRIVATE: Final = {
    "cache-control": "private, no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
}
_PICTURE_HEADERS: Final = {
    **_PRIVATE,
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
}


class PackPages:
    """The handlers of /my/pack. rules: of aftercare. rulebook: gives the titles of conditions; called when needed."""

    def __init__(
        self,
        database: Database,
        links: PackLinks,
        knowledge: Knowledge,
        rules: Rules,
        rulebook: Callable[[], Rulebook],
        clock: Callable[[], dt.datetime] | None = None,
    ) -> None:
        self._database = database
        self._links = links
        self._knowledge = knowledge
        self._rules = rules
        self._rulebook = rulebook
        self._clock = clock or (lambda: dt.datetime.now(knowledge.clinic.timezone))

    def routes(self) -> list[Route]:
        return [
            Route(STYLE, self.style, methods=["GET"]),
            Route(PICTURE, self.timeline, methods=["GET"]),
            Route(PACK, self.pack, methods=["GET"]),
        ]

    async def style(self, _request: Request) -> Response:
        return FileResponse(STYLE_FILE, media_type="text/css", headers={"cache-control": "no-cache"})

    async def pack(self, request: Request) -> Response:
        records = await self._records(request)
        shown = assemble(records, self.names(), self._clock())
        address = f"{request.url.path}/timeline.svg" if shown.has_timeline else None
        html = page(shown, style=STYLE, timeline=address, own_copy=True)
        return Response(html, media_type="text/html; charset=utf-8", headers=_PRIVATE)

    async def timeline(self, request: Request) -> Response:
        records = await self._records(request)
        try:
            course = plan(day for day in records.sessions if day.state != "asked")
        except PlanError:
            course = plan(())
        if not course.sessions:
            raise RefusedError(404, "no_dates", "There are no session dates here any more.")
        shown = timeline(course, self._rules, self._clock().date())
        drawn = picture(shown, self._knowledge.clinic.name)
        return Response(drawn, media_type="image/svg+xml", headers=_PICTURE_HEADERS)

    def names(self) -> Names:
        return Names(
            self._knowledge.clinic.name,
            self._knowledge.clinic.timezone,
            self._knowledge.title,
            self._condition,
        )

    def _condition(self, concept: str) -> str:
        condition = self._rulebook().conditions.get(concept)
        return condition.title if condition else concept.replace("_", " ")

    async def _records(self, request: Request) -> Records:
        lead = self._links.lead(request.path_params["token"])
        topics = self._knowledge.faq
        found = None
        if lead is not None:
            found = await self._database.read(lambda connection: gather(connection, lead, topics))
        if found is None:
            raise RefusedError(
                404,
                "unknown_link",
                "This link is not complete or too old, or the request was withdrawn. "
                "Ask in the chat for a consultation to get a new one.",
            )
        return found


def pack_pages(
    links: PackLinks, knowledge: Knowledge, rules: Rules, folder: Path
) -> Callable[[Database], list[Route]]:
    """The routes, to be made with the application's own database. folder: of the clinic's files."""

    @lru_cache(maxsize=1)
    def rulebook() -> Rulebook:
        return load_rulebook(folder)

    return lambda database: PackPages(database, links, knowledge, rules, rulebook).routes()
