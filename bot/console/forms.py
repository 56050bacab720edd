"""Reads what a form or an address holds, however hostile, and says in a sentence what cannot be used."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.console.problems import ProblemError, unusable

LARGEST_FORM: Final = 1024 * 1024  # bytes: a note of 100,000 characters in any script, percent-encoded
MOST_FIELDS: Final = 1000
LINE: Final = 200  # characters of a field of one line
_PATIENCE: Final = 15.0  # seconds for a whole form


class FieldError(ValueError):
    """A field cannot be used. `field` is its name, the text a sentence for the person who filled it in."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


class Form:
    """The fields of a form or of an address. Missing fields read as empty."""

    def __init__(self, pairs: Sequence[tuple[str, str]] = ()) -> None:
        self._pairs = tuple(pairs)

    def raw(self, field: str) -> str:
        """As it was sent: what a page shows again, and what is a password."""
        return next((value for name, value in reversed(self._pairs) if name == field), "")

    def all(self, field: str) -> tuple[str, ...]:
        """Every value of a field that may be sent several times."""
        return tuple(value for name, value in self._pairs if name == field)

    def text(self, field: str, longest: int = LINE, needed: bool = True, label: str = "") -> str:
        """A trimmed text. Raises FieldError when it is missing or too long."""
        value = self.raw(field).strip()
        shown = label or field.replace("_", " ").capitalize()
        if needed and not value:
            raise FieldError(field, f"{shown} is missing. Please fill it in.")
        if len(value) > longest:
            raise FieldError(
                field, f"{shown} has {len(value):,} characters; at most {longest:,} can be stored."
            )
        return value

    def choice(self, field: str, allowed: Collection[str], default: str | None = None) -> str:
        """One of the allowed values, or the default when the field is empty. Raises FieldError."""
        value = self.raw(field)
        if not value and default is not None:
            return default
        if value not in allowed:
            raise FieldError(field, f"Please choose one of: {', '.join(allowed)}.")
        return value

    def flag(self, field: str) -> bool:
        """Whether a box is ticked."""
        return self.raw(field) != ""

    def values(self) -> Mapping[str, str]:
        return dict(self._pairs)


class FieldErrors(dict[str, str]):
    """Sentences by field. `with errors.collect(): …` catches a FieldError and goes on after the block."""

    @contextmanager
    def collect(self) -> Iterator[None]:
        try:
            yield
        except FieldError as error:
            self.setdefault(error.field, str(error))


def query_of(request: Request) -> Form:
    """The fields of the address. Raises ProblemError."""
    return _parsed(request.scope["query_string"])


async def form_of(request: Request) -> Form:
    """The fields of the body. Raises ProblemError: 400, 408, 413 or 415."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/x-www-form-urlencoded", ""):
        raise ProblemError(
            415,
            "That could not be read",
            "A form of this page sends plain fields. Reload the page, try again.",
        )
    try:
        body = await asyncio.wait_for(_body(request), _PATIENCE)
    except asyncio.TimeoutError:
        raise ProblemError(
            408,
            "Too slow",
            "The form did not arrive in time. Go back and send it again.",
            {"connection": "close"},
        ) from None
    return _parsed(body)


async def _body(request: Request) -> bytes:
    kept = bytearray()
    async for chunk in request.stream():
        kept += chunk
        if len(kept) > LARGEST_FORM:
            raise ProblemError(
                413,
                "Too long",
                f"A form may hold {LARGEST_FORM // 1024:,} kB. Nothing was stored; go back and shorten the text.",
                {"connection": "close"},
            )
    return bytes(kept)


def _parsed(encoded: bytes) -> Form:
    try:
        pairs = parse_qsl(
            encoded.decode("ascii"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise unusable(
            "This is not text in UTF-8, or it has too many fields. Go back and try again."
        ) from None
    if any("\x00" in part for pair in pairs for part in pair):
        raise unusable("The text holds a character that cannot be stored (NUL). Go back and remove it.")
    return Form([(name, value.replace("\r\n", "\n")) for name, value in pairs])
