"""Remarks about the request itself, known by rule: "cancel my booking", "change the number", "send it"."""

from __future__ import annotations

import re
from typing import Final

from bot.booking.state import Field

_WITHDRAW: Final = re.compile(
    r"\b(?:withdraw|cancel|delete|remove|take back|erase)\b.{0,30}"
    r"\b(?:request|booking|appointment|consultation|details|contact|number|e-?mail|consent|permission)\b",
    re.IGNORECASE,
)
_NAMED: Final[tuple[tuple[Field, re.Pattern[str]], ...]] = (
    ("contact", re.compile(r"\b(?:number|phone|mobile|e-?mail|mail|contact|address|reach)\b", re.IGNORECASE)),
    ("times", re.compile(r"\b(?:times?|days?|dates?|when|hours?)\b", re.IGNORECASE)),
    ("wishes", re.compile(r"\b(?:wish(?:es)?|questions?|notes?|comments?)\b", re.IGNORECASE)),
    ("name", re.compile(r"\bname\b", re.IGNORECASE)),
)
_AGREEING: Final = (
    r"^\W*(?:(?:ok(?:ay)?|yes|yeah|yep|sure|fine|right|please|looks good|all good|perfect|great)\W+)*"
)
_UNDERSTOOD: Final = re.compile(
    _AGREEING
    + r"(?:(?:i )?(?:understand|understood|got (?:it|that)|get it|know|knew|see)|makes sense|no problem"
    + r"|that['’]?s (?:fine|ok|okay|clear|good)|clear|noted|all good|good|great|fair enough|agreed)\b",
    re.IGNORECASE,
)
_EXPLAIN: Final = re.compile(r"\b(?:more|explain|what do you mean|how come|why|details?)\b", re.IGNORECASE)
_SEND: Final = re.compile(_AGREEING + r"(?:send|submit|pass)\b", re.IGNORECASE)
_NOTHING: Final = re.compile(
    r"^\W*(?:(?:no|nope|nah)\W+)?(?:nothing|none|that['’]?s (?:all|it|everything)|all good|not (?:really|now)"
    r"|no (?:wishes|questions?)|(?:nothing|no) (?:else|more|to add)|just (?:the|a) (?:consultation|appointment))"
    r"(?: (?:thanks?|thank you|please|to add))*\W*$",
    re.IGNORECASE,
)


def withdraws(text: str) -> bool:
    """ "Please delete my number": nothing of the request is to be kept."""
    return _WITHDRAW.search(text) is not None


def field_named(text: str) -> Field | None:
    """The part of the request that a text names: "change the times"."""
    return next((field for field, pattern in _NAMED if pattern.search(text)), None)


def understands(text: str) -> bool:
    return _UNDERSTOOD.match(text) is not None


def wants_more(text: str) -> bool:
    return _EXPLAIN.search(text) is not None


def sends(text: str) -> bool:
    return _SEND.match(text) is not None


def has_nothing_to_add(text: str) -> bool:
    return _NOTHING.match(text) is not None
