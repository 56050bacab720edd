"""Reads values out of JSON that a stranger formed: a value of another type counts as absent."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from typing import Any, Final

from bot.channels.arrivals import MalformedError
from bot.typed_text import clean

LONGEST_NAME: Final = 200  # characters of a person's, place's or file's name
LONGEST_ID: Final = 255  # characters; what is longer is no id of a provider we know
LONGEST_LINK: Final = 4_096  # characters
LONGEST_TEXT: Final = 65_536  # characters of a text; no provider passes on more than a tenth of it
_EMPTY: Mapping[str, Any] = {}


def json_object(body: bytes) -> Mapping[str, Any]:
    """The object in the body. Raises MalformedError."""
    try:
        value = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise MalformedError("the body is not JSON in UTF-8") from None
    if not isinstance(value, dict):
        raise MalformedError("the body is not a JSON object")
    return value


def objects(value: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    """The objects in the list called `name`; none when it is absent or no list."""
    found = value.get(name)
    if isinstance(found, list):
        yield from (item for item in found if isinstance(item, dict))


def part(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The object called `name`; an empty one when it is absent or no object."""
    found = value.get(name)
    return found if isinstance(found, dict) else _EMPTY


def text(value: Mapping[str, Any], name: str) -> str | None:
    """The text called `name` without what no database takes; None when nothing is left."""
    found = value.get(name)
    return (clean(found[:LONGEST_TEXT]) or None) if isinstance(found, str) else None


def name(value: Mapping[str, Any], key: str) -> str | None:
    """A name on one line, cut at LONGEST_NAME."""
    found = text(value, key)
    return " ".join(found.split())[:LONGEST_NAME] if found else None


def identifier(value: Mapping[str, Any], name: str) -> str | None:
    """An id as text, whether it was written as text or as a whole number."""
    found = value.get(name)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found) if abs(found) < 10**30 else None
    if isinstance(found, str) and 0 < len(found) <= LONGEST_ID and found.isprintable():
        return found
    return None


def link(value: Mapping[str, Any], name: str) -> str | None:
    """An address on the web; None for anything else."""
    found = value.get(name)
    if not isinstance(found, str) or len(found) > LONGEST_LINK or not found.isprintable():
        return None
    return found if found.startswith(("https://", "http://")) else None


def whole(value: Mapping[str, Any], name: str) -> int | None:
    """A whole number that is not negative, also when written as text."""
    found = value.get(name)
    if isinstance(found, str) and len(found) < 16 and found.isascii() and found.isdigit():
        return int(found)
    return found if isinstance(found, int) and not isinstance(found, bool) and 0 <= found < 2**53 else None


def number(value: Mapping[str, Any], name: str) -> float | None:
    """A finite number, also when written as text."""
    found = value.get(name)
    if not isinstance(found, (int, float, str)) or isinstance(found, bool):
        return None
    try:
        read = float(found[:40] if isinstance(found, str) else found)
    except (ValueError, OverflowError):
        return None
    return read if abs(read) < 1e9 else None  # not true of NaN either


def moment(value: Mapping[str, Any], name: str) -> datetime | None:
    """Seconds since 1970 as an aware time in UTC."""
    seconds = whole(value, name)
    return datetime.fromtimestamp(seconds, timezone.utc) if seconds and seconds < 2**35 else None
