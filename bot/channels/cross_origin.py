"""Which pages may call the API: our own, and those of ALLOWED_ORIGINS.

Pages of other sites show a token; the cookie speaks for the visitor on our own pages alone.
"""

from __future__ import annotations

from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.http_answers import error_answer
from bot.security import is_own_origin, is_own_page

COOKIE_COUNTS = "stipple.cookie_counts"
"""Key in the request's scope: whether the session cookie may speak for the visitor."""

_PREFLIGHT = {
    "access-control-allow-methods": "GET, POST",
    "access-control-allow-headers": "Authorization, Content-Type, Last-Event-ID",
    "access-control-max-age": "7200",
}


class CrossOrigin:
    """Guards every path below `prefix`."""

    def __init__(self, app: ASGIApp, prefix: str, allowed: Collection[str], public_url: str | None) -> None:
        self._app = app
        self._prefix = prefix
        self._allowed = allowed
        self._public_url = public_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(self._prefix):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        scope[COOKIE_COUNTS] = is_own_page(headers.get("sec-fetch-site"))
        if origin is None or is_own_origin(origin, headers.get("host", ""), self._public_url):
            await self._app(scope, receive, send)
        elif origin not in self._allowed:
            refused = error_answer(
                403,
                "foreign_origin",
                "This page may not use the chat. The clinic can allow it in ALLOWED_ORIGINS.",
            )
            await refused(scope, receive, send)
        else:
            scope[COOKIE_COUNTS] = False
            await self._serve_allowed(origin, scope, receive, send)

    async def _serve_allowed(self, origin: str, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_allowing(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["access-control-allow-origin"] = origin
                headers["access-control-expose-headers"] = "Retry-After"
                headers.add_vary_header("Origin")
            await send(message)

        if scope["method"] == "OPTIONS":
            await Response(status_code=204, headers=_PREFLIGHT)(scope, receive, send_allowing)
        else:
            await self._app(scope, receive, send_allowing)
