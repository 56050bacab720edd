"""The form that Twilio posts."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl

from bot.channels.arrivals import MalformedError

_MOST_FIELDS: Final = 500


def pairs(body: bytes) -> list[tuple[str, str]]:
    """The form's fields as they came, blank ones too: they count in the signature. Raises MalformedError."""
    try:
        return parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError:
        raise MalformedError(f"the body is not a form of at most {_MOST_FIELDS} fields in UTF-8") from None


def parameters(body: bytes) -> dict[str, str]:
    """The form's fields by name; of a field that is there twice the last. Raises MalformedError."""
    return dict(pairs(body))
