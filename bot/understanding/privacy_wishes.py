"""The usual ways of saying what should be done with one's own data; the whole of a text, or nothing.

Known by rule, because erasing somebody must never hang on a guess.
"""

from __future__ import annotations

import re
from typing import Final, Literal

Wish = Literal["show", "erase", "stop", "withdraw"]
"""See what is stored; have it erased; get no messages unasked; take a consent back."""

STOP_WORD: Final = "STOP"
"""What messaging services know as the word to opt out with, in capitals and alone. "stop" pauses a dialogue."""

_POLITE: Final = re.compile(
    r"(?:hi|hello|hey|ok|okay|and|so|well|now|please|pls|plz|kindly|just|sorry|thanks|thank you"
    r"|(?:can|could|would|will) (?:you|u)(?: please)?|(?:can|could|may) i(?: please)?|how (?:do|can|could) i"
    r"|i(?: would|'d)? (?:want|need|like|wish)(?: you)?(?: to)?|id like(?: you)?(?: to)?|let me"
    r"|i changed my mind|changed my mind) "
)
_AFTER: Final = re.compile(
    r" (?:please|pls|plz|now|thanks|thank you|right away|immediately|asap|too|then|again)"
)

_REMOVE: Final = r"(?:delete|erase|wipe|forget|remove|clear|destroy|get rid of|drop)"
_ALL: Final = r"(?:all(?: of)? )?"
_KINDS: Final = (
    r"(?:(?:personal|private|health|medical|stored|chat|contact) )*"
    r"(?:data|infos?|information|details|messages?|chats?|conversations?|history|records?|account|file|profile|stuff)"
    r"(?: and (?:my )?(?:\w+ ){0,2}(?:data|info|information|details|messages?|chats?|history|account|profile))?"
)
_HELD: Final = r"(?:know|have|hold|keep|store|stored|kept|saved|save|remember|got|collected|wrote down)"
_YOU: Final = r"(?:you|u|you guys|the clinic|this clinic|your clinic|the bot|they)"
_ABOUT: Final = r"(?:about|on|of|from) me"
_FILED: Final = r"(?: (?:stored|saved|on file|kept|got|collected))?"

_ERASE: Final = (
    rf"{_REMOVE} {_ALL}(?:my|this|our) {_KINDS}(?: (?:that )?{_YOU} {_HELD}.*| from .*)?",
    rf"{_REMOVE} {_ALL}the (?:data|infos?|information|details|records?|messages?)"
    rf"(?: (?:that )?(?:{_YOU} )?(?:have |'ve )?{_HELD})? {_ABOUT}",
    rf"{_REMOVE} (?:everything|anything|all|all that|what|whatever)(?: that)? (?:i|i've|i have|ive)(?: ever)?"
    r" (?:told|said|wrote|written|typed|sent|shared|gave|given)(?: (?:to )?(?:you|here))?",
    rf"{_REMOVE} (?:everything|anything|all|all that|what|whatever)"
    rf"(?: (?:that )?{_YOU}(?: have| 've)? {_HELD}{_FILED})? {_ABOUT}",
    r"(?:delete|wipe|forget) (?:everything|all|it all|all of it)",
    r"(?:forget|erase|delete) (?:about )?me(?: (?:completely|entirely|for good|from .*))?",
    r"forget (?:that )?i was (?:ever )?here",
    r"(?:right )?to be forgotten|be forgotten|(?:my |the )?right to (?:be forgotten|erasure)",
    r"(?:gdpr |data )?(?:erasure|deletion)(?: request)?|gdpr delete(?: request)?",
)
_SHOW: Final = (
    rf"(?:tell me |show me |see |know )?what (?:do |did |does |have )?{_YOU}(?: actually| already| really)?"
    rf"(?: have)? {_HELD}{_FILED} {_ABOUT}",
    rf"(?:tell me |show me )?(?:what|which) {_KINDS}(?: {_ABOUT}| of mine)? (?:do |did |does |have |has )?{_YOU}"
    rf"(?: have)? {_HELD}{_FILED}(?: {_ABOUT})?(?<=me|ne)",
    rf"(?:tell|show|send|give) me (?:everything|anything|all)(?: that)? {_YOU} {_HELD}{_FILED} {_ABOUT}",
    rf"(?:show|send|give|tell|see|view|get|download|export)(?: me)? {_ALL}my"
    r" (?:personal |private |stored |own )*(?:data|infos?|information)",
    rf"(?:show|send|give|get|have)?(?: me)? ?a copy of {_ALL}(?:my|the) (?:personal |private |stored )*"
    rf"(?:data|infos?|information)(?: (?:that )?{_YOU} {_HELD}{_FILED}(?: {_ABOUT})?)?",
    r"(?:a |my )?(?:subject |data |gdpr )+access(?: request)?|(?:gdpr|sar) request",
    rf"do {_YOU} (?:know|have|remember|keep|store) (?:anything|something|any data|data|any information) {_ABOUT}",
    rf"what is (?:stored|saved|kept|known|on file) {_ABOUT}",
)
_MESSAGES: Final = r"(?:messages?|texts|reminders?|notifications?|updates|newsletters?)"
_STOP: Final = (
    rf"(?:stop|cancel|end|turn off|switch off) (?:all |the |your |these |those |any |my |sending )*{_MESSAGES}"
    r"(?: (?:to )?me)?",
    r"stop (?:sending|texting|messaging|contacting|writing)(?: to)?(?: me)?"
    rf"(?: (?:any |all |more |these |your )*{_MESSAGES})?",
    rf"no more {_MESSAGES}",
    r"(?:do not|don't|dont|never) (?:message|text|contact|write(?: to)?|remind) me(?: any ?more| again)?",
    rf"(?:do not|don't|dont|never) send (?:me )?(?:any |more )*{_MESSAGES}(?: any ?more| again)?",
    r"unsubscribe(?: me)?|opt ?out|opt me out|stop ?all",
)
_CONSENT: Final = r"(?:consents?|permissions?|agreements?)"
_WITHDRAW: Final = (
    rf"(?:withdraw|revoke|take back|cancel|end|retract) (?:my |the |all(?: of)? my )?{_CONSENT}"
    r"(?: (?:for|to|of|about|on|in) .*)?",
    rf"take (?:my|the) {_CONSENT} back",
    r"i (?:no longer|do not|don't|dont) (?:consent|agree to (?:that|this|it))(?: any ?more)?",
    rf"i (?:withdraw|revoke|take back) (?:my )?{_CONSENT}(?: (?:for|to|of|about|on|in) .*)?",
)


def _any_of(ways: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{way})" for way in ways))


_WISHES: Final[tuple[tuple[Wish, re.Pattern[str]], ...]] = (
    ("show", _any_of(_SHOW)),
    ("withdraw", _any_of(_WITHDRAW)),
    ("stop", _any_of(_STOP)),
    ("erase", _any_of(_ERASE)),
)


def privacy_wish(text: str) -> Wish | None:
    """What the whole of `text` asks to be done with one's data; None for everything else."""
    if text.strip(" .!") == STOP_WORD:
        return "stop"
    plain = _plain(text)
    return next((wish for wish, pattern in _WISHES if pattern.fullmatch(plain)), None)


def _plain(text: str) -> str:
    """Lower case, without signs, and without the polite words around it."""
    spaced = re.sub(r"[^\w']+", " ", text.casefold().replace("’", "'")).strip()
    while (found := _POLITE.match(spaced)) is not None:
        spaced = spaced[found.end() :]
    while (found := re.search(rf"{_AFTER.pattern}$", spaced)) is not None:
        spaced = spaced[: found.start()]
    return spaced
