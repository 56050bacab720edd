"""The dialogue about somebody's own dates, as a state machine: a message in, the next state and the answer out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.aftercare.asking import Trouble, problem
from bot.aftercare.clashes import Event
from bot.aftercare.day_words import short, told
from bot.aftercare.sessions import PlanError
from bot.forms.names import DATES
from bot.forms.turn import RESTART, RESUME, Said, Turn, choice
from bot.forms.waiting import asked_for
from bot.planning import answers
from bot.planning.care_words import OF_EVENT, care_asked
from bot.planning.days import SessionDay, plan
from bot.planning.hearing import Heard, answer_days, listen
from bot.planning.placing import put_beside, put_instead
from bot.planning.speaking import KNOWN_DAYS, TOLD_ELSEWHERE, Speaker
from bot.planning.state import Doubt, State, Wish, from_json
from bot.reading.session_dates import DatesSaid, SessionSaid, Tense, read_session_dates

VERSION: Final = 1
"""Of the way in which the state is written."""
MOST_MISSES: Final = 2
_TENSE: Final[Mapping[str, Tense]] = {"past": "past", "booked": "planned", "asked": "unknown"}


@dataclass(frozen=True)
class Dialogue(Speaker):
    """One clinic's way of planning dates; see bot/forms/turn.py for what each call is for.

    Turn.store holds the days of the sessions as they are to be kept, None where they are as stored.
    """

    def open(self, before: dict[str, Any] | None, said: Said) -> Turn:
        # What was asked beside dates is answered by whoever opens the dialogue.
        return replace(self._opened(self._begin(before, said), said), asides=())

    def hear(self, state: dict[str, Any], said: Said) -> Turn | None:
        now = self._begin(state, said)
        if said.choice is not None:
            return self._chosen(now, said)
        read = read_session_dates(said.text, said.day)
        match now.phase:
            case "doubt" if now.doubts:
                return self._hear_doubt(now, read, said)
            case "event":
                return self._hear_event(now, read, said)
            case "session":
                return self._hear_session(now, read, said)
            case "count":
                return self._hear_count(now, read, said)
        return self._hear_more(now, read, said)

    def again(self, state: dict[str, Any], said: Said, *, missed: bool) -> Turn:
        now = self._begin(state, said)
        if not missed:
            return self._resume(now, said)
        if now.misses + 1 >= MOST_MISSES:
            return self._leave(now, said, self.wording.say("left"))
        counts = now.phase == "count"
        first = [] if counts else [self.wording.say("ask_again")]
        return self._proceed(replace(now, misses=now.misses + 1), said, first, counts=counts)

    def _opened(self, state: State, said: Said) -> Turn:
        if said.choice == RESTART:
            return self._ask_session(State(said.day), said, [])
        if said.choice == RESUME:
            return self._resume(state, said)
        if said.choice is not None:
            return self._chosen(state, said)
        state = replace(state, phase="open", misses=0)
        read = read_session_dates(said.text, said.day)
        cancelled = self._cancelled(state, read, said)
        if cancelled is not None:
            return cancelled
        heard = listen(state, read, said.text, self.rules)
        if read.days and not (read.sessions or read.events or read.offsets):
            answer_days(heard, read, said.day, self.rules, state.number)
        return self._answer(state, heard, said, asks_for_dates=True)

    # -- the answers to what was asked ------------------------------------------------------------------------

    def _hear_session(self, state: State, read: DatesSaid, said: Said) -> Turn | None:
        meant = answers.answer_of(said.text)
        if meant == "not_booked":
            return self._leave(state, said, self.wording.say("not_booked"))
        if meant == "unsure":
            return self._leave(state, said, self.wording.say("left"))
        heard = listen(state, read, said.text, self.rules)
        if read.days and not read.sessions and read.day_number is None:
            answer_days(heard, read, said.day, self.rules, state.number)
        if not (heard.told or heard.doubts or heard.problems or heard.shown != state.days):
            return None
        return self._answer(state, heard, said)

    def _hear_count(self, state: State, read: DatesSaid, said: Said) -> Turn | None:
        number = answers.number_of(said.text) if read.wanted is None else read.wanted
        if number is None:
            return self._hear_session(state, read, said)
        heard = listen(state, DatesSaid(wanted=number), "", self.rules)
        return self._answer(state, heard, said)

    def _hear_event(self, state: State, read: DatesSaid, said: Said) -> Turn | None:
        found = read.days or read.sessions
        if not found or read.events:
            heard = listen(state, read, said.text, self.rules)
            if not heard.told:
                return None
            return self._answer(replace(state, event="" if read.events else state.event), heard, said)
        days = tuple(day for day in found[0].days if day >= said.day)
        if not days:
            trouble: Trouble = "already_past" if found[0].days else "too_wide"
            if not found[0].exists:
                trouble = "impossible"
            return self._proceed(state, said, [problem(trouble).text], ask_again=False)
        last = found[1].days[0] if len(found) > 1 and found[1].days else None
        if len(days) > 1:
            doubt = Doubt("event", days, event=state.event, until=last)
            return self._proceed(replace(state, event="", doubts=(doubt,)), said, [])
        return self._proceed(self._with_event(replace(state, event=""), state.event, days[0], last), said, [])

    def _hear_doubt(self, state: State, read: DatesSaid, said: Said) -> Turn | None:
        doubt = state.doubts[0]
        if doubt.kind == "moved":
            meant = answers.answer_of(said.text)
            if meant in ("moved", "one_more"):
                return self._settle_moved(state, doubt, said, moved=meant == "moved")
        else:
            named = {day for item in (*read.days, *read.sessions) for day in item.days} & set(doubt.days)
            day = named.pop() if len(named) == 1 else answers.which_day(said.text, doubt.days)
            if day is not None:
                return self._settle_day(state, doubt, day, said)
        heard = listen(state, read, said.text, self.rules)
        if not (heard.problems or heard.doubts or heard.days != state.days):
            return None
        return self._answer(replace(state, doubts=state.doubts[1:]), heard, said)

    def _hear_more(self, state: State, read: DatesSaid, said: Said) -> Turn | None:
        """Nothing was asked: only what is plainly about dates is taken."""
        if asked_for(said.topics, DATES):
            return None
        cancelled = self._cancelled(state, read, said)
        if cancelled is not None:
            return cancelled
        heard = listen(state, read, said.text, self.rules)
        about = read.sessions or read.events or read.offsets or read.asked or read.day_number is not None
        if read.days and answers.corrects(said.text) and state.days and not about:
            answer_days(heard, replace(read, moved=True), said.day, self.rules, state.number)
        elif not about and read.asked_day is None:
            return None
        return self._answer(state, heard, said)

    # -- buttons, and doubts that were settled ------------------------------------------------------------------

    def _chosen(self, state: State, said: Said) -> Turn:
        name, _, place = (said.choice or "").partition("#")
        match name:
            case "today" | "yesterday":
                day = said.day - dt.timedelta(days=name == "yesterday")
                heard = listen(state, DatesSaid(days=(_bare(day),)), "", self.rules)
                answer_days(heard, DatesSaid(days=(_bare(day),)), said.day, self.rules, state.number)
                return self._answer(replace(state, phase="session"), heard, said)
            case "not_booked":
                return self._leave(state, said, self.wording.say("not_booked"))
            case "change":
                text = self.wording.say("ask_change")
                return self._turn(replace(state, phase="session"), said, [text])
            case "count" if place.isdigit():
                return self._answer(state, listen(state, DatesSaid(wanted=int(place)), "", self.rules), said)
            case "drop":
                dropped = [item.day for item in plan(state.days).sessions if item.day.isoformat() == place]
                return self._without(state, said, dropped[0]) if dropped else self._resume(state, said)
            case "moved" | "one_more" if state.doubts and state.doubts[0].kind == "moved":
                return self._settle_moved(state, state.doubts[0], said, moved=name == "moved")
            case "day" if state.doubts:
                day_chosen = next((day for day in state.doubts[0].days if day.isoformat() == place), None)
                if day_chosen is not None:
                    return self._settle_day(state, state.doubts[0], day_chosen, said)
        return self._resume(state, said)

    def _settle_day(self, state: State, doubt: Doubt, day: dt.date, said: Said) -> Turn:
        left = replace(state, doubts=state.doubts[1:])
        if doubt.kind == "event":
            return self._proceed(self._with_event(left, doubt.event, day, doubt.until), said, [])
        text = SessionSaid(doubt.number, False, _TENSE[doubt.state], (day,), True, "")
        heard = listen(left, DatesSaid(sessions=(text,)), "", self.rules)
        return self._answer(left, heard, said)

    def _settle_moved(self, state: State, doubt: Doubt, said: Said, *, moved: bool) -> Turn:
        left = replace(state, doubts=state.doubts[1:])
        told_day = SessionDay(doubt.days[0], doubt.state, doubt.number)
        try:
            days = (
                put_instead(state.days, told_day, doubt.old)
                if moved and doubt.old is not None
                else put_beside(state.days, told_day)
            )
        except PlanError as error:
            return self._proceed(left, said, [str(error)])
        return self._proceed(replace(left, days=days), said, self._changes(state.days, days, said.day))

    def _cancelled(self, state: State, read: DatesSaid, said: Said) -> Turn | None:
        """The turn for a session that does not take place; None for any other message, or where none is known."""
        to_come = [item for item in plan(state.days).sessions if item.day >= said.day]
        if not to_come or not answers.cancels(said.text):
            return None
        named = {day for item in (*read.sessions, *read.days) for day in item.days}
        numbers = {item.number for item in read.sessions} | set(answers.ordinals(said.text))
        meant = [item for item in to_come if item.day in named or item.number in numbers] or to_come
        if len(meant) == 1:
            return self._without(state, said, meant[0].day)
        buttons = tuple(choice(DATES.key, short(item.day), f"drop#{item.day.isoformat()}") for item in meant)
        return self._turn(replace(state, phase="done"), said, [self.wording.say("ask_dropped")], buttons)

    def _without(self, state: State, said: Said, day: dt.date) -> Turn:
        """One session less here; the clinic has to know of it too."""
        left = replace(state, days=tuple(item for item in state.days if item.day != day))
        parts = [self.wording.say("dropped", day=told(day, said.day))]
        if left.days:
            parts += self._teller.answer(plan(left.days, left.wanted), Wish(asked=("plan",)), said.day)
        turn = self._end(left, said, parts, attached=self._attached(left, said) if left.days else ())
        return replace(turn, needs_person="A session was cancelled in the chat; the clinic has to know.")

    @staticmethod
    def _with_event(state: State, kind: str, first: dt.date, last: dt.date | None) -> State:
        event = Event(kind, first, last if last is not None and last >= first else first)
        return replace(state, wish=state.wish.joined(Wish(events=(event,))))

    # -- going on -----------------------------------------------------------------------------------------------

    def _begin(self, before: Mapping[str, Any] | None, said: Said) -> State:
        """The state on the day of this message, with the days that are stored or were told elsewhere."""
        state = replace(from_json(before), day=said.day) if before else State(said.day)
        known: tuple[SessionDay, ...] = tuple(said.known.get(KNOWN_DAYS) or ())
        elsewhere: tuple[SessionDay, ...] = tuple(said.known.get(TOLD_ELSEWHERE) or ())
        return replace(state, days=known or state.days or elsewhere)

    def _answer(self, state: State, heard: Heard, said: Said, *, asks_for_dates: bool = False) -> Turn:
        """What follows from what was heard: keep it, ask back, or answer."""
        care = tuple(topic for topic in said.topics if topic in self.rules.topics())
        kinds = [item.kind for item in heard.wish.events] + [item.event for item in heard.wish.offsets]
        if not kinds:
            named = (topic for topic in care_asked(said.text) if topic in self.rules.topics())
            care = tuple(dict.fromkeys((*care, *named)))
        care = tuple(topic for topic in care if topic not in {OF_EVENT.get(kind) for kind in kinds})
        event = heard.event
        if event and (care or self.rules.events[event].fit == "no"):
            event = ""
        wish = state.wish.joined(heard.wish).joined(Wish(topics=care))
        if not wish and (asks_for_dates or state.phase == "open"):
            wish = Wish(asked=("plan",))
        after = replace(
            state,
            days=heard.days,
            wanted=heard.wanted,
            wish=wish,
            doubts=(*state.doubts, *heard.doubts),
            event=event or state.event,
            number=heard.number,
            misses=0,
        )
        shown = heard.shown if heard.shown != heard.days else None
        said_first = [*heard.problems[:1], *self._changes(state.days, heard.days, said.day)]
        if heard.event and not event and self.rules.events[heard.event].fit == "no":
            said_first.append(self.rules.events[heard.event].ask or "")
        if heard.theirs:
            said_first.append(self.wording.say("theirs"))
        return self._proceed(
            after, said, said_first, shown=shown, ask_again=not heard.problems, counts=heard.count
        )


def _bare(day: dt.date) -> SessionSaid:
    """A tapped day, as if it had been typed."""
    return SessionSaid(None, False, "unknown", (day,), True, "")
