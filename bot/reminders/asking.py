"""What a message says about reminders: a tapped button, or a few words that are known by rule and never guessed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal
from zoneinfo import available_timezones

from bot.choices import chosen

Wish = Literal[
    "yes",  # remind me
    "no",  # no, to the offer
    "off",  # no more reminders
    "stop",  # STOP alone, which may also mean what is being talked about
    "better",
    "same",
    "worse",  # answers to a healing check-in
    "contact",  # wants to leave a number or an address
    "contact_no",
    "contact_given",  # what was asked for then
    "zone",  # names the time zone
]
WISHES: Final[tuple[Wish, ...]] = ("yes", "no", "off", "better", "same", "worse", "contact", "contact_no")
"""Those that buttons send."""

_PAYLOAD: Final = re.compile(r"/reminders(\{.*\})")
_LONGEST: Final = 160  # characters; a longer message says more than this module reads
_LONGEST_COMPLAINT: Final = 500  # characters; whoever writes more tells the day as well

_SO: Final = (
    r"^\W*(?:(?:please|pls|ok|okay|and|hi|hello|yes|no|can you|could you|would you|i want you to)\b\W*)*"
)
_END: Final = r"(?:\W+(?:please|pls|thanks|thank you|now|for now|any ?more|again|ok|okay))*\W*$"
_ALL: Final = r"(?:(?:me|my|the|all|any|your|these|those|more|further|sending|getting|receiving|of|such)\s+)*"
_STOP: Final = re.compile(r"^\W*(?:stop|stop ?all|unsubscribe)\W*$", re.IGNORECASE)
_OFF: Final = re.compile(
    rf"{_SO}(?:"
    rf"(?:stop|end|cancel|delete|turn off|switch off|disable|remove|quit|no more|no further|without)\s+{_ALL}reminders?"
    rf"|(?:stop|quit) reminding me(?: (?:of|about) [\w ]{{1,40}})?"
    rf"|(?:do not|don['’]?t|dont|never) (?:send|give|want|need) {_ALL}reminders?"
    rf"|(?:do not|don['’]?t|dont|never) remind me"
    rf"|(?:i )?(?:do not|don['’]?t|dont) want (?:to be reminded|{_ALL}reminders?)"
    rf"|(?:turn|switch) {_ALL}reminders? off|reminders? off|unsubscribe(?: me)? from {_ALL}reminders?"
    rf"){_END}",
    re.IGNORECASE,
)
_THEM: Final = (
    r"(?:it|that|this|them|those|everything|(?:(?:my|the|each|every|all|these|of|next|own|important)\s+)*"
    r"(?:sessions?|appointments?|dates?|days?|aftercare|care|washing|shampoo\w*|shaving|steps?|check(?:-?in)?s?))"
)
_ON: Final = re.compile(
    rf"{_SO}(?:"
    rf"remind me(?: (?:of|about|before|for|when|on) {_THEM})?"
    r"|(?:i(?:['’]d| would)? (?:want|like|need)|send me|give me|set(?: up)?|turn on|switch on|start) "
    r"(?:to get |to have |to be |me )?(?:(?:a|the|my|some|your) )?(?:reminders?|reminded)"
    rf"(?: (?:of|about|before|for|on) {_THEM})?"
    r"|(?:turn|switch) (?:(?:the|my) )?reminders? on|reminders? on|reminders?"
    rf"){_END}",
    re.IGNORECASE,
)
_ZONE: Final = re.compile(
    r"^\W*(?:(?:remind me|please|use|set|go by)\W+)*(?:my )?(?:local )?time ?zone(?: is| to|:)?\s+"
    r"(?P<a>[\w /+-]{3,40}?)(?: time)?\W*$"
    r"|^\W*(?:please )?(?:i(?:['’]m| am) (?:on|in)|use|remind me in) (?P<b>[\w /-]{3,40}?) time\W*$",
    re.IGNORECASE,
)
# A mere "ok" may be about what was told before the offer, and is no agreement.
_YES: Final = re.compile(
    rf"^\W*(?:yes|yeah|yep|yup|sure|please do|do that|go ahead|gladly|of course){_END}", re.IGNORECASE
)
_NO: Final = re.compile(
    rf"^\W*(?:no|nope|nah|no thank you|not now|rather not|don['’]?t|better not|no need){_END}", re.IGNORECASE
)
_LITTLE: Final = (
    r"(?:(?:it|it['’]?s|its|is|feels?|looks?|i['’]?m|am|a|my|scalp|head|skin|that|bit|little|lot|much|even|"
    r"slightly|getting|gotten|got|has|definitely|all|day by day|every day|now|really|so|far|still|healing|going|"
    r"think|say|i|would|i['’]?d|than|yesterday|before|today|today it)\W+)*"
)
_BETTER: Final = re.compile(
    rf"^\W*{_LITTLE}(?:better|improv(?:ed|ing)|(?:all )?good|fine|great|well|no (?:problems?|complaints?|issues?))"
    rf"(?: than (?:yesterday|before)| every day| today| now| so far)?{_END}",
    re.IGNORECASE,
)
_SAME: Final = re.compile(
    rf"^\W*{_LITTLE}(?:about |pretty |more or less |roughly )?(?:the )?"
    rf"(?:same|unchanged|no change|not changed|no different)"
    rf"(?: as (?:yesterday|before))?{_END}",
    re.IGNORECASE,
)
_WORSE: Final = re.compile(
    rf"^\W*{_LITTLE}(?:worse|worsen(?:ed|ing)|not (?:good|great|well|better|fine|any better)|bad)"
    rf"(?: than (?:yesterday|before)| every day| today| now| so far)?{_END}",
    re.IGNORECASE,
)
_COMPLAINT: Final = re.compile(
    r"\b(?:worse|hurt|sore|pain|ach(?:e|ing)|sting|burn|itch|red|hot|warm|swell|swoll|puff|pus|ooz|weep|leak|yellow|wet"
    r"|bleed|blood|fever|chill|shiver|rash|bump|lump|blister|spot|scab|crust|flak|peel|tight|tender|numb|smell"
    r"|infect|dizz|faint|sick|eye|headache|fad(?:e|ing)|patch|blur)",
    re.IGNORECASE,
)
_QUESTION: Final = re.compile(
    r"\?|^\W*(?:how|what|when|where|who|why|which|can|could|may|should|is|are|do|does|will|would)\b",
    re.IGNORECASE,
)
_HEALS: Final[tuple[tuple[Wish, re.Pattern[str]], ...]] = (
    ("worse", _WORSE),
    ("same", _SAME),
    ("better", _BETTER),
)
"""The worst first: "not better" is no "better"."""


@dataclass(frozen=True)
class Heard:
    """session: the day of the session that a check-in was about. words: a zone as it was named, or a contact."""

    wish: Wish
    session: date | None = None
    words: str = ""


def payload(wish: Wish, session: date | None = None) -> str:
    """What a button sends. Raises ValueError for a wish that no button has."""
    if wish not in WISHES:
        raise ValueError(f"no button says '{wish}'")
    of = {} if session is None else {"session": session.isoformat()}
    return f"/reminders{json.dumps({'choice': wish, **of}, separators=(',', ':'))}"


def heard(text: str, tapped: str | None, offer: Sequence[Mapping[str, str]]) -> Heard | None:
    """What a message says of reminders, None for everything else.

    tapped: the payload of a tapped button, else None. offer: the buttons that were last shown.
    """
    if tapped is not None:
        return _sent(tapped)
    place = chosen(text, [button["title"] for button in offer])
    if place is not None:
        return _sent(offer[place]["payload"])
    if len(text) > _LONGEST:
        return None
    return _said(text) or _answered(text, offer)


def complained(text: str, offer: Sequence[Mapping[str, str]]) -> date | None:
    """The day of the session, where a check-in is answered with more than better, same or worse: "fine but itchy".

    None for questions, and for what has nothing to do with how it heals.
    """
    asked = next((item for item in map(_sent_by, offer) if item is not None and item.wish == "worse"), None)
    if (
        asked is None
        or len(text) > _LONGEST_COMPLAINT
        or _QUESTION.search(text)
        or not _COMPLAINT.search(text)
    ):
        return None
    return asked.session


def zone_named(words: str) -> str | None:
    """The name of a time zone as the database of zones spells it: "istanbul" is Europe/Istanbul; None if unknown."""
    wanted = "_".join(words.split()).casefold()
    # Some cities stand under two continents; that of the clinics' own visitors goes first.
    names = sorted(available_timezones(), key=lambda name: (not name.startswith("Europe/"), name))
    exactly = [name for name in names if name.casefold() == wanted]
    cities = [name for name in names if name.casefold().endswith(f"/{wanted}")]
    return next(iter([*exactly, *cities]), None)


def _sent(tapped: str) -> Heard | None:
    found = _PAYLOAD.fullmatch(tapped)
    if found is None:
        return None
    values: dict[str, Any] = json.loads(found[1])
    wish = next((item for item in WISHES if item == values.get("choice")), None)
    day = values.get("session")
    return None if wish is None else Heard(wish, date.fromisoformat(day) if day else None)


def _sent_by(button: Mapping[str, str]) -> Heard | None:
    return _sent(button["payload"])


def _answered(text: str, offer: Sequence[Mapping[str, str]]) -> Heard | None:
    """Own words that answer what was last asked."""
    asked = {item.wish: item for item in map(_sent_by, offer) if item is not None}
    if "worse" in asked:
        session = asked["worse"].session
        return next((Heard(wish, session) for wish, words in _HEALS if words.match(text)), None)
    if "yes" in asked:
        return asked["yes"] if _YES.match(text) else asked.get("no") if _NO.match(text) else None
    if "contact" in asked and _YES.match(text):
        return asked["contact"]
    if "contact_no" in asked:
        return asked["contact_no"] if _NO.match(text) else Heard("contact_given", words=text)
    return None


def _said(text: str) -> Heard | None:
    if _STOP.match(text):
        return Heard("stop")
    if _OFF.match(text):
        return Heard("off")
    if _ON.match(text):
        return Heard("yes")
    found = _ZONE.match(text)
    return Heard("zone", words=(found["a"] or found["b"]).strip()) if found else None
