"""Takes a code on the website: the conversation that it stands for goes on here, in this browser."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import structlog
from sqlalchemy.engine import Connection
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.body import read_object
from bot.channels.website import CHANNEL, Website
from bot.database.models import now
from bot.database.moving import MovingCodes, Refused, go_on, last_said
from bot.database.session import Database
from bot.database.transcript import visitor_here
from bot.http_answers import RefusedError
from bot.moving.codes import code_in
from bot.moving.refusals import Refusal
from bot.moving.wording import MovingWording
from bot.security import Session
from bot.streams import Streams

_STATUS: Final[Mapping[Refusal, int]] = MappingProxyType(
    {"unknown": 404, "expired": 410, "used": 410, "throttled": 429}
)

log = structlog.get_logger("continuing")


class Continuing:
    """POST /api/continue with {"code"} answers as POST /api/session does."""

    def __init__(
        self,
        website: Website,
        database: Database,
        streams: Streams,
        codes: MovingCodes,
        wording: MovingWording,
    ) -> None:
        self._website = website
        self._database = database
        self._streams = streams
        self._codes = codes
        self._wording = wording

    def routes(self) -> list[Route]:
        return [Route("/api/continue", self.here, methods=["POST"])]

    async def here(self, request: Request) -> Response:
        self._website.count_address(request)
        typed = (await read_object(request)).get("code")
        code = code_in(typed) if isinstance(typed, str) else None
        if code is None:
            raise self._refused("unknown")
        who = f"{CHANNEL} {self._website.address(request)}"
        moved = await self._database.write(lambda connection: self._move(connection, code, who))
        if isinstance(moved, Refused):
            log.info("continuing.refused", why=moved.why)
            raise self._refused(moved.why)
        log.info("continuing.moved", conversation=moved.conversation)
        self._streams.stored(moved.conversation)
        return self._website.opened(request, moved)

    def _move(self, connection: Connection, code: str, who: str) -> Session | Refused:
        at = now()
        conversation = self._codes.redeem(connection, code, who, at)
        if isinstance(conversation, Refused):
            return conversation
        greeting = self._wording.greeting(last_said(connection, conversation))
        go_on(connection, conversation, CHANNEL, self._wording.farewell(CHANNEL), greeting, at)
        visitor = visitor_here(connection, conversation, CHANNEL)
        return Refused("used") if visitor is None else Session(visitor, conversation)

    def _refused(self, why: Refusal) -> RefusedError:
        return RefusedError(_STATUS[why], f"code_{why}", self._wording.refusal(why).text)
