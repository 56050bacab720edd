"""Whether a delivery comes from Telegram: the secret that we gave it when we named our address."""

from __future__ import annotations

import re
from typing import Final

from bot.channels.shown_secrets import same

SECRET: Final = "x-telegram-bot-api-secret-token"
"""Header that holds the secret."""

_ALLOWED = re.compile(r"[A-Za-z0-9_-]{1,256}", re.ASCII)


def signed(secret: str, shown: str | None) -> bool:
    """Whether the caller knows the secret."""
    return same(shown, secret)


def is_secret(text: str) -> bool:
    """Whether Telegram takes it as a secret: 1 to 256 letters, digits, "_" and "-"."""
    return _ALLOWED.fullmatch(text) is not None
