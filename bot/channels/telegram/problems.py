"""Telegram's errors: what to do about each, and what to tell staff.

Telegram has no numbers for them but the HTTP status; the description tells the rest.
"""

from __future__ import annotations

from typing import Final

from bot.channels.outcomes import Failure, Refused, Retry

_GONE: Final = (
    ("bot was blocked by the user", "The person blocked us on Telegram."),
    ("user is deactivated", "The person's Telegram account does not exist any more."),
    ("chat not found", "Telegram knows no such chat; the person has to write to us first."),
    ("bot can't initiate conversation", "The person has to write to us on Telegram first."),
    ("peer_id_invalid", "Telegram knows no such chat; the person has to write to us first."),
)
_BAD_FILE: Final = (
    "wrong file identifier",
    "failed to get http url content",
    "wrong type of the web page content",
    "webpage_",
    "photo_invalid_dimensions",
    "image_process_failed",
    "file is too big",
)
_FILE: Final = "Telegram could not take the file. The person gets a link instead."
_TOKEN: Final = "Telegram does not accept our bot's token. Take the token from BotFather and set it here."
_OUR_FORM: Final = (
    "Telegram refused the form of the message. This is a fault of the assistant; please report it."
)

BAD_FILE: Final = frozenset({"bad file"})
"""Codes after which the call's `instead` is to be sent."""


def judge(status: int, description: str, after: float | None) -> Failure:
    """What an answer that is not ok means; `after` is its retry_after, in seconds."""
    said, lower = f"http {status}", description.lower()
    if status == 429:
        return Retry(said, "Telegram takes no more messages from us at the moment. It is tried again.", after)
    if status >= 500:
        return Retry(said, "Telegram had a fault of its own. It is tried again by itself.", after)
    if status in (401, 404):
        return Refused(said, _TOKEN)
    for sign, words in _GONE:
        if sign in lower:
            return Refused(said, f"{words} Use the phone or e-mail if you have it.", gone=True)
    if any(sign in lower for sign in _BAD_FILE):
        return Refused("bad file", _FILE)
    return Refused(said, _OUR_FORM)
