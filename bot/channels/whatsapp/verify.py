"""Whether a delivery comes from Meta: its signature of the raw body, and the challenge at set-up."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from hashlib import sha256

from bot.channels.shown_secrets import same

SIGNATURE = "x-hub-signature-256"
"""Header that holds "sha256=" and the HMAC of the raw body with the app secret, in lower-case hex."""


def signed(app_secret: str, body: bytes, signature: str | None) -> bool:
    """Whether Meta signed exactly these bytes."""
    expected = "sha256=" + hmac.new(app_secret.encode(), body, sha256).hexdigest()
    return bool(app_secret) and same(signature, expected)


def challenge(verify_token: str, query: Mapping[str, str]) -> str | None:
    """What to answer to the GET with which Meta tries out the address; None when it is to be refused."""
    if query.get("hub.mode") != "subscribe" or not same(query.get("hub.verify_token"), verify_token):
        return None
    return query.get("hub.challenge")
