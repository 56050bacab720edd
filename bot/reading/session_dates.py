"""What a message says of dates around sessions: the session's day, the day number, an event, what is asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final, cast

from bot.reading.counted_days import counted
from bot.reading.dates_said import Asked, DatesSaid, EventSaid, OffsetSaid, SessionSaid
from bot.reading.day_mentions import DayMention, Tense, repaired
from bot.reading.events_said import Told, before_event, events_said, offset_said, or_after_session, words_at
from bot.reading.joined_days import joined_days
from bot.reading.periods import read_number
from bot.reading.plan_places import Place, assigned, places, tense_of
from bot.reading.plan_words import ASKED, DEADLINE, DEADLINE_KIND, MOVED, PAST_CUES, WANTED, WANTS
from bot.reading.text import Message

__all__ = ["Asked", "DatesSaid", "EventSaid", "OffsetSaid", "SessionSaid", "Tense", "read_session_dates"]


def read_session_dates(text: str, today: dt.date, day_first: bool = True) -> DatesSaid:
    """today: the day it is at the clinic when the text was written. day_first: which reading of "3/4" comes first."""
    message = repaired(text)
    if not message.tokens:
        return DatesSaid()
    count = counted(message)
    all_places = [item for item in places(message) if not count.covers(item.first, item.last)]
    moved = bool(MOVED.search(message.line.string))
    asked = frozenset(cast(Asked, name) for name, pattern in ASKED if pattern.search(message.line.string))
    days = [
        item
        for item in joined_days(message, today, day_first, ranges=not moved)
        if not count.covers(item.first, item.last) and not (_NEXT & asked and _only_a_number(message, item))
    ]
    days = _without_old_ones(
        message, _without_now(message, days, all_places, counts=count.today is not None), moved
    )
    near = assigned(message, days, all_places)
    told = [
        (day, _role(message, day, place, asked, today, moved)) for day, place in zip(days, near, strict=True)
    ]
    sessions = [
        (day, _session(message, day, place, today, told[:index], moved=moved))
        for index, (day, place) in enumerate(told)
        if place is not None and place.kind == "session"
    ]
    events = list(events_said(message, told, all_places, count.offsets, today))
    return DatesSaid(
        sessions=tuple(before_event(said, day, events) for day, said in sessions),
        day_number=count.today,
        asked_day=count.asked,
        events=tuple(or_after_session(item, [said for _, said in sessions], day_first) for item in events),
        offsets=tuple(offset_said(message, item, all_places) for item in count.offsets),
        days=tuple(_session(message, day, None, today, ()) for day, place in told if place is None),
        wanted=_wanted(message),
        moved=moved,
        asked=asked,
    )


def _only_a_number(message: Message, day: DayMention) -> bool:
    """ "when would the 2nd and 3rd be?" asks for sessions and names no days."""
    before = message.line.words[day.first - 1] if day.first else ""
    words = words_at(message, day.first, day.last).lower().removeprefix("the ")
    return words in _NUMBERS and before not in _LEADS_TO_A_DAY


_NEXT: Final = frozenset({"next_session"})
_NUMBERS: Final = frozenset({"1st", "2nd", "3rd", "4th", "5th"})
_LEADS_TO_A_DAY: Final = frozenset("on is was 's till until from by for to".split())
_NOW: Final = frozenset(
    {
        "today",
        "right now",
        "just now",
        "tonight",
        "this evening",
        "this morning",
        "this afternoon",
        "this week",
    }
)


def _without_now(
    message: Message, days: Sequence[DayMention], all_places: Sequence[Place], *, counts: bool
) -> list[DayMention]:
    """Without a "today" that says when they write and not when something is: "day 4 today", "what can I do today"."""
    others = [day for day in days if words_at(message, day.first, day.last).lower() not in _NOW]
    if len(others) == len(days):
        return others
    if counts:
        return others
    near = assigned(message, days, all_places)
    wanted = {"session"} if not others else set()
    return [
        day
        for day, place in zip(days, near, strict=True)
        if day in others
        or (place is not None and (place.kind in wanted or place.kind not in {"session", "other"}))
    ]


def _without_old_ones(message: Message, days: Sequence[DayMention], moved: bool) -> list[DayMention]:
    """Without the day that no longer holds: "from the 5th to the 9th", "the 9th, not the 5th"."""
    words = message.line.words

    def gone(item: DayMention) -> bool:
        before = [
            word for word in words[max(item.first - 3, 0) : item.first + 1] if word not in {"the", "on"}
        ]
        return "not" in before or (moved and "from" in before)

    kept = [item for item in days if not gone(item)]
    return kept or list(days)


def _role(
    message: Message,
    day: DayMention,
    place: Place | None,
    asked: frozenset[Asked],
    today: dt.date,
    moved: bool,
) -> Place | None:
    if place is not None and place.kind not in {"session", "other"}:
        # A day gone by belongs to nothing that is still to be planned.
        return Place(place.first, place.last, "other") if _gone(message, day, place, today) else place
    if _led_by_deadline(message, day) and (place is None or place.last <= day.first or "book_by" in asked):
        return Place(day.first, day.last, DEADLINE_KIND)
    if place is None and moved:
        return Place(day.first, day.last, "session")
    return place


def _gone(message: Message, day: DayMention, place: Place, today: dt.date) -> bool:
    if day.known != "unknown":
        return day.known == "past"
    if day.stretch is not None and day.stretch[1] < today:
        return True
    return tense_of(message, place, day) == "past"


def _led_by_deadline(message: Message, day: DayMention) -> bool:
    found = message.line.find(DEADLINE)
    return any(day.first - 1 <= match.last - 1 <= day.first and match.first <= day.first for match in found)


def _session(
    message: Message,
    day: DayMention,
    place: Place | None,
    today: dt.date,
    before: Told,
    *,
    moved: bool = False,
) -> SessionSaid:
    tense = day.known if day.known != "unknown" else tense_of(message, place, day)
    if moved and day.known == "unknown":
        tense = "planned"  # "they had to move me to the 12th"
    days = day.days(tense, today)
    taken = any(other is place for _, other in before)
    stretch = day.stretch or (None, None)
    return SessionSaid(
        number=place.number if place is not None and not taken else None,
        last=place is not None
        and (place.nth == "final" or (place.nth == "last" and today <= max(days, default=today))),
        tense=tense,
        days=days,
        exists=day.exists,
        text=words_at(message, day.first, day.last),
        first=stretch[0],
        until=stretch[1],
    )


def _wanted(message: Message) -> int | None:
    """ "I want 3 sessions", "40 sessions please"; not those that have been."""
    words = message.line.words
    for found in message.line.find(WANTED):
        before = words[max(found.first - 5, 0) : found.first]
        if PAST_CUES & set(before):
            continue
        if not before or WANTS.search(f" {' '.join(before)} "):
            number = found.match["n"]
            return 0 if number in {"no", "zero"} else _HUGE.get(number) or int(read_number(number))
    return None


_HUGE: Final = {"hundred": 100, "fifty": 50}
