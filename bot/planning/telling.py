"""The answer to what was asked, once the sessions are known."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.aftercare.asking import Problem, from_session
from bot.aftercare.clash_wording import book_by_text, clash_text
from bot.aftercare.clashes import Event, book_by, clash
from bot.aftercare.day_words import listed, lowered, short, told
from bot.aftercare.personal import personal
from bot.aftercare.rules import SPACING, Rules
from bot.aftercare.sessions import Session, SessionPlan, ordinal
from bot.aftercare.timeline import Timeline, timeline
from bot.aftercare.wording import day_text, plan_text
from bot.forms.wording import Wording
from bot.planning.state import Wish

MOST_PARTS = 3
"""Answers in one message: a worried reader on a phone must get through it."""
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True)
class Teller:
    """Says what follows from a plan. `day` is today at the clinic."""

    rules: Rules
    wording: Wording

    def answer(self, course: SessionPlan, wish: Wish, day: dt.date) -> list[str]:
        """Paragraphs on everything asked, the plan itself where nothing in particular was asked."""
        shown = timeline(course, self.rules, day)
        parts = [
            *self._events(course, wish, day),
            *self._days(course, wish, day),
            *self._topics(course, wish, day),
        ]
        if "next_session" in wish.asked:
            parts.append(personal(SPACING, course, self.rules, day) or "")
        if "day_number" in wish.asked and not parts:
            parts.append(day_text(shown))
        parts = [part for part in dict.fromkeys(parts) if part]
        if not parts or {"plan", "calendar"} & set(wish.asked):
            parts = [plan_text(shown), *parts]
        return parts[:MOST_PARTS]

    def before_booking(self, wish: Wish, day: dt.date, wanted: int | None) -> list[str]:
        """What can be said without any session: until when to book for an event."""
        if "book_by" not in wish.asked:
            return []
        return [book_by_text(book_by(event, self.rules, day, wanted), day) for event in wish.events]

    def alt_text(self, course: SessionPlan, day: dt.date) -> str:
        """What the picture shows, for those who cannot see it."""
        shown = timeline(course, self.rules, day)
        sessions = [f"{self.which(item)} on {short(item.day)}" for item in course.sessions]
        steps = [
            self.wording.say("picture_step", title=lowered(entry.step.title), day=short(entry.first))
            for entry in shown.ahead
            if entry.step.calendar is not None and entry.step.kind != "avoid"
        ]
        text = self.wording.say("picture", sessions=listed(sessions), steps=", ".join(steps))
        return text if steps else text.rstrip(": ")

    def sessions(self, sessions: Sequence[Session], day: dt.date) -> str:
        """ "your second session is on Friday 4 December"."""
        return listed(
            [
                f"your {self.which(item)} {'was' if item.day < day else 'is'} on {told(item.day, day)}"
                for item in sessions
            ]
        )

    @staticmethod
    def which(session: Session) -> str:
        return f"{ordinal(session.number)} session" if session.number > 1 else "session"

    def unknown(self, course: SessionPlan, wish: Wish) -> tuple[int | None, str] | None:
        """Number of a session that something is counted from and nobody gave a day for, and the question for it."""
        for item in wish.offsets:
            found = from_session(course, item.number, item.days)
            if isinstance(found, Problem):
                return item.number, found.text
        return None

    def _events(self, course: SessionPlan, wish: Wish, day: dt.date) -> list[str]:
        if "book_by" in wish.asked and course.following(day) is None:
            return self.before_booking(wish, day, course.wanted)
        counted = [
            Event(item.event, on, on)
            for item in wish.offsets
            if item.event and isinstance(on := from_session(course, item.number, item.days), dt.date)
        ]
        return [clash_text(clash(event, course, self.rules), day) for event in (*wish.events, *counted)]

    def _days(self, course: SessionPlan, wish: Wish, day: dt.date) -> list[str]:
        parts = []
        for item in wish.offsets:
            on = from_session(course, item.number, item.days)
            if not item.event and isinstance(on, dt.date):
                parts.append(self._on(course, on, day))
        base = course.latest(day) or course.first
        for days in wish.days:
            if base is not None:
                parts.append(self._on(course, base.day + dt.timedelta(days=days), day))
        return parts

    def _on(self, course: SessionPlan, on: dt.date, today: dt.date) -> str:
        """What holds on one day."""
        shown: Timeline = timeline(course, self.rules, on)
        session = shown.current
        if session is None:
            first = course.first
            which = self.which(first) if first is not None else ""
            return self.wording.say("on_day_before", day=told(on, today), which=which)
        entries = [
            entry for entry in shown.holds if not entry.step.private and entry.session == session.number
        ]
        reached = [entry for entry in entries if entry.step.kind == "reached"]
        rules = [lowered(entry.step.title) for entry in entries if entry.step.kind in ("avoid", "do")]
        values = {"day": told(on, today), "number": str(shown.day), "which": self.which(session)}
        if rules:
            return self.wording.say("on_day", **values, rules=", ".join(rules))
        return self.wording.say(
            "on_day_free", **values, reached=" ".join(item.step.text for item in reached[-1:])
        )

    def _topics(self, course: SessionPlan, wish: Wish, day: dt.date) -> list[str]:
        known = [topic for topic in wish.topics if topic in self.rules.topics() and topic != SPACING]
        return _each_once([personal(topic, course, self.rules, day) or "" for topic in known])


def _each_once(texts: Sequence[str]) -> list[str]:
    """The texts without the sentences that one before them holds."""
    seen: set[str] = set()
    found = []
    for text in texts:
        sentences = [sentence for sentence in _SENTENCE.split(text) if sentence not in seen]
        seen.update(sentences)
        found.append(" ".join(sentences))
    return found
