"""The messaging channels that are on, each as what the rest needs of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from bot.channel_settings import TelegramSettings, TwilioSettings, WhatsAppSettings
from bot.channels import telegram, twilio, whatsapp
from bot.channels.messages import Reply
from bot.channels.outcomes import Fetched, Outcome, Refused, Retry, WindowClosed
from bot.channels.rendering import Call, Words
from bot.channels.telegram.problems import BAD_FILE as TELEGRAM_BAD_FILE
from bot.channels.twilio.problems import BAD_FILE as TWILIO_BAD_FILE
from bot.channels.twilio.problems import judge as twilio_judge
from bot.channels.whatsapp.problems import BAD_FILE as WHATSAPP_BAD_FILE
from bot.channels.whatsapp.problems import judge as whatsapp_judge
from bot.database.deliveries import Terms
from bot.settings import Settings

_WINDOW_CLOSED: Final = {"whatsapp": whatsapp_judge(131047), "twilio": twilio_judge(63016)}
"""What a provider says when somebody last wrote more than a day ago, known without asking it."""


class Client(Protocol):
    """Talks to a provider."""

    async def send(self, person: str, call: Call) -> Outcome: ...

    async def typing(self, person: str, message_id: str) -> bool: ...

    async def fetch(self, media_id: str, most: int) -> Fetched | Retry | Refused: ...

    async def close(self) -> None: ...


class Taps(Protocol):
    """What Telegram wants to hear of a tapped button."""

    async def acknowledge(self, callback: str) -> bool: ...

    async def show_choice(self, person: str, message_id: str, title: str) -> bool: ...


@dataclass(frozen=True)
class Adapter:
    """One channel. render: (reply, message id) to calls; taps: None where a tap needs no answer of its own."""

    client: Client
    render: Callable[[Reply, str], list[Call]]
    terms: Terms
    taps: Taps | None = None


Adapters = Mapping[str, Adapter]
"""By provider."""


def adapters_of(settings: Settings, words: Words) -> Adapters:
    """The channels that the settings turn on."""
    channels, public_url = settings.channels, settings.public_url or ""
    made: dict[str, Adapter] = {}
    if channels.whatsapp is not None:
        made["whatsapp"] = _whatsapp(channels.whatsapp, public_url, words)
    if channels.twilio is not None:
        made["twilio"] = _twilio(channels.twilio, public_url, words)
    if channels.telegram is not None:
        made["telegram"] = _telegram(channels.telegram, public_url, words)
    return made


def render_with(adapters: Adapters) -> Callable[[str, Mapping[str, Any], str], Sequence[Call]]:
    """Renders for whichever of them is asked for."""

    def render(provider: str, reply: Mapping[str, Any], message_id: str) -> Sequence[Call]:
        return adapters[provider].render(Reply.from_json(reply), message_id)

    return render


def _whatsapp(own: WhatsAppSettings, public_url: str, words: Words) -> Adapter:
    def template(reference: str) -> Call:
        return whatsapp.template(own.template, own.template_language, (), reference)

    terms = Terms(WHATSAPP_BAD_FILE, _closed("whatsapp"), template if own.template else None)
    return Adapter(
        whatsapp.WhatsApp(own.token, own.phone_number_id, own.api_url),
        lambda reply, reply_id: whatsapp.render(reply, reply_id, public_url, words),
        terms,
    )


def _twilio(own: TwilioSettings, public_url: str, words: Words) -> Adapter:
    def template(reference: str) -> Call:
        return twilio.template(own.template, {}, reference, public_url)

    terms = Terms(TWILIO_BAD_FILE, _closed("twilio"), template if own.template else None)
    return Adapter(
        twilio.Twilio(own.account_sid, own.auth_token, own.number, own.api_url),
        lambda reply, reply_id: twilio.render(reply, reply_id, public_url, words),
        terms,
    )


def _telegram(own: TelegramSettings, public_url: str, words: Words) -> Adapter:
    client = telegram.Telegram(own.token, own.api_url)
    return Adapter(
        client,
        lambda reply, reply_id: telegram.render(reply, reply_id, public_url, words),
        Terms(TELEGRAM_BAD_FILE),
        client,
    )


def _closed(provider: str) -> WindowClosed:
    told = _WINDOW_CLOSED[provider]
    assert isinstance(told, WindowClosed)
    return told
