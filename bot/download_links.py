"""Signed addresses of a visitor's own calendar and picture. They name the conversation and no day."""

from __future__ import annotations

from typing import Final
from urllib.parse import urljoin

from itsdangerous import BadData, URLSafeTimedSerializer

LINK_LASTS: Final = 180 * 24 * 60 * 60  # seconds; a plan reaches over three or four months
CALENDAR: Final = "/my/calendar/{token}.ics"
TIMELINE: Final = "/my/timeline/{token}.svg"


class DownloadLinks:
    """Makes the addresses and reads their tokens. Each is a path on the public server, see `absolute`."""

    def __init__(self, secret: str) -> None:
        self._serializer = URLSafeTimedSerializer(secret, salt="stipple.download")

    def calendar(self, conversation: str) -> str:
        return CALENDAR.format(token=self._serializer.dumps(conversation))

    def timeline(self, conversation: str) -> str:
        return TIMELINE.format(token=self._serializer.dumps(conversation))

    def conversation(self, token: str) -> str | None:
        """None for a token that is forged, spoilt or older than LINK_LASTS."""
        try:
            conversation = self._serializer.loads(token, max_age=LINK_LASTS)
        except BadData:
            return None
        return conversation if isinstance(conversation, str) else None


def absolute(path: str, public_url: str | None) -> str:
    """The path as an address for a channel that is no web page of ours; the path itself when no address is set."""
    return path if public_url is None else urljoin(f"{public_url}/", path)
