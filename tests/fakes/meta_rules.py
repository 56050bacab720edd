"""What Meta takes as a message: limits of the WhatsApp Cloud API's reference, as of 2026."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tests.fakes.provider import units

Json = Mapping[str, Any]

_ENVELOPE = {
    "messaging_product",
    "recipient_type",
    "to",
    "recipient",
    "type",
    "context",
    "biz_opaque_callback_data",
}


class InvalidError(Exception):
    """Refused, with Meta's code."""

    def __init__(self, message: str, code: int = 131009) -> None:
        super().__init__(message)
        self.code = code


def check_message(body: Any) -> None:
    """Raises InvalidError for what Meta would not take."""
    need(isinstance(body, dict), "not an object", 100)
    need(body.get("messaging_product") == "whatsapp", "messaging_product", 100)
    if body.get("status") == "read":
        need(isinstance(body.get("message_id"), str), "message_id", 131008)
        need(body.get("typing_indicator", {"type": "text"}) == {"type": "text"}, "typing_indicator")
        return
    kind = body.get("type")
    check = _CHECKS.get(kind) if isinstance(kind, str) else None
    if check is None:
        raise InvalidError("type", 131051)
    need(not body.keys() - _ENVELOPE - {kind}, "unexpected key", 100)
    need(body.get("recipient_type", "individual") == "individual", "recipient_type", 100)
    need(("to" in body) != ("recipient" in body), "to or recipient", 131008)
    if "to" in body:
        need(re.fullmatch(r"\+?[0-9]{6,15}|[A-Z]{2}\.\w+", body["to"]), "to")
    else:
        need(re.fullmatch(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}", body["recipient"]), "recipient")
    need(len(body.get("biz_opaque_callback_data", "")) <= 512, "biz_opaque_callback_data")
    part = body.get(kind)
    if not isinstance(part, dict):
        raise InvalidError(f"{kind} is missing", 131008)
    check(part)


def need(condition: object, what: str, code: int = 131009) -> None:
    if not condition:
        raise InvalidError(what, code)


def _words(value: Any, most: int, what: str) -> str:
    need(isinstance(value, str) and value.strip() and units(value) <= most, f"{what}: 1 to {most} characters")
    return str(value)


def _text(part: Json) -> None:
    need(part.keys() <= {"body", "preview_url"}, "text has an unexpected key", 100)
    _words(part.get("body"), 4096, "text.body")


def _interactive(part: Json) -> None:
    need(part.keys() <= {"type", "header", "body", "footer", "action"}, "interactive: unexpected key", 100)
    action = part.get("action", {})
    if part.get("type") == "button":
        _words(part.get("body", {}).get("text"), 1024, "interactive.body")
        _buttons(action)
    elif part.get("type") == "list":
        _words(part.get("body", {}).get("text"), 4096, "interactive.body")
        _list(action)
    else:
        raise InvalidError("interactive.type")


def _buttons(action: Json) -> None:
    buttons = action.get("buttons", [])
    need(action.keys() == {"buttons"} and 1 <= len(buttons) <= 3, "1 to 3 buttons")
    need(
        all(button.keys() == {"type", "reply"} and button["type"] == "reply" for button in buttons), "button"
    )
    titles = [_words(button["reply"].get("title"), 20, "button title") for button in buttons]
    ids = [_words(button["reply"].get("id"), 256, "button id") for button in buttons]
    need(len({title.casefold() for title in titles}) == len(titles), "button titles must differ")
    need(len(set(ids)) == len(ids), "button ids must differ")


def _list(action: Json) -> None:
    need(action.keys() == {"button", "sections"}, "list action")
    _words(action["button"], 20, "list button")
    sections = action["sections"]
    need(1 <= len(sections) <= 10, "1 to 10 sections")
    rows = [row for section in sections for row in section.get("rows", [])]
    need(1 <= len(rows) <= 10, "1 to 10 rows in all")
    for section in sections:
        _words(section.get("title"), 24, "section title")
    for row in rows:
        need(row.keys() <= {"id", "title", "description"}, "row: unexpected key", 100)
        _words(row.get("title"), 24, "row title")
        _words(row.get("id"), 200, "row id")
        if "description" in row:
            _words(row["description"], 72, "row description")
    need(len({row["id"] for row in rows}) == len(rows), "row ids must differ")


def _file(allowed: str) -> Any:
    def check(part: Json) -> None:
        need(part.keys() <= {"link", "caption", "filename"}, "media: unexpected key", 100)
        need(re.fullmatch(r"https?://\S+", part.get("link", "")), "link")
        need(re.search(allowed, part["link"].lower()), "media type", 131053)
        if "caption" in part:
            _words(part["caption"], 1024, "caption")
        if "filename" in part:
            _words(part["filename"], 240, "filename")

    return check


def _template(part: Json) -> None:
    need(part.keys() <= {"name", "language", "components"}, "template: unexpected key", 100)
    _words(part.get("name"), 512, "template name")
    _words(part.get("language", {}).get("code"), 15, "template language")
    for component in part.get("components", []):
        for parameter in component["parameters"]:
            need(
                "\n" not in parameter["text"] and "    " not in parameter["text"],
                "template parameter",
                132018,
            )


_CHECKS = {
    "text": _text,
    "interactive": _interactive,
    "image": _file(r"\.(png|jpe?g)(\?|$)"),
    "document": _file(""),
    "template": _template,
}
