"""How the dialogue about dates speaks: what it asks, what it answers, and how a turn is put together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.aftercare.day_words import short, told
from bot.aftercare.rules import Rules
from bot.forms.names import BY_TOPIC, DATES
from bot.forms.turn import Attached, Choice, Said, Turn, choice
from bot.forms.wording import Wording
from bot.planning.days import plan
from bot.planning.placing import Days
from bot.planning.state import State, Wish, to_json
from bot.planning.telling import Teller

KNOWN_DAYS: Final = "sessions"
"""Key of Said.known: the SessionDays stored."""
TOLD_ELSEWHERE: Final = "told_elsewhere"
"""Key of Said.known: those that another dialogue was told, to be used while none is stored."""
LINKS: Final = "links"
"""Key of Said.known: addresses of the "timeline" and the "calendar"."""


@dataclass(frozen=True)
class Speaker:
    """One clinic's rules of care and wording."""

    rules: Rules
    wording: Wording

    def _proceed(
        self,
        state: State,
        said: Said,
        first: Sequence[str],
        *,
        shown: Days | None = None,
        ask_again: bool = True,
        counts: bool = False,
    ) -> Turn:
        """Asks what is still open, or else answers.

        first: said ahead; there is a question in it unless `ask_again`. shown: the days to answer for, where they
        are not those that are kept. counts: how many sessions the course has is open.
        """
        if state.doubts:
            return self._ask_doubt(state, said, first)
        if state.event:
            title = self.rules.events[state.event].title
            question = [self.wording.say("ask_event", event=title)] if ask_again else []
            return self._turn(replace(state, phase="event"), said, [*first, *question])
        if counts:
            return self._ask_count(state, said, first)
        if not ask_again:
            return self._turn(replace(state, phase="session"), said, first)
        days = shown or state.days
        unknown = self._teller.unknown(plan(days, state.wanted), state.wish)
        if days and unknown is not None:
            number, text = unknown
            return self._turn(replace(state, phase="session", number=number), said, [*first, text])
        if not days:
            by = self._teller.before_booking(state.wish, said.day, state.wanted)
            if by:
                return self._end(state, said, [*first, *by])
            return self._ask_session(state, said, first)
        return self._tell(state, said, first, shown)

    def _tell(self, state: State, said: Said, first: Sequence[str], shown: Days | None) -> Turn:
        course = plan(shown or state.days, state.wanted)
        parts = self._teller.answer(course, state.wish, said.day)
        if shown is not None:
            supposed = [self.wording.say("supposed")] if state.days else []
            return self._end(state, said, [*first, *(() if first else supposed), *parts])
        return self._end(state, said, [*first, *parts], attached=self._attached(state, said))

    def _attached(self, state: State, said: Said) -> tuple[Attached, ...]:
        links: Mapping[str, str] = said.known.get(LINKS) or {}
        course = plan(state.days, state.wanted)
        titles = (
            ("image", "timeline", self._teller.alt_text(course, said.day)),
            ("calendar", "calendar", self.wording.say("calendar")),
        )
        return tuple(Attached(kind, title, links[name]) for kind, name, title in titles if name in links)

    def _ask_session(self, state: State, said: Said, first: Sequence[str]) -> Turn:
        text = [*first, self.wording.say("ask_session")]
        return self._turn(
            replace(state, phase="session"), said, text, self._buttons("today", "yesterday", "not_booked")
        )

    def _ask_count(self, state: State, said: Said, first: Sequence[str]) -> Turn:
        low, high = self.rules.course_low, self.rules.course_high
        text = first or [self.wording.say("ask_count", low=str(low), high=str(high))]
        buttons = tuple(choice(DATES.key, str(count), f"count#{count}") for count in range(low, high + 1))
        return self._turn(replace(state, phase="count"), said, text, buttons)

    def _ask_doubt(self, state: State, said: Said, first: Sequence[str]) -> Turn:
        doubt = state.doubts[0]
        if doubt.kind == "moved" and doubt.old is not None:
            new, old = told(doubt.days[0], said.day), told(doubt.old, said.day)
            text, buttons = (
                self.wording.say("ask_moved", new=new, old=old),
                self._buttons("moved", "one_more"),
            )
        else:
            days = [told(day, said.day) for day in doubt.days]
            text = self.wording.say("ask_which_day", first=days[0], second=days[-1])
            buttons = tuple(choice(DATES.key, short(day), f"day#{day.isoformat()}") for day in doubt.days)
        return self._turn(replace(state, phase="doubt"), said, [*first, text], buttons)

    def _resume(self, state: State, said: Said) -> Turn:
        """What was asked last, once more; without a question the plan as it stands."""
        if state.phase in ("open", "done") and not state.wish:
            state = replace(state, wish=Wish(asked=("plan",)))
        return self._proceed(replace(state, phase="open"), said, [])

    def _leave(self, state: State, said: Said, text: str) -> Turn:
        """Ends without an answer; questions about care get their general one."""
        asides = tuple(topic for topic in state.wish.topics if topic not in said.topics)
        turn = self._end(state, said, [text])
        return replace(turn, asides=asides)

    def _end(
        self, state: State, said: Said, text: Sequence[str], *, attached: tuple[Attached, ...] = ()
    ) -> Turn:
        buttons = (
            *(self._buttons("change") if state.days else ()),
            Choice(self.wording.buttons["care"], "/aftercare"),
            *(() if state.days else (Choice(self.wording.buttons["book"], "/book_consultation"),)),
        )
        turn = self._turn(state.ended(), said, text, buttons)
        return replace(turn, goes_on=False, lingers=True, attachments=attached)

    def _turn(self, state: State, said: Said, text: Sequence[str], buttons: tuple[Choice, ...] = ()) -> Turn:
        """A turn with the sessions to be kept, and what was asked beside dates to be answered first."""
        stored = tuple(said.known.get(KNOWN_DAYS) or ())
        told_here = self.rules.topics() if state.days else frozenset[str]()
        return Turn(
            state=to_json(state),
            text="\n\n".join(part for part in dict.fromkeys(text) if part),
            buttons=buttons,
            asides=tuple(topic for topic in said.topics if topic not in BY_TOPIC and topic not in told_here),
            store=state.days if state.days != stored else None,
        )

    def _buttons(self, *names: str) -> tuple[Choice, ...]:
        return tuple(choice(DATES.key, self.wording.buttons[name], name) for name in names)

    def _changes(self, before: Days, after: Days, day: dt.date) -> list[str]:
        """What was put right of sessions known before. What is only new shows in the answer itself."""
        gone = {item.day for item in before} - {item.day for item in after}
        if not gone or all(item.state == "asked" for item in before):
            return []
        known = {item.day for item in before}
        new = [session for session in plan(after).sessions if session.day not in known]
        return [self.wording.say("put_right", sessions=self._teller.sessions(new, day))] if new else []

    @property
    def _teller(self) -> Teller:
        return Teller(self.rules, self.wording)
