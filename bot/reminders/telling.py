"""The words of each reminder, and of what is said about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bot.aftercare.day_words import told
from bot.aftercare.rules import Rules as CareRules
from bot.aftercare.sessions import PlanError, ordinal
from bot.channels.messages import Button, Reply
from bot.knowledge import Knowledge
from bot.planning.days import SessionDay
from bot.planning.days import plan as plan_of
from bot.reminders.asking import Wish, payload
from bot.reminders.planning import JOINED, Known, Planned
from bot.reminders.rules import CARE, CHECK, DEFERRED, SESSION, Rules

AGAIN: Final = "/check_eligibility"
PERSON: Final = "/talk_to_human"


def wrong_after(days: int) -> str:
    """What "worse" says to the screening, in words that it reads the day from."""
    return f"Something is wrong {_days_after(days)}"


def told_after(words: str, days: int) -> str:
    """What somebody wrote of how it heals, with the day that the check-in was about."""
    return f"{words.rstrip('.! ')}. It is {_days_after(days)}"


def _days_after(days: int) -> str:
    return f"{days} day{'' if days == 1 else 's'} after my SMP session"


@dataclass(frozen=True)
class Teller:
    """Speaks by the clinic's files."""

    rules: Rules
    care: CareRules
    knowledge: Knowledge

    def reminder(self, planned: Planned, known: Known, today: date) -> Reply:
        """known: what it was planned from. today: in the visitor's time zone."""
        if planned.kind == CARE:
            return self._hint(self._say("care", day=_days(planned, today), text=self._steps(planned)))
        if planned.kind == SESSION:
            return self._hint(self._session(planned, known.sessions, today))
        if planned.kind == DEFERRED:
            text = self._say("deferred", day=told(planned.day, today))
            again = Button(self.rules.wording.buttons["check_again"], AGAIN)
            return Reply(text, (again, self._button("off", "stop")))
        if planned.kind == CHECK:
            told_ahead = any(item.day == planned.day and item.state == "booked" for item in known.sessions)
            return self.check_in(planned.day, today, told_ahead=told_ahead)
        return self._unanswered(planned, known)

    def check_in(self, session: date, today: date, *, told_ahead: bool = False) -> Reply:
        """told_ahead: the day was told before it came, so that it may have been another in the end."""
        answers: tuple[Wish, ...] = ("better", "same", "worse")
        text = self._say("check", day=str((today - session).days))
        hints = [*([self._say("check_if_moved")] if told_ahead else []), self._say("stop_hint")]
        return Reply(
            "\n\n".join([text, " ".join(hints)]),
            tuple(Button(self.rules.wording.buttons[wish], payload(wish, session)) for wish in answers),
        )

    def offer(self, known: Known, today: date) -> Reply:
        """Of what it would be: the days that were told, or the day that a health check named."""
        day = known.deferred_until
        booked = any(item.state != "asked" for item in known.sessions)
        text = self._say("offer") if booked or day is None else self._deferred_offer(day, today)
        return Reply(text, (self._button("yes", "yes"), self._button("no", "no")))

    def agreed(self, ahead: Sequence[Planned], at: datetime) -> Reply:
        """ahead: what is planned, the next first. at: now, in the visitor's time zone."""
        if not ahead:
            return Reply(self._say("on_nothing"))
        return Reply(self._say("on", next=self._listed(ahead[0], at)))

    def plain(self, phrase: str, **values: str) -> Reply:
        """A sentence that stands for itself."""
        return Reply(self._say(phrase, **values))

    def better(self) -> Reply:
        return Reply(self._say("better"))

    def same(self, session: date, today: date) -> Reply:
        """What is usual that day, and what to do with it; nothing that says all is well."""
        day = (today - session).days
        usual = next((item.facts for item in self.rules.normal if day <= item.to_day), ())
        facts = [self.knowledge.facts.by_id[id_].says for id_ in usual]
        parts = [self._say("same", day=str(day)), *facts, *self._care_of(day)]
        worse = Button(self.rules.wording.buttons["worse"], payload("worse", session))
        person = Button(self.rules.wording.buttons["person"], PERSON)
        text = "\n\n".join([" ".join(parts), self._say("same_watch")])
        return Reply(text, (worse, person), sources=usual)

    def ask_contact(self) -> Reply:
        return Reply(self._say("contact_ask"), (self._button("contact_no", "contact_no"),))

    def _deferred_offer(self, day: date, today: date) -> str:
        return self._say("offer_deferred", day=told(day, today))

    def _unanswered(self, planned: Planned, known: Known) -> Reply:
        due = next(item.due_at for item in known.promises if item.id == planned.subject)
        by = clock_told(due.astimezone(self.knowledge.clinic.timezone))
        return Reply(self._say("unanswered", by=by), (self._button("contact", "contact"),))

    def _session(self, planned: Planned, sessions: Sequence[SessionDay], today: date) -> str:
        away = (planned.day - today).days
        phrase = {0: "session_today", 1: "session_tomorrow"}.get(away, "session_on")
        values = {"which": _which(planned.day, sessions)}
        if away != 0:
            values["day"] = told(planned.day, today)
        return self._say(phrase, **values)

    def _listed(self, planned: Planned, at: datetime) -> str:
        told_on = planned.due_at.astimezone(at.tzinfo).date()
        day = planned.day if planned.kind in (SESSION, DEFERRED) else told_on
        if planned.kind == CARE:
            titles = [self.care.step(id_).title for id_ in planned.subject.split(JOINED)]
            what = self._say("title_care", what=" and ".join(titles))
        else:
            what = self._say(f"title_{planned.kind}")
        return self._say("listed", what=what, when=told(day, at.date()))

    def _steps(self, planned: Planned) -> str:
        return " ".join(self.care.step(id_).text for id_ in planned.subject.split(JOINED))

    def _care_of(self, day: int) -> list[str]:
        """What holds on a day after a session, as it is told to everybody."""
        return [
            step.text
            for step in self.care.steps
            if step.kind in ("avoid", "do")
            and not step.private
            and step.from_day <= day
            and (step.to_day is not None and day <= step.to_day)
        ]

    def _hint(self, text: str) -> Reply:
        return Reply(text, (self._button("off", "stop"),))

    def _button(self, wish: Wish, title: str) -> Button:
        return Button(self.rules.wording.buttons[title], payload(wish))

    def _say(self, phrase: str, **values: str) -> str:
        return self.rules.wording.say(phrase, **values)


def clock_told(moment: datetime) -> str:
    """ "Tuesday 24 November, 18:00", on the clock of the moment's own zone."""
    return f"{told(moment.date(), moment.date())}, {moment:%H:%M}"


def _days(planned: Planned, today: date) -> str:
    return str(max(0, (today - planned.day) // timedelta(days=1)))


def _which(day: date, sessions: Sequence[SessionDay]) -> str:
    """ "second session" where the number was told, else "next session"."""
    numbers = [item.number for item in sessions if item.day == day and item.number is not None]
    try:
        plan_of(sessions)
    except PlanError:
        return "next session"
    return f"{ordinal(numbers[0])} session" if numbers else "next session"
