"""Where the settings come from: the shell, and the file .env beneath it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from honcho.environ import parse

DOTENV = Path(".env")


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """The settings of .env, where there is one, under those of the shell."""
    return {**(parse(DOTENV.read_text()) if DOTENV.exists() else {}), **given}
