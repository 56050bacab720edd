"""Forms are taken from our own pages alone: a token that only the signed-in browser's pages hold, and the Origin."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from starlette.requests import Request

from bot.console.problems import ProblemError
from bot.secret_key import derived
from bot.security import is_own_origin

FIELD = "csrf"
HEADER = "x-csrf-token"
"""Where a form's, or htmx's, token is sent."""


def new_seed() -> str:
    """What a browser that is not signed in keeps in a cookie, so that its forms have a token too."""
    return secrets.token_urlsafe(24)


def token(secret_key: str, seed: str) -> str:
    """The token of a browser. `seed`: the cookie of its session, or its own seed while signed out."""
    key = derived(secret_key, "console.csrf").encode()
    return hmac.new(key, seed.encode(), hashlib.sha256).hexdigest()


def check_origin(request: Request, public_url: str | None) -> None:
    """Raises ProblemError unless a page of ours sent the form. Every browser names the origin of a POST."""
    origin = request.headers.get("origin", "")
    if not is_own_origin(origin, request.headers.get("host", ""), public_url):
        raise ProblemError(
            403,
            "Not from this console",
            "This form was sent by another site, so nothing was done. If the console is reached through a "
            "proxy, whoever runs it must set PUBLIC_URL to the address that you see.",
        )


def check_token(given: str, secret_key: str, seed: str | None) -> None:
    """Raises ProblemError unless the form is of this very session."""
    if seed is None or not hmac.compare_digest(given.encode(), token(secret_key, seed).encode()):
        raise ProblemError(
            403,
            "This form is out of date",
            "It belongs to another session, so nothing was done. Go back, reload the page and send it again; "
            "what you wrote is still there when you go back.",
        )
