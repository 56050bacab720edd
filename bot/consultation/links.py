"""Signed addresses of a visitor's own copy of what was passed on. They name the request and nothing in it."""

from __future__ import annotations

from typing import Final

from itsdangerous import BadData, URLSafeTimedSerializer

LINK_LASTS: Final = 180 * 24 * 60 * 60  # seconds
PACK: Final = "/my/pack/{token}"


class PackLinks:
    """Makes the addresses and reads their tokens. Each is a path on the public server."""

    def __init__(self, secret: str) -> None:
        self._serializer = URLSafeTimedSerializer(secret, salt="stipple.pack")

    def pack(self, lead: str) -> str:
        return PACK.format(token=self._serializer.dumps(lead))

    def lead(self, token: str) -> str | None:
        """None for a token that is forged, spoilt or older than LINK_LASTS."""
        try:
            lead = self._serializer.loads(token, max_age=LINK_LASTS)
        except BadData:
            return None
        return lead if isinstance(lead, str) else None
