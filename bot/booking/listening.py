"""Everything that one message says about the request, whatever was asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.booking.contacts import Contact, Mention, read_contacts
from bot.booking.names import IsHealth, answered_name, listed_name, said_name
from bot.booking.time_groups import Parts
from bot.booking.times import TimesRead, read_times

NOTHING: Final = TimesRead()


@dataclass(frozen=True)
class Ears:
    """What reading needs beside the text. country: of telephone numbers without a country code."""

    country: str
    parts: Parts
    is_health: IsHealth


@dataclass(frozen=True)
class Heard:
    """name: "" when none was said. contacts: those that can be used; wrong: what was meant as one and is none."""

    name: str = ""
    contacts: tuple[Contact, ...] = ()
    wrong: tuple[tuple[str, str], ...] = ()
    times: TimesRead = NOTHING

    @property
    def anything(self) -> bool:
        return bool(self.name or self.contacts or self.wrong or self.times.stretches or self.times.troubles)


def listen(ears: Ears, text: str, today: date, asked: str = "") -> Heard:
    """What a message says of name, contact and times. asked: the field that the message answers, "" for none."""
    mentions = read_contacts(text, ears.country, asked=asked == "contact")
    rest = _without(text, [(mention.start, mention.end) for mention in mentions])
    times = _times(rest, today, ears, asked, beside=bool(mentions))
    outright = said_name(rest, ears.is_health)
    left = _without(rest, times.spans)
    name = (
        outright.name if outright else _name_beside(left, ears, asked, beside=bool(mentions or times.spans))
    )
    return Heard(
        name=name,
        contacts=tuple(dict.fromkeys(mention.contact for mention in mentions if mention.contact)),
        wrong=tuple(_wrong(text, mention) for mention in mentions if mention.problem),
        times=times,
    )


_OURS: Final = re.compile(
    r"\b(?:book|call|ring|phone|come|appointment|consult\w*|reach|slot|free|available|availability|suits?|prefer"
    r"|best|works?|visit|see (?:me|someone|somebody)|can do|meet|drop in|pop in)\b",
    re.IGNORECASE,
)
_NOT_OURS: Final = re.compile(
    r"\b(?:sessions?|had|last|since|ago|started|took|taking|wedding|holiday|flight|fly|diagnosed|surgery|transplant)\b",
    re.IGNORECASE,
)
_OTHERWISE: Final = re.compile(
    r"\b(?:had|ago|since|started|took|diagnosed)\b|\b(?:are you|is it|when are|what|how|which)\b.*\?\s*$",
    re.IGNORECASE,
)
"""An answer to "which times?" says none of these."""
_SMALL: Final = re.compile(
    r"a|an|and|or|i|i'?d|i'?m|me|my|you|your|we|would|could|can|like|to|come|in|on|at|for|of|is|are|it|be|please|thanks?"
    r"|ok|okay|yes|sure|maybe|then|also|either|both|best|any|the|this|that|good|great|fine|well|so|just|ideally"
    r"|usually|only|mainly|sorry|actually|instead|make|no"
)
_MOST_OTHER_WORDS: Final = 2
_SENTENCE: Final = re.compile(r"[^.!?\n]*(?:[.!?\n]+(?=\s|$)|$)")


def _times(text: str, today: date, ears: Ears, asked: str, *, beside: bool) -> TimesRead:
    """Times are read where they are meant: as an answer, beside a contact, or with a word about coming."""
    masked = list(text)
    for found in _SENTENCE.finditer(text):
        answers = asked == "times" and not _OTHERWISE.search(found.group())
        if not answers and not _about_coming(found.group(), today, ears, beside):
            masked[found.start() : found.end()] = " " * len(found.group())
    return read_times("".join(masked), today, ears.parts)


def _about_coming(sentence: str, today: date, ears: Ears, beside: bool) -> bool:
    if _NOT_OURS.search(sentence):
        return False
    if _OURS.search(sentence):
        return True
    read = read_times(sentence, today, ears.parts)
    words = _without(sentence, read.spans).lower().replace("’", "'")
    others = [word for word in re.findall(r"[^\W\d_][\w'-]*", words) if not _SMALL.fullmatch(word)]
    return not sentence.rstrip().endswith("?") and (beside or len(others) <= _MOST_OTHER_WORDS)


def _name_beside(text: str, ears: Ears, asked: str, *, beside: bool) -> str:
    """A name that stands for itself: the answer when it was asked for, or one of a list with other answers."""
    pieces = [piece.strip() for piece in re.split(r"[,;\n/|\x00]+|[.?!](?=\s|$)| - | and (?=\x00|$)", text)]
    for piece in pieces:
        if asked == "name":
            name = answered_name(piece, ears.is_health)
        else:
            name = listed_name(piece, ears.is_health) if beside else None
        if name:
            return name
    return ""


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    letters = list(text)
    for start, end in spans:
        letters[start:end] = "\x00" * (end - start)
    return "".join(letters)


def _wrong(text: str, mention: Mention) -> tuple[str, str]:
    return str(mention.problem), text[mention.start : mention.end].strip()
