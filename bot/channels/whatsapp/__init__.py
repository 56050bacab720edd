"""WhatsApp through Meta's Cloud API."""

from __future__ import annotations

from bot.channels.whatsapp.read import LARGEST_BODY, read
from bot.channels.whatsapp.render import render, template
from bot.channels.whatsapp.send import BASE_URL, WhatsApp
from bot.channels.whatsapp.verify import SIGNATURE, challenge, signed

__all__ = [
    "BASE_URL",
    "LARGEST_BODY",
    "SIGNATURE",
    "WhatsApp",
    "challenge",
    "read",
    "render",
    "signed",
    "template",
]
