"""The request for a consultation as a state machine: a state and a message in, the next state and what is said out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.booking.beside import asked_beside, is_correction, is_for_others
from bot.booking.contacts import Contact
from bot.booking.health import without_health
from bot.booking.listening import Heard, listen
from bot.booking.merging import Merged, merge
from bot.booking.remarks import field_named, has_nothing_to_add, sends, understands, wants_more, withdraws
from bot.booking.speaking import NOW, PERSON, Speaker
from bot.booking.state import FIELDS, Answer, Expected, State, from_json
from bot.forms.turn import RESTART, RESUME, Choice, Said, Turn
from bot.screening.said import Remark, leading_answer, remark

__all__ = ["NOW", "VERSION", "Dialogue"]

VERSION: Final = 1
"""Of the way in which a state is written."""
MOST_MISSES: Final = 2
"""Answers in a row that could not be read until a question is left open."""


@dataclass(frozen=True)
class Dialogue(Speaker):
    """One clinic's request for a consultation. It never books: a person agrees the date."""

    tells_of_health: Callable[[str], bool]

    def open(self, before: dict[str, Any] | None, said: Said) -> Turn:
        state = from_json(before) if before else State()
        if said.choice is not None:
            return self._chosen(state, said)
        if state.phase == "sent":
            return self._after_sending(state, said) or self._have_request(state, said)
        if state.phase == "done":
            state = replace(
                state, phase="open", consent="unasked" if state.consent == "refused" else state.consent
            )
        merged = self._merged(state, said, asked="")
        if state.told and not merged.new and remark(said.text) != "resume":
            return self._offer_resume(state)
        return self._proceed(replace(merged.state, misses=0), merged.notes)

    def hear(self, state: dict[str, Any], said: Said) -> Turn | None:
        known = from_json(state)
        if said.choice is not None:
            return self._chosen(known, said)
        if known.phase == "sent":
            return self._after_sending(known, said)
        return self._about_itself(known, said) or self._in_phase(replace(known, misses=0), said)

    def answers(self, state: dict[str, Any], said: Said) -> bool:
        """Whether a message gives what was asked for last, whatever else it looks like."""
        asked = from_json(state).phase
        if asked not in ("name", "contact", "times"):
            return False
        heard = listen(self.ears, said.text, said.day, asked)
        given = {"name": heard.name, "contact": heard.contacts, "times": heard.times.stretches}
        return bool(given[asked])

    def again(self, state: dict[str, Any], said: Said, *, missed: bool) -> Turn:
        known = from_json(state)
        if known.phase == "resuming" and remark(said.text) == "resume":
            return self._proceed(known)
        if not missed:
            return self._asked(replace(known, misses=0))
        known = replace(known, misses=known.misses + 1)
        if known.misses >= MOST_MISSES:
            return self._left_open(known, said)
        note = f"{known.phase}_not_read"
        return self._asked(known, [self._say(note)] if note in self.wording.phrases else [])

    # -- what the visitor means -------------------------------------------------------------------------------

    def _about_itself(self, state: State, said: Said) -> Turn | None:
        """The turn for a remark about the request; None for anything else."""
        if withdraws(said.text):
            return self._withdrawn(state)
        match remark(said.text):
            case "why":
                return self._asked(state, [self._why(state)])
            case "restart":
                return self._afresh(state)
            case "back" if state.settled:
                return self._offer_change(state)
            case "change":
                return self._change(state, said)
        return None

    def _in_phase(self, state: State, said: Said) -> Turn | None:
        meant = remark(said.text)
        match state.phase:
            case "consent":
                return self._hear_consent(state, said, meant)
            case "name" | "contact" | "times":
                return self._hear_field(state, said, meant)
            case "wishes":
                return self._hear_wishes(state, said, meant)
            case "expect":
                return self._hear_expectation(state, said, meant)
            case "summary":
                return self._hear_summary(state, said, meant)
            case "resuming" if meant in ("yes", "resume"):
                return self._proceed(state)
            case "resuming" if meant == "no":
                return replace(self._asked(state), text=self._say("left_open"), buttons=(), goes_on=False)
            case "changing":
                return self._change(state, said, offered=True)
        return self._more(state, said)

    def _hear_consent(self, state: State, said: Said, meant: Remark | None) -> Turn | None:
        answer = meant if meant in ("yes", "no") else leading_answer(said.text)
        if answer is None and meant in ("skip", "unsure"):
            answer = "no"
        if answer is None:
            return self._more(state, said)
        merged = self._merged(state, said, asked="")
        return self._with_consent(merged.state, answer == "yes", merged.notes)

    def _with_consent(self, state: State, agreed: bool, notes: Sequence[str] = ()) -> Turn:
        if not agreed:
            person = Choice(self.wording.buttons["person"], f"/{PERSON}")
            declined = self._turn(State(phase="done", consent="refused"), [self._say("declined")], (person,))
            return replace(declined, goes_on=False)
        given = replace(state, consent="given", misses=0)
        return self._proceed(given, [self._say("agreed"), *notes], store="consent")

    def _hear_field(self, state: State, said: Said, meant: Remark | None) -> Turn | None:
        if meant in ("skip", "unsure", "no"):
            return self._settle(state, state.phase)
        more = self._more(state, said)
        declined = more is None and leading_answer(said.text) == "no"
        return self._settle(state, state.phase) if declined else more

    def _settle(self, state: State, field: str, notes: Sequence[str] = ()) -> Turn:
        """Leaves a field at what it is without an answer: no name, this chat, any time, no wishes."""
        settled = replace(state, settled=state.settled | {field})
        if field == "contact" and not state.contacts:
            settled = replace(settled, contacts=(Contact("chat", ""),))
        return self._proceed(settled, notes)

    def _hear_wishes(self, state: State, said: Said, meant: Remark | None) -> Turn | None:
        if meant in ("skip", "unsure", "no") or has_nothing_to_add(said.text):
            return self._settle(state, "wishes")
        wish = said.text.strip()
        if not self._may_hold_health(said):
            wish = without_health(wish, self.tells_of_health)
        if is_for_others(said, wish):
            return None
        merged = self._merged(state, said, asked="")
        if merged.new and not said.topics and is_correction(said.text):
            return self._noted(merged)
        notes = [] if wish == said.text.strip() else [self._say("wishes_health")]
        if len(wish) > self.wording.longest_wish:
            wish, notes = wish[: self.wording.longest_wish].rstrip() + "…", [*notes, self._say("wishes_cut")]
        wishes = (*state.wishes, *([wish] if wish else []))
        turn = self._settle(replace(merged.state, wishes=wishes), "wishes", [*merged.notes, *notes])
        return replace(turn, asides=said.topics)

    def _hear_expectation(self, state: State, said: Said, meant: Remark | None) -> Turn | None:
        item = next(
            (
                item
                for item in self.wording.expectations
                if item.id not in {known.id for known in state.expected}
            ),
            None,
        )
        if item is None:
            return self._more(state, said)
        if meant == "yes" or understands(said.text):
            return self._answered(state, item.id, "understood")
        if meant in ("no", "unsure", "skip") or (wants_more(said.text) and not said.topics):
            explained = state.explained == item.id or meant == "skip"
            return self._answered(state, item.id, "to_talk") if explained else self._explained(state, item.id)
        return self._more(state, said)

    def _explained(self, state: State, id_: str) -> Turn:
        item = self.wording.expectation(id_)
        turn = self._ask_expectation(replace(state, explained=id_), item, [])
        return replace(turn, asides=(item.more,))

    def _answered(self, state: State, id_: str, answer: Answer) -> Turn:
        others = tuple(item for item in state.expected if item.id != id_)
        given = Expected(id_, answer, state.explained == id_)
        notes = [self._say("expect_left")] if answer == "to_talk" else []
        return self._proceed(replace(state, expected=(*others, given)), notes)

    def _hear_summary(self, state: State, said: Said, meant: Remark | None) -> Turn | None:
        if meant == "yes" or sends(said.text):
            return self._sent(state, said)
        more = self._more(state, said)
        if more is None and (meant == "no" or leading_answer(said.text) == "no"):
            return self._offer_change(state)
        return more

    def _more(self, state: State, said: Said) -> Turn | None:
        """Whatever of the request a message tells; None if that is nothing."""
        merged = self._merged(state, said, asked=state.phase if state.phase in FIELDS else "")
        if merged.new:
            return self._noted(merged, asked_beside(said))
        if merged.notes:
            return replace(self._asked(merged.state, merged.notes), asides=asked_beside(said))
        return None

    def _noted(self, merged: Merged, asides: tuple[str, ...] = ()) -> Turn:
        notes = list(merged.notes)
        if merged.corrected:
            notes.insert(0, self._say("corrected"))
        elif merged.state.phase == "consent":
            notes.insert(0, self._say("held_back"))
        elif merged.state.phase in FIELDS and merged.state.phase not in merged.state.settled:
            notes.insert(0, self._say("noted"))
        return replace(self._proceed(merged.state, notes), asides=asides)

    def _after_sending(self, state: State, said: Said) -> Turn | None:
        """A change of a request that is with the clinic; None for a message about something else."""
        if withdraws(said.text):
            return self._withdrawn(state)
        merged = self._merged(state, said, asked="")
        if merged.new and merged.state != state:
            return self._noted(replace(merged, corrected=True))
        return self._change(state, said) if remark(said.text) == "change" else None

    # -- changing, leaving, beginning again -----------------------------------------------------------------

    def _change(self, state: State, said: Said, *, offered: bool = False) -> Turn | None:
        merged = self._merged(state, said, asked="")
        if merged.new:
            return self._noted(merged)
        named = field_named(said.text)
        if named is not None:
            return self._reopen(merged.state, named)
        if offered and remark(said.text) in ("no", "skip"):
            return self._proceed(state)
        return None if offered else self._offer_change(merged.state, merged.notes)

    def _reopen(self, state: State, field: str) -> Turn:
        """Asks for one field again; what was told of it holds until something else is told."""
        opened = replace(
            state, settled=state.settled - {field}, wishes=() if field == "wishes" else state.wishes
        )
        if field == "contact":
            opened = replace(opened, contacts=())
        return self._ask_field(opened, field, []) if opened.consent == "given" else self._proceed(opened)

    def _afresh(self, state: State) -> Turn:
        fresh = State(
            consent=state.consent, consent_id=state.consent_id, lead=state.lead, sent_on=state.sent_on
        )
        return self._proceed(fresh, [self._say("start_afresh")])

    def _withdrawn(self, state: State) -> Turn:
        gone = State(phase="done", consent="unasked", consent_id=state.consent_id, lead=state.lead)
        turn = self._turn(
            gone, [self._say("withdrawn")], store="withdraw" if state.consent == "given" else None
        )
        return replace(turn, goes_on=False)

    def _left_open(self, state: State, said: Said) -> Turn:
        state = replace(state, misses=0)
        match state.phase:
            case "name" | "times" | "contact":
                return self._settle(state, state.phase, [self._say("left_open")])
            case "consent":
                return self._with_consent(state, False)
        return self._asked(state)

    # -- buttons ------------------------------------------------------------------------------------------------

    def _chosen(self, state: State, said: Said) -> Turn:
        name, _, place = (said.choice or "").partition("#")
        state = replace(state, misses=0)
        match name:
            case "consent":
                return self._with_consent(state, place == "yes")
            case "name" | "times" | "wishes" | "contact":
                return self._settle(self._emptied(state, name), name)
            case "expect":
                return self._expectation_chosen(state, place)
            case "send":
                return self._send(state, said)
            case "change":
                return self._reopen(state, place) if place in FIELDS else self._offer_change(state)
            case "withdraw":
                return self._withdrawn(state)
        if name == RESTART:
            return self._afresh(state)
        if state.phase == "sent":
            return self._have_request(state, said)
        if name == RESUME and state.phase == "consent":
            return self._proceed(replace(state, phase="open"))
        return self._asked(state) if name == RESUME and state.phase != "resuming" else self._proceed(state)

    def _emptied(self, state: State, field: str) -> State:
        """A tapped "any time", "in this chat" and so on takes the place of what was told."""
        match field:
            case "name":
                return replace(state, name="")
            case "times":
                return replace(state, times=(), times_said=())
            case "contact":
                return replace(state, contacts=())
        return replace(state, wishes=())

    def _expectation_chosen(self, state: State, place: str) -> Turn:
        id_, _, answer = place.partition("#")
        if id_ not in {item.id for item in self.wording.expectations}:
            return self._asked(state)
        if answer == "more":
            return self._explained(state, id_)
        return self._answered(state, id_, "understood" if answer == "ok" else "to_talk")

    def _send(self, state: State, said: Said) -> Turn:
        """Sends what is complete; an old button asks for what is missing, and sends nothing twice."""
        if state.phase == "sent":
            return self._have_request(state, said)
        shown = self._proceed(state)
        return self._sent(state, said) if from_json(shown.state).phase == "summary" else shown

    # -- reading ------------------------------------------------------------------------------------------------

    def _merged(self, state: State, said: Said, *, asked: str) -> Merged:
        heard: Heard = listen(self.ears, said.text, said.day, asked)
        words = said.text if self._may_hold_health(said) else without_health(said.text, self.tells_of_health)
        return merge(state, heard, words, self.clinic, self.wording)

    def _may_hold_health(self, said: Said) -> bool:
        return (said.known.get("screening") or {}).get("consent") == "given"

    def _why(self, state: State) -> str:
        match state.phase:
            case "consent" | "resuming":
                return self._say("consent_why")
            case "expect":
                return self._say("why_expect")
            case "summary" | "changing":
                return self._say("why_summary")
        name = f"why_{state.phase}"
        return self._say(name if name in self.wording.phrases else "consent_why")
