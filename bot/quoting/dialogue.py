"""The quote as a state machine: a state and a message in, the next state and what is said out."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Final

from bot.forms.turn import RESTART, RESUME, Said, Turn
from bot.pricing.book import NoBookError, PriceBook, PriceBooks
from bot.pricing.case import NoPriceError
from bot.pricing.inputs import QuoteInputs, Sessions
from bot.pricing.problems import nothing_free, problems
from bot.pricing.quote import Quote, quote
from bot.pricing.wording import told_basis, told_lines, told_moves, told_open
from bot.quoting.asking import ELSEWHERE, UNSURE
from bot.quoting.hearing import answers, goes_on, tries_out, words_of
from bot.quoting.standing import CONDITION
from bot.quoting.state import QUESTIONS, Question, State, state_from_json, state_to_json
from bot.quoting.taking import changed, differing, second_of, take
from bot.quoting.telling import YEARS, Teller
from bot.reading.quote_words import QuoteWords
from bot.screening.said import remark

MOST_MISSES: Final = 2
"""Answers in a row that could not be read until a question is left open."""
NO_BOOK: Final = "No price list is in force."


@dataclass(frozen=True)
class Dialogue(Teller):
    """One clinic's quotes; see bot.forms.turn.Dialogue."""

    books: PriceBooks

    def open(self, before: dict[str, Any] | None, said: Said) -> Turn:
        try:
            book = self.books.in_force(said.day)
        except NoBookError as none:
            return self._no_book(before, none)
        state = _now(before, said, book) if before is not None else None
        if state is None or said.choice == RESTART:
            return self._begun(_afresh(state, said), said, book)
        if said.choice is not None:
            return self._chosen(state, said, book)
        words = words_of(said, state)
        heard = self._about_told(state, said, words, book) if state.phase == "told" else None
        return heard or self._take(replace(state, pending=None, misses=0), said, words, book, [])

    def hear(self, state: dict[str, Any], said: Said) -> Turn | None:
        try:
            book = self.books.in_force(said.day)
        except NoBookError as none:
            return self._no_book(state, none)
        now = _now(state, said, book)
        if said.choice is not None:
            return self._chosen(now, said, book)
        words = words_of(said, now)
        if now.phase == "told":
            return self._about_told(now, said, words, book)
        return self._answered(now, said, words, book)

    def again(self, state: dict[str, Any], said: Said, *, missed: bool) -> Turn:
        try:
            book = self.books.in_force(said.day)
        except NoBookError as none:
            return self._no_book(state, none)
        now = _now(state, said, book)
        if not missed or now.pending is None:
            return self._proceed(now, said, book, [])
        if now.misses + 1 >= MOST_MISSES:
            return self._left_open(now, said, book)
        missing = replace(now, misses=now.misses + 1)
        return self._ask(missing, now.pending, book, [self.wording.say("not_caught")])

    def _begun(self, fresh: State, said: Said, book: PriceBook) -> Turn:
        """A case from the start; what this is about is said only where something has to be asked first."""
        turn = self._take(fresh, said, words_of(said, fresh), book, [])
        if turn.lingers:
            return turn
        intro = "fresh" if said.choice == RESTART else "intro"
        return replace(turn, text=f"{self.wording.say(intro)}\n\n{turn.text}")

    # -- while something is asked -------------------------------------------------------------------------------

    def _answered(self, state: State, said: Said, words: QuoteWords, book: PriceBook) -> Turn | None:
        meant = remark(said.text)
        if meant == "restart":
            return self._take(_afresh(state, said), said, words, book, [self.wording.say("fresh")])
        if meant == "why" and state.pending is not None and not words.cues:
            return self._ask(state, state.pending, book, [self.wording.say(f"{state.pending}_why")])
        if meant in ("unsure", "skip") and state.pending is not None:
            return self._left_open(state, said, book)
        if "free" in words.cues and not words.names_something:
            return self._proceed(state, said, book, [nothing_free(book)])
        if "why_changed" in words.cues:
            return self._proceed(state, said, book, [self._why_changed(state, said, book).text])
        return self._take(state, said, words, book, []) if answers(words, said) else None

    def _left_open(self, state: State, said: Said, book: PriceBook) -> Turn:
        pending = frozenset({state.pending}) if state.pending is not None else frozenset()
        opened = replace(state, left_open=state.left_open | pending, misses=0)
        return self._proceed(opened, said, book, [self.wording.say("left_open")])

    def _take(self, state: State, said: Said, words: QuoteWords, book: PriceBook, ack: list[str]) -> Turn:
        """What the message names becomes part of the case; then the next question, or the price."""
        taken = take(words, state.inputs, book)
        second = second_of(words, state.inputs, book) if "compare" in words.cues else {}
        state = replace(
            state,
            inputs=changed(state.inputs, taken.changes, book),
            beside=differing(second) if second else state.beside,
            misses=0,
        )
        free = [nothing_free(book)] if "free" in words.cues else []
        says = [*ack, *free, *taken.problems, *(self.wording.say(name) for name in taken.notes)]
        if taken.ask is not None:
            return self._ask(state, taken.ask, book, says)
        return self._proceed(state, said, book, says)

    # -- after a price was told ---------------------------------------------------------------------------------

    def _about_told(self, state: State, said: Said, words: QuoteWords, book: PriceBook) -> Turn | None:
        if not goes_on(words, said):
            return None
        if "why_changed" in words.cues:
            return self._why_changed(state, said, book)
        if "free" in words.cues and not words.names_something:
            return self._told(state, nothing_free(book), self._buttons("change"), ())
        detail = next((cue for cue in ("lines", "included", "moves") if cue in words.cues), None)
        if detail is not None and not words.names_something:
            return self._detail(state, detail, said, book)
        taken = take(words, state.inputs, book)
        if taken.problems or "whole_sessions" in taken.notes:
            says = [*taken.problems, *(self.wording.say(name) for name in taken.notes)]
            return self._told(state, "\n\n".join(says), self._buttons("change"), ())
        if not taken.changes:
            return None
        return self._with_changes(state, taken.changes, said, words, book)

    def _with_changes(
        self, state: State, changes: dict[str, Any], said: Said, words: QuoteWords, book: PriceBook
    ) -> Turn:
        years = changes.get("horizon_years")
        if years is not None and set(changes) <= {"horizon_years", "treatment"}:
            return self._over_years(state, years, said, book)
        other = changed(state.inputs, changes, book)
        if not tries_out(words, said):
            return self._proceed(replace(state, inputs=other), said, book, [])
        second = second_of(words, state.inputs, book)
        if second:
            return self._try(
                replace(state, inputs=other), changed(state.inputs, second, book), said, book, []
            )
        return self._try(state, other, said, book, [])

    def _detail(self, state: State, name: str, said: Said, book: PriceBook) -> Turn:
        try:
            told = quote(state.inputs, book, said.day)
        except NoPriceError as none:
            return self._no_price(state, none, [])
        text = {
            "lines": lambda: f"{told_lines(told)}\n\n{told_basis(told)}",
            "included": lambda: told_open(told),
            "moves": lambda: told_moves(told),
        }[name]()
        turn = self._told(state, text, (*self._buttons("years", "change"), self._book_button()), ())
        return replace(turn, sources=_facts(told))

    # -- buttons ------------------------------------------------------------------------------------------------

    def _chosen(self, state: State, said: Said, book: PriceBook) -> Turn:
        name, _, value = (said.choice or "").partition("#")
        question = next((one for one in QUESTIONS if one == name), None)
        if question is not None:
            return self._chosen_answer(state, question, value, said, book)
        if name == RESTART:
            return self._proceed(_afresh(state, said), said, book, [self.wording.say("fresh")])
        if state.phase == "asking" or name == RESUME:
            return self._proceed(state, said, book, [])
        match name:
            case "lines":
                return self._detail(state, "lines", said, book)
            case "years":
                return self._over_years(state, YEARS, said, book)
            case "adopt" if state.tried is not None:
                adopted = replace(state, inputs=state.tried)
                return self._proceed(adopted, said, book, [self.wording.say("adopted")])
            case "change":
                return self._told(state, self.wording.say("change"), (), ())
        return self._proceed(state, said, book, [])

    def _chosen_answer(
        self, state: State, question: Question, value: str, said: Said, book: PriceBook
    ) -> Turn:
        """A button of a question; one of an earlier question changes the answer to that."""
        state = replace(state, misses=0)
        if value in (UNSURE, ELSEWHERE):
            opened = replace(
                state,
                inputs=replace(state.inputs, **{_FIELD[question]: None}),
                left_open=state.left_open | {question},
            )
            ack = [self.wording.say("left_open")] if value == UNSURE else []
            return self._proceed(opened, said, book, ack)
        change: dict[str, Any] = {_FIELD[question]: _value(question, value)}
        if change[_FIELD[question]] is None or problems(QuoteInputs(**change), book):
            return self._proceed(state, said, book, [])
        inputs = changed(state.inputs, change, book)
        return self._proceed(
            replace(state, inputs=inputs, left_open=state.left_open - {question}), said, book, []
        )

    def _no_book(self, before: dict[str, Any] | None, none: NoBookError) -> Turn:
        """Without prices nothing can be asked or told; a person can."""
        state = before if before is not None else state_to_json(State())
        return Turn(state, str(none), (self._person_button(),), goes_on=False, needs_person=NO_BOOK)


_FIELD: Final[dict[Question, str]] = {
    "treatment": "treatment",
    "sessions": "sessions",
    "country": "country",
}


def _value(question: Question, value: str) -> Any:
    if question != "sessions":
        return value
    return Sessions(int(value), int(value)) if value.isdecimal() else None


def _now(before: dict[str, Any], said: Said, book: PriceBook) -> State:
    """Where the quote stands as the message comes in."""
    state = _usable(state_from_json(before), book)
    return replace(state, condition=state.condition or bool(said.known.get(CONDITION)))


def _afresh(before: State | None, said: Said) -> State:
    """No case yet; what was stored, and that something is to be screened first, is not forgotten."""
    kept = before or State()
    return State(stored=kept.stored, condition=kept.condition or bool(said.known.get(CONDITION)))


def _usable(state: State, book: PriceBook) -> State:
    """The state without inputs that today's price book does not know any more."""
    gone = {
        field.name: None
        for field in fields(QuoteInputs)
        if getattr(state.inputs, field.name) is not None
        and problems(QuoteInputs(**{field.name: getattr(state.inputs, field.name)}), book)
    }
    return replace(state, inputs=replace(state.inputs, **gone)) if gone else state


def _facts(told: Quote) -> tuple[str, ...]:
    return tuple(told.facts)
