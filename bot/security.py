"""Who is calling: signed visitor tokens, addresses and origins; and the headers of every answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from itsdangerous import BadData, URLSafeTimedSerializer

from bot.settings import IpNetwork

SESSION_LASTS = 180 * 24 * 60 * 60  # seconds

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "font-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)

_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
}


def security_headers(https: bool) -> Mapping[str, str]:
    """The headers that every answer carries."""
    strict = {"strict-transport-security": f"max-age={365 * 24 * 60 * 60}"} if https else {}
    return _HEADERS | strict


@dataclass(frozen=True)
class Session:
    """Whose browser this is. Both are ids of ours."""

    visitor: str
    conversation: str


class SessionTokens:
    """Turns a Session into a signed token and back."""

    def __init__(self, secret: str) -> None:
        self._serializer = URLSafeTimedSerializer(secret, salt="stipple.session")

    def issue(self, session: Session) -> str:
        return self._serializer.dumps([session.visitor, session.conversation])

    def read(self, token: str) -> Session | None:
        """None for a token that is forged, spoilt or older than SESSION_LASTS."""
        try:
            visitor, conversation = self._serializer.loads(token, max_age=SESSION_LASTS)
        except (BadData, ValueError, TypeError):
            return None
        return Session(str(visitor), str(conversation))


def client_address(peer: str | None, forwarded_for: Sequence[str], trusted: Sequence[IpNetwork]) -> str:
    """The address to count a caller by: X-Forwarded-For is believed only as far as trusted proxies wrote it.

    `forwarded_for` holds the header's values in order. IPv6 callers count by their /64 network,
    which is what one household gets. "unknown" when there is no address.
    """
    hops = [hop.strip() for value in forwarded_for for hop in value.split(",")]
    address = peer or "unknown"
    while hops and _within(address, trusted):
        address = hops.pop()
    return _by_network(address)


def is_loopback(address: str) -> bool:
    try:
        return ip_address(address.partition("/")[0]).is_loopback
    except ValueError:
        return False


def _within(address: str, networks: Sequence[IpNetwork]) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in networks)


def _by_network(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(parsed) if parsed.is_loopback else str(ip_network((parsed, 64), strict=False))
    return str(parsed)


def is_own_origin(origin: str, host: str, public_url: str | None) -> bool:
    """Whether a page of `origin` was served by us, who were called as `host` (the Host header)."""
    if origin == public_url:
        return True
    parts = urlsplit(origin)
    return parts.scheme in ("http", "https") and bool(host) and parts.netloc.lower() == host.lower()


def is_own_page(fetch_site: str | None) -> bool:
    """Whether the Sec-Fetch-Site header lets a cookie speak for the visitor.

    A foreign page can make a browser send our cookie but cannot set this header
    (https://web.dev/articles/fetch-metadata). What is no browser sends none.
    """
    return fetch_site in (None, "same-origin", "none")
