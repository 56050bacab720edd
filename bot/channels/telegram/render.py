"""Shows a reply on Telegram: plain text, one button per line below it, files as pictures and documents."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

from bot.channels.messages import Attachment, Reply
from bot.channels.rendering import (
    WORDS,
    Call,
    Words,
    address,
    as_link,
    file_name,
    in_full,
    is_picture,
    joined,
    labels,
    media_type,
    numbered,
)
from bot.channels.text_limits import shorten, split
from bot.channels.tokens import KEPT, token

LONGEST_TEXT: Final = 4_096
LONGEST_CAPTION: Final = 1_024
LONGEST_LABEL: Final = 40  # fits on one line of a small phone; Telegram itself cuts what is longer
MOST_BUTTONS: Final = 100

_FETCHED_BY_TELEGRAM: Final = (".pdf", ".zip")
"""The only documents that Telegram fetches by their address; it wants others to be uploaded."""


def render(reply: Reply, reply_id: str, public_url: str, words: Words = WORDS) -> list[Call]:
    """The calls that say the reply, in their order; a question with buttons comes last, under its files.

    `public_url` is the origin at which Telegram, and our own sender, reach our files. Raises ValueError
    for a reply_id that no button can carry.
    """
    files = [_attachment(item, public_url) for item in reply.attachments]
    if not reply.buttons:
        return [*(_text(part) for part in split(reply.text, LONGEST_TEXT)), *files]
    return [*files, *_question(reply, reply_id, words)]


def kept_choice(title: str) -> dict[str, Any]:
    """The keyboard that replaces the buttons after a choice, and shows what was chosen."""
    label = f"✓ {shorten(title, LONGEST_LABEL - 2)}"
    return {"inline_keyboard": [[{"text": label, "callback_data": KEPT}]]}


def _question(reply: Reply, reply_id: str, words: Words) -> list[Call]:
    if len(reply.buttons) > MOST_BUTTONS:
        text = joined(reply.text, numbered(reply.buttons), words.how_to_choose)
        return [_text(part) for part in split(text, LONGEST_TEXT)]
    shown = labels(reply.buttons, LONGEST_LABEL)
    whole = all(in_full(button, label) for button, label in zip(reply.buttons, shown, strict=True))
    text = reply.text if whole else joined(reply.text, numbered(reply.buttons))
    *before, last = map(_text, split(text, LONGEST_TEXT) or [words.choose])
    rows = [[{"text": label, "callback_data": token(reply_id, place)}] for place, label in enumerate(shown)]
    last["body"]["reply_markup"] = {"inline_keyboard": rows}
    return [*before, last]


def _text(text: str) -> Call:
    return Call(method="sendMessage", body={"text": text, "link_preview_options": {"is_disabled": True}})


def _attachment(item: Attachment, public_url: str) -> Call:
    where, link = address(item, public_url), _text(as_link(item, public_url))
    body = {"caption": shorten(item.title, LONGEST_CAPTION)} if item.title.strip() else {}
    if is_picture(item):
        return Call(method="sendPhoto", body={**body, "photo": where}, instead=link)
    if item.kind == "image":
        return link
    if urlsplit(where).path.lower().endswith(_FETCHED_BY_TELEGRAM):
        return Call(method="sendDocument", body={**body, "document": where}, instead=link)
    upload = {"field": "document", "url": where, "name": file_name(item), "type": media_type(item)}
    return Call(method="sendDocument", body=body, upload=upload, instead=link)
