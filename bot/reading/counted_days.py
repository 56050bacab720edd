"""Days counted from a session: "day 4", "6 days post SMP", "a week after my second session"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.reading.periods import NUMBER, QUANTITY, read_number, read_span
from bot.reading.plan_words import DAY_NUMBER, NUMBERS, SESSION
from bot.reading.text import Match, Message, whole_words


@dataclass(frozen=True)
class Offset:
    """Words first..last (last excluded): `days` after session `number`, None if it is not said which."""

    first: int
    last: int
    days: int
    number: int | None


@dataclass(frozen=True)
class Counted:
    """today: the day number that it is today. asked: one that is asked about. offsets: days after a session."""

    today: int | None
    asked: int | None
    offsets: tuple[Offset, ...]
    taken: tuple[tuple[int, int], ...]

    def covers(self, first: int, last: int) -> bool:
        """Whether words first..last were read as part of a count."""
        return any(first < end and start < last for start, end in self.taken)


_LINKS: Final = r"after|following|post|since|out from|on from|from|past|into|out of|out"
_SINCE: Final = frozenset({"post", "since", "into", "out"})
_AMOUNT: Final = rf"(?P<q>{QUANTITY}|the day|the week|the next day|the morning)"
_AFTER: Final = whole_words(
    rf"{_AMOUNT}(?: -)? (?P<link>{_LINKS})(?: -)?(?: (?:i had|i got|having|getting))?"
)
_BEEN: Final = whole_words(
    rf"(?:it|that|been)(?: (?:has|is|'s))?(?: (?:been|about|nearly|almost|only|just|now))* {_AMOUNT}"
    r"(?: (?:now|since|already))*(?! ago)"
)
_IN: Final = whole_words(
    rf"{_AMOUNT} (?:in|in now|along|post(?: -)? ?op|post(?: -)? ?smp|postop|healed|post|out|into (?:it|healing|recovery))(?! (?:the|my|a|may|june))"
)
_OTHER_DAY: Final = whole_words(rf"(?:tomorrow (?:is|'s|will be)|yesterday was)(?: my)? day (?P<n>{NUMBER})")
_NTHS: Final = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_NTH_DAY: Final = whole_words(
    rf"(?:my |the )?(?P<nth>\d\d?(?:st|nd|rd|th)|{'|'.join(_NTHS)}) day(?= (?:after|since|of|post|now|today|following) )"
)
_NOW: Final = frozenset("today now am 's is been only just still currently".split())
_ASKS: Final = frozenset("can could may should when what how is does will would which".split())


def counted(message: Message) -> Counted:
    """What a text counts from a session."""
    offsets: list[Offset] = []
    today: list[int] = []
    asked: list[int] = []
    taken: list[tuple[int, int]] = []
    for first, last, days, number, link in _after_sessions(message):
        taken.append((first, last))
        if link in _SINCE or _says_now(message, first):
            today.append(days)
        else:
            offsets.append(Offset(first, last, days, number))
    for pattern in (_IN, _BEEN):
        for found in message.line.find(pattern):
            days_ = _days(found.match["q"])
            if days_ is not None and not _met(taken, found):
                taken.append((found.first, found.last))
                today.append(days_)
    for found in message.line.find(_OTHER_DAY):
        if not _met(taken, found):
            taken.append((found.first, found.last))
            today.append(_number(found.match["n"]) + (-1 if "tomorrow" in found.match.group() else 1))
    for found in message.line.find(_NTH_DAY):
        if not _met(taken, found):
            taken.append((found.first, found.last))
            today.append(_ordinal(found.match["nth"]))
    for found in message.line.find(DAY_NUMBER):
        if _met(taken, found):
            continue
        taken.append((found.first, found.last))
        (asked if _asks_about(message, found) else today).append(_number(found.match["n"]))
    return Counted(next(iter(today), None), next(iter(asked), None), tuple(offsets), tuple(taken))


def _after_sessions(message: Message) -> Iterator[tuple[int, int, int, int | None, str]]:
    """First and last word, days, number of the session and the linking word of each "a week after my session"."""
    sessions = [found for pattern in SESSION[:_NOUNS] for found in message.line.find(pattern)]
    for found in message.line.find(_AFTER):
        days = _days(found.match["q"])
        after = [item for item in sessions if item.first == found.last]
        if days is None or not after:
            continue
        session = max(after, key=lambda item: item.last)
        groups = session.match.groupdict()
        number = NUMBERS.get(groups.get("number") or groups.get("nth") or "")
        yield found.first, session.last, days, number, found.match["link"].split()[0]


_NOUNS: Final = 5


def _met(taken: list[tuple[int, int]], found: Match) -> bool:
    return any(found.first < end and start < found.last for start, end in taken)


def _days(words: str) -> int | None:
    """ "two weeks" as 14, a month as the days it has from the first of January: 31, the longest."""
    if words.startswith("the "):
        return 7 if words == "the week" else 1
    span = read_span(words)
    return None if span is None else (span.said.after(_START) - _START).days


_START: Final = date(2001, 1, 1)


def _says_now(message: Message, first: int) -> bool:
    """ "I am 5 days after my session"; not "is it ok 5 days after my session"."""
    before = message.line.words[max(first - 2, 0) : first]
    if not before or before[-1] not in _NOW:
        return False
    return before[-1] != "is" or before[:1] in (("it",), ("today",), ("this",))


def _asks_about(message: Message, found: Match) -> bool:
    """ "can I wash on day 4?", against "I am on day 4, can I wash?"."""
    sentence = next(item for item in message.sentences if item.first <= found.first < item.last)
    before = message.line.words[sentence.first : found.first]
    after = message.line.words[found.last : found.last + 1]
    if after == ("today",) or {"today", "now", "currently"} & set(before):
        return False
    if before[-1:] in (("am",), ("'s",)) or before[-2:] in (
        ("am", "on"),
        ("it", "is"),
        ("am", "at"),
        ("still", "on"),
    ):
        return False
    return bool(_ASKS & set(before))


def _ordinal(words: str) -> int:
    return _NTHS.index(words) + 1 if words in _NTHS else int(re.sub(r"\D", "", words))


def _number(words: str) -> int:
    if words.startswith("-"):
        return -int(re.sub(r"\D", "", words))
    return int(read_number(words))
