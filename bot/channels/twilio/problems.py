"""Twilio's error codes for WhatsApp: what to do about each, and what to tell staff."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.channels.outcomes import Failure, Refused, Retry, WindowClosed

_BUSY: Final = "Twilio takes no more messages from us at the moment. It is tried again by itself."
_DOWN: Final = "Twilio or WhatsApp had a fault. It is tried again by itself."
_LOGIN: Final = "Twilio does not accept our account id and token. Check both in the settings."
_SENDER: Final = "Our number is not set up as a WhatsApp sender at Twilio. Check the number in the settings."
_OUR_FORM: Final = (
    "Twilio refused the form of the message. This is a fault of the assistant; please report it."
)
_FILE: Final = "WhatsApp could not take the file. The person gets a link instead."
_BLOCKED: Final = (
    "WhatsApp has restricted our account or finds the message against its rules. Look into Twilio."
)
_TEMPLATE: Final = "WhatsApp refused the template: not approved, paused, or with other blanks than we filled."
_CANNOT: Final = (
    "WhatsApp cannot deliver to this person: no WhatsApp there any more, or we are blocked."
    " Use the phone or e-mail if you have it."
)
_WINDOW: Final = (
    "The person last wrote more than 24 hours ago, so WhatsApp takes no free message."
    " Send an approved template, or wait until they write."
)

_FAULTS: Final[Mapping[int, str]] = {20500: _DOWN, 30008: _DOWN, 63005: _DOWN, 63012: _DOWN, 63023: _DOWN}
_LIMITS: Final[Mapping[int, float]] = {
    20429: 5,
    14107: 5,
    30001: 60,
    30022: 60,
    63017: 5,
    63018: 60,
    63022: 60,
}
"""Codes of "too much", and after how many seconds it makes sense to try again."""

_PERMANENT: Final[Mapping[int, str]] = {
    20003: _LOGIN,
    20404: _LOGIN,
    20005: "Our Twilio account is suspended or closed. Look into Twilio.",
    63002: _SENDER,
    63007: _SENDER,
    63001: _SENDER,
    63020: _SENDER,
    21212: _SENDER,
    21606: _SENDER,
    21910: _SENDER,
    21617: _OUR_FORM,
    21602: _OUR_FORM,
    21619: _OUR_FORM,
    63010: _DOWN,
    63013: _BLOCKED,
    63019: _FILE,
    63021: _FILE,
    12300: _FILE,
    11200: _FILE,
    63027: _TEMPLATE,
    63028: _TEMPLATE,
    63029: _TEMPLATE,
    63030: _TEMPLATE,
    63032: "WhatsApp holds this message back because the person is part of one of its experiments.",
}
_GONE: Final = frozenset({21211, 21610, 21614, 63003, 63024})

BAD_FILE: Final = frozenset({"63019", "63021", "12300", "11200"})
"""Codes after which the call's `instead` is to be sent."""


def judge(code: int | None, after: float | None = None, status: int | None = None) -> Failure:
    """What an error of this code means; `after` is what a Retry-After header said, in seconds."""
    said = str(code) if code is not None else f"http {status}" if status is not None else "none"
    number = -1 if code is None else code
    if number == 63016:
        return WindowClosed(said, _WINDOW)
    if number in _LIMITS:
        return Retry(said, _BUSY, after or _LIMITS[number])
    if number in _FAULTS:
        return Retry(said, _FAULTS[number], after)
    if number in _GONE:
        return Refused(said, _CANNOT, gone=True)
    if number in _PERMANENT:
        return Refused(said, _PERMANENT[number])
    if status == 429:
        return Retry(said, _BUSY, after)
    if status is not None and status >= 500:
        return Retry(said, _DOWN, after)
    return Refused(
        said, f"Twilio refused the message with its code {said}. Twilio's list of errors explains it."
    )
