"""Where the dialogue about dates stands. All of it goes through JSON, so that it survives a restart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from bot.aftercare.clashes import Event
from bot.planning.days import DayState, SessionDay

Phase = Literal["open", "session", "doubt", "event", "count", "done"]
"""What the next message answers: the day of the session, which of two days is meant, the day of an event, how many
sessions the course is to have."""

Doubtful = Literal["session", "moved", "event"]


@dataclass(frozen=True)
class Doubt:
    """Something told that can mean two things, to be asked about before it is kept.

    kind: "session" or "event" for one whose day is one of `days` ("3/4"); "moved" for a session on days[0] that
        may be the one of `old` on another day, or one more.
    number, state: of the session. event: its kind; until: its last day, if one was said.
    """

    kind: Doubtful
    days: tuple[dt.date, ...]
    number: int | None = None
    state: DayState = "booked"
    old: dt.date | None = None
    event: str = ""
    until: dt.date | None = None


@dataclass(frozen=True)
class Offset:
    """A day so many days after session `number`, None for the last one. event: what is on that day, "" for nothing."""

    days: int
    number: int | None = None
    event: str = ""


@dataclass(frozen=True)
class Wish:
    """What is to be answered as soon as the session's day is known.

    asked: as in DatesSaid.asked. events: with their days. offsets: days counted from a session. days: day numbers
    asked about. topics: questions about care, by id.
    """

    asked: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()
    offsets: tuple[Offset, ...] = ()
    days: tuple[int, ...] = ()
    topics: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any((self.asked, self.events, self.offsets, self.days, self.topics))

    def joined(self, other: Wish) -> Wish:
        """Both, each thing once."""
        return Wish(
            asked=tuple(dict.fromkeys((*self.asked, *other.asked))),
            events=tuple(dict.fromkeys((*self.events, *other.events))),
            offsets=tuple(dict.fromkeys((*self.offsets, *other.offsets))),
            days=tuple(dict.fromkeys((*self.days, *other.days))),
            topics=tuple(dict.fromkeys((*self.topics, *other.topics))),
        )


@dataclass(frozen=True)
class State:
    """One visitor's dates.

    day: of the latest message, at the clinic. days: the sessions as they were told. wanted: sessions of the whole
    course, if said. doubts: to be settled, the first one first. event: kind of an event whose day was not said.
    number: of the session whose day is asked for, if it was said. misses: how often in a row an answer could not be
    read.
    """

    day: dt.date
    phase: Phase = "open"
    days: tuple[SessionDay, ...] = ()
    wanted: int | None = None
    wish: Wish = Wish()
    doubts: tuple[Doubt, ...] = ()
    event: str = ""
    number: int | None = None
    misses: int = 0

    def ended(self) -> State:
        """Everything asked was answered; what is known stays."""
        return replace(self, phase="done", wish=Wish(), doubts=(), event="", number=None, misses=0)


def to_json(state: State) -> dict[str, Any]:
    wish = state.wish
    return {
        "day": state.day.isoformat(),
        "phase": state.phase,
        "days": [[item.day.isoformat(), item.state, item.number] for item in state.days],
        "wanted": state.wanted,
        "wish": {
            "asked": list(wish.asked),
            "events": [[item.kind, item.first.isoformat(), item.last.isoformat()] for item in wish.events],
            "offsets": [[item.days, item.number, item.event] for item in wish.offsets],
            "days": list(wish.days),
            "topics": list(wish.topics),
        },
        "doubts": [_doubt_to_json(doubt) for doubt in state.doubts],
        "event": state.event,
        "number": state.number,
        "misses": state.misses,
    }


def from_json(value: Mapping[str, Any]) -> State:
    """Raises KeyError, ValueError or TypeError for what `to_json` did not write."""
    wish = value["wish"]
    if value["phase"] not in get_args(Phase):
        raise ValueError(value["phase"])
    return State(
        day=_day(value["day"]),
        phase=value["phase"],
        days=tuple(SessionDay(_day(day), state, number) for day, state, number in value["days"]),
        wanted=value["wanted"],
        wish=Wish(
            asked=tuple(wish["asked"]),
            events=tuple(Event(kind, _day(first), _day(last)) for kind, first, last in wish["events"]),
            offsets=tuple(Offset(*item) for item in wish["offsets"]),
            days=tuple(wish["days"]),
            topics=tuple(wish["topics"]),
        ),
        doubts=tuple(_doubt_from_json(item) for item in value["doubts"]),
        event=value["event"],
        number=value["number"],
        misses=value["misses"],
    )


def _doubt_to_json(doubt: Doubt) -> dict[str, Any]:
    return {
        "kind": doubt.kind,
        "days": [day.isoformat() for day in doubt.days],
        "number": doubt.number,
        "state": doubt.state,
        "old": doubt.old.isoformat() if doubt.old else None,
        "event": doubt.event,
        "until": doubt.until.isoformat() if doubt.until else None,
    }


def _doubt_from_json(value: Mapping[str, Any]) -> Doubt:
    return Doubt(
        kind=value["kind"],
        days=tuple(map(_day, value["days"])),
        number=value["number"],
        state=value["state"],
        old=_day(value["old"]) if value["old"] else None,
        event=value["event"],
        until=_day(value["until"]) if value["until"] else None,
    )


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
