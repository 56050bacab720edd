"""The pack as HTML: no script, no inline style, readable on a phone and one sheet of A4 when printed."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.consultation.pack import Pack

TEMPLATES: Final = Path(__file__).with_name("templates")
STYLE_FILE: Final = Path(__file__).with_name("static") / "pack.css"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(pack: Pack, *, style: str, timeline: str | None, own_copy: bool) -> str:
    """style, timeline: addresses of the style sheet and of the picture, None where there is nothing to draw.

    own_copy: the visitor reads it, who may be told how to change it.
    """
    template = _environment().get_template("pack.html")
    return template.render(pack=pack, style=style, timeline=timeline, own_copy=own_copy)
