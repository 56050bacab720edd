"""What a page of the console cannot do, told to whoever asked for it."""

from __future__ import annotations

from collections.abc import Mapping


class ProblemError(Exception):
    """Shown as a page of its own, or beside the part that htmx asked for. `text` says what to do."""

    def __init__(self, status: int, title: str, text: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(title)
        self.status = status
        self.title = title
        self.text = text
        self.headers = headers or {}


def not_found(what: str = "page") -> ProblemError:
    return ProblemError(
        404,
        "Not found",
        f"There is no such {what} any more, or there never was. Go back and look for it again.",
    )


def unusable(text: str) -> ProblemError:
    """The request holds what cannot be read or stored."""
    return ProblemError(400, "That could not be read", text)


def overtaken(text: str) -> ProblemError:
    """Somebody else was quicker; `text` says who did what."""
    return ProblemError(409, "Somebody was quicker", text)
