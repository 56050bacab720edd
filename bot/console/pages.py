"""Renders templates: escaped, strict about names, with times as the clinic's clock shows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

TEMPLATES: Final = Path(__file__).parent / "templates"
STATIC: Final = Path(__file__).parent / "static"

_MINUTE: Final = 60
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR


class Templates:
    """The console's templates. `zone` is the clinic's time zone."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    def render(self, template: str, values: Mapping[str, Any]) -> str:
        return str(_environment(self._zone).get_template(template).render(values))


@lru_cache(maxsize=4)
def _environment(zone: ZoneInfo) -> Any:
    # Imported late: the web process is up before anybody opens the console.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["clock"] = lambda at: clock(at, zone)
    environment.filters["day"] = lambda at: at.astimezone(zone).strftime("%-d %b %Y")
    environment.filters["spell"] = spell
    return environment


def clock(at: datetime, zone: ZoneInfo) -> str:
    """As on the clinic's wall: "22 Nov 2026, 14:05"."""
    return at.astimezone(zone).strftime("%-d %b %Y, %H:%M")


def spell(length: timedelta | float) -> str:
    """A length of time in its largest unit, seconds if given as a number: "40 s", "12 min", "3 h", "5 days"."""
    seconds = length.total_seconds() if isinstance(length, timedelta) else length
    whole = max(0, round(seconds))
    if whole < _MINUTE:
        return f"{whole} s"
    if whole < _HOUR:
        return f"{whole // _MINUTE} min"
    if whole < _DAY:
        return f"{whole // _HOUR} h"
    days = whole // _DAY
    return "1 day" if days == 1 else f"{days} days"
