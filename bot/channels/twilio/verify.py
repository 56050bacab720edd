"""Whether a delivery comes from Twilio: its signature of our public address and the form's parameters."""

from __future__ import annotations

from hmac import compare_digest
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import ImmutableMultiDict
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from bot.channels.arrivals import MalformedError
from bot.channels.twilio.form import pairs

SIGNATURE: Final = "x-twilio-signature"
_PORTS: Final = {"https": 443, "http": 80}


def signed(auth_token: str, public_url: str, target: str, body: bytes, signature: str | None) -> bool:
    """Whether Twilio signed this form for this address.

    `public_url` is the origin that Twilio was given, whatever a proxy makes of it; `target` is the path
    with the query, as it was asked for.
    """
    if not auth_token or not signature:
        return False
    try:
        form = ImmutableMultiDict(pairs(body))
    except MalformedError:
        return False
    validator = RequestValidator(auth_token)
    shown = signature.encode("utf-8", "surrogatepass")
    # Twilio is not consistent in naming the port, so both spellings count.
    good = [
        compare_digest(validator.compute_signature(origin + target, form).encode(), shown)
        for origin in _spellings(public_url)
    ]
    return any(good)


def _spellings(public_url: str) -> tuple[str, ...]:
    parts = urlsplit(public_url)
    if parts.port is None:
        return public_url, f"{public_url}:{_PORTS.get(parts.scheme, 443)}"
    return public_url, public_url.removesuffix(f":{parts.port}")
