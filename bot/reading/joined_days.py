"""Days told in more than one piece: "Friday 4 December", "two weeks from Saturday", "the 14th or the 15th"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from bot.reading.calendar_words import WEEKDAY
from bot.reading.day_mentions import DayMention, Reading, day_mentions
from bot.reading.periods import QUANTITY, Period, read_span
from bot.reading.text import Message, whole_words

_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LED_WEEKDAY: Final = re.compile(
    rf"(?:(?:on|the|this|next|last|coming|for|from|since|until|till|by) )*(?P<day>{WEEKDAY})"
)
_WEEKDAY_WEEK: Final = re.compile(rf"(?:on |for )?(?P<day>{WEEKDAY}) week")
_BETWEEN: Final = frozenset({",", "the", "on", "("})
_FROM: Final = whole_words(rf"(?P<q>{QUANTITY})(?P<link> (?:from|after|on))?")
_FAR: Final = 180  # days; beyond, a weekday that fits by chance is likelier than a day so far away
_LONG_UNITS: Final = re.compile(r"week|fortnight|month")


def joined_days(
    message: Message, today: date, day_first: bool = True, *, ranges: bool = True
) -> tuple[DayMention, ...]:
    """The days named in a message as `day_mentions` finds them, pieces of one day put together."""
    found = day_mentions(message, today, day_first, ranges=ranges)
    mentions = [_week_on(message, item, today) for item in found]
    for join in (_with_weekday, _either):
        mentions = _joined(message, mentions, today, join)
    return tuple(_counted_from(message, item, today) for item in mentions)


Join = Callable[[Message, DayMention, DayMention, date], "DayMention | None"]


def _joined(message: Message, mentions: Sequence[DayMention], today: date, join: Join) -> list[DayMention]:
    found: list[DayMention] = []
    for item in mentions:
        both = join(message, found[-1], item, today) if found else None
        if both is None:
            found.append(item)
        else:
            found[-1] = both
    return found


def _words(message: Message, item: DayMention) -> str:
    return " ".join(message.line.words[item.first : item.last])


def _weekday(message: Message, item: DayMention) -> int | None:
    """The weekday that a mention consists of, Monday being 0; None if it holds anything else."""
    found = _LED_WEEKDAY.fullmatch(_words(message, item))
    return _WEEKDAYS.index(found["day"][:3]) if found else None


def _week_on(message: Message, item: DayMention, today: date) -> DayMention:
    """ "Thursday week" is a week after the Thursday to come."""
    found = _WEEKDAY_WEEK.fullmatch(_words(message, item))
    if found is None:
        return item
    ahead = (_WEEKDAYS.index(found["day"][:3]) - today.weekday()) % 7 or 7
    return replace(item, readings=(Reading(None, today + timedelta(days=ahead + 7)),))


def _with_weekday(message: Message, one: DayMention, two: DayMention, today: date) -> DayMention | None:
    """ "Friday 4 December", "Monday the 6th", "three weeks ago on Saturday"."""
    if not set(message.line.words[one.last : two.first]) <= _BETWEEN:
        return None
    if _words(message, one).endswith(" ago") and _words(message, two) == "today":
        return replace(one, last=two.last)
    for named, other in ((one, two), (two, one)):
        weekday = _weekday(message, named)
        if weekday is None or not other.readings or _weekday(message, other) is not None:
            continue
        return DayMention(one.first, two.last, _agreeing(message, other, weekday, today))
    return None


def _agreeing(message: Message, other: DayMention, weekday: int, today: date) -> tuple[Reading, ...]:
    """The readings on that weekday; where there are none, the day told and the weekday nearest to it."""
    if not any(character.isdigit() for character in _words(message, other)):
        return tuple(_moved(reading, lambda day: _nearest(day, weekday)) for reading in other.readings)
    readings = [*other.readings, *_other_months(message, other, today)]
    right = [
        Reading(_fitting(reading.past, weekday, today), _fitting(reading.planned, weekday, today))
        for reading in readings
    ]
    kept = [reading for reading in right if reading.past or reading.planned]
    if kept:
        return tuple(dict.fromkeys(kept[: len(other.readings)]))
    told = other.readings[0]
    return (told, _moved(told, lambda day: _nearest(day, weekday)))


def _other_months(message: Message, other: DayMention, today: date) -> list[Reading]:
    """ "Monday the 6th" may be two months away: the sixths before and after the nearest ones."""
    number = re.fullmatch(r"(?:on )?the (\d\d?)(?:st|nd|rd|th)", _words(message, other))
    if number is None:
        return []
    found = []
    for step in (1, 2, 3):
        for sign in (-1, 1):
            month = today.month - 1 + sign * step
            try:
                day = date(today.year + month // 12, month % 12 + 1, int(number[1]))
            except ValueError:
                continue
            found.append(_on_its_side(day, today))
    return found


def _fitting(day: date | None, weekday: int, today: date) -> date | None:
    """The day if it is on that weekday, and not so far away that the other one told was meant."""
    fits = day is not None and day.weekday() == weekday and abs((day - today).days) <= _FAR
    return day if fits else None


def _nearest(day: date, weekday: int) -> date:
    """The such weekday at most three days away."""
    ahead = (weekday - day.weekday()) % 7
    return day + timedelta(days=ahead if ahead <= 3 else ahead - 7)


def _moved(reading: Reading, move: Callable[[date], date]) -> Reading:
    past, planned = reading.past, reading.planned
    return Reading(None if past is None else move(past), None if planned is None else move(planned))


def _either(message: Message, one: DayMention, two: DayMention, today: date) -> DayMention | None:
    """ "the 14th or the 15th"."""
    between = [
        word for word in message.line.words[one.last : two.first] if word not in {"the", "on", "maybe"}
    ]
    if between != ["or"] or not (one.readings and two.readings):
        return None
    return DayMention(one.first, two.last, tuple(dict.fromkeys((*one.readings, *two.readings))))


def _counted_from(message: Message, item: DayMention, today: date) -> DayMention:
    """ "two weeks from Saturday", "a week tomorrow", "a fortnight on Friday"."""
    words = message.line.words
    # "from" and "on" may have been taken into the day itself.
    own_link = words[item.first] in {"from", "on"}
    for found in message.line.find(_FROM):
        ends = found.last - 1 if own_link and found.match["link"] else found.last
        if ends != item.first or not item.readings:
            continue
        period = _period(found.match["q"])
        linked = bool(found.match["link"]) or own_link
        if period is None or not (linked or _LONG_UNITS.search(found.match["q"])):
            continue
        days = [
            period.after(day)
            for reading in item.readings
            if (day := reading.planned or reading.past) is not None
        ]
        return DayMention(found.first, item.last, tuple(_on_its_side(day, today) for day in days))
    return item


def _on_its_side(day: date, today: date) -> Reading:
    return Reading(day if day <= today else None, day if day >= today else None)


def _period(words: str) -> Period | None:
    span = read_span(words)
    return span.said if span is not None else None
