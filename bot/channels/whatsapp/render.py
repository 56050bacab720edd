"""Shows a reply on WhatsApp through Meta: buttons where they fit, else a list, else numbers in the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from bot.channels.messages import Attachment, Button, Reply
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
    numbered,
)
from bot.channels.text_limits import length, shorten, split
from bot.channels.tokens import token

LONGEST_TEXT: Final = 4_096
LONGEST_BODY: Final = 1_024  # of a text with buttons or a list
LONGEST_CAPTION: Final = 1_024
MOST_BUTTONS: Final = 3
LONGEST_BUTTON: Final = 20
MOST_ROWS: Final = 10
LONGEST_ROW: Final = 24
LONGEST_DESCRIPTION: Final = 72

METHOD: Final = "messages"


def render(reply: Reply, reply_id: str, public_url: str, words: Words = WORDS) -> list[Call]:
    """The calls that say the reply, in their order: a question with buttons comes last, under its files.

    `public_url` is the origin at which Meta reaches our files. Each call carries "reply:part" as the
    reference that comes back in delivery updates. Raises ValueError for a reply_id that no button can carry.
    """
    files = [_attachment(item, public_url) for item in reply.attachments]
    said = _said(reply, reply_id, words)
    calls = [*files, *said] if reply.buttons else [*said, *files]
    return [_referring(call, f"{reply_id}:{place}") for place, call in enumerate(calls)]


def template(name: str, language: str, blanks: Sequence[str], reference: str) -> Call:
    """An approved template with its blanks filled in: all that may be sent when the window is closed."""
    filled = [{"type": "text", "text": " ".join(blank.split())} for blank in blanks]
    body: dict[str, Any] = {
        "type": "template",
        "template": {"name": name, "language": {"code": language}},
        "biz_opaque_callback_data": reference,
    }
    if filled:
        body["template"]["components"] = [{"type": "body", "parameters": filled}]
    return Call(method=METHOD, body=body)


def _said(reply: Reply, reply_id: str, words: Words) -> list[Call]:
    if not reply.buttons:
        return [_text(part) for part in split(reply.text, LONGEST_TEXT)]
    fits_buttons = len(reply.buttons) <= MOST_BUTTONS and all(
        length(" ".join(button.title.split())) <= LONGEST_BUTTON for button in reply.buttons
    )
    if fits_buttons:
        return _with_question(reply.text, _buttons(reply.buttons, reply_id), words)
    if len(reply.buttons) <= MOST_ROWS:
        rows, whole = _rows(reply.buttons, reply_id)
        text = reply.text if whole else joined(reply.text, numbered(reply.buttons))
        return _with_question(text, _list(rows, words), words)
    text = joined(reply.text, numbered(reply.buttons), words.how_to_choose)
    return [_text(part) for part in split(text, LONGEST_TEXT)]


def _with_question(text: str, interactive: dict[str, Any], words: Words) -> list[Call]:
    """A text too long to stand above buttons goes before them, all but its last part."""
    whole = text.strip()
    last = (split(whole, LONGEST_BODY) or [words.choose])[-1]
    before = whole.removesuffix(last)
    body = {"type": "interactive", "interactive": {**interactive, "body": {"text": last}}}
    return [*map(_text, split(before, LONGEST_TEXT)), Call(method=METHOD, body=body)]


def _text(text: str) -> Call:
    return Call(method=METHOD, body={"type": "text", "text": {"body": text, "preview_url": False}})


def _buttons(buttons: Sequence[Button], reply_id: str) -> dict[str, Any]:
    shown = [
        {"type": "reply", "reply": {"id": token(reply_id, place), "title": label}}
        for place, label in enumerate(labels(buttons, LONGEST_BUTTON))
    ]
    return {"type": "button", "action": {"buttons": shown}}


def _rows(buttons: Sequence[Button], reply_id: str) -> tuple[list[dict[str, str]], bool]:
    """(the rows, whether each says its whole title)."""
    rows: list[dict[str, str]] = []
    whole = True
    for place, label in enumerate(labels(buttons, LONGEST_ROW)):
        row = {"id": token(reply_id, place), "title": label}
        if not in_full(buttons[place], label):
            title = " ".join(buttons[place].title.split())
            row["description"] = shorten(title, LONGEST_DESCRIPTION)
            whole = whole and row["description"] == title
        rows.append(row)
    return rows, whole


def _list(rows: list[dict[str, str]], words: Words) -> dict[str, Any]:
    sections = [{"title": words.list_title, "rows": rows}]
    return {"type": "list", "action": {"button": words.open_list, "sections": sections}}


def _attachment(item: Attachment, public_url: str) -> Call:
    """A picture or a document by its address. What is no file that WhatsApp shows goes as a link."""
    link = as_link(item, public_url)
    if item.kind == "image" and not is_picture(item):
        return _text(link)
    kind = "image" if item.kind == "image" else "document"
    media: dict[str, str] = {"link": address(item, public_url)}
    if item.title.strip():
        media["caption"] = shorten(item.title, LONGEST_CAPTION)
    if kind == "document":
        media["filename"] = file_name(item)
    return Call(method=METHOD, body={"type": kind, kind: media}, instead=_text(link))


def _referring(call: Call, reference: str) -> Call:
    call["body"]["biz_opaque_callback_data"] = reference
    if "instead" in call:
        _referring(call["instead"], reference)
    return call
