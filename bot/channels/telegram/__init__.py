"""Telegram, through its Bot API."""

from __future__ import annotations

from bot.channels.telegram.read import LARGEST_BODY, read
from bot.channels.telegram.render import render
from bot.channels.telegram.send import BASE_URL, Telegram
from bot.channels.telegram.verify import SECRET, is_secret, signed

__all__ = ["BASE_URL", "LARGEST_BODY", "SECRET", "Telegram", "is_secret", "read", "render", "signed"]
