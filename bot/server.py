"""Runs an application under uvicorn: one port, plain HTTP/1.1, and an orderly end."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from bot.lifespan import STOP_WITHIN


class PortTakenError(OSError):
    """The address cannot be listened on; the text says why and what to do."""


def serve(app: ASGIApp, host: str, port: int, on_stop: Callable[[], None]) -> None:
    """Serves until a signal. `on_stop` is called in the event loop when it comes. Raises PortTakenError."""
    config = uvicorn.Config(
        app,
        ws="none",  # no websockets here, and Rasa's version of that library does not suit uvicorn
        lifespan="on",
        access_log=False,
        log_config=None,
        proxy_headers=False,  # bot.security reads them, and believes only trusted proxies
        server_header=False,
        timeout_graceful_shutdown=round(STOP_WITHIN),
    )
    _Server(config, on_stop).run(sockets=[_listen(host, port)])


class _Server(uvicorn.Server):
    """Open event streams would keep uvicorn waiting, so the application hears of the end first."""

    def __init__(self, config: uvicorn.Config, on_stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_stop = on_stop
        self._loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._on_stop)
        super().handle_exit(sig, frame)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTakenError(
                f"Port {port} is taken by another program. Stop that program or set PORT to another number."
            ) from None
        raise PortTakenError(f"Cannot listen on {host}, port {port}: {error.strerror}.") from None
    return listener
