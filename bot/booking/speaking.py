"""What the request says next: a question, a statement to be understood, the summary, or that it is sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from bot.booking.listening import Ears
from bot.booking.opening import is_open, reply_by
from bot.booking.state import FIELDS, State, to_json
from bot.booking.telling import day_shown, reply_shown, summary_lines
from bot.booking.wording import Expectation, Wording
from bot.forms.names import BOOKING
from bot.forms.turn import RESTART, RESUME, Choice, Said, Turn, choice
from bot.knowledge.clinic import Clinic

NOW: Final = "now"
"""Key of Said.known: the time of the message, aware."""
PERSON: Final = "talk_to_human"
SENT: Final = "A consultation was asked for; a person has to agree a date."

Store = Literal["consent", "lead", "withdraw"]
"""What the action writes: that there is consent, the request, or that it no longer holds."""


@dataclass(frozen=True)
class Speaker:
    """Turns a state into the next thing to say; what a message means is the business of `Dialogue`."""

    ears: Ears
    clinic: Clinic
    wording: Wording

    def _proceed(self, state: State, notes: Sequence[str] = (), *, store: Store | None = None) -> Turn:
        """The next thing that is missing; when nothing is, the summary."""
        if state.consent != "given":
            return self._ask_consent(state, notes)
        for field in FIELDS:
            if field not in state.settled:
                return self._ask_field(state, field, notes, store)
        answered = {item.id for item in state.expected}
        for item in self.wording.expectations:
            if item.id not in answered:
                intro = [] if answered or state.explained else [self._say("expect_intro")]
                return self._ask_expectation(state, item, [*notes, *intro], store)
        return self._summary(state, notes, store)

    def _ask_consent(self, state: State, notes: Sequence[str]) -> Turn:
        buttons = (
            self._choice("consent#yes", self.wording.agree),
            self._choice("consent#no", self.wording.decline),
        )
        asked = (
            self._say("consent_again")
            if state.phase == "consent" and not state.misses
            else self.wording.consent
        )
        return self._turn(replace(state, phase="consent"), [*notes, asked], buttons)

    def _ask_field(self, state: State, field: str, notes: Sequence[str], store: Store | None = None) -> Turn:
        refused = field == "times" and bool(notes) and state.phase == "times"
        question = self._say("other_times" if refused else f"ask_{field}")
        buttons = {
            "name": self._button("name#skip", "skip_name"),
            "contact": self._button("contact#chat", "chat"),
            "times": self._button("times#any", "any_time"),
            "wishes": self._button("wishes#none", "no_wishes"),
        }
        phase = replace(state, phase=field)  # type: ignore[arg-type]
        return self._turn(phase, [*notes, question], (buttons[field],), store)

    def _ask_expectation(
        self, state: State, item: Expectation, notes: Sequence[str], store: Store | None = None
    ) -> Turn:
        explained = state.explained == item.id
        second = ("talk", "talk") if explained else ("more", "more")
        buttons = (
            self._button(f"expect#{item.id}#ok", "understood"),
            self._button(f"expect#{item.id}#{second[0]}", second[1]),
        )
        turn = self._turn(replace(state, phase="expect"), [*notes, item.text], buttons, store)
        return replace(turn, sources=item.facts)

    def _summary(self, state: State, notes: Sequence[str], store: Store | None = None) -> Turn:
        lines = "\n".join([self._say("summary_intro"), *summary_lines(state, self.wording)])
        buttons = (self._button("send", "send"), self._button("change", "change"))
        text = [*notes, lines, self._say("summary_ask")]
        return self._turn(replace(state, phase="summary"), text, buttons, store)

    def _sent(self, state: State, said: Said) -> Turn:
        text = [self._say("sent"), self._reply_time(said)]
        sent = replace(state, phase="sent", sent_on=said.day)
        screened = bool((said.known.get("screening") or {}).get("told"))
        check = () if screened else (Choice(self.wording.buttons["health_check"], "/check_eligibility"),)
        turn = self._turn(sent, text, (*check, *self._afterwards()), "lead")
        return replace(turn, goes_on=False, lingers=True, needs_person=SENT)

    def _have_request(self, state: State, said: Said, notes: Sequence[str] = ()) -> Turn:
        day = day_shown(state.sent_on or said.day)
        turn = self._turn(
            replace(state, phase="sent"), [*notes, self._say("have_request", day=day)], self._afterwards()
        )
        return replace(turn, goes_on=False, lingers=True)

    def _afterwards(self) -> tuple[Choice, ...]:
        return (self._button("change", "change"), self._button("withdraw", "withdraw"))

    def _offer_change(self, state: State, notes: Sequence[str] = ()) -> Turn:
        buttons = tuple(self._button(f"change#{field}", f"change_{field}") for field in FIELDS)
        return self._turn(replace(state, phase="changing"), [*notes, self._say("change_which")], buttons)

    def _offer_resume(self, state: State) -> Turn:
        buttons = (self._button(RESUME, "go_on"), self._button(RESTART, "afresh"))
        return self._turn(replace(state, phase="resuming"), [self._say("resume_offer")], buttons)

    def _reply_time(self, said: Said) -> str:
        """By when the clinic means to answer, from its opening hours."""
        now = _now(said, self.clinic)
        by = reply_by(now, self.clinic, self.wording.reply_days)
        if by is None:
            return self._say("reply_none")
        days, shown = reply_shown(by, self.wording.reply_days)
        told = self._say("reply_by", days=days, by=shown)
        return told if is_open(now, self.clinic) else f"{told} {self._say('closed_now')}"

    def _asked(self, state: State, notes: Sequence[str] = ()) -> Turn:
        """What was asked last, once more."""
        match state.phase:
            case "changing":
                return self._offer_change(state, notes)
            case "resuming":
                offer = self._offer_resume(state)
                return replace(offer, text="\n\n".join([*notes, offer.text]))
            case "name" | "contact" | "times" | "wishes" if state.consent == "given":
                return self._ask_field(state, state.phase, notes)
        return self._proceed(state, notes)

    def _turn(
        self, state: State, text: Sequence[str], buttons: tuple[Choice, ...] = (), store: Store | None = None
    ) -> Turn:
        return Turn(to_json(state), "\n\n".join(text), buttons, store=store)

    def _button(self, id_: str, name: str) -> Choice:
        return self._choice(id_, self.wording.buttons[name])

    def _choice(self, id_: str, title: str) -> Choice:
        return choice(BOOKING.key, title, id_)

    def _say(self, name: str, **values: str) -> str:
        return self.wording.say(name, **values)


def _now(said: Said, clinic: Clinic) -> dt.datetime:
    """The time of the message; noon of its day where only that is known."""
    now = said.known.get(NOW)
    return (
        now
        if isinstance(now, dt.datetime)
        else dt.datetime.combine(said.day, dt.time(12), tzinfo=clinic.timezone)
    )
