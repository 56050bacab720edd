"""Asks the providers whether the channels' settings work, and whether deliveries come to us."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import httpx

from bot.channel_settings import TelegramSettings, TwilioSettings, WhatsAppSettings
from bot.channels import calling, fields
from bot.channels.outcomes import Checked, Refused, Retry, WindowClosed
from bot.channels.telegram.read import UPDATES
from bot.channels.telegram.send import Telegram
from bot.channels.twilio.send import Twilio
from bot.channels.whatsapp.send import WhatsApp

ADDRESS: Final = "/channels/"
"""Path of the address that each channel's provider delivers to, before the channel's name."""


@dataclass(frozen=True)
class Webhook:
    """registered: whether the provider delivers to `address`; None where its API does not tell."""

    address: str
    registered: bool | None
    words: str

    def to_json(self) -> dict[str, Any]:
        return {"address": self.address, "registered": self.registered, "words": self.words}


def address_of(public_url: str, channel: str) -> str:
    return f"{public_url}{ADDRESS}{channel}"


async def check_whatsapp(
    settings: WhatsAppSettings, public_url: str, timeouts: httpx.Timeout = calling.TIMEOUTS
) -> tuple[Checked, Webhook]:
    address = address_of(public_url, "whatsapp")
    meta = WhatsApp(settings.token, settings.phone_number_id, settings.api_url, timeouts=timeouts)
    try:
        checked = await meta.check()
        found = await meta.webhook() if checked.good else None
    finally:
        await meta.close()
    if not checked.good or isinstance(found, (Retry, Refused, WindowClosed)):
        return checked, Webhook(address, None, "Meta did not tell.")
    if found == address:
        return checked, Webhook(address, True, "Meta delivers to us.")
    other = f"Meta delivers to {found}." if found else "Meta delivers nowhere yet."
    return checked, Webhook(
        address, False, f"{other} Set the address and the verify token in the app's webhooks."
    )


async def check_twilio(
    settings: TwilioSettings, public_url: str, timeouts: httpx.Timeout = calling.TIMEOUTS
) -> tuple[Checked, Webhook]:
    twilio = Twilio(
        settings.account_sid, settings.auth_token, settings.number, settings.api_url, timeouts=timeouts
    )
    try:
        checked = await twilio.check()
    finally:
        await twilio.close()
    words = "Twilio shows the address only in its console: see there that the number's sender has it."
    return checked, Webhook(address_of(public_url, "twilio"), None, words)


async def check_telegram(
    settings: TelegramSettings, public_url: str, timeouts: httpx.Timeout = calling.TIMEOUTS
) -> tuple[Checked, Webhook]:
    telegram = Telegram(settings.token, settings.api_url, timeouts)
    try:
        checked = await telegram.check()
        return checked, await _telegram_webhook(telegram, address_of(public_url, "telegram"), checked.good)
    finally:
        await telegram.close()


async def set_telegram_webhook(
    settings: TelegramSettings, public_url: str, timeouts: httpx.Timeout = calling.TIMEOUTS
) -> Webhook:
    """Registers our address with our secret and the kinds of updates that we read, and looks whether it holds."""
    address = address_of(public_url, "telegram")
    telegram = Telegram(settings.token, settings.api_url, timeouts)
    try:
        set_ = await telegram.set_webhook(address, settings.secret)
        if isinstance(set_, (Retry, Refused, WindowClosed)):
            return Webhook(address, False, set_.words)
        return await _telegram_webhook(telegram, address, reached=True)
    finally:
        await telegram.close()


async def _telegram_webhook(telegram: Telegram, address: str, reached: bool) -> Webhook:
    told = await telegram.webhook() if reached else None
    if told is None or isinstance(told, (Retry, Refused, WindowClosed)):
        return Webhook(address, None, "Telegram did not tell.")
    again = "Run: stipple channels telegram set-webhook"
    url = fields.text(told, "url") or ""
    if url != address:
        other = f"Telegram delivers to {url}." if url else "Telegram delivers nowhere yet."
        return Webhook(address, False, f"{other} {again}")
    lacking = _lacking(told.get("allowed_updates"))
    if lacking:
        return Webhook(address, False, f"Telegram leaves out {', '.join(lacking)}. {again}")
    failed = fields.text(told, "last_error_message")
    waiting = fields.whole(told, "pending_update_count")
    if failed and waiting:
        return Webhook(
            address, True, f"Telegram delivers to us; {waiting} wait. Its last attempt failed: {failed}"
        )
    return Webhook(address, True, "Telegram delivers to us.")


def _lacking(allowed: object) -> Sequence[str]:
    given = allowed if isinstance(allowed, list) else []
    return [kind for kind in UPDATES if kind not in given]
