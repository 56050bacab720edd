"""The files a browser loads: the demo page, the widget, their icon, and the page that takes a code."""

from __future__ import annotations

from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Message, Receive, Scope, Send

WIDGET = Path(__file__).parent / "widget"
SCRIPT = "chat.js"
"""The only file that pages of other sites load."""

ICON = "favicon.svg"
CONTINUE = "continue"
"""In the address of the demo page: the code of a conversation that is to go on here."""


class WidgetFiles:
    """The files of a folder, with ETags, asked about anew each time so that an update shows at once."""

    def __init__(self, folder: Path) -> None:
        self._files = StaticFiles(directory=folder)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = self._files.get_path(scope)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["cache-control"] = "no-cache"
                if path == SCRIPT:
                    headers["access-control-allow-origin"] = "*"
                    headers["cross-origin-resource-policy"] = "cross-origin"
            await send(message)

        await self._files(scope, receive, send_with_headers)

    async def answer(self, request: Request, name: str) -> Response:
        response = await self._files.get_response(name, request.scope)
        response.headers["cache-control"] = "no-cache"
        return response


def page_routes(folder: Path = WIDGET) -> list[Route | Mount]:
    """`/` is the demo page, `/widget/…` every file beside it."""
    files = WidgetFiles(folder)

    async def demo(request: Request) -> Response:
        # The code is not taken by opening the page: messengers open links to show what is behind them.
        taking = CONTINUE in request.query_params
        return await files.answer(request, "continue.html" if taking else "demo.html")

    async def icon(request: Request) -> Response:
        return await files.answer(request, ICON)

    return [
        Route("/", demo, methods=["GET"]),
        Route(f"/{ICON}", icon, methods=["GET"]),
        Route("/favicon.ico", icon, methods=["GET"]),
        Mount("/widget", files),
    ]
