"""The web application, put together from its parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channels.continuing import Continuing
from bot.channels.cross_origin import CrossOrigin
from bot.channels.messages import Reply
from bot.channels.website import Website
from bot.channels.wording import wording_in
from bot.conversation import FrontDesk
from bot.database.identities import move, provider_of
from bot.database.moving import MovingCodes
from bot.database.session import Database, DatabaseDownError, open_engine
from bot.http_answers import RefusedError, Shell, error_answer, not_routed, refused
from bot.lifespan import Service
from bot.messaging.messengers import Messengers
from bot.messaging.moving_in import MovingIn
from bot.messaging.photos import Photos
from bot.moving.wording import wording_in as moving_wording_in
from bot.owing import Owing
from bot.pages import page_routes
from bot.rasa_client import RasaClient
from bot.reading.red_flags import Gate
from bot.reminder_clock import ReminderClock
from bot.reminding import Reminding
from bot.security import SessionTokens, security_headers
from bot.settings import Settings
from bot.streams import Streams
from bot.urgent import alarm

API = "/api/"
Pages = Callable[[Database], Sequence[BaseRoute]]
"""Further routes, made with the application's own database."""

_HEALTH_WITHIN = 2.0  # seconds


def assemble(
    settings: Settings,
    say: Callable[[str], Reply],
    clinic: Mapping[str, str],
    gate: Gate,
    extra_routes: Sequence[BaseRoute] = (),
    pages: Sequence[Pages] = (),
    owing: Owing | None = None,
    reminding: Reminding | None = None,
) -> Starlette:
    """The web application, given its wording, what the widget shows of the clinic, and the red-flag gate."""
    wording = wording_in(settings.clinic_dir)
    database = Database(open_engine(settings.database_url))
    rasa = RasaClient(settings.rasa_port, settings.rasa_timeout, settings.rasa_starting)
    streams = Streams(database)
    codes = MovingCodes(settings.secret_key)
    words_of_moving = moving_wording_in(settings.clinic_dir)
    messengers = Messengers(settings, database, wording, owing)
    streams.on_stored(messengers.wake)
    urgent = alarm(gate, say)
    desk = FrontDesk(
        database,
        rasa,
        streams,
        say,
        urgent,
        owing,
        reminding,
        Photos(wording),
        messengers.courtesies.typing,
    )
    website = Website(
        settings, desk, database, streams, rasa, SessionTokens(settings.secret_key), say, clinic
    )
    continuing = Continuing(website, database, streams, codes, words_of_moving)
    clock = ReminderClock(database, streams, reminding) if reminding is not None else None
    service = Service(database, rasa, streams, desk, messengers, clock)

    async def health(_request: Request) -> Response:
        state = "ok" if await database.answers(_HEALTH_WITHIN) else "down"
        model = newest_model(settings.models_dir)
        return JSONResponse({"web": "ok", "rasa": rasa.state, "database": state, "model": model})

    async def database_down(_request: Request, _error: Exception) -> Response:
        return error_answer(
            503,
            "database_down",
            "Your message could not be stored just now. Please try again in a minute, "
            f"or call {clinic['phone']}.",
            {"retry-after": "10"},
        )

    more = [route for make in pages for route in make(database)]
    app = Starlette(
        routes=[
            Route("/health", health, methods=["GET"]),
            *website.routes(),
            *continuing.routes(),
            *messengers.routes(
                say, urgent, desk.answer_soon, MovingIn(codes, words_of_moving, move, provider_of)
            ),
            *extra_routes,
            *more,
            *page_routes(),
        ],
        middleware=[
            Middleware(Shell, headers=security_headers(settings.https)),
            Middleware(
                CrossOrigin, prefix=API, allowed=settings.allowed_origins, public_url=settings.public_url
            ),
        ],
        exception_handlers={
            RefusedError: refused,
            DatabaseDownError: database_down,
            HTTPException: not_routed,
        },
        lifespan=service.lifespan,
    )
    app.state.service = service
    return app


def newest_model(folder: Path) -> str | None:
    """The name of the newest model archive, without its suffix."""
    archives = sorted(folder.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    return archives[-1].name.removesuffix(".tar.gz") if archives else None
