"""Makes a visitor's typed text fit to be stored and shown, and fit to be read by Rasa."""

from __future__ import annotations

import re
import unicodedata

LONGEST_READ = 2_000
"""Characters of one message that Rasa reads; the whole message is stored."""

WORDLESS = "?"
"""What Rasa reads when nothing is left of a message, as of "///"."""

# Control characters but tab and line break, lone surrogates (no database takes them), zero-width
# fillers, and the marks that reverse reading order, with which a text can look like another one.
# Joiners and the plain direction marks stay: Persian, Hebrew and emoji need them.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200b\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
_NO_CONTENT = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Mn", "Mc", "Me"})
_COMMAND_START = re.compile(r"[\s/]+")


def clean(text: str) -> str:
    """The text without characters that nobody sees, and without white space around it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return _UNWANTED.sub("", lines).strip()


def says_something(text: str) -> bool:
    """False for a text that consists of spaces, joiners and combining marks alone."""
    return any(unicodedata.category(character) not in _NO_CONTENT for character in text)


def for_rasa(text: str) -> tuple[str, bool]:
    """(what Rasa may read of a cleaned text, whether it was cut).

    Rasa takes a text that starts with "/" for a command that names an intent; only our own
    buttons may do that.
    """
    readable = _COMMAND_START.sub("", text, count=1) if _COMMAND_START.match(text) else text
    return readable[:LONGEST_READ] or WORDLESS, len(readable) > LONGEST_READ
