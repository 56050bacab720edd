"""What a text says of dates around sessions: plain values, for whoever keeps the plan."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from bot.reading.day_mentions import Tense

Asked = Literal["day_number", "next_session", "book_by", "calendar", "plan"]


@dataclass(frozen=True)
class SessionSaid:
    """A session that the text gives a day for.

    number: 1 for the first, 2 for the second ...; None if not said. last: called the last or final one to come.
    tense: "past", "planned", or "unknown" where the words leave it open.
    days: the days it can mean, soonest first: one where it is plain; several for "3/4" (3 April, 4 March), for a day
        that has been lately and comes soon, and for a weekday that does not go with its date; none for a day that
        does not exist and for a time too wide to be a day ("last month"; then first and until hold it).
    exists: False for a day that does not exist.
    text: the exact words of the day.
    """

    number: int | None
    last: bool
    tense: Tense
    days: tuple[dt.date, ...]
    exists: bool
    text: str
    first: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True)
class EventSaid:
    """Something planned. kind: a key of aftercare.yml's events; "deadline" for a day alone ("before Christmas").

    days: the first days it can mean, as in SessionSaid; none for an event told without a day.
    until: its last day where a range is said. exists: False for a day that does not exist.
    """

    kind: str
    days: tuple[dt.date, ...]
    until: dt.date | None
    text: str
    exists: bool = True


@dataclass(frozen=True)
class OffsetSaid:
    """ "a week after my second session": days counted from session `number` (None: the last one known).

    event: kind of the event that is on that day, None if it is only asked about.
    """

    days: int
    number: int | None
    text: str
    event: str | None = None


@dataclass(frozen=True)
class DatesSaid:
    """All that a text says of dates.

    sessions: in order of the text. day_number: "today is day 4", so the session was so many days ago; below zero and
        very large numbers are handed on as they were said.
    asked_day: "can I wash on day 4?", a day that is asked about without saying that it is today.
    events, offsets: as they stand. days: bare dates, of nothing in particular (an answer to a question).
    wanted: how many sessions are wanted in all, as said (0 and 40 too). moved: a session has another day now.
    asked: what is asked for.
    """

    sessions: tuple[SessionSaid, ...] = ()
    day_number: int | None = None
    asked_day: int | None = None
    events: tuple[EventSaid, ...] = ()
    offsets: tuple[OffsetSaid, ...] = ()
    days: tuple[SessionSaid, ...] = ()
    wanted: int | None = None
    moved: bool = False
    asked: frozenset[Asked] = frozenset()
