"""The addresses to which Meta, Twilio and Telegram deliver: verified on the raw body, stored, and only then answered.

An address is there only while its channel is on. Whatever is not answered with 200 is delivered again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.channel_settings import TelegramSettings, TwilioSettings, WhatsAppSettings
from bot.channels import telegram, twilio, whatsapp
from bot.channels.arrivals import MalformedError, Received
from bot.channels.body import read_body
from bot.http_answers import RefusedError
from bot.settings import Settings

WHATSAPP: Final = "/channels/whatsapp"
TWILIO: Final = "/channels/twilio"
TELEGRAM: Final = "/channels/telegram"

_NO_ANSWER: Final = "<Response></Response>"
"""What Twilio reads as "nothing to say": what we say goes out by calls of our own."""

Take = Callable[[Received], Awaitable[None]]
"""Stores a delivery; returns when it can no longer be lost."""

log = structlog.get_logger("webhooks")


class Webhooks:
    """The routes of the channels that are on."""

    def __init__(self, settings: Settings, take: Take) -> None:
        self._channels = settings.channels
        self._public_url = settings.public_url or ""
        self._take = take

    def routes(self) -> list[Route]:
        made: list[Route] = []
        if self._channels.whatsapp is not None:
            made += self._whatsapp(self._channels.whatsapp)
        if self._channels.twilio is not None:
            made.append(self._twilio(self._channels.twilio))
        if self._channels.telegram is not None:
            made.append(self._telegram(self._channels.telegram))
        return made

    def _whatsapp(self, own: WhatsAppSettings) -> list[Route]:
        async def challenge(request: Request) -> Response:
            answer = whatsapp.challenge(own.verify_token, request.query_params)
            if answer is None:
                raise _forged("whatsapp")
            return PlainTextResponse(answer)

        async def delivered(request: Request) -> Response:
            body = await read_body(request, whatsapp.LARGEST_BODY)
            if not whatsapp.signed(own.app_secret, body, request.headers.get(whatsapp.SIGNATURE)):
                raise _forged("whatsapp")
            await self._store("whatsapp", lambda: whatsapp.read(body, own.phone_number_id))
            return PlainTextResponse("")

        return [
            Route(WHATSAPP, challenge, methods=["GET"]),
            Route(WHATSAPP, delivered, methods=["POST"]),
        ]

    def _twilio(self, own: TwilioSettings) -> Route:
        async def delivered(request: Request) -> Response:
            body = await read_body(request, twilio.LARGEST_BODY)
            query = request.url.query
            target = f"{TWILIO}?{query}" if query else TWILIO
            shown = request.headers.get(twilio.SIGNATURE)
            if not twilio.signed(own.auth_token, self._public_url, target, body, shown):
                raise _forged("twilio")
            await self._store("twilio", lambda: twilio.read(body, query))
            return Response(_NO_ANSWER, media_type="text/xml")

        return Route(TWILIO, delivered, methods=["POST"])

    def _telegram(self, own: TelegramSettings) -> Route:
        async def delivered(request: Request) -> Response:
            # Telegram signs nothing: who does not know the secret need not be listened to.
            if not telegram.signed(own.secret, request.headers.get(telegram.SECRET)):
                raise _forged("telegram")
            body = await read_body(request, telegram.LARGEST_BODY)
            await self._store("telegram", lambda: telegram.read(body))
            return PlainTextResponse("")

        return Route(TELEGRAM, delivered, methods=["POST"])

    async def _store(self, channel: str, read: Callable[[], Received]) -> None:
        try:
            received = read()
        except MalformedError as error:
            log.warning("webhooks.malformed", channel=channel, problem=str(error))
            raise RefusedError(
                400, "malformed", f'This is no delivery of the channel "{channel}": {error}.'
            ) from None
        await self._take(received)


def _forged(channel: str) -> RefusedError:
    log.warning("webhooks.forged", channel=channel)
    return RefusedError(
        403,
        "not_signed",
        "This delivery is not signed as it must be. Check the secrets in the settings against the provider\u2019s.",
    )
