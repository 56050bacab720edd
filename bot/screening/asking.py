"""What is still to be asked, one question at a time, the safest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.screening.known import known, people, session_ahead, stated
from bot.screening.questions import Ask, of_check, of_rule, of_survey
from bot.screening.state import State
from bot.screening.wording import Check, Wording
from bot.triage import concepts
from bot.triage.dispositions import rank
from bot.triage.facts import Fact
from bot.triage.outcome import Outcome
from bot.triage.problems import Problem, problems
from bot.triage.questions import next_question, question_of
from bot.triage.rules import Rulebook
from bot.triage.screening import screen

_NARROWING = ("site", "drug", "kind", "allergen")


@dataclass(frozen=True)
class Asking:
    """Rules and wording together: what a state leads to, and what it leaves open."""

    rulebook: Rulebook
    wording: Wording

    def outcome(self, state: State) -> Outcome:
        return screen(
            known(state, self.rulebook),
            today=state.day,
            session_date=session_ahead(state) if state.lane != "after" else None,
            lane=state.lane,
            rulebook=self.rulebook,
        )

    def whose_is_unclear(self, state: State) -> bool:
        return state.subject == "unknown" and people(state.told) >= {"self", "other"}

    def problem(self, state: State) -> Problem | None:
        """The first statement that cannot be right and was not asked about yet."""
        asked = state.answered
        for found in problems(stated(state), state.day, rulebook=self.rulebook):
            if f"problem:{found.ask}" not in asked and not _narrowed(found):
                return found
        return None

    def next(self, state: State, outcome: Outcome) -> Ask | None:
        """The next question; None when the outcome stands."""
        after = outcome.lane == "after"
        return next(self._after(state, outcome) if after else self._before(state, outcome), None)

    def find(self, id_: str, state: State) -> Ask:
        """The question with this id. Raises KeyError when there is none."""
        for check in (self.wording.symptom, *self.wording.red_flags):
            if check.id == id_:
                return of_check(check, state.day)
        for check in self.wording.survey:
            if check.id == id_:
                return of_survey(check, self.wording.buttons["none"], state.day)
        return self._named(of_rule(question_of(self.rulebook, id_), state.day), state)

    def _before(self, state: State, outcome: Outcome) -> Iterator[Ask]:
        most = self.wording.most_questions
        if state.survey:
            most += len(self.wording.survey) // 2
            yield from self._checks(state, self.wording.survey)
        if len(state.answers) < most:
            yield from self._of_rules(state, outcome)

    def _after(self, state: State, outcome: Outcome) -> Iterator[Ask]:
        """What was noticed, the red flags that could make it more pressing, then what the rules lack."""
        named = any(fact.concept in concepts.AFTER and not fact.negated for fact in stated(state))
        if not named:
            yield from self._checks(state, [self.wording.symptom])
        spoken_of = {fact.concept for fact in stated(state)}
        for check in self.wording.red_flags:
            if not (check.about | check.unless) & spoken_of and self._matters(check, state, outcome):
                yield from self._checks(state, [check])
        if len(state.answers) < self.wording.most_questions or outcome.day is None:
            yield from self._of_rules(state, outcome)

    def _checks(self, state: State, checks: Iterable[Check]) -> Iterator[Ask]:
        for check in checks:
            if check.id not in state.answered:
                yield self.find(check.id, state)

    def _of_rules(self, state: State, outcome: Outcome) -> Iterator[Ask]:
        question = next_question(outcome, state.answered)
        if question is not None:
            yield self._named(of_rule(question, state.day), state)

    def _named(self, ask: Ask, state: State) -> Ask:
        """With the name of what it is about, where that could be something else."""
        told = {fact.concept for fact in stated(state) if fact.stated} - {concepts.SESSION}
        if ask.concept == concepts.SESSION or (len(told) < 2 and not state.survey):
            return ask
        return replace(ask, ask=f"About {self.rulebook.conditions[ask.concept].title}: {ask.ask}")

    def _matters(self, check: Check, state: State, outcome: Outcome) -> bool:
        """Whether a sign that the check asks about would make the outcome stricter."""
        for answer in check.answers:
            if answer.states is not None:
                further = replace(state, told=(*state.told, Fact(answer.states)), lane="after")
                stricter = self.outcome(further).disposition
                if rank(stricter, "after") < rank(outcome.disposition, "after"):
                    return True
        return False


def _narrowed(problem: Problem) -> bool:
    """A denial about one place or one medicine ("none on my scalp") contradicts nothing said of another."""
    if len(problem.facts) != 2 or problem.facts[0].negated == problem.facts[1].negated:
        return False
    denied, said = sorted(problem.facts, key=lambda fact: not fact.negated)
    return any(
        name in denied.attributes and denied.attributes[name] != said.attributes.get(name)
        for name in _NARROWING
    )
