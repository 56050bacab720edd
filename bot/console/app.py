"""Puts the console together: every section's pages below /console."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from bot.console import sections
from bot.console.pages import STATIC
from bot.console.routing import Page
from bot.console.serving import not_routed, route
from bot.console.sessions import PATH
from bot.console.visit import Console
from bot.database.models import now
from bot.database.session import Database
from bot.knowledge import Clinic
from bot.pages import WidgetFiles
from bot.settings import Settings

PAGES: Final[tuple[Page, ...]] = tuple(page for section in sections.SECTIONS for page in section.pages)
"""Every page of the console."""


def console_routes(
    settings: Settings, clinic: Clinic, database: Database, clock: Callable[[], datetime] = now
) -> Sequence[BaseRoute]:
    """What the web application serves at /console and below."""
    nav = tuple(section.nav for section in sections.SECTIONS if section.nav is not None)
    console = Console(settings, clinic, database, nav, clock)

    async def nothing_here(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return await not_routed(console, request, error)

    async def start(_request: Request) -> Response:
        return RedirectResponse(f"{PATH}/", 303)

    pages = Starlette(
        routes=[*(route(console, page) for page in PAGES), Mount("/static", WidgetFiles(STATIC))],
        exception_handlers={HTTPException: nothing_here},
    )
    return [Route(PATH, start, methods=["GET"]), Mount(PATH, pages)]
