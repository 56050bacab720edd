"""What the screening says next: a question, the outcome, or the same question once more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.forms.turn import Choice
from bot.reading.reader import Reader
from bot.screening import telling
from bot.screening.asking import Asking
from bot.screening.known import stated
from bot.screening.questions import Ask
from bot.screening.state import State
from bot.screening.turns import Turn, choice, options
from bot.triage.dispositions import EMERGENCIES
from bot.triage.outcome import Outcome

PERSON = "talk_to_human"


@dataclass(frozen=True)
class Speaker:
    """Turns a state into the next thing to say; what a message means is the business of `Dialogue`."""

    reader: Reader
    asking: Asking

    def _proceed(self, state: State, ack: Sequence[str]) -> Turn:
        """The next thing to ask, or the outcome. An emergency waits for nothing, not even for consent."""
        outcome = self.asking.outcome(state)
        state = replace(state, lane=outcome.lane)
        if outcome.disposition in EMERGENCIES:
            return self._finish(state, outcome, [])
        if state.consent == "unasked":
            return self._ask_consent(state, ack)
        if self.asking.whose_is_unclear(state):
            buttons = (choice(self._button("me"), "whose#self"), choice(self._button("other"), "whose#other"))
            return self._waits(replace(state, phase="whose"), [*ack, self._say("whose")], buttons)
        problem = self.asking.problem(state)
        if problem is not None:
            return self._ask_problem(
                replace(state, pending=f"problem:{problem.ask}", doubtful=problem.facts), ack
            )
        told = any(fact.stated for fact in stated(state))
        if outcome.lane == "before" and not told and not state.survey:
            state = replace(state, survey=True)
        ask = self.asking.next(state, outcome)
        return self._ask(state, ask, ack) if ask is not None else self._finish(state, outcome, ack)

    def _ask(self, state: State, ask: Ask, ack: Sequence[str]) -> Turn:
        state = replace(state, phase="asking", pending=ask.id, doubtful=())
        return self._waits(state, [*ack, ask.ask], options(ask, self._button("unsure")))

    def _ask_consent(self, state: State, ack: Sequence[str]) -> Turn:
        wording = self.asking.wording
        buttons = (choice(wording.agree, "consent#yes"), choice(wording.decline, "consent#no"))
        return self._waits(replace(state, phase="consent"), [*ack, wording.consent], buttons)

    def _ask_problem(self, state: State, ack: Sequence[str]) -> Turn:
        state = replace(state, phase="problem")
        text = [*ack, state.pending.partition(":")[2]]
        if len(state.doubtful) < 2:
            return self._waits(state, text, ())
        denied = any(fact.negated for fact in state.doubtful)
        names = ("applies", "does_not_apply") if denied else ("still", "over")
        keys = ("problem#first", "problem#other")
        buttons = tuple(choice(self._button(name), key) for name, key in zip(names, keys, strict=True))
        return self._waits(state, text, buttons)

    def _again(
        self, state: State, ack: Sequence[str], *, asides: tuple[str, ...] = (), ask_again: bool = True
    ) -> Turn:
        """What was asked last, once more, after something else was said."""
        match state.phase:
            case "asking":
                turn = self._ask(state, self.asking.find(state.pending, state), ack)
            case "problem":
                turn = self._ask_problem(state, ack)
            case "changing":
                turn = Turn(state, "\n\n".join([*ack, self._say("change_which")]))
            case "resuming":
                offer = self._offer_resume(state)
                turn = replace(offer, text="\n\n".join([*ack, offer.text]))
            case _:
                turn = self._proceed(state, ack)
        if not ask_again:
            turn = replace(turn, text="\n\n".join(ack))
        return replace(turn, asides=asides)

    def _why(self, state: State) -> str:
        match state.phase:
            case "asking":
                return self.asking.find(state.pending, state).why
            case "problem":
                return self._say("problem_why")
            case "whose":
                return self._say("whose_why")
            case "resuming":
                return self._say("resume_why")
        return self._say("consent_why")

    def _finish(self, state: State, outcome: Outcome, ack: Sequence[str]) -> Turn:
        urgent = telling.is_emergency(outcome)
        answered = {given.question for given in state.answers if not given.open}
        left = tuple(question for question in outcome.questions if question.id not in answered)
        text = [*ack, telling.text_of(replace(outcome, questions=left), self.asking.wording)]
        if state.consent == "refused":
            text.append(self._say("forgotten"))
        return Turn(
            forgotten(state)
            if urgent or state.consent == "refused"
            else replace(state, phase="done", pending=""),
            "\n\n".join(text),
            self._last_buttons(state, outcome),
            goes_on=False,
            needs_person=telling.for_staff(outcome),
            urgent=urgent,
            save="complete" if state.consent == "given" else "no",
            outcome=outcome,
            decided=state,
        )

    def _last_buttons(self, state: State, outcome: Outcome) -> tuple[Choice, ...]:
        changeable = (
            state.consent != "refused" and not telling.is_emergency(outcome) and self._changeable(state)
        )
        return (
            *((Choice(self._button("book"), "/book_consultation"),) if telling.may_book(outcome) else ()),
            *((choice(self._button("change"), "change"),) if changeable else ()),
            *self._person_button(),
        )

    def _waits(self, state: State, text: Sequence[str], buttons: tuple[Choice, ...]) -> Turn:
        return Turn(state, "\n\n".join(text), buttons)

    def _person_button(self) -> tuple[Choice, ...]:
        return (Choice(self._button("person"), f"/{PERSON}"),)

    def _title(self, concept: str) -> str:
        return self.asking.rulebook.conditions[concept].title

    def _button(self, name: str) -> str:
        return self.asking.wording.buttons[name]

    def _say(self, name: str, **values: str) -> str:
        return self.asking.wording.say(name, **values)

    def _offer_resume(self, state: State) -> Turn:
        buttons = (choice(self._button("go_on"), "resume"), choice(self._button("afresh"), "restart"))
        return Turn(replace(state, phase="resuming"), self._say("resume_offer"), buttons)

    def _changeable(self, state: State) -> list[str]:
        """Concepts of answers and of statements, each once; the session and denials are told anew by saying so."""
        answered = [given.concept for given in state.answers if given.concept]
        told = [fact.concept for fact in state.told if fact.stated and fact.concept != "smp_session"]
        return list(dict.fromkeys([*answered, *told]))


def forgotten(state: State) -> State:
    """Nothing that was told, only whether it may be stored."""
    return State(
        state.day, phase="done", consent=state.consent, consent_id=state.consent_id, saved=state.saved
    )
