"""The console of a test behind a real server, for a real browser."""

from __future__ import annotations

import socket
import threading
import time
from typing import Any

import uvicorn
from playwright.sync_api import BrowserContext

from bot.console import sessions
from bot.console.roles import Role
from bot.console.sessions import open_session
from tests.console.desk import Desk, Member


class ConsoleServer:
    """Serves `desk.app` at `url`. Signs people in without their going through the page."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])
        self.url = f"http://127.0.0.1:{port}"
        config = uvicorn.Config(desk.app, port=port, ws="none", log_config=None, access_log=False)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def start(self) -> None:
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive(), "the server did not start"
            time.sleep(0.01)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=20)
        assert not self._thread.is_alive(), "the server did not stop"

    def sign_in(self, context: BrowserContext, who: Member | Role) -> Member:
        """Gives the browser a session of this member, or of a new one with this role."""
        desk = self.desk
        member = desk.member(who) if isinstance(who, Role) else who
        cookie = desk.run(
            lambda connection: open_session(
                connection, member.id, "192.0.2.7", "Test", desk.clock.now, desk.console.times
            )
        )
        given: Any = {"name": sessions.COOKIE, "value": cookie, "url": f"{self.url}{sessions.PATH}"}
        context.add_cookies([given])
        return member
