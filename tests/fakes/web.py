"""A website channel in memory, for the widget's tests: same contract, fixed answers, and trouble on demand.

A test asks for trouble by `latency`, `rasa`, `refusals`, `lose_answers`, `mute`, `forget_visitors` and `stop`.
What was said outlives `stop`, as it does in a database.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

WIDGET = Path(__file__).parents[2] / "bot" / "widget"
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
CLINIC = {"name": "Harbour Scalp Studio", "phone": "+44 20 7946 0321", "emergency_number": "999"}
FIRST_CHOICES = (
    ("What it is", "/what_is_smp"),
    ("What it costs", "/cost"),
    ("Speak to a person", "/talk_to_human"),
)


@dataclass(frozen=True)
class Answer:
    """What the fake says to one message."""

    text: str
    buttons: Sequence[tuple[str, str]] = ()
    attachments: Sequence[Mapping[str, str]] = ()


WELCOME = Answer("Hello, this is the assistant of the studio.\n\nWhat would you like to know?", FIRST_CHOICES)
ANSWERS: Mapping[str, Answer] = {
    "/what_is_smp": Answer("A cosmetic tattoo of small dots on the scalp.", (("Does it hurt", "/pain"),)),
    "/cost": Answer(
        "Three sessions of hairline work cost from 400 USD.\n\nThe full list: https://prices.example/list.\n"
        "Or call +44 20 7946 0321.",
        (("What it is", "/what_is_smp"), ("Speak to a person", "/talk_to_human")),
    ),
    "/talk_to_human": Answer("A person will read this."),
    "/pain": Answer("Most people say 2 to 4 out of 10."),
    "markup": Answer("<img src=x onerror=alert(1)> <b>not bold</b> javascript:alert(1)"),
    "long": Answer("First line.\n\n" + "\n\n".join(f"Paragraph {n} of a long answer." for n in range(40))),
    "files": Answer(
        "Your dates and a picture.",
        attachments=(
            {"kind": "calendar", "title": "Aftercare calendar", "url": "/aftercare.ics"},
            {"kind": "image", "title": "A dotted hairline", "url": "/widget/hairline.svg"},
            {"kind": "file", "title": "Not a web address", "url": "javascript:alert(1)"},
        ),
    ),
}


@dataclass(frozen=True)
class Refusal:
    """An error that the fake answers instead of taking a message."""

    status: int
    message: str
    headers: Mapping[str, str] = field(default_factory=dict)


class FakeClinic:
    """The server, and the hands on it. `page` and `policy` replace the demo page and its policy; times in seconds."""

    def __init__(self) -> None:
        self.allowed_origins: list[str] = []
        self.latency = 0.0
        self.rasa = "ready"
        self.refusals: deque[Refusal] = deque()
        self.lose_answers = 0
        self.mute = False
        self.page: str | None = None
        self.policy = CONTENT_SECURITY_POLICY
        self.posts: list[dict[str, Any]] = []
        self.posted_at: list[float] = []
        self.sessions_opened = 0
        self._conversations: dict[str, list[dict[str, Any]]] = {}
        self._visitors: dict[str, str] = {}
        self._typing: set[str] = set()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._app = _with_headers(
            Starlette(
                routes=[
                    Route("/", self._page),
                    Route("/widget/{name}", _file),
                    Route("/api/session", self._session, methods=["POST"]),
                    Route("/api/messages", self._messages, methods=["POST"]),
                    Route("/api/history", self._history),
                    Route("/api/events", self._events),
                    Route("/{path:path}", _preflight, methods=["OPTIONS"]),
                ],
                exception_handlers={HTTPException: _error},
            ),
            self,
        )

    def start(self) -> None:
        """Listens, on the same port each time."""
        config = uvicorn.Config(self._app, port=self.port, ws="none", log_level="error", lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        _wait_until(lambda: self._server.started)

    def stop(self) -> None:
        """Breaks off every connection, as a killed process would."""
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(5)

    def forget_visitors(self) -> None:
        """No token or cookie is taken any more, as after a changed secret key."""
        self._visitors.clear()

    def transcript(self) -> list[tuple[str, str]]:
        """Direction and text of everything said, over all conversations."""
        return [(one["direction"], one["text"]) for said in self._conversations.values() for one in said]

    def inbound(self) -> list[str]:
        """What visitors said, in the order in which it was stored."""
        return [text for direction, text in self.transcript() if direction == "in"]

    def say(self, text: str) -> None:
        """The clinic writes by itself into the newest conversation."""
        self._store(list(self._conversations)[-1], "out", Answer(text))

    def backdate(self, days: int) -> None:
        """Moves everything said so far into the past."""
        shift = days * 24 * 3600
        for message in [one for said in self._conversations.values() for one in said]:
            message["at"] = _timestamp(time.time() - shift)

    def _store(self, conversation: str, direction: str, answer: Answer, client_id: str | None = None) -> str:
        said = self._conversations[conversation]
        message = {
            "id": f"{conversation}-{len(said) + 1}",
            "sequence": len(said) + 1,
            "direction": direction,
            "text": answer.text,
            "buttons": [{"title": title, "payload": payload} for title, payload in answer.buttons],
            "attachments": [dict(item) for item in answer.attachments],
            "at": _timestamp(time.time()),
            "client_id": client_id,
        }
        said.append(message)
        return str(message["id"])

    async def _page(self, request: Request) -> Response:
        return HTMLResponse(self.page) if self.page else FileResponse(WIDGET / "demo.html")

    def _conversation(self, request: Request) -> str:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        conversation = self._visitors.get(token or request.cookies.get("visitor", ""))
        if conversation is None:
            raise HTTPException(401, "This visit is not known here. Open a new session.")
        return conversation

    async def _session(self, request: Request) -> Response:
        try:
            conversation = self._conversation(request)
        except HTTPException:
            await asyncio.sleep(self.latency)
            conversation = f"conversation-{len(self._conversations) + 1}"
            self._conversations[conversation] = []
            self._store(conversation, "out", WELCOME)
            self.sessions_opened += 1
        token = f"token-of-{conversation}-{self.sessions_opened}"
        self._visitors[token] = conversation
        response = JSONResponse({"token": token, "conversation": conversation, "clinic": CLINIC})
        response.set_cookie("visitor", token, httponly=True, samesite="lax")
        return response

    async def _messages(self, request: Request) -> Response:
        conversation = self._conversation(request)
        body = await request.json()
        self.posts.append(body)
        self.posted_at.append(time.monotonic())
        if self.refusals:
            refusal = self.refusals.popleft()
            raise HTTPException(refusal.status, refusal.message, dict(refusal.headers))
        said = self._conversations[conversation]
        known = [one["id"] for one in said if one["client_id"] == body["id"]]
        if known:
            return JSONResponse({"id": known[0]}, 202)
        asked = body.get("payload") or _chosen(body["text"], said)
        shown = body.get("text") or _title(body["payload"], said)
        stored = self._store(conversation, "in", Answer(shown), body["id"])
        self._turn = asyncio.create_task(self._answer(conversation, asked))
        if self.lose_answers:
            self.lose_answers -= 1
            await asyncio.sleep(0.3)  # long enough for the stream to bring the message
            raise HTTPException(503, "The answer to this request was lost.")
        return JSONResponse({"id": stored}, 202)

    async def _answer(self, conversation: str, asked: str) -> None:
        self._typing.add(conversation)
        while self.rasa != "ready":
            await asyncio.sleep(0.02)
        await asyncio.sleep(self.latency)
        self._typing.discard(conversation)
        self._store(conversation, "out", ANSWERS.get(asked, Answer(f"Noted: {asked}.")))

    async def _history(self, request: Request) -> Response:
        conversation = self._conversation(request)
        said = self._conversations[conversation]
        return JSONResponse({"conversation": conversation, "messages": said, "last_event_id": len(said)})

    async def _events(self, request: Request) -> Response:
        conversation = self._conversation(request)
        last = int(request.headers.get("last-event-id", 0))
        return StreamingResponse(self._stream(conversation, last), media_type="text/event-stream")

    async def _stream(self, conversation: str, last: int) -> AsyncIterator[str]:
        rasa, typing = "", False
        with contextlib.suppress(asyncio.CancelledError):
            while True:
                if self.mute:
                    await asyncio.sleep(0.01)
                    continue
                for message in self._conversations[conversation][last:]:
                    last = message["sequence"]
                    yield f"id: {last}\nevent: message\ndata: {_json(message)}\n\n"
                if rasa != self.rasa:
                    rasa = self.rasa
                    yield f"event: status\ndata: {_json({'rasa': rasa})}\n\n: heartbeat\n\n"
                if typing != (conversation in self._typing):
                    typing = not typing
                    yield f"event: typing\ndata: {_json({'on': typing})}\n\n"
                await asyncio.sleep(0.01)


def _chosen(text: str, said: Sequence[Mapping[str, Any]]) -> str:
    """The payload that a typed number or title stands for, else the text."""
    out = [one for one in said if one["direction"] == "out"]
    buttons: list[dict[str, str]] = out[-1]["buttons"]
    numbered = {str(number): button["payload"] for number, button in enumerate(buttons, 1)}
    titled = {button["title"].lower(): button["payload"] for button in buttons}
    return str({**numbered, **titled}.get(text.lower(), text))


def _title(payload: str, said: Sequence[Mapping[str, Any]]) -> str:
    titles = [one["title"] for message in said for one in message["buttons"] if one["payload"] == payload]
    if not titles:
        raise HTTPException(400, "This choice was not offered here. Write your question instead.")
    return str(titles[-1])


def _json(value: object) -> str:
    return bytes(JSONResponse(value).body).decode()


def _timestamp(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def _wait_until(condition: Any, seconds: float = 5) -> None:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("the fake clinic did not start")
        time.sleep(0.01)


async def _file(request: Request) -> Response:
    file = WIDGET / request.path_params["name"]
    return FileResponse(file) if file.is_file() else Response(status_code=404)


async def _preflight(request: Request) -> Response:
    return Response(status_code=204)


async def _error(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)
    body = {"error": "refused", "message": problem.detail}
    return JSONResponse(body, problem.status_code, problem.headers)


def _with_headers(app: ASGIApp, clinic: FakeClinic) -> ASGIApp:
    """Adds the content security policy to every response, and CORS for the origins that may embed."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        origin = dict(scope["headers"]).get(b"origin", b"").decode()

        async def send_with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                extra = {"content-security-policy": clinic.policy, "cache-control": "no-store"}
                if scope["path"] == "/widget/chat.js":
                    extra["access-control-allow-origin"] = "*"
                elif origin in clinic.allowed_origins:
                    extra["access-control-allow-origin"] = origin
                    extra["access-control-allow-headers"] = "authorization, content-type, last-event-id"
                    extra["access-control-expose-headers"] = "retry-after"
                message["headers"] += [(name.encode(), value.encode()) for name, value in extra.items()]
            await send(message)

        await app(scope, receive, send_with_headers)

    return wrapped
