"""The shell around every HTTP answer: errors as JSON that says what to do, and the security headers."""

from __future__ import annotations

from collections.abc import Mapping

import structlog
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.logging_setup import without_message

log = structlog.get_logger("http")

_ROUTING = {
    404: ("not_found", "There is nothing at this address. Check the path."),
    405: ("method_not_allowed", "This address does not take that method; see the Allow header."),
}


class RefusedError(Exception):
    """The request cannot be served. `error` is a code for programs, `message` a sentence for people."""

    def __init__(
        self, status: int, error: str, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(error)
        self.status = status
        self.error = error
        self.message = message
        self.headers = headers


def error_answer(
    status: int, error: str, message: str, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    return JSONResponse({"error": error, "message": message}, status, headers=headers)


async def refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedError)
    return error_answer(error.status, error.error, error.message, error.headers)


async def not_routed(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code, message = _ROUTING.get(error.status_code, ("refused", "This request cannot be served."))
    return error_answer(error.status_code, code, message, error.headers)


class Shell:
    """The outermost layer: adds the headers, and turns what nobody caught into a plain 500."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except ClientDisconnect:
            return
        except Exception as error:
            log.error("http.broke", path=scope["path"], **without_message(error))
            if started:
                return  # the server sees an unfinished answer and closes the connection
            answer = error_answer(
                500, "internal_error", "Something went wrong on our side. Please try again in a minute."
            )
            await answer(scope, receive, send_with_headers)
