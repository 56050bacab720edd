"""The screening as a state machine: a state and a message in, the next state and what is said out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.screening import doubts
from bot.screening.answering import beside, concept_in, interpret
from bot.screening.asked import Asked, asked
from bot.screening.known import people, stated
from bot.screening.listening import Heard, listen
from bot.screening.more import with_more
from bot.screening.questions import Ask
from bot.screening.said import Remark, asks_in_general, leading_answer, remark
from bot.screening.speaking import PERSON, Speaker, forgotten
from bot.screening.state import Given, State
from bot.screening.turns import Said, Save, Turn, choice
from bot.screening.wording import LONGEST_TITLE
from bot.triage import wording as triage_wording
from bot.triage.dispositions import Lane

OWN_TOPICS = frozenset({"check_eligibility", "report_symptom"})
ANSWERED_BY_SCREENING = frozenset(
    {"risks", "infection_risk", "allergy_risk", "safety", "recovery", "ink_migration", "plan_dates"}
)
"""What the after-session lane itself goes into; its general answer beside a symptom would only be in the way."""
MEDICINES = frozenset(
    {
        *("anticoagulant", "antiplatelet", "nsaid", "isotretinoin", "systemic_steroid", "topical_steroid"),
        *("antibiotics", "finasteride", "immunosuppression", "chemotherapy", "anabolic_steroid"),
        *("diabetes", "hypertension", "heart_disease", "epilepsy", "thyroid_disease", "hiv"),
        *("autoimmune_disease", "lupus", "liver_kidney_disease"),
    }
)
"""Concepts that are a medicine, or that mostly mean one."""
MOST_MISSES = 2
"""Answers in a row that could not be read until a question is left open."""


@dataclass(frozen=True)
class Dialogue(Speaker):
    """One clinic's screening. `open` begins or takes it up again, `hear` answers whatever is said in it."""

    def open(self, before: State | None, said: Said, *, symptom: bool = False) -> Turn:
        """The first turn, or a new one after an earlier screening of the same visitor.

        symptom: somebody reports something after a session.
        """
        if said.choice is not None and before is not None:
            return self._chosen(replace(before, day=said.day), said.choice)
        remembered = self._remembered(before, said)
        if remembered is not None:
            return remembered
        state = self._taken_up(before, said, symptom)
        heard = listen(self.reader, state, said.text)
        if not symptom and not heard.new and asks_in_general(said.text):
            text = triage_wording.general_answer(self.asking.rulebook)
            kept = before or State(said.day, phase="done")
            return Turn(kept, text, self._person_button(), goes_on=False)
        if before is not None and before.phase == "paused" and not heard.new:
            return self._offer_resume(replace(before, day=said.day))
        turn = self._proceed(heard.state, [])
        if symptom:
            turn = replace(turn, first=self._say("after_intro"))
        turn = self._plainly(turn, said)
        known_already = before is not None and before.phase == "done" and not heard.new
        return replace(turn, save="no") if known_already else turn

    def hear(self, state: State, said: Said) -> Turn:
        """The answer to a message while the screening is open."""
        state = replace(state, day=said.day)
        if said.choice is not None:
            return self._chosen(state, said.choice)
        meant = remark(said.text)
        turn = self._about_itself(state, said, meant) or self._in_phase(state, said, meant)
        return self._plainly(turn, said)

    def ask_again(self, state: State, said: Said, first: str = "") -> Turn:
        """What was asked last, after a remark that the dialogue need not understand."""
        return self._again(replace(state, day=said.day), [first] if first else [])

    def _plainly(self, turn: Turn, said: Said) -> Turn:
        """The turn with a plain word first, for who asks what they have or whether to stop a medicine."""
        phrase = None if turn.urgent else self._asked(turn.state, said)
        if phrase is None:
            return turn
        text = turn.text.removeprefix(self._say("noted")).removeprefix(self._say("not_caught")).lstrip()
        first = [turn.first] if turn.first else []
        return replace(turn, first="\n\n".join([*first, self._say(phrase)]), text=text)

    def _asked(self, state: State, said: Said) -> Asked | None:
        return asked(said.text, medicines=any(fact.concept in MEDICINES for fact in stated(state)))

    def _about_itself(self, state: State, said: Said, meant: Remark | None) -> Turn | None:
        """The turn for a remark about the dialogue; None for anything else."""
        match meant:
            case "stop":
                return self._pause(state)
            case "person":
                return self._to_person(state)
            case "why":
                return self._again(state, [self._why(state)])
            case "restart":
                return self._afresh(state)
            case "back":
                return self._back(state)
            case "change":
                return self._change(state, said)
        return None

    def _in_phase(self, state: State, said: Said, meant: Remark | None) -> Turn:
        match state.phase:
            case "consent":
                return self._hear_consent(state, said, meant)
            case "whose":
                return self._hear_whose(state, said, meant)
            case "problem":
                return self._hear_problem(state, said, meant)
            case "resuming" if meant in ("yes", "resume"):
                return self._proceed(state, [])
            case "resuming" if meant == "no":
                return self._pause(state)
            case "changing":
                return self._hear_change(state, said)
            case "asking":
                return self._hear_answer(state, said, meant)
        return self._hear_more(state, said)

    def _remembered(self, before: State | None, said: Said) -> Turn | None:
        """A remark about an earlier screening, of which there is something left; None for anything else."""
        if before is None or not (before.told or before.answers):
            return None
        state = replace(before, day=said.day)
        match remark(said.text):
            case "change":
                return self._change(state, said)
            case "restart":
                return self._afresh(state)
            case "resume" if before.phase == "paused":
                return self._proceed(replace(state, phase="open"), [])
        more = with_more(self.reader, state, said.text)
        if more is None:
            return None
        ack = "noted" if len(more.told) > len(state.told) else "corrected"
        return self._proceed(replace(more, phase="open", misses=0), [self._say(ack)])

    # -- what the visitor means -------------------------------------------------------------------------------

    def _hear_consent(self, state: State, said: Said, meant: Remark | None) -> Turn:
        answer = meant if meant in ("yes", "no") else leading_answer(said.text)
        heard = listen(self.reader, state, said.text)
        if answer in ("yes", "no"):
            return self._with_consent(heard.state, answer == "yes")
        if meant in ("skip", "unsure") or (
            not heard.new and not said.topics and state.misses + 1 >= MOST_MISSES
        ):
            return self._with_consent(heard.state, False)
        return self._hear_more(state, said)

    def _with_consent(self, state: State, agreed: bool) -> Turn:
        consent = replace(state, consent="given" if agreed else "refused", misses=0)
        turn = self._proceed(consent, [self._say("agreed" if agreed else "declined")])
        if turn.goes_on and turn.state.lane == "before":
            first, _, rest = turn.text.partition("\n\n")
            return replace(turn, text=f"{first} {self._say('before_intro')}\n\n{rest}")
        return turn

    def _hear_whose(self, state: State, said: Said, meant: Remark | None) -> Turn:
        words = set(said.text.lower().replace("'", " ").split())
        if words & {"me", "myself", "mine", "i"} or "first" in words:
            return self._about(state, "self")
        if meant == "no" or words & {"else", "him", "her", "he", "she", "them", "they", "my", "friend"}:
            return self._about(state, "other")
        return self._about(state, "self") if meant == "yes" else self._hear_more(state, said)

    def _about(self, state: State, subject: str) -> Turn:
        """Only what was said of that person counts from here on."""
        told = tuple(
            fact
            for fact in state.told
            if fact.experiencer in (subject, "family") or fact.concept == "smp_session"
        )
        return self._proceed(replace(state, subject="self" if subject == "self" else "other", told=told), [])

    def _hear_problem(self, state: State, said: Said, meant: Remark | None) -> Turn:
        put_right = doubts.settled(self.reader, state, said.text, meant)
        if put_right is None and state.misses + 1 >= MOST_MISSES:
            put_right = doubts.settled(self.reader, state, said.text, "unsure")
        if put_right is None:
            return self._hear_more(state, said)
        return self._after_problem(put_right, said.text)

    def _after_problem(self, state: State, words: str) -> Turn:
        given = Given(state.pending, "", words, state.day)
        return self._proceed(replace(state, answers=(*state.answers, given), doubtful=()), [])

    def _hear_answer(self, state: State, said: Said, meant: Remark | None) -> Turn:
        ask = self.asking.find(state.pending, state)
        if meant in ("unsure", "skip"):
            return self._record(state, ask.left_open(said.text, state.day), [self._say("left_open")])
        if ask.id.startswith("survey."):
            return self._hear_survey(state, said, meant, ask)
        heard = listen(self.reader, state, said.text)
        given = interpret(self.reader, ask, state, said.text, meant)
        if given is None:
            told = beside(self.reader, ask, state, said.text)
            if told is None or heard.new or told in state.told:
                return self._hear_more(state, said)
            return self._proceed(replace(state, told=(*state.told, told), misses=0), [self._say("noted")])
        others = [fact for fact in heard.new if fact.concept != ask.concept and fact not in state.told]
        state = heard.state if heard.corrected else replace(state, told=(*state.told, *others))
        return self._record(state, given, [])

    def _hear_survey(self, state: State, said: Said, meant: Remark | None, ask: Ask) -> Turn:
        heard = listen(self.reader, state, said.text)
        if meant == "no" or heard.new:
            ack = [self._say("corrected")] if heard.corrected else []
            return self._record(heard.state, ask.given(said.text, state.day), ack)
        if meant == "yes":
            return self._again(state, [self._say("which")], ask_again=False)
        return self._hear_more(state, said)

    def _hear_more(self, state: State, said: Said) -> Turn:
        """No answer: something further about health, a question of another kind, or nothing that can be read."""
        heard = listen(self.reader, state, said.text)
        if _adds(heard, state):
            ack = self._say("corrected" if heard.corrected else "noted")
            return self._proceed(replace(heard.state, misses=0), [ack])
        topics = tuple(topic for topic in said.topics if topic not in OWN_TOPICS)
        if PERSON in topics:
            return self._to_person(state)
        if topics or self._asked(state, said) is not None:
            return self._again(state, [], asides=topics)
        if state.phase == "asking" and state.misses + 1 >= MOST_MISSES:
            ask = self.asking.find(state.pending, state)
            return self._record(state, ask.left_open(said.text, state.day), [self._say("left_open")])
        unread = "question_kept" if said.text.rstrip().endswith("?") else "not_caught"
        return self._again(replace(state, misses=state.misses + 1), [self._say(unread)])

    # -- buttons ------------------------------------------------------------------------------------------------

    def _chosen(self, state: State, chosen: str) -> Turn:
        name, _, place = chosen.partition("#")
        match name:
            case "consent":
                return self._with_consent(state, place == "yes")
            case "whose":
                return self._about(state, place)
            case "resume":
                return self._proceed(replace(state, phase="open"), [])
            case "restart":
                return self._afresh(state)
            case "change":
                return self._reopen(state, place) if place else self._offer_change(state)
            case "problem" if len(state.doubtful) == 2:
                return self._after_problem(doubts.keep(state, int(place == "other")), place)
        return self._answer_chosen(state, name, place)

    def _answer_chosen(self, state: State, name: str, place: str) -> Turn:
        """A button of a question; one of an earlier question changes the answer to that."""
        try:
            ask = self.asking.find(name, state)
            given = ask.left_open(place, state.day) if place == "unsure" else ask.options[int(place)].given
        except (KeyError, ValueError, IndexError):
            return self._again(state, [])
        return self._record(state, given, [])

    def _record(self, state: State, given: Given, ack: Sequence[str]) -> Turn:
        state = state.without_answers(frozenset({given.question}))
        return self._proceed(replace(state, answers=(*state.answers, given), misses=0), ack)

    # -- changing, stopping, going on ---------------------------------------------------------------------------

    def _back(self, state: State) -> Turn:
        asked = [given for given in state.answers if not given.question.startswith("problem:")]
        if not asked:
            return self._again(state, [self._say("nothing_to_change")])
        last = asked[-1].question
        state = state.without_answers(frozenset({last}))
        return self._ask(replace(state, misses=0), self.asking.find(last, state), [self._say("changed")])

    def _change(self, state: State, said: Said) -> Turn:
        concepts = self._changeable(state)
        titles = {concept: self._title(concept) for concept in concepts}
        named = concept_in(self.reader, said.text, state, concepts, titles)
        return self._reopen(state, named) if named is not None else self._offer_change(state)

    def _offer_change(self, state: State) -> Turn:
        concepts = self._changeable(state)
        if not concepts:
            return self._again(state, [self._say("nothing_to_change")])
        buttons = tuple(choice(_cut(self._title(concept)), f"change#{concept}") for concept in concepts)
        return Turn(replace(state, phase="changing", pending=""), self._say("change_which"), buttons)

    def _reopen(self, state: State, concept: str) -> Turn:
        """Asks the concept's questions again; if there is none, its mentions are dropped and told anew."""
        if concept not in self._changeable(state):
            return self._again(state, [])
        dropped = frozenset(given.question for given in state.answers if given.concept == concept)
        reopened = replace(state.without_answers(dropped), misses=0)
        first = next((given for given in state.answers if given.concept == concept), None)
        if first is not None:
            return self._ask(reopened, self.asking.find(first.question, state), [self._say("changed")])
        told = tuple(fact for fact in state.told if fact.concept != concept)
        text = self._say("tell_again", title=self._title(concept))
        return Turn(replace(reopened, told=told, phase="changing", pending=concept), text)

    def _hear_change(self, state: State, said: Said) -> Turn:
        if not state.pending:
            return self._change(state, said)
        text = (
            said.text
            if listen(self.reader, state, said.text).new
            else f"{self._title(state.pending)}: {said.text}"
        )
        return self._proceed(
            replace(listen(self.reader, state, text).state, pending=""), [self._say("corrected")]
        )

    def _afresh(self, state: State) -> Turn:
        fresh = State(
            state.day, lane=state.lane, consent=state.consent, consent_id=state.consent_id, saved=state.saved
        )
        return self._proceed(fresh, [self._say("start_afresh")])

    def _pause(self, state: State) -> Turn:
        buttons = (choice(self._button("go_on"), "resume"), *self._person_button())
        if state.consent == "refused":
            return Turn(forgotten(state), self._say("paused_forgotten"), self._person_button(), goes_on=False)
        paused = replace(state, phase="paused")
        return Turn(paused, self._say("paused"), buttons, goes_on=False, save=_draft(state))

    def _to_person(self, state: State) -> Turn:
        return Turn(
            replace(state, phase="paused"),
            self._say("person"),
            (choice(self._button("go_on"), "resume"),),
            goes_on=False,
            asides=(PERSON,),
            needs_person="A person was asked for during the screening.",
            save=_draft(state),
        )

    def _taken_up(self, before: State | None, said: Said, symptom: bool) -> State:
        """A finished screening of the same person goes on with what is known; anything else begins anew."""
        lane: Lane | None = "after" if symptom else None
        if before is None:
            return State(said.day, lane=lane)
        fresh = State(
            said.day, lane=lane, consent=before.consent, consent_id=before.consent_id, saved=before.saved
        )
        spoken_of = people(listen(self.reader, fresh, said.text).state.told)
        if spoken_of and before.subject not in (*spoken_of, "unknown"):
            return fresh
        if before.phase == "paused":
            lane = lane or before.lane
        return replace(before, day=said.day, lane=lane, phase="open", pending="", doubtful=(), misses=0)


def _adds(heard: Heard, state: State) -> bool:
    """Whether the message said anything about health that was not known."""
    return heard.corrected or len(stated(heard.state)) > len(stated(state))


def _draft(state: State) -> Save:
    return "open" if state.consent == "given" else "no"


def _cut(title: str) -> str:
    """A title that fits a button of any channel."""
    title = title[:1].upper() + title[1:]
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1].rstrip()}…"
