"""WhatsApp through Twilio."""

from __future__ import annotations

from bot.channels.twilio.read import LARGEST_BODY, read
from bot.channels.twilio.render import render, template
from bot.channels.twilio.send import BASE_URL, Twilio
from bot.channels.twilio.verify import SIGNATURE, signed

__all__ = ["BASE_URL", "LARGEST_BODY", "SIGNATURE", "Twilio", "read", "render", "signed", "template"]
