"""What a text says of things planned around a session, and how they and the sessions settle each other's days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from bot.reading.counted_days import Offset
from bot.reading.dates_said import EventSaid, OffsetSaid, SessionSaid
from bot.reading.day_mentions import DayMention, of_words
from bot.reading.plan_places import Place
from bot.reading.plan_words import DEADLINE_KIND, EVENTS, PAST_CUES, TELLS, UNDATED
from bot.reading.text import Message, words_of

Told = Sequence[tuple[DayMention, "Place | None"]]
"""Each day of a text with what it is told for."""


def words_at(message: Message, first: int, last: int) -> str:
    """The text as it was written, at words first..last (last excluded)."""
    start, end = message.span(first, last)
    return message.text[start:end]


def events_said(
    message: Message, told: Told, all_places: Sequence[Place], offsets: Sequence[Offset], today: dt.date
) -> Iterable[EventSaid]:
    dated = set()
    for day, place in told:
        if place is None or place.kind in {"session", "other"}:
            continue
        dated.add(place.kind)
        vague = day.vague and place.kind != DEADLINE_KIND
        yield EventSaid(
            place.kind,
            () if vague else _first_days(day, today),
            None if vague or day.stretch is None else day.stretch[1],
            words_at(message, day.first, day.last),
            day.exists,
        )
    for place in all_places:
        if place.kind not in UNDATED - dated or offsets or any(item.kind in dated for item in all_places):
            continue
        if _tells(message, place):
            dated.add(place.kind)
            yield EventSaid(place.kind, (), None, words_at(message, place.first, place.last))


def _first_days(day: DayMention, today: dt.date) -> tuple[dt.date, ...]:
    """Of a stretch that has begun, what is left."""
    if day.stretch is None:
        return day.days("planned", today)
    first, last = day.stretch
    return (max(first, min(today, last)),)


def before_event(said: SessionSaid, day: DayMention, events: Sequence[EventSaid]) -> SessionSaid:
    """A session that may have been or be to come, told beside an event that is still after the one to come."""
    days = [event.days[0] for event in events if len(event.days) == 1]
    if said.tense != "unknown" or len(day.readings) != 1 or len(days) != 1:
        return said
    planned = day.readings[0].planned
    return replace(said, days=(planned,)) if planned is not None and planned <= days[0] else said


def or_after_session(event: EventSaid, sessions: Sequence[SessionSaid], day_first: bool) -> EventSaid:
    """ "Treatment on the 12th, I fly on the 28th", said on the 22nd: the 28th may be the one after the session."""
    if len(event.days) != 1 or event.until is not None:
        return event
    planned = [item.days[0] for item in sessions if item.tense == "planned" and len(item.days) == 1]
    if not planned or event.days[0] >= max(planned):
        return event
    words = " ".join(words_of(event.text))
    reading = of_words(words, max(planned), day_first)
    after = reading.planned if reading is not None else None
    if after is None or (after - max(planned)).days > _SOON_AFTER:
        return event
    return replace(event, days=(event.days[0], after))


_SOON_AFTER: Final = 31


def _tells(message: Message, place: Place) -> bool:
    """Told as a plan ("we have a wedding"), not asked about in general ("when can I fly?") nor gone by."""
    sentence = next(item for item in message.sentences if item.first <= place.first < item.last)
    words = message.line.words[sentence.first : place.first]
    if {"when", "can", "could", "how", "should"} & set(words) or PAST_CUES & set(words):
        return False
    around = f" {' '.join(message.line.words[max(place.first - 4, sentence.first) : place.last])} "
    return bool(TELLS.search(around))


def offset_said(message: Message, item: Offset, all_places: Sequence[Place]) -> OffsetSaid:
    sentence = next(found for found in message.sentences if found.first <= item.first < found.last)
    events = [
        place.kind
        for place in all_places
        if place.kind not in {"session", "other"} and sentence.first <= place.first < sentence.last
    ]
    order = [kind for kind, _ in EVENTS]
    event = min(events, key=order.index, default=None)
    return OffsetSaid(item.days, item.number, words_at(message, item.first, item.last), event)
