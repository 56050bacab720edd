"""Shows a reply on WhatsApp through Twilio: plain text with numbered choices, pictures by their address."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from bot.channels.messages import Attachment, Reply
from bot.channels.rendering import WORDS, Call, Words, address, as_link, is_picture, joined, numbered
from bot.channels.text_limits import shorten, split
from bot.channels.tokens import token
from bot.channels.twilio.read import REFERENCE

LONGEST_TEXT: Final = 1_600
LONGEST_CAPTION: Final = 1_024
PATH: Final = "/channels/twilio"

METHOD: Final = "Messages"


def render(reply: Reply, reply_id: str, public_url: str, words: Words = WORDS) -> list[Call]:
    """The calls that say the reply, in their order; a question with choices comes last, under its files.

    `public_url` is the origin at which Twilio reaches our files, and where it tells of deliveries. Raises
    ValueError for a reply_id that no address can carry.
    """
    choices = joined(numbered(reply.buttons), words.how_to_choose) if reply.buttons else ""
    said = [_text(part) for part in split(joined(reply.text, choices), LONGEST_TEXT)]
    files = [_attachment(item, public_url) for item in reply.attachments]
    calls = [*files, *said] if reply.buttons else [*said, *files]
    token(reply_id, 0)
    return [_referring(call, public_url, f"{reply_id}:{place}") for place, call in enumerate(calls)]


def template(content_sid: str, blanks: Mapping[str, str], reference: str, public_url: str) -> Call:
    """An approved template, by its Content SID: all that may be sent when the window is closed."""
    body: dict[str, Any] = {"ContentSid": content_sid}
    if blanks:
        body["ContentVariables"] = json.dumps(dict(blanks), ensure_ascii=False)
    return _referring(Call(method=METHOD, body=body), public_url, reference)


def _text(text: str) -> Call:
    return Call(method=METHOD, body={"Body": text})


def _attachment(item: Attachment, public_url: str) -> Call:
    """Only pictures are certain to pass Twilio as files; everything else goes as a link."""
    link = _text(as_link(item, public_url))
    if not is_picture(item):
        return link
    body = {"MediaUrl": address(item, public_url)}
    if item.title.strip():
        body["Body"] = shorten(item.title, LONGEST_CAPTION)
    return Call(method=METHOD, body=body, instead=link)


def _referring(call: Call, public_url: str, reference: str) -> Call:
    call["body"]["StatusCallback"] = f"{public_url}{PATH}?{REFERENCE}={quote(reference, safe='')}"
    if "instead" in call:
        _referring(call["instead"], public_url, reference)
    return call
