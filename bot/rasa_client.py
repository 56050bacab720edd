"""Talks to Rasa over loopback and knows whether it is starting, ready or down."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any, Literal

import structlog

from bot.channels.messages import Attachment, Button, Reply
from bot.loopback import BrokeOffError, LoopbackClient, NotReachedError, TooLateError
from bot.privacy.deed import Deed
from bot.waiting import happens

State = Literal["starting", "ready", "down"]

OUT_OF_SCOPE = "out_of_scope"
URGENT = "urgent"
WEBHOOK = "/webhooks/rest/webhook"
LOOK_WHEN_READY = 5.0  # seconds between two looks at Rasa
LOOK_OTHERWISE = 1.0
_LOOK_TIMEOUT = 5.0
_MISSES = 3  # looks without an answer until Rasa counts as away; it is silent while it works on a message

log = structlog.get_logger("rasa")


class RasaAwayError(Exception):
    """Rasa cannot be reached now; the same message may be asked again later.

    `asked` says whether Rasa had already taken the message when it went away.
    """

    def __init__(self, asked: bool) -> None:
        super().__init__("Rasa cannot be reached")
        self.asked = asked


class RasaFailedError(Exception):
    """Rasa has the message but no usable answer; the text says why. Asking again would not help."""


@dataclass(frozen=True)
class Understood:
    """What Rasa took the message to mean. `topics` and `alternatives` are as the actions report them."""

    topics: Sequence[Mapping[str, Any]]
    alternatives: Sequence[Mapping[str, Any]]
    out_of_scope: bool
    intent: str | None
    """The best topic, or "out_of_scope"."""
    confidence: float | None
    """0 to 1, of the best topic."""
    model: str | None
    knowledge: str | None


@dataclass(frozen=True)
class RasaAnswer:
    replies: tuple[Reply, ...]
    understood: Understood | None
    needs_person: str | None
    urgent: bool = False
    """Whether the assistant itself came upon an emergency."""
    deed: Deed | None = None
    """What is to be done with the visitor's data."""


class RasaClient:
    """One Rasa server on this machine. `timeout` and `starting` are seconds."""

    def __init__(self, port: int, timeout: float, starting: float) -> None:
        self._client = LoopbackClient(port)
        self._timeout = timeout
        self._starting_until = time.monotonic() + starting
        self._was_ready = False
        self._reachable = False
        self._misses = 0
        self._lost = asyncio.Event()
        self._told: State = "starting"
        self._listeners: list[Callable[[State], None]] = []

    @property
    def state(self) -> State:
        if self._reachable:
            return "ready"
        return "down" if self._was_ready or time.monotonic() > self._starting_until else "starting"

    def on_change(self, listener: Callable[[State], None]) -> None:
        """`listener` is called with every new state, in the event loop."""
        self._listeners.append(listener)

    async def ask(self, sender: str, message: str) -> RasaAnswer:
        """Rasa's answer to one message of one conversation. Raises RasaAwayError and RasaFailedError."""
        try:
            answer = await self._client.post(WEBHOOK, {"sender": sender, "message": message}, self._timeout)
        except TooLateError as error:
            raise RasaFailedError(str(error)) from None
        except (NotReachedError, BrokeOffError) as error:
            self._note(reachable=False)
            raise RasaAwayError(asked=isinstance(error, BrokeOffError)) from error
        if answer.status != 200:
            raise RasaFailedError(f"status {answer.status}")
        return read_answer(answer.body)

    async def watch(self) -> None:
        """Keeps `state` true until it is cancelled."""
        while True:
            await self.look()
            if await happens(self._lost, LOOK_WHEN_READY if self._reachable else LOOK_OTHERWISE):
                await asyncio.sleep(LOOK_OTHERWISE)

    async def look(self) -> None:
        """Asks Rasa once whether it is there."""
        try:
            answer = await self._client.get("/", _LOOK_TIMEOUT)
            self._misses = 0
            self._note(reachable=answer.status == 200)
        except TooLateError:
            self._misses += 1
            self._note(reachable=self._reachable and self._misses < _MISSES)
        except (NotReachedError, BrokeOffError):
            self._note(reachable=False)

    def close(self) -> None:
        self._client.close()

    def _note(self, reachable: bool) -> None:
        if self._reachable and not reachable:
            self._lost.set()
        self._reachable = reachable
        self._was_ready = self._was_ready or reachable
        if self.state != self._told:
            self._told = self.state
            log.info("rasa.state", state=self._told)
            for listener in self._listeners:
                listener(self._told)


def read_answer(body: bytes) -> RasaAnswer:
    """What Rasa's REST channel sent. Raises RasaFailedError when it is empty or cannot be read."""
    try:
        items = [dict(item) for item in json.loads(body)]
        replies = tuple(_reply(item) for item in items if item.keys() & {"custom", "text", "image"})
        customs = [item["custom"] for item in items if "custom" in item]
        understood = [_understood(custom["understood"]) for custom in customs if custom.get("understood")]
        deeds = [Deed.from_json(custom["deed"]) for custom in customs if custom.get("deed")]
        reasons = [str(custom["needs_person"]) for custom in customs if custom.get("needs_person")]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise RasaFailedError("unreadable answer") from None
    if not any(reply.text.strip() or reply.attachments for reply in replies):
        raise RasaFailedError("empty answer")
    urgent = any(custom.get("urgency") == URGENT for custom in customs)
    return RasaAnswer(
        replies,
        understood[-1] if understood else None,
        reasons[0] if reasons else None,
        urgent,
        deeds[0] if deeds else None,
    )


def _reply(item: Mapping[str, Any]) -> Reply:
    """One item: our own action's reply under "custom", or what a plain Rasa response consists of."""
    if "custom" in item:
        reply = Reply.from_json(item["custom"]["reply"])
    else:
        buttons = tuple(Button(button["title"], button["payload"]) for button in item.get("buttons") or ())
        image = item.get("image")
        reply = Reply(item.get("text") or "", buttons, (Attachment("image", "", image),) if image else ())
    if not all(isinstance(text, str) for text in _texts(reply)):
        raise TypeError("a reply consists of texts")
    return reply


def _texts(reply: Reply) -> Iterator[Any]:
    yield reply.text
    yield from reply.sources
    for button in reply.buttons:
        yield from astuple(button)
    for attachment in reply.attachments:
        yield from astuple(attachment)


def _understood(value: Mapping[str, Any]) -> Understood:
    topics = list(value.get("topics") or ())
    best = topics[0] if topics else None
    out_of_scope = bool(value.get("out_of_scope"))
    return Understood(
        topics=topics,
        alternatives=list(value.get("alternatives") or ()),
        out_of_scope=out_of_scope,
        intent=str(best["topic"]) if best else OUT_OF_SCOPE if out_of_scope else None,
        confidence=float(best["confidence"]) if best else None,
        model=_optional_text(value.get("model")),
        knowledge=_optional_text(value.get("knowledge")),
    )


def _optional_text(value: Any) -> str | None:
    return None if value is None else str(value)
