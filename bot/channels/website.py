"""The website's channel: session, messages, history and event stream over HTTP, as the widget uses them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any
from uuid import uuid4

from sqlalchemy.engine import Connection
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.channels.body import read_object
from bot.channels.cross_origin import COOKIE_COUNTS
from bot.channels.events import events
from bot.channels.messages import Incoming, Reply
from bot.conversation import FrontDesk
from bot.database.moving import channel_of
from bot.database.session import Database
from bot.database.transcript import (
    WEBSITE,
    StoredMessage,
    UnknownConversationError,
    current_conversation,
    history,
    last_sequence,
    open_conversation,
    visitor_here,
)
from bot.http_answers import RefusedError
from bot.moving.wording import MovingWording, wording_in
from bot.rasa_client import RasaClient
from bot.rate_limit import RateLimit
from bot.security import SESSION_LASTS, Session, SessionTokens, client_address, is_loopback
from bot.settings import Settings
from bot.storing import EmptyTextError, UnknownChoiceError
from bot.streams import Streams

CHANNEL = WEBSITE
COOKIE = "stipple_session"
MOST_STREAMS = 2_000  # open at once in one process
MOST_STREAMS_EACH = 8  # of one conversation: tabs and devices
LONGEST_PAYLOAD = 1_000  # characters
_WAIT_BEYOND_RASA = 10.0  # seconds that ?wait=true allows for a queue before Rasa's own time limit
_CLIENT_ID = re.compile(r"[\x21-\x7e]{1,100}")
_NO_STORE = {"cache-control": "no-store"}


class Website:
    """The handlers of /api. `clinic` is what the widget shows: name, phone, emergency_number."""

    def __init__(
        self,
        settings: Settings,
        desk: FrontDesk,
        database: Database,
        streams: Streams,
        rasa: RasaClient,
        tokens: SessionTokens,
        say: Callable[[str], Reply],
        clinic: Mapping[str, str],
    ) -> None:
        self._settings = settings
        self._desk = desk
        self._database = database
        self._streams = streams
        self._rasa = rasa
        self._tokens = tokens
        self._say = say
        self._clinic = dict(clinic)
        self._moving = wording_in(settings.clinic_dir)
        self._per_visitor = RateLimit(settings.rate_per_visitor)
        self._per_address = RateLimit(settings.rate_per_address)

    def routes(self) -> list[Route]:
        return [
            Route("/api/session", self.session, methods=["POST"]),
            Route("/api/messages", self.messages, methods=["POST"]),
            Route("/api/history", self.history, methods=["GET"]),
            Route("/api/events", self.events, methods=["GET"]),
        ]

    async def session(self, request: Request) -> Response:
        """Resumes the caller's conversation, or opens one that starts with a welcome."""
        self.count_address(request)
        known = self._session_of(request)
        welcome = self._say("welcome").to_json()
        session = await self._database.write(
            lambda connection: _resume_or_open(connection, known, welcome, self._moving)
        )
        return self.opened(request, session)

    def opened(self, request: Request, session: Session) -> Response:
        """Hands a session to whoever asked, as a token and, on our own pages, as a cookie."""
        token = self._tokens.issue(session)
        answer = JSONResponse(
            {"token": token, "conversation": session.conversation, "clinic": self._clinic}, headers=_NO_STORE
        )
        if request.scope[COOKIE_COUNTS]:
            answer.set_cookie(
                COOKIE,
                token,
                max_age=SESSION_LASTS,
                httponly=True,
                samesite="strict",
                secure=self._settings.https,
            )
        return answer

    async def messages(self, request: Request) -> Response:
        """Takes one message in; with ?wait=true answers when the bot has."""
        self.count_address(request)
        session = self._need_session(request)
        self._count(self._per_visitor, session.visitor)
        incoming = _incoming(session.conversation, await read_object(request))
        try:
            accepted = await self._desk.receive(incoming)
        except EmptyTextError:
            raise RefusedError(400, "empty_text", "The message is empty. Please write something.") from None
        except UnknownChoiceError:
            raise RefusedError(
                400,
                "unknown_choice",
                "That button was not offered in this conversation. Please type instead.",
            ) from None
        except UnknownConversationError:
            raise _unknown_session() from None
        replies: list[StoredMessage] = []
        if request.query_params.get("wait", "").lower() in ("true", "1"):
            replies = await self._desk.replies(accepted, self._settings.rasa_timeout + _WAIT_BEYOND_RASA)
        if not replies:
            return JSONResponse({"id": accepted.id}, 202, headers=_NO_STORE)
        return JSONResponse({"id": accepted.id, "replies": [_reply(r) for r in replies]}, headers=_NO_STORE)

    async def history(self, request: Request) -> Response:
        """The whole conversation, oldest message first."""
        self.count_address(request)
        session = self._need_session(request)
        said = await self._database.read(
            lambda c: history(c, session.conversation) if _is_here(c, session) else []
        )
        if not said:
            raise _unknown_session()
        return JSONResponse(
            {
                "conversation": session.conversation,
                "messages": [message.to_json() for message in said],
                "last_event_id": said[-1].sequence,
            },
            headers=_NO_STORE,
        )

    async def events(self, request: Request) -> Response:
        """Server-sent events after Last-Event-ID; without one, from the beginning."""
        self.count_address(request)
        session = self._need_session(request)
        newest = await self._database.read(
            lambda c: last_sequence(c, session.conversation) if _is_here(c, session) else None
        )
        if newest is None:
            raise _unknown_session()
        if (
            self._streams.total >= MOST_STREAMS
            or self._streams.count(session.conversation) >= MOST_STREAMS_EACH
        ):
            raise RefusedError(
                429,
                "too_many_streams",
                "This chat is open too often. Close another tab.",
                {"retry-after": "10"},
            )
        return StreamingResponse(
            self._stream(session.conversation, _cursor(request, newest)),
            media_type="text/event-stream",
            headers=_NO_STORE | {"x-accel-buffering": "no"},  # nginx would hold events back
        )

    async def _stream(self, conversation: str, cursor: int) -> AsyncIterator[bytes]:
        with self._streams.listen(conversation, cursor) as listener:
            async for chunk in events(self._database, self._streams, lambda: self._rasa.state, listener):
                yield chunk

    def _session_of(self, request: Request) -> Session | None:
        """The caller's session by token, else by cookie; None when neither is there or good."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme:
            return self._tokens.read(token.strip()) if scheme.lower() == "bearer" else None
        cookie = request.cookies.get(COOKIE)
        if cookie is None:
            return None
        if not request.scope[COOKIE_COUNTS]:
            raise RefusedError(
                403,
                "foreign_origin",
                "Another site may not use this browser's session. Send the token instead.",
            )
        return self._tokens.read(cookie)

    def _need_session(self, request: Request) -> Session:
        session = self._session_of(request)
        if session is None:
            raise _unknown_session()
        return session

    def address(self, request: Request) -> str:
        """Of the caller, as far as the proxies that we trust tell it."""
        return client_address(
            request.client.host if request.client else None,
            request.headers.getlist("x-forwarded-for"),
            self._settings.trusted_proxies,
        )

    def count_address(self, request: Request) -> None:
        """Raises RefusedError when too much comes from the caller's address."""
        address = self.address(request)
        # Behind a proxy nobody told us of, everyone has this address: one bucket for all would be wrong.
        if not is_loopback(address):
            self._count(self._per_address, address)

    def _count(self, limit: RateLimit, key: str) -> None:
        wait = limit.take(key)
        if wait:
            raise RefusedError(
                429, "too_many_requests", self._say("rate_limited").text, {"retry-after": str(wait)}
            )


def _is_here(connection: Connection, session: Session) -> bool:
    return visitor_here(connection, session.conversation, CHANNEL) is not None


def _resume_or_open(
    connection: Connection, known: Session | None, welcome: Mapping[str, Any], moving: MovingWording
) -> Session:
    """A conversation that goes on elsewhere is not shown here any more: a new one begins by saying so."""
    if known is not None:
        # Its visitor is another one after an erasure, or when the conversation came here from elsewhere.
        visitor_now = visitor_here(connection, known.conversation, CHANNEL)
        if visitor_now is not None:
            return Session(visitor_now, known.conversation)
        current = current_conversation(connection, known.visitor, CHANNEL)
        if current is not None:
            return Session(known.visitor, current)
        elsewhere = channel_of(connection, known.conversation)
        if elsewhere is not None:
            welcome = moving.farewell(elsewhere).to_json()
    visitor_id = None if known is None else known.visitor
    visitor, conversation = open_conversation(connection, CHANNEL, welcome, visitor_id)
    return Session(visitor, conversation)


def _incoming(conversation: str, body: Mapping[str, Any]) -> Incoming:
    text, payload = _text_field(body, "text"), _text_field(body, "payload")
    client_id = _text_field(body, "id")
    if (text is None) == (payload is None):
        raise RefusedError(
            400, "text_or_payload", 'Send either "text", what was typed, or "payload", of a tapped button.'
        )
    if payload is not None and len(payload) > LONGEST_PAYLOAD:
        raise RefusedError(400, "unknown_choice", "No button has such a long payload.")
    if client_id is not None and not _CLIENT_ID.fullmatch(client_id):
        raise RefusedError(
            400, "bad_id", '"id" must be 1 to 100 letters, digits or signs without spaces, as a UUID is.'
        )
    return Incoming(conversation, client_id or uuid4().hex, text, payload, CHANNEL)


def _text_field(body: Mapping[str, Any], name: str) -> str | None:
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise RefusedError(400, "wrong_type", f'"{name}" must be text.')
    return value


def _cursor(request: Request, newest: int) -> int:
    """The sequence to continue after; an id that cannot be one of ours starts from the beginning."""
    given = request.headers.get("last-event-id") or request.query_params.get("last_event_id") or "0"
    known = given.isascii() and given.isdigit() and len(given) < 10 and int(given) <= newest
    return int(given) if known else 0


def _reply(stored: StoredMessage) -> dict[str, Any]:
    return {
        "id": stored.id,
        "text": stored.text,
        "buttons": list(stored.buttons),
        "attachments": list(stored.attachments),
    }


def _unknown_session() -> RefusedError:
    return RefusedError(
        401,
        "unknown_session",
        "This chat session is not known. Start one with POST /api/session and send its token.",
        {"www-authenticate": "Bearer"},
    )
