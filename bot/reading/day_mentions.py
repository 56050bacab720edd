"""The days that a text names, each with every day that it can mean.

Built on `dates.py`, which settles each mention on one reading; here a mention keeps its other readings, so that
somebody can be asked: "3/4" is 3 April or 4 March, "Thursday 4 December" the Thursday or the fourth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from rapidfuzz.distance import OSA

from bot.reading.calendar_words import MONTH, read_calendar_words
from bot.reading.dates import DateMention, dates_of
from bot.reading.text import Message, Token, read_message

Tense = Literal["past", "planned", "unknown"]

_NEAR: Final = 45  # days; about so long somebody still asks about the care after a session
_LONG: Final = 10  # days; a longer stretch is nobody's weekend, week or half-term away
_WRITTEN: Final = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february september october november december "
    "august yesterday tomorrow".split()
)


@dataclass(frozen=True)
class Reading:
    """One way to read a day: as one gone by, and as one to come; None where the words rule that out."""

    past: date | None
    planned: date | None

    def said(self, tense: Tense) -> date | None:
        return self.past if tense == "past" else self.planned


@dataclass(frozen=True)
class DayMention:
    """Words first..last (last excluded) of a message that name a day, or a stretch of days.

    readings: none for a day that does not exist, and for a stretch of several days.
    stretch: first and last day of a stretch ("this weekend", "6 to 13 January"), both included.
    vague: the stretch only says about when something is ("in June").
    """

    first: int
    last: int
    readings: tuple[Reading, ...]
    stretch: tuple[date, date] | None = None
    vague: bool = False

    @property
    def exists(self) -> bool:
        return bool(self.readings) or self.stretch is not None

    @property
    def known(self) -> Tense:
        """The tense that the words have by themselves: "yesterday", "tomorrow", "in two weeks"."""
        if not self.readings:
            return "unknown"
        if all(reading.planned is None for reading in self.readings):
            return "past"
        return "planned" if all(reading.past is None for reading in self.readings) else "unknown"

    def days(self, tense: Tense, today: date) -> tuple[date, ...]:
        """The days it can mean in a tense, soonest first; the tense of the words themselves comes first.

        Where it is unknown: a day to come, unless it has been lately; both where the words have one reading and the
        last such day is as near as the next one.
        """
        known = self.known
        tense = known if known != "unknown" else tense
        if tense == "unknown":
            both = self._all()
            lately = {day for day in both if abs((day - today).days) <= _NEAR}
            if len(self.readings) == 1:
                return tuple(sorted(lately or self.days("planned", today)))
            if any(reading.past is None or reading.planned is None for reading in self.readings):
                return tuple(sorted(both))
            # All to come, or all gone by: nobody chooses between an April to come and a March gone by.
            behind = {day for day in lately if day < today}
            return self.days("past" if behind and behind == lately else "planned", today)
        said = {day for reading in self.readings if (day := reading.said(tense)) is not None}
        return tuple(sorted(said or self._all()))

    def _all(self) -> set[date]:
        return {
            day for reading in self.readings for day in (reading.past, reading.planned) if day is not None
        }


def repaired(text: str) -> Message:
    """The message with misspelt days and months put right; places in the text stay."""
    message = read_message(text)
    return Message(message.text, tuple(map(_repaired, message.tokens)), message.sentences)


def _repaired(token: Token) -> Token:
    word = token.norm
    # One letter off in a short word is as likely another word, and "mondays" are not a day.
    if len(word) < 6 or word in _WRITTEN or word.endswith("s"):
        return token
    for name in _WRITTEN:
        if name[0] == word[0] and OSA.distance(word, name) == 1:
            return replace(token, norm=name)
    return token


def day_mentions(
    message: Message, today: date, day_first: bool = True, *, ranges: bool = True
) -> tuple[DayMention, ...]:
    """All days and stretches of days named in a message, in order, none overlapping another.

    ranges: "from the 5th to the 9th" is a stretch; False where it is a change from one day to another.
    """
    own = _apart(
        [
            *(_ranges(message, today) if ranges else ()),
            *_feasts(message, today),
            *_lists(message, today),
            *_slashed(message, today, day_first),
        ]
    )
    read = _read(message, today, day_first)
    # A day with more words ("the 14th of december") before the bare figure in it.
    longer = [item for item in own if not any(_within(item, other) for other in read)]
    kept = [*longer, *(item for item in read if all(_apart_from(item, other) for other in longer))]
    return tuple(sorted(kept, key=lambda item: item.first))


def _within(one: DayMention, other: DayMention) -> bool:
    return (
        other.first <= one.first
        and one.last <= other.last
        and one.last - one.first < other.last - other.first
    )


def _apart(mentions: Sequence[DayMention]) -> list[DayMention]:
    kept: list[DayMention] = []
    for item in mentions:
        if all(_apart_from(item, other) for other in kept):
            kept.append(item)
    return kept


def _apart_from(one: DayMention, other: DayMention) -> bool:
    return one.last <= other.first or other.last <= one.first


def _read(message: Message, today: date, day_first: bool) -> list[DayMention]:
    """What dates.py finds, in both orders of day and month."""
    turned = {(item.start, item.end): item for item in dates_of(message, today, not day_first)}
    found = []
    for mention in dates_of(message, today, day_first):
        if mention.kind not in {"ago", "ahead", "on", "since", "until", "impossible"}:
            continue
        if (mention.when or "").endswith(("soon", "shortly", "days")):
            continue
        other = turned.get((mention.start, mention.end), mention)
        both = [item for item in (mention, other) if item.kind != "impossible"]
        first = next(place for place, token in enumerate(message.tokens) if token.end > mention.start)
        last = next(
            (place for place, token in enumerate(message.tokens) if token.start >= mention.end),
            len(message.tokens),
        )
        found.append(_made(first, last, both))
    return found


def _made(first: int, last: int, mentions: Sequence[DateMention]) -> DayMention:
    readings = [reading for item in mentions if (reading := _reading(item)) is not None]
    if readings or not mentions:
        return DayMention(first, last, tuple(dict.fromkeys(readings)))
    ahead = mentions[0].in_future()
    begin, end = ahead.when_from, ahead.when_to
    if begin is None or end is None:
        known = begin or end
        return DayMention(first, last, (), (known, known) if known else None, vague=True)
    return DayMention(first, last, (), (begin, end), vague=(end - begin).days >= _LONG)


def _reading(mention: DateMention) -> Reading | None:
    """None for a stretch of days."""
    behind, ahead = mention.in_past(), mention.in_future()
    if mention.when_from is None or mention.when_from != mention.when_to:
        return None
    if mention.kind in {"ago", "since"}:
        return Reading(behind.when_from, None)
    if mention.kind in {"ahead", "until"}:
        return Reading(None, mention.when_from)
    return Reading(mention.when_from, ahead.when_from)


def of_words(words: str, today: date, day_first: bool = True) -> Reading | None:
    """The reading of plain calendar words such as "4 december"; None if they name no one day."""
    for found in read_calendar_words(f" {words} ", today, day_first):
        days = [
            window.first for window in (found.past, found.future) if window and window.first == window.last
        ]
        if len(days) == 2 and found.end - found.start >= len(words):
            past, planned = days
            return Reading(
                past if past and past <= today else None, planned if planned and planned >= today else None
            )
    return None


_ENDING: Final = r"(?:st|nd|rd|th)?"
_RANGE: Final = re.compile(
    rf"(?<= )(?:from |between )?(?:the )?(?P<one>\d\d?{_ENDING})(?: of)?(?: (?P<month_one>{MONTH}))? "
    rf"(?:-|to|until|till|til|through|and) (?:the )?(?P<two>\d\d?{_ENDING})(?: of)?(?: (?P<month>{MONTH}))?(?= )"
)
_LIST: Final = re.compile(
    rf"(?<= )(?:the )?(?P<many>\d\d?{_ENDING}(?: (?:,|&|and|, and) (?:the )?\d\d?{_ENDING})*)(?: of)? (?P<month>{MONTH})(?= )"
)
_ORDINAL: Final = re.compile(
    r"(?<= )(?:(?:(?<= on )|(?<= or )|(?<= till )|(?<= until )|(?<= to ))(?P<led>\d\d?(?:st|nd|rd|th))"
    r"|(?P<plain>(?:[5-9]|[12]\d|3[01])(?:st|nd|rd|th)))(?= )(?! (?:session|treatment|appointment|time|of|one) )"
)
_OF_MONTH: Final = re.compile(
    rf"(?<= )(?:the )?(?P<day>\d\d?{_ENDING}) of (?P<which>last|this|next) month(?= )"
)
_MONTHS_ON: Final = {"last": -1, "this": 0, "next": 1}


def _ranges(message: Message, today: date) -> Iterator[DayMention]:
    """ "6 to 13 january", "the 14th till the 21st", "28 december to 4 january"."""
    for found in message.line.find(_RANGE):
        match = found.match
        one, two = (re.sub(r"\D", "", match[name]) for name in ("one", "two"))
        month, first_month = match["month"], match["month_one"] or match["month"]
        listed = " and " in match.group() and "between" not in match.group()
        bare = match["one"] + match["two"]
        if listed or (month is None and bare.isdigit()) or (match["month_one"] and month is None):
            continue
        start = of_words(f"{one} {first_month}" if first_month else f"the {match['one']}", today)
        if start is None:
            continue
        begin = start.planned or start.past
        end = _next_such_day(int(two), month, begin) if begin else None
        if begin is not None and end is not None:
            yield DayMention(found.first, found.last, (), (begin, end))


def _next_such_day(number: int, month: str | None, since: date) -> date | None:
    words = f"{number} {month}" if month else f"the {number}th"
    reading = of_words(words, since)
    return reading.planned if reading else None


def _lists(message: Message, today: date) -> Iterator[DayMention]:
    """ "1, 15 and 29 june", "the 7th of next month"."""
    for found in message.line.find(_LIST):
        places = [
            place for place in range(found.first, found.last - 1) if message.tokens[place].norm[:1].isdigit()
        ]
        if len(places) < 2:
            continue
        for place in places:
            number = re.sub(r"\D", "", message.tokens[place].norm)
            reading = of_words(f"{number} {found.match['month']}", today)
            end = found.last if place == places[-1] else place + 1
            yield DayMention(place, end, (reading,) if reading else ())
    for found in message.line.find(_ORDINAL):
        reading = of_words(f"the {found.match['led'] or found.match['plain']}", today)
        yield DayMention(found.first, found.last, (reading,) if reading else ())
    for found in message.line.find(_OF_MONTH):
        shifted = today.month - 1 + _MONTHS_ON[found.match["which"]]
        day_number = int(re.sub(r"\D", "", found.match["day"]))
        try:
            day = date(today.year + shifted // 12, shifted % 12 + 1, day_number)
        except ValueError:
            yield DayMention(found.first, found.last, ())
            continue
        yield DayMention(
            found.first,
            found.last,
            (Reading(day if day <= today else None, day if day >= today else None),),
        )


_FEASTS: Final = {
    "boxing day": "26 december", "christmas eve": "24 december", "new years eve": "31 december",
    "new year 's eve": "31 december", "new years day": "1 january", "new year 's day": "1 january",
    "valentines day": "14 february", "valentine 's day": "14 february",
}  # fmt: skip
_FEAST: Final = re.compile(rf"(?<= )(?:{'|'.join(_FEASTS)})(?= )")


def _feasts(message: Message, today: date) -> Iterator[DayMention]:
    for found in message.line.find(_FEAST):
        reading = of_words(_FEASTS[found.match.group()], today)
        yield DayMention(found.first, found.last, (reading,) if reading else ())


_SLASHED: Final = re.compile(r"(?<= )(?:the )?(?P<a>[0-3]?\d) (?:/|-) (?P<b>[0-3]?\d)(?= )")
_LED: Final = frozenset(
    "on is 's was for to : at from , booked session sessions appointment date one two three and or ( - = by since starting "
    "until till before after".split()
)
_PARTS_OF: Final = frozenset(
    "of scalp head hair inch inches cm days day weeks week months years pain stars % sessions / -".split()
)


def _slashed(message: Message, today: date, day_first: bool) -> Iterator[DayMention]:
    """ "3/4" with no year, where it stands as a day and is no fraction; also "14.12"."""
    words = message.line.words
    for found in message.line.find(_SLASHED):
        before = words[found.first - 1] if found.first else ""
        after = words[found.last] if found.last < len(words) else ""
        dash = "-" in found.match.group()
        alone = {*words[: found.first], *words[found.last :]} <= _LED | {".", "?", "!", ";"}
        led = before in _LED or (alone and found.match.group() != "24 / 7")
        if after in _PARTS_OF or before in {"/", "-"} or not led or (dash and not alone):
            continue
        one, two = f"{found.match['a']}/{found.match['b']}", f"{found.match['b']}/{found.match['a']}"
        readings = [_of_numbers(one, today), _of_numbers(two, today)]
        ordered = readings if day_first else readings[::-1]
        yield DayMention(found.first, found.last, tuple(dict.fromkeys(item for item in ordered if item)))
    for place, word in enumerate(words):
        follows = place > 0 and words[place - 1] in _LED
        dotted = re.fullmatch(r"([0-3]?\d)\.([01]?\d)", word)
        if dotted and (follows or len(words) <= 2):
            reading = _of_numbers(f"{dotted[1]}/{dotted[2]}", today)
            if reading is not None:
                yield DayMention(place, place + 1, (reading,))


def _of_numbers(day_month: str, today: date) -> Reading | None:
    day, month = map(int, day_month.split("/"))
    name = _MONTH_NAMES[month - 1] if 1 <= month <= len(_MONTH_NAMES) else None
    return of_words(f"{day} {name}", today) if name else None


_MONTH_NAMES: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
