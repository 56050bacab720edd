"""Reads the JSON body of a request, however hostile it is, within fixed limits."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from starlette.requests import Request

from bot.http_answers import RefusedError

LARGEST_BODY = 64 * 1024  # bytes
_LISTENED_TO = (
    16 * 1024 * 1024
)  # bytes of a body too large that are read past, so that its sender can hear us
_PATIENCE = 15.0  # seconds for a whole body


async def read_object(request: Request) -> dict[str, Any]:
    """The JSON object in the body. Raises RefusedError: 400, 408 or 413."""
    body = await read_body(request, LARGEST_BODY)
    try:
        value = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise RefusedError(
            400, "not_json", 'The body must be JSON in UTF-8, as in {"text": "Does it hurt?"}.'
        ) from None
    if not isinstance(value, dict):
        raise RefusedError(400, "not_an_object", 'The body must be a JSON object, as in {"text": "…"}.')
    return value


async def read_body(request: Request, largest: int) -> bytes:
    """The bytes of the body, of which there may be `largest`. Raises RefusedError: 408 or 413."""
    try:
        return await asyncio.wait_for(_read(request, largest), _PATIENCE)
    except asyncio.TimeoutError:
        raise RefusedError(
            408, "too_slow", "The message did not arrive in time. Please send it again.", _CLOSE
        ) from None


_CLOSE = {"connection": "close"}


async def _read(request: Request, largest: int) -> bytes:
    kept = bytearray()
    seen = 0
    async for chunk in request.stream():
        seen += len(chunk)
        if seen <= largest:
            kept += chunk
        elif seen > _LISTENED_TO:
            break
    if seen > largest:
        raise RefusedError(
            413,
            "too_large",
            f"A message may have at most {largest // 1024} kB. Please send it in parts.",
            _CLOSE,
        )
    return bytes(kept)
