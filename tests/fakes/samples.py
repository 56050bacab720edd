"""Deliveries as the providers' documentation describes them, one per kind; the people in them are made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "payloads"


def names(provider: str) -> list[str]:
    """Every sample of the provider: "meta", "twilio" or "telegram"."""
    return sorted(path.stem for path in (_FOLDER / provider).glob("*.json"))


def raw(provider: str, name: str) -> bytes:
    """The sample as JSON."""
    return (_FOLDER / provider / f"{name}.json").read_bytes()


def sample(provider: str, name: str) -> Any:
    """The sample as values. Those of Twilio are the fields of a form."""
    return json.loads(raw(provider, name))
