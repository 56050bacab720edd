"""What a messaging channel needs to be reached and to be trusted, read with the other settings.

A channel is on when all that it needs is set; when only a part is, the start is refused with the names that
are missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class WhatsAppSettings:
    """Meta's Cloud API. `template` is the approved template that opens a closed window, empty for none.

    `number` is the clinic's own, "+44…", for links to it; empty where no link is offered.
    """

    token: str
    phone_number_id: str
    app_secret: str
    verify_token: str
    api_url: str
    template: str
    template_language: str
    number: str = ""


@dataclass(frozen=True)
class TwilioSettings:
    """WhatsApp through Twilio. `number` is ours, "+44…"; `template` is a content SID, empty for none."""

    account_sid: str
    auth_token: str
    number: str
    api_url: str
    template: str


@dataclass(frozen=True)
class TelegramSettings:
    """Telegram's Bot API. `secret` is what Telegram shows us with every delivery; `name` the bot's, without "@"."""

    token: str
    secret: str
    name: str
    api_url: str


@dataclass(frozen=True)
class Channels:
    """The channels beside the website; None for one that is off."""

    whatsapp: WhatsAppSettings | None = None
    twilio: TwilioSettings | None = None
    telegram: TelegramSettings | None = None


NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "whatsapp": (
        "WHATSAPP_TOKEN",
        "WHATSAPP_PHONE_NUMBER_ID",
        "WHATSAPP_APP_SECRET",
        "WHATSAPP_VERIFY_TOKEN",
    ),
    "twilio": ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_NUMBER"),
    "telegram": ("TELEGRAM_TOKEN", "TELEGRAM_SECRET"),
}
"""What each channel cannot do without. Each also needs PUBLIC_URL."""


def lacking(values: Mapping[str, str], public_url: str | None) -> dict[str, list[str]]:
    """By channel, the names that it still needs; empty for one that is fully set, no entry for one that is off."""
    found = {}
    for channel, names in NEEDED.items():
        if any(values[name] for name in names):
            found[channel] = [name for name in names if not values[name]]
            if not public_url:
                found[channel].append("PUBLIC_URL")
    return found


def missing(values: Mapping[str, str], public_url: str | None) -> list[str]:
    """A line for every channel of which only a part is set; `values` are texts by name."""
    return [
        f"{channel} is only half set up; also set {', '.join(names)}, or none of its values."
        for channel, names in lacking(values, public_url).items()
        if names
    ]


def channels_of(values: Mapping[str, str]) -> Channels:
    """The channels that are fully set."""
    return Channels(
        WhatsAppSettings(
            values["WHATSAPP_TOKEN"],
            values["WHATSAPP_PHONE_NUMBER_ID"],
            values["WHATSAPP_APP_SECRET"],
            values["WHATSAPP_VERIFY_TOKEN"],
            values["WHATSAPP_API_URL"],
            values["WHATSAPP_TEMPLATE"],
            values["WHATSAPP_TEMPLATE_LANGUAGE"],
            values["WHATSAPP_NUMBER"],
        )
        if all(values[name] for name in NEEDED["whatsapp"])
        else None,
        TwilioSettings(
            values["TWILIO_ACCOUNT_SID"],
            values["TWILIO_AUTH_TOKEN"],
            values["TWILIO_NUMBER"],
            values["TWILIO_API_URL"],
            values["TWILIO_TEMPLATE"],
        )
        if all(values[name] for name in NEEDED["twilio"])
        else None,
        TelegramSettings(
            values["TELEGRAM_TOKEN"],
            values["TELEGRAM_SECRET"],
            values["TELEGRAM_NAME"],
            values["TELEGRAM_API_URL"],
        )
        if all(values[name] for name in NEEDED["telegram"])
        else None,
    )
