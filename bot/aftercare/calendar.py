"""The plan as a calendar file (iCalendar, RFC 5545) of all-day entries.

Titles say what to do and nothing about anybody's health; a step without a calendar title is left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID, uuid5

from icalendar import Calendar, vText
from icalendar import Event as CalendarEvent

from bot.aftercare.day_words import ARTIST_FIRST
from bot.aftercare.sessions import ordinal
from bot.aftercare.timeline import Entry, Timeline

_NAMESPACE: Final = UUID("6f0d5c1e-6a0f-5d0e-9c3b-2f6f0a4b7c55")
_SESSION: Final = "session"
_PRODUCT: Final = "-//Stipple//Aftercare//EN"

Status = Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]


@dataclass(frozen=True)
class _Dated:
    """One calendar entry; last is its last day, included."""

    session: int
    step: str
    title: str
    text: str
    first: dt.date
    last: dt.date
    status: Status


def calendar_file(
    shown: Timeline, *, plan_id: str, sequence: int, stamp: dt.datetime, clinic: str, zone: str
) -> bytes:
    """UTF-8 text with CRLF line ends.

    plan_id: names the plan for ever (the conversation's id); with step and session number it gives the UIDs, so
        that a file imported again moves entries and does not double them. It cannot be read back from them.
    sequence: 0 for the first file, raised by the caller with every change of the plan's sessions; from 1 on the
        file also cancels entries that a session has overtaken.
    stamp: when the file was made, with a time zone; ValueError without one. zone: the clinic's, "Europe/London".
    """
    if stamp.tzinfo is None:
        raise ValueError("stamp needs a time zone")
    made = stamp.astimezone(dt.timezone.utc).replace(microsecond=0)
    calendar = Calendar()
    for name, value in (
        ("prodid", _PRODUCT),
        ("version", "2.0"),
        ("calscale", "GREGORIAN"),
        ("method", "PUBLISH"),
        ("x-wr-calname", vText(clinic)),
        ("x-wr-timezone", vText(zone)),
    ):
        calendar.add(name, value)
    for item in _all(shown, clinic, cancels=sequence > 0):
        calendar.add_component(_event(item, uid_of(plan_id, item.session, item.step), sequence, made, clinic))
    return bytes(calendar.to_ical())


def uid_of(plan_id: str, session: int, step: str) -> str:
    """The UID of an entry for ever, whatever day it is on; "session" is the step of the session itself."""
    return str(uuid5(_NAMESPACE, f"{plan_id}/{session}/{step}"))


def _all(shown: Timeline, clinic: str, *, cancels: bool) -> Iterator[_Dated]:
    for days in shown.sessions:
        yield _session(days.session.number, days.session.day, clinic, "CONFIRMED")
        for entry in days.entries:
            yield from _entry(entry, "CONFIRMED")
        for entry in days.replaced if cancels else ():
            yield from _entry(entry, "CANCELLED")
    for item in shown.suggested:
        if not item.waited:
            yield _session(item.number, item.day, clinic, "TENTATIVE")


def _session(number: int, day: dt.date, clinic: str, status: Status) -> _Dated:
    about = status == "TENTATIVE"
    title = f"{clinic}: {ordinal(number)} session{', about now' if about else ''}"
    text = (
        "A day to aim for; please book it." if about else "If you are not sure of the time, ask the clinic."
    )
    return _Dated(number, _SESSION, title, text, day, day, status)


def _entry(entry: Entry, status: Status) -> Iterator[_Dated]:
    if entry.step.calendar is None:
        return
    # A point on the way is one day in a calendar, not the rest of time.
    last = entry.first if entry.step.kind == "reached" or entry.last is None else entry.last
    careful = f" The careful first day is {entry.safe:%d.%m.%Y}." if entry.safe is not None else ""
    text = f"{entry.step.text}{careful} {ARTIST_FIRST}"
    yield _Dated(entry.session, entry.step.id, entry.step.calendar, text, entry.first, last, status)


def _event(item: _Dated, uid: str, sequence: int, made: dt.datetime, clinic: str) -> CalendarEvent:
    event = CalendarEvent()
    for name, value in (
        ("uid", uid),
        ("dtstamp", made),
        ("last-modified", made),
        ("sequence", sequence),
        ("dtstart", item.first),
        ("dtend", item.last + dt.timedelta(days=1)),  # RFC 5545 3.6.1: the day after the last one
        ("summary", item.title),
        ("description", f"{item.text}\n{clinic}"),
        ("status", item.status),
        ("class", "PRIVATE"),
        ("transp", "TRANSPARENT"),
    ):
        event.add(name, value)
    return event
