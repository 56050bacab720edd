"""What a message changes: sessions told, moved or put right, and what is to be answered."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from bot.aftercare.asking import Expected, from_day_number, problem, settle, wanted_problem
from bot.aftercare.clashes import Event
from bot.aftercare.rules import Rules
from bot.aftercare.sessions import ORDINALS, PlanError
from bot.planning.days import DayState, SessionDay
from bot.planning.placing import Days, place
from bot.planning.state import Doubt, Offset, State, Wish
from bot.reading.session_dates import DatesSaid, EventSaid, SessionSaid

_SUPPOSED: Final = re.compile(
    r"\b(?:(?:what )?if (?:\w+ ){0,3}?(?:session|treatment|appointment|smp|first|second|third|next|last|one|start"
    r"|have|had|get|got|do|did|book|am|treated)|suppos(?:e|ing)|thinking (?:of|about)|considering)\b[^.!?;,]*$",
    re.IGNORECASE,
)
"""Before a day in its sentence: the session is imagined and not fixed."""

_WHEN_TO_BOOK: Final = re.compile(
    r"\b(?:when|which day|what day|how (?:early|late|long before)) (?:should|must|can|could|do|would|shall|to)\b[^.!?]*"
    r"\b(?:have|get|do|book|start|plan|schedule)\b",
    re.IGNORECASE,
)
_ORDINAL: Final = re.compile(
    rf"\b(?:({'|'.join(ORDINALS)})|(\d{{1,2}})(?:st|nd|rd|th))(?: (?:one|session))?(?: (?:is|was|on|for))*[ :,]*$"
)
_THEIRS: Final = re.compile(
    r"\b(?:my|our) (?:\w+ )?(?:husband|wife|partner|boyfriend|girlfriend|fianc\w+|son|daughter|dad|father|mum|mom"
    r"|mother|brother|sister|friend|mate|cousin|uncle|nephew|colleague|client)(?:'s|s|’s)? "
    r"(?:\w+ )?(?:was|had|has|have|got|gets|is|session|smp|treatment|appointment)\b",
    re.IGNORECASE,
)
"""The session of somebody else."""

_EXPECTED: Final[dict[str, Expected]] = {"past": "past", "planned": "planned", "unknown": "any"}


@dataclass
class Heard:
    """What became of one message; filled in by `listen`.

    days: the sessions told as they are known now. shown: the same with imagined days among them.
    wish: what was asked. doubts: what has to be asked back. problems: sentences on what cannot be used.
    event: kind of an event without its day. told: the message spoke of dates at all.
    number: of the session that a problem is about, if it was said. count: the problem is how many sessions.
    theirs: the session is somebody else's, and nothing of it is kept.
    """

    days: Days
    shown: Days
    wanted: int | None
    wish: Wish = field(default_factory=Wish)
    doubts: list[Doubt] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    event: str = ""
    told: bool = False
    number: int | None = None
    count: bool = False
    theirs: bool = False


def listen(state: State, said: DatesSaid, text: str, rules: Rules) -> Heard:
    """Bare dates are left alone; see `answer_days`."""
    fixed = tuple(item for item in state.days if item.state != "asked") or state.days
    theirs = bool(_THEIRS.search(text)) and bool(said.sessions or said.day_number is not None)
    heard = Heard(() if theirs else fixed, () if theirs else fixed, state.wanted, theirs=theirs)
    sessions = (*said.sessions, *_numbered(said, text)) if said.sessions else ()
    _take(heard, sessions, text, state.day, rules, moved=said.moved)
    _day_number(heard, said, state.day, rules)
    if theirs:
        heard.days = state.days
    _wanted(heard, said, rules)
    for item in said.events:
        _event(heard, item, state.day)
    heard.wish = heard.wish.joined(
        Wish(
            asked=tuple(sorted({*said.asked, *_also_asked(said, text)})),
            offsets=tuple(Offset(item.days, item.number, item.event or "") for item in said.offsets),
            days=() if said.asked_day is None else (said.asked_day,),
        )
    )
    heard.told = _tells(said)
    return heard


def answer_days(
    heard: Heard, said: DatesSaid, today: dt.date, rules: Rules, number: int | None = None
) -> None:
    """Takes bare dates as the day of the session that was asked for. number: which one that was, if it was said."""
    alone = len(said.days) == 1
    days = [replace(item, number=number) if alone and item.number is None else item for item in said.days]
    _take(heard, days, "", today, rules, moved=said.moved)


def kept(days: Days, told: SessionDay) -> Days:
    """What is kept of known days when `told` comes: days only asked about give way."""
    return tuple(item for item in days if item.state != "asked") if told.state != "asked" else days


def _numbered(said: DatesSaid, text: str) -> list[SessionSaid]:
    """Days beside a session that have a number of their own: "first one 5 December, second 19 December"."""
    found = []
    for item in said.days:
        before = _ORDINAL.search(text[: max(text.find(item.text), 0)].lower())
        if before is not None:
            number = int(before[2]) if before[2] else ORDINALS.index(before[1]) + 1
            found.append(replace(item, number=number))
    return found


def _also_asked(said: DatesSaid, text: str) -> set[str]:
    return {"book_by"} if said.events and not said.sessions and _WHEN_TO_BOOK.search(text) else set()


def _take(
    heard: Heard,
    sessions: Sequence[SessionSaid],
    text: str,
    today: dt.date,
    rules: Rules,
    *,
    moved: bool,
) -> None:
    several = len(sessions) > 1
    for item in sessions:
        trouble = problem("too_wide") if item.exists and not item.days else None
        settled = settle(item.days, rules, today, _EXPECTED[item.tense])
        trouble = trouble or settled.problem
        if trouble is not None:
            heard.problems.append(trouble.text)
            heard.number = item.number
            continue
        state = _state(item, text, settled.day or settled.candidates[0], today)
        if settled.day is None:
            heard.doubts.append(Doubt("session", settled.candidates, item.number, state))
            continue
        told = SessionDay(settled.day, state, item.number)
        _put(heard, told, rules, today, moved=moved and not several, beside=several)


def _put(
    heard: Heard, told: SessionDay, rules: Rules, today: dt.date, *, moved: bool = False, beside: bool = False
) -> None:
    imagined = told.state == "asked"
    base = heard.shown if imagined else kept(heard.days, told)
    try:
        placed = place(base, told, rules, today, moved=moved, beside=beside or imagined)
    except PlanError as error:
        heard.problems.append(str(error))
        return
    if isinstance(placed, Doubt):
        heard.doubts.append(placed)
        return
    heard.shown = placed
    if not imagined or not any(item.state != "asked" for item in heard.days):
        heard.days = placed


def _state(item: SessionSaid, text: str, day: dt.date, today: dt.date) -> DayState:
    if item.tense == "past" or (item.tense == "unknown" and day < today):
        return "past"
    place_ = text.find(item.text) if item.text else -1
    return "asked" if place_ > 0 and _SUPPOSED.search(text[:place_]) else "booked"


def _day_number(heard: Heard, said: DatesSaid, today: dt.date, rules: Rules) -> None:
    if said.day_number is None:
        return
    day = from_day_number(said.day_number, rules, today)
    if isinstance(day, dt.date):
        heard.wish = replace(heard.wish, asked=(*heard.wish.asked, "day_number"))
        if all(item.day != day for item in heard.days):
            _put(heard, SessionDay(day, "past"), rules, today)
    else:
        heard.problems.append(day.text)


def _wanted(heard: Heard, said: DatesSaid, rules: Rules) -> None:
    if said.wanted is None:
        return
    found = wanted_problem(said.wanted, rules)
    if found is None:
        heard.wanted = said.wanted
    else:
        heard.problems.append(found.text)
        heard.count = True


def _event(heard: Heard, item: EventSaid, today: dt.date) -> None:
    ahead = tuple(day for day in item.days if day >= today or (item.until or day) >= today)
    if not item.days:
        heard.event = item.kind
        heard.problems += [] if item.exists else [problem("impossible").text]
    elif not ahead:
        heard.problems.append(problem("already_past").text)
        heard.event = item.kind
    elif len(ahead) > 1:
        heard.doubts.append(Doubt("event", ahead, event=item.kind, until=item.until))
    else:
        until = item.until if item.until is not None and item.until >= ahead[0] else ahead[0]
        heard.wish = heard.wish.joined(Wish(events=(Event(item.kind, ahead[0], until),)))


def _tells(said: DatesSaid) -> bool:
    return bool(
        said.sessions
        or said.events
        or said.offsets
        or said.asked
        or said.day_number is not None
        or said.asked_day is not None
        or said.wanted is not None
    )
