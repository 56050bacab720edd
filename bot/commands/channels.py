"""`stipple channels`: what the messaging channels still need, whether their providers take us; JSON."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
from collections.abc import Coroutine, Mapping
from dataclasses import asdict
from typing import Any, Final

from bot.channel_settings import NEEDED, Channels, channels_of, lacking
from bot.channels.checking import (
    Webhook,
    check_telegram,
    check_twilio,
    check_whatsapp,
    set_telegram_webhook,
)
from bot.channels.outcomes import Checked
from bot.commands import UnusableInputError
from bot.commands.database import ROOT
from bot.environment import environment
from bot.settings import public_url_of, told_of_channels

OFF: Final = "off"
INCOMPLETE: Final = "incomplete"
ON: Final = "on"
"""States of a channel: nothing of it is set; a part is missing, with which nothing starts; all is set."""


def add_to(commands: Any) -> None:
    """Registers `channels` and what it can do. commands: what `add_subparsers` returned."""
    parser = commands.add_parser("channels", help="whether WhatsApp and Telegram are set up")
    deeds = parser.add_subparsers(required=True, metavar="DEED")
    check = deeds.add_parser("check", help="what is missing, and what the providers say; one line a channel")
    check.set_defaults(run=_check)
    telegram = deeds.add_parser("telegram", help="set-up of Telegram")
    steps = telegram.add_subparsers(required=True, metavar="STEP")
    hook = steps.add_parser("set-webhook", help="has Telegram deliver to PUBLIC_URL/channels/telegram")
    hook.set_defaults(run=_set_webhook)


def _check(_given: argparse.Namespace) -> int:
    told, public_url = _told()
    needs = lacking(told, public_url)
    channels = channels_of(told)
    for channel in NEEDED:
        print(
            json.dumps(_state(channel, channels, needs.get(channel), public_url), ensure_ascii=False),
            flush=True,
        )
    return 0


def _set_webhook(_given: argparse.Namespace) -> int:
    told, public_url = _told()
    settings = channels_of(told).telegram
    missing = lacking(told, public_url).get("telegram", list(NEEDED["telegram"]))
    if settings is None or public_url is None or missing:
        raise UnusableInputError(f"Telegram is not set up; set {', '.join(missing)} first.")
    found = asyncio.run(set_telegram_webhook(settings, public_url))
    if not found.registered:
        raise UnusableInputError(f"Telegram did not take {found.address}: {found.words}")
    print(json.dumps({"channel": "telegram", "webhook": found.to_json()}, ensure_ascii=False))
    return 0


def _told() -> tuple[Mapping[str, str], str | None]:
    """The values of the channels and PUBLIC_URL, also where they are not enough to start with."""
    os.chdir(ROOT)
    environ = environment(os.environ)
    problems: list[str] = []
    told = told_of_channels(environ, problems)
    try:
        public_url = public_url_of(environ)
    except ValueError as error:
        problems.append(f"PUBLIC_URL: {error}")
    if problems:
        raise UnusableInputError("\n".join(problems))
    return told, public_url


def _state(
    channel: str, channels: Channels, missing: list[str] | None, public_url: str | None
) -> dict[str, Any]:
    if missing is None:
        return {"channel": channel, "state": OFF, "missing": list(NEEDED[channel]), "next": _docs(channel)}
    if missing or public_url is None:
        return {"channel": channel, "state": INCOMPLETE, "missing": missing, "next": _docs(channel)}
    checked, webhook = asyncio.run(_asked(channel, channels, public_url))
    return {
        "channel": channel,
        "state": ON,
        "missing": [],
        "api": asdict(checked),
        "webhook": webhook.to_json(),
    }


def _asked(channel: str, channels: Channels, public_url: str) -> Coroutine[Any, Any, tuple[Checked, Webhook]]:
    if channel == "whatsapp" and channels.whatsapp is not None:
        return check_whatsapp(channels.whatsapp, public_url)
    if channel == "twilio" and channels.twilio is not None:
        return check_twilio(channels.twilio, public_url)
    assert channels.telegram is not None, "a channel without anything missing has its settings"
    return check_telegram(channels.telegram, public_url)


def _docs(channel: str) -> str:
    return f"docs/{channel}.md"
