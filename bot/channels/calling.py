"""One call over HTTP to a provider: an answer, or a value that says to try again later."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import httpx

from bot.channels.outcomes import Fetched, Refused, Retry
from bot.security import is_loopback

TIMEOUTS: Final = httpx.Timeout(20.0, connect=5.0)  # seconds; a picture is fetched by them while we wait
_LONGEST_WAIT: Final = 24 * 60 * 60.0  # seconds of a Retry-After that we believe

_UNREACHED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


def client(base_url: str, timeouts: httpx.Timeout, **options: Any) -> httpx.AsyncClient:
    """A client that follows no redirects, and takes the machine's proxy but for this machine itself."""
    outside = not is_loopback(httpx.URL(base_url).host)
    return httpx.AsyncClient(base_url=base_url, timeout=timeouts, trust_env=outside, **options)


async def call(http: httpx.AsyncClient, method: str, url: str, **options: Any) -> httpx.Response | Retry:
    """The answer, whatever its status; Retry when there was none.

    Errors of httpx name the address, which holds Telegram's token; they go no further than here.
    """
    try:
        return await http.request(method, url, **options)
    except _UNREACHED:
        return Retry("unreached", "The provider could not be reached. It is tried again by itself.")
    except (httpx.HTTPError, httpx.InvalidURL):
        return Retry(
            "no answer",
            "The provider did not answer in time, so it is not known whether the message arrived.",
            perhaps_done=True,
        )


async def download(http: httpx.AsyncClient, url: str, most: int, **options: Any) -> Fetched | Retry | Refused:
    """The file at `url`, of at most `most` bytes; no more than that is ever held."""
    try:
        async with http.stream("GET", url, **options) as answer:
            if not answer.is_success:
                return fetch_failure(answer)
            content = bytearray()
            async for chunk in answer.aiter_bytes():
                content += chunk
                if len(content) > most:
                    return too_large(most)
            return Fetched(bytes(content), answer.headers.get("content-type"))
    except (httpx.HTTPError, httpx.InvalidURL):
        return Retry("unreached", "The file could not be fetched. It is tried again.")


def fetch_failure(answer: httpx.Response) -> Retry | Refused:
    """Of an answer without a file."""
    said = f"http {answer.status_code}"
    if answer.status_code >= 500 or answer.status_code == 429:
        return Retry(said, "The file could not be fetched. It is tried again.", retry_after(answer))
    return Refused(said, "The file is not there any more. Ask the person to send it again.")


def too_large(most: int) -> Refused:
    """Of a file of more than `most` bytes."""
    return Refused("too large", f"The file is larger than {most // (1024 * 1024)} MB. Ask for a smaller one.")


def json_answer(answer: httpx.Response) -> Mapping[str, Any]:
    """The object in the answer; an empty one when it is none, as of a proxy's error page."""
    try:
        value = answer.json()
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def retry_after(answer: httpx.Response) -> float | None:
    """Seconds that the Retry-After header asks for; None without one, or with a date."""
    try:
        seconds = float(answer.headers.get("retry-after", ""))
    except ValueError:
        return None
    return believed(seconds)


def believed(seconds: float | None) -> float | None:
    """A wait that a provider asks for: at most a day; None for what is no time."""
    return min(max(seconds, 0.0), _LONGEST_WAIT) if seconds is not None and math.isfinite(seconds) else None
