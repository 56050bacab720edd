"""What reached somebody, read from the calls that the stand-in of their provider took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Heard:
    """One message as it reached somebody. choices: titles shown, with what a tap or a typed answer would send."""

    text: str
    choices: Mapping[str, str]
    body: Mapping[str, Any]


def from_meta(body: Mapping[str, Any]) -> Heard:
    kind = body["type"]
    if kind == "text":
        return Heard(body["text"]["body"], _numbered(body["text"]["body"]), body)
    if kind != "interactive":
        return Heard(body.get(kind, {}).get("caption", ""), {}, body)
    interactive = body["interactive"]
    action = interactive["action"]
    if interactive["type"] == "button":
        choices = {each["reply"]["title"]: each["reply"]["id"] for each in action["buttons"]}
    else:
        rows = [row for section in action["sections"] for row in section["rows"]]
        choices = {row.get("description", row["title"]): row["id"] for row in rows}
    return Heard(interactive["body"]["text"], choices, body)


def from_twilio(body: Mapping[str, Any]) -> Heard:
    text = body.get("Body", "")
    return Heard(text, _numbered(text), body)


def from_telegram(body: Mapping[str, Any]) -> Heard:
    rows: Sequence[Sequence[Json]] = body.get("reply_markup", {}).get("inline_keyboard", [])
    choices = {button["text"]: button["callback_data"] for row in rows for button in row}
    return Heard(body.get("text", body.get("caption", "")), choices, body)


def _numbered(text: str) -> dict[str, str]:
    found = [line.partition(". ") for line in text.splitlines()]
    return {title: number for number, dot, title in found if dot and number.isdecimal()}
