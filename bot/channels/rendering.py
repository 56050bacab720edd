"""What the channels share in showing a reply: labels of buttons, numbered choices, links, names of files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final, TypedDict
from urllib.parse import unquote, urljoin, urlsplit

from bot.channels.messages import Attachment, Button
from bot.channels.text_limits import length, shorten
from bot.typed_text import says_something


class Call(TypedDict, total=False):
    """One call to a provider, as JSON values; it names nobody, the recipient is added when it is sent.

    `method` is the provider's name of the operation and `body` its parameters. `upload` is a file that
    the sender fetches from `url` and sends along as `field`. `instead` is to be sent when this call is
    refused for its file, at once or in a later delivery update.
    """

    method: str
    body: dict[str, Any]
    upload: dict[str, str]
    instead: Call


@dataclass(frozen=True)
class Words:
    """The few words that a channel adds of its own accord."""

    how_to_choose: str = "Reply with the number of your choice."
    choose: str = "Please choose:"
    open_list: str = "Show the choices"  # at most 20 characters, on the button that opens a list
    list_title: str = "Choices"  # at most 24 characters


WORDS: Final = Words()

_LONGEST_TITLE: Final = 300  # units of an attachment's title beside its link

# No provider shows a vector picture; it goes as a link.
_PICTURES: Final = frozenset({".png", ".jpg", ".jpeg"})
_TYPES: Final[Mapping[str, str]] = {
    ".ics": "text/calendar",
    ".pdf": "application/pdf",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
}


def labels(buttons: Sequence[Button], limit: int) -> list[str]:
    """A label of at most `limit` units per button, no two alike and none blank: numbered where they would be."""
    short = [shorten(button.title, limit) for button in buttons]
    if all(map(says_something, short)) and len({label.casefold() for label in short}) == len(short):
        return short
    numbers = [f"{place}." for place in range(1, len(buttons) + 1)]
    return [
        f"{number} {shorten(button.title, limit - len(number) - 1)}".strip()
        for number, button in zip(numbers, buttons, strict=True)
    ]


def in_full(button: Button, label: str) -> bool:
    """Whether the label says everything that the button's title does."""
    return label.endswith(" ".join(button.title.split()))


def numbered(buttons: Sequence[Button]) -> str:
    """One line per choice, "1. Yes", whatever its length."""
    return "\n".join(
        f"{place}. {' '.join(button.title.split())}".strip() for place, button in enumerate(buttons, start=1)
    )


def joined(*parts: str) -> str:
    """The parts that are not blank, as paragraphs."""
    return "\n\n".join(part.strip() for part in parts if part.strip())


def address(attachment: Attachment, public_url: str) -> str:
    """The attachment's address for somebody who is on no page of ours."""
    return urljoin(f"{public_url}/", attachment.url)


def is_picture(attachment: Attachment) -> bool:
    """Whether every provider can show it as a picture."""
    return attachment.kind == "image" and _suffix(attachment) in _PICTURES


def as_link(attachment: Attachment, public_url: str) -> str:
    """The attachment as words: its title and, on a line of its own, where it is."""
    title = shorten(attachment.title, _LONGEST_TITLE)
    return "\n".join(filter(None, (title, address(attachment, public_url))))


def file_name(attachment: Attachment) -> str:
    """A name to save it by, from its title: "Your days" becomes "your-days.ics"."""
    words = re.sub(r"[^a-z0-9]+", "-", attachment.title.lower()).strip("-")[:40].rstrip("-")
    return (words or attachment.kind) + _suffix(attachment)


def media_type(attachment: Attachment) -> str:
    """Its media type by the ending of its address."""
    return _TYPES.get(_suffix(attachment), "application/octet-stream")


def _suffix(attachment: Attachment) -> str:
    suffix = PurePosixPath(unquote(urlsplit(attachment.url).path)).suffix.lower()
    if re.fullmatch(r"\.[a-z0-9]{1,5}", suffix):
        return suffix
    return ".ics" if attachment.kind == "calendar" else ""


def check_words(words: Words) -> Words:
    """Raises ValueError when a word is too long for where it stands."""
    for text, limit in ((words.open_list, 20), (words.list_title, 24)):
        if not 0 < length(text) <= limit:
            raise ValueError(f"'{text}' must have 1 to {limit} characters.")
    return words
