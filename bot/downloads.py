"""A visitor's own calendar file and picture, behind signed links and always as the plan stands now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from hashlib import sha256
from types import MappingProxyType
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.aftercare.calendar import calendar_file
from bot.aftercare.picture import picture
from bot.aftercare.rules import Rules
from bot.aftercare.sessions import PlanError
from bot.aftercare.timeline import Timeline, timeline
from bot.database.session import Database
from bot.database.session_dates import SessionDays, session_days
from bot.download_links import CALENDAR, TIMELINE, DownloadLinks
from bot.http_answers import RefusedError
from bot.knowledge import Clinic
from bot.planning.days import plan

FILE_NAME: Final = "smp-aftercare.ics"
_PRIVATE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "cache-control": "private, no-cache",
        "referrer-policy": "no-referrer",
        "x-robots-tag": "noindex",
    }
)
_PICTURE: Final[Mapping[str, str]] = MappingProxyType(
    {
        **_PRIVATE,
        "content-security-policy": "default-src 'none'; style-src 'none'; frame-ancestors 'none'; sandbox",
        # The chat shows it on the pages of other sites too.
        "cross-origin-resource-policy": "cross-origin",
    }
)


class Downloads:
    """The handlers of /my/calendar and /my/timeline. `clock` gives the time at the clinic."""

    def __init__(
        self,
        database: Database,
        links: DownloadLinks,
        rules: Rules,
        clinic: Clinic,
        clock: Callable[[], dt.datetime] | None = None,
    ) -> None:
        self._database = database
        self._links = links
        self._rules = rules
        self._clinic = clinic
        self._clock = clock or (lambda: dt.datetime.now(clinic.timezone))

    def routes(self) -> list[Route]:
        return [
            Route(CALENDAR, self.calendar, methods=["GET"]),
            Route(TIMELINE, self.timeline, methods=["GET"]),
        ]

    async def calendar(self, request: Request) -> Response:
        """The plan as iCalendar, to be saved or opened in a calendar."""
        conversation = self._conversation(request)
        now = self._clock()
        known, shown = await self._plan(conversation, now.date())
        content = calendar_file(
            shown,
            plan_id=_plan_id(conversation),
            sequence=known.sequence,
            stamp=now,
            clinic=self._clinic.name,
            zone=str(self._clinic.timezone),
        )
        disposition = {"content-disposition": f'attachment; filename="{FILE_NAME}"'}
        return Response(
            content, media_type="text/calendar; charset=utf-8", headers={**_PRIVATE, **disposition}
        )

    async def timeline(self, request: Request) -> Response:
        """The plan as a picture."""
        _, shown = await self._plan(self._conversation(request), self._clock().date())
        return Response(picture(shown, self._clinic.name), media_type="image/svg+xml", headers=_PICTURE)

    def _conversation(self, request: Request) -> str:
        found = self._links.conversation(request.path_params["token"])
        if found is None:
            raise RefusedError(
                404,
                "unknown_link",
                "This link is not complete or too old. Ask in the chat for your dates to get a new one.",
            )
        return found

    async def _plan(self, conversation: str, today: dt.date) -> tuple[SessionDays, Timeline]:
        known = await self._database.read(lambda connection: session_days(connection, conversation))
        try:
            course = plan(known.days)
        except PlanError:
            course = plan(())
        if not course.sessions:
            raise RefusedError(
                404,
                "no_dates",
                "There are no session dates here any more. Tell the assistant in the chat when your session is.",
            )
        return known, timeline(course, self._rules, today)


def _plan_id(conversation: str) -> str:
    """Names the plan in a file that other people may see, without naming the conversation."""
    return sha256(f"stipple.plan {conversation}".encode()).hexdigest()[:32]
