"""Meta's error codes: what to do about each, and what to tell staff.

After the error codes of the WhatsApp Cloud API. Meta advises to go by the code, not by the HTTP status.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.channels.outcomes import Failure, Refused, Retry, WindowClosed

_BUSY: Final = "WhatsApp takes no more messages from us at the moment. It is tried again by itself."
_DOWN: Final = "WhatsApp had a fault of its own. It is tried again by itself."
_TOKEN: Final = (
    "WhatsApp does not accept our access token. Make a new one in Meta's settings and set it here."
)
_RIGHTS: Final = "Our access token may not send messages. Give it the right to in Meta's business settings."
_BLOCKED: Final = "Meta has restricted our WhatsApp account. Look into WhatsApp Manager to see why."
_OUR_FORM: Final = (
    "WhatsApp refused the form of the message. This is a fault of the assistant; please report it."
)
_FILE: Final = "WhatsApp could not take the file. The person gets a link instead."
_CANNOT: Final = (
    "WhatsApp cannot deliver to this person: no WhatsApp there any more, an old version, or we are blocked."
    " Use the phone or e-mail if you have it."
)
_WINDOW: Final = (
    "The person last wrote more than 24 hours ago, so WhatsApp takes no free message."
    " Send an approved template, or wait until they write."
)
_TEMPLATE: Final = "WhatsApp refused the template: not approved, paused, or with other blanks than we filled."

_FAULTS: Final[Mapping[int, str]] = {
    1: _DOWN,
    2: _DOWN,
    131000: _DOWN,
    131016: _DOWN,
    133004: _DOWN,
    131057: _DOWN,
}
_LIMITS: Final[Mapping[int, float]] = {4: 60, 80007: 60, 130429: 5, 131056: 6, 131048: 3600, 131064: 60}
"""Codes of "too much", and after how many seconds it makes sense to try again. 131056 is one person's limit:
a message every six seconds, after a burst that was too long."""

_PERMANENT: Final[Mapping[int, str]] = {
    0: _TOKEN,
    190: _TOKEN,
    3: _RIGHTS,
    10: _RIGHTS,
    131005: _RIGHTS,
    368: _BLOCKED,
    131031: _BLOCKED,
    130497: _BLOCKED,
    131042: "Meta sees a problem with how our WhatsApp account is paid. Look into WhatsApp Manager.",
    131045: "Our WhatsApp number is not registered with Meta yet. Register it in WhatsApp Manager.",
    133010: "Our WhatsApp number is not registered with Meta yet. Register it in WhatsApp Manager.",
    131037: "The display name of our WhatsApp number is not approved yet. Look into WhatsApp Manager.",
    33: "Our WhatsApp number does not exist any more. Check the number's id in the settings.",
    131030: "Our WhatsApp number is a test number and this person is not on its list of recipients.",
    131021: "The message went to our own number.",
    130472: "Meta holds this message back because the person is part of one of its experiments.",
    131049: "Meta holds this message back to spare the person messages.",
    131050: "The person asked WhatsApp not to get such messages from us.",
    131051: _OUR_FORM,
    131052: "WhatsApp could not fetch the file that the person sent. Ask for it again.",
    131053: _FILE,
    100: _OUR_FORM,
    131008: _OUR_FORM,
    131009: _OUR_FORM,
    135000: _OUR_FORM,
}
_GONE: Final = frozenset({131026})
_CLOSED: Final = frozenset({131047, 470})

BAD_FILE: Final = frozenset({"131053"})
"""Codes after which the call's `instead` is to be sent."""


def judge(code: int | None, after: float | None = None, status: int | None = None) -> Failure:
    """What an error of this code means; `after` is what a Retry-After header said, in seconds."""
    said = str(code) if code is not None else f"http {status}" if status is not None else "none"
    number = -1 if code is None else code
    if number in _CLOSED:
        return WindowClosed(said, _WINDOW)
    if number in _LIMITS:
        return Retry(said, _BUSY, after or _LIMITS[number])
    if number in _FAULTS:
        return Retry(said, _FAULTS[number], after)
    if number in _GONE:
        return Refused(said, _CANNOT, gone=True)
    if number in _PERMANENT:
        return Refused(said, _PERMANENT[number])
    if 200 <= number <= 299:
        return Refused(said, _RIGHTS)
    if 132000 <= number <= 132999:
        return Refused(said, _TEMPLATE)
    if status == 429:
        return Retry(said, _BUSY, after)
    if status is not None and status >= 500:
        return Retry(said, _DOWN, after)
    return Refused(
        said, f"WhatsApp refused the message with its code {said}. Meta's list of error codes explains it."
    )
