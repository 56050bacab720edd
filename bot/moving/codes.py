"""The code that somebody takes along to go on elsewhere: short enough to be typed, without signs that look alike."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

LETTERS: Final = "ACDEFGHJKMNPQRTUVWXY"
DIGITS: Final = "34679"
"""Without 0 and O, 1, I and L, 2 and Z, 5 and S, 8 and B."""
ALPHABET: Final = LETTERS + DIGITS
LENGTH: Final = 6
_HALF: Final = LENGTH // 2
LASTS: Final = timedelta(minutes=30)
_START: Final = re.compile(r"/start(?:@\w+)?\s+", re.IGNORECASE)
_BESIDE: Final = re.compile(r"(?:my |the |this )?code(?: is|:)?\s+", re.IGNORECASE)
_SEPARATORS: Final = re.compile(r"[\s.\-–_]+")


def new_code(choose: Callable[[Sequence[str]], str] = secrets.choice) -> str:
    """A code with a letter and a digit in each half, so that no word and no day ("May 7th") is one."""
    while True:
        code = "".join(choose(ALPHABET) for _ in range(LENGTH))
        if _is_code(code):
            return code


def code_in(text: str) -> str | None:
    """The code that the whole of a text is, however it was typed; None for any other text.

    "k7m 4px", "K7M-4PX.", "my code is K7M4PX" and Telegram's "/start K7M4PX" are all K7M4PX.
    """
    if len(text) > 60:
        return None
    said = _START.sub("", text.strip(), count=1)
    said = _BESIDE.sub("", said, count=1)
    typed = _SEPARATORS.sub("", said).strip("'\"“”‘’!,;:()[]").upper()
    return typed if _is_code(typed) else None


def shown(code: str) -> str:
    """As it is told: in two halves, which are easier to type from a screen."""
    return f"{code[:_HALF]}-{code[_HALF:]}"


def sealed(code: str, secret: str) -> str:
    """What is stored instead of the code. Keyed: so short a code could be guessed from a plain hash."""
    return hmac.new(secret.encode(), code.encode(), hashlib.sha256).hexdigest()


def _is_code(text: str) -> bool:
    halves = (text[:_HALF], text[_HALF:])
    return (
        len(text) == LENGTH
        and all(sign in ALPHABET for sign in text)
        and all(any(sign in kind for sign in half) for half in halves for kind in (LETTERS, DIGITS))
    )
