"""What is said about an event and the care after a session."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.aftercare.clashes import BookBy, Clash
from bot.aftercare.day_words import ARTIST_FIRST, listed, lowered, told
from bot.aftercare.sessions import Session, ordinal
from bot.aftercare.timeline import Entry


def clash_text(met: Clash, today: dt.date) -> str:
    """Whether an event fits, why not, and from when it would."""
    said = [_verdict(met, today), *_reasons(met, today), *_what_fits(met, today)]
    if met.rule.ask is not None and met.verdict != "fits":
        said.append(met.rule.ask)
    return " ".join([*said, ARTIST_FIRST])


def book_by_text(by: BookBy, today: dt.date) -> str:
    """The latest days for the sessions before an event."""
    event = f"{by.rule.title} on {told(by.event.first, today)}"
    if not by.sessions:
        return f"I cannot count back a day from {event}. {by.rule.ask or 'Ask your artist.'}"
    days = [(ordinal(number), told(day, today)) for number, day in by.sessions]
    if len(days) == 1:
        said = [f"For {event}, have the session by {days[0][1]}."]
    else:
        named = [
            f"the {days[0][0]} session by {days[0][1]}",
            *(f"the {nth} by {day}" for nth, day in days[1:]),
        ]
        said = [f"For {event}, have {listed(named)}."]
    if by.gone:
        said.append("The first of these days has gone by, so ask the clinic what is still possible.")
    return " ".join([*said, "The clinic has to confirm each day."])


def _verdict(met: Clash, today: dt.date) -> str:
    """Whether it fits, and how many days after the session it is."""
    what = _capital(f"{met.rule.title} {_when(met, today)}")
    if met.anchor is None:
        if met.verdict == "ask":
            return f"{what}, before your session: ask your artist first."
        return f"{what} is before your session, so the care afterwards does not meet it."
    place = _place(met, met.anchor)
    if met.unready and not met.avoid:
        return f"{what} comes before everything has settled: it is {place}."
    if met.verdict == "clashes":
        return f"{what} does not fit your aftercare: it is {place}."
    if met.verdict == "ask":
        return f"{what} is {place}, so ask your artist first."
    return f"{what} fits your aftercare: it is {place}."


def _place(met: Clash, anchor: Session) -> str:
    if met.on_session is not None:
        when = "the day of" if met.event.first == met.event.last else "the time of"
        return f"{when} your {_which(met.on_session)}"
    day = (met.event.first - anchor.day).days
    return f"day {day} after your {_which(anchor)}"


def _reasons(met: Clash, today: dt.date) -> list[str]:
    """ "Keep your scalp dry up to Sunday 22 November, and no sweating up to Wednesday 25 November." """
    latest = {entry.step.id: entry for entry in sorted(met.avoid, key=_last)}  # of two sessions the later one
    avoided = sorted((entry for entry in latest.values() if entry.step.kind == "avoid"), key=_last)
    days = list(dict.fromkeys(_last(entry) for entry in avoided))
    parts = [
        f"{_titles([item for item in avoided if _last(item) == day])} up to {told(day, today)}"
        for day in days
    ]
    return [f"{_capital('; '.join(parts))}."] if parts else []


def _what_fits(met: Clash, today: dt.date) -> list[str]:
    if met.fits_from is None and met.free_from is None:
        return []
    if met.fits_from is None or met.free_from is None or met.fits_from == met.free_from:
        day = met.free_from or met.fits_from or today
        return [f"{'Settled means' if met.unready else 'It fits'} from {told(day, today)}."]
    return [
        f"From {told(met.fits_from, today)} it could fit if your artist agrees; "
        f"from {told(met.free_from, today)} it fits."
    ]


def _titles(entries: Sequence[Entry]) -> str:
    return ", ".join(lowered(entry.step.title) for entry in entries)


def _last(entry: Entry) -> dt.date:
    return entry.last or dt.date.max


def _when(met: Clash, today: dt.date) -> str:
    if met.event.first == met.event.last:
        return f"on {told(met.event.first, today)}"
    return f"from {told(met.event.first, today)} to {told(met.event.last, today)}"


def _which(session: Session) -> str:
    return f"{ordinal(session.number)} session" if session.number > 1 else "session"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
