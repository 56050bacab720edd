"""What is said of a price: the quote with what goes around it, two cases side by side, why it changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.forms.names import QUOTE, SCREENING
from bot.forms.turn import RESUME, Choice, Said, Turn, choice
from bot.pricing.book import PriceBook
from bot.pricing.case import NoPriceError
from bot.pricing.comparing import compare
from bot.pricing.inputs import QuoteInputs
from bot.pricing.quote import Quote, quote
from bot.pricing.serial import NotStoredHereError, quote_from_json
from bot.pricing.wording import told_change, told_comparison, told_long_term, told_quote
from bot.quoting.asking import next_question, options
from bot.quoting.standing import OPEN, Standing, standing
from bot.quoting.state import Question, State, state_to_json
from bot.quoting.taking import as_changes, changed
from bot.quoting.wording import QuoteWording

QUOTES: Final = "quotes"
"""Key in Said.known: the last stored quotes of the case as JSON, at most two, older first."""
YEARS: Final = 10
"""How far a total looks ahead when no number of years was named."""


_ROOM_FOR_MORE: Final = 80
"""Words up to which a quote leaves room to say what else can be asked."""


@dataclass(frozen=True)
class ToStore:
    """A quote as it was told. reason: why it is provisional, as standing.REASONS; the_case: not merely tried out."""

    quote: Quote
    reason: str | None
    the_case: bool


@dataclass(frozen=True)
class Teller:
    """Turns a state into the next thing to say; what a message means is the business of the dialogue."""

    wording: QuoteWording

    def _proceed(self, state: State, said: Said, book: PriceBook, ack: Sequence[str]) -> Turn:
        """The next question, or the quote."""
        question = next_question(state, book)
        return self._ask(state, question, book, ack) if question else self._tell(state, said, book, ack)

    def _ask(self, state: State, question: Question, book: PriceBook, ack: Sequence[str]) -> Turn:
        state = replace(state, phase="asking", pending=question)
        name = "treatment_area" if question == "treatment" and state.inputs.extent is not None else question
        buttons = options(question, state.inputs, book, self.wording)
        return Turn(state_to_json(state), _paragraphs(*ack, self.wording.say(name)), buttons)

    def _tell(self, state: State, said: Said, book: PriceBook, ack: Sequence[str]) -> Turn:
        """The quote of the case; set beside another one, where a message named two."""
        told = replace(state, phase="told", pending=None, misses=0, beside=None, tried=None)
        try:
            first = quote(state.inputs, book, said.day)
        except NoPriceError as none:
            return self._no_price(told, none, ack)
        if state.beside is not None:
            other = changed(state.inputs, as_changes(state.beside), book)
            return self._side_by_side(told, first, other, said, book, ack)
        # The years were asked for once; they are not part of the case.
        told = replace(told, inputs=replace(told.inputs, horizon_years=None))
        stands = standing(said.known, condition=state.condition)
        text = told_quote(first, self.wording.provisional[stands.reason] if stands.reason else None)
        after = [told_long_term(first)] if first.long_term is not None else []
        if not stands.screened:
            after.append(self.wording.say("screen_first"))
        if state.stored is None and len(text.split()) <= _ROOM_FOR_MORE:
            after.append(self.wording.say("more_or_less"))
        return self._told(
            told,
            _paragraphs(*ack, text, *after),
            (*self._screen_button(stands), *self._buttons("lines", "years"), self._book_button()),
            (ToStore(first, stands.reason, the_case=True),),
        )

    def _try(self, state: State, other: QuoteInputs, said: Said, book: PriceBook, ack: Sequence[str]) -> Turn:
        """The case as it is, beside the one that is tried out."""
        try:
            first = quote(state.inputs, book, said.day)
        except NoPriceError:
            return self._tell(replace(state, inputs=other), said, book, ack)
        return self._side_by_side(state, first, other, said, book, ack)

    def _side_by_side(
        self, state: State, first: Quote, other: QuoteInputs, said: Said, book: PriceBook, ack: Sequence[str]
    ) -> Turn:
        try:
            second = quote(other, book, said.day)
        except NoPriceError as none:
            return self._no_price(state, none, ack)
        stands = standing(said.known, condition=state.condition)
        # What a quote says of itself, where none was told before.
        new = [
            one.text for one in first.assumptions if one.kind in ("place", "rate") and state.stored is None
        ]
        return self._told(
            replace(state, tried=replace(other, horizon_years=None)),
            _paragraphs(
                *ack,
                *self._provisional(stands),
                told_comparison(compare(first, second)),
                " ".join([*new, book.about.text]),
                *([self.wording.say("screen_first")] if state.stored is None and not stands.screened else []),
            ),
            (*self._screen_button(stands), *self._buttons("adopt", "change"), self._book_button()),
            (
                *([ToStore(first, stands.reason, the_case=True)] if state.stored is None else []),
                *([ToStore(second, stands.reason, the_case=False)] if second.inputs != first.inputs else []),
            ),
        )

    def _over_years(self, state: State, years: int, said: Said, book: PriceBook) -> Turn:
        try:
            ahead = quote(replace(state.inputs, horizon_years=years), book, said.day)
        except NoPriceError as none:
            return self._no_price(state, none, ())
        stands = standing(said.known, condition=state.condition)
        return self._told(
            state,
            _paragraphs(*self._provisional(stands), told_long_term(ahead), book.about.text),
            (*self._buttons("lines", "change"), self._book_button()),
            (ToStore(ahead, stands.reason, the_case=False),),
        )

    def _why_changed(self, state: State, said: Said, book: PriceBook) -> Turn:
        """The two last prices told; if there is one only, that and the one of today."""
        earlier = _stored(said.known)
        if len(earlier) == 1:
            earlier = (*earlier, quote(earlier[0].inputs, book, said.day))
        differ = len(earlier) > 1 and (earlier[0].low, earlier[0].high, earlier[0].currency) != (
            earlier[1].low,
            earlier[1].high,
            earlier[1].currency,
        )
        text = told_change(compare(*earlier[-2:])) if differ else self.wording.say("nothing_to_compare")
        return self._told(state, text, (*self._buttons("lines", "change"),), ())

    def _no_price(self, state: State, none: NoPriceError, ack: Sequence[str]) -> Turn:
        turn = self._told(
            state,
            _paragraphs(*ack, str(none)),
            (*self._buttons("change"), self._book_button(), self._person_button()),
            (),
        )
        return replace(turn, sources=tuple(none.facts))

    def _told(self, state: State, text: str, buttons: tuple[Choice, ...], store: tuple[ToStore, ...]) -> Turn:
        facts = tuple(dict.fromkeys(id_ for item in store for id_ in item.quote.facts))
        return Turn(
            state_to_json(replace(state, phase="told", pending=None)),
            text,
            buttons,
            lingers=True,
            store=store or None,
            sources=facts,
        )

    def _provisional(self, stands: Standing) -> list[str]:
        if stands.reason is None:
            return []
        return [self.wording.say("provisional", reason=self.wording.provisional[stands.reason])]

    def _screen_button(self, stands: Standing) -> tuple[Choice, ...]:
        title = self.wording.button("screen")
        if not stands.screened:
            return (Choice(title, f"/{SCREENING.topics[-1]}"),)
        return (choice(SCREENING.key, title, RESUME),) if stands.reason == OPEN else ()

    def _buttons(self, *names: str) -> tuple[Choice, ...]:
        return tuple(choice(QUOTE.key, self.wording.button(name), name) for name in names)

    def _book_button(self) -> Choice:
        return Choice(self.wording.button("book"), "/book_consultation")

    def _person_button(self) -> Choice:
        return Choice(self.wording.button("person"), "/talk_to_human")


def _stored(known: Mapping[str, Any]) -> tuple[Quote, ...]:
    """The stored quotes; one that an older version wrote in another way is left out."""
    found = []
    for stored in known.get(QUOTES) or ():
        try:
            found.append(quote_from_json(stored))
        except NotStoredHereError:
            continue
    return tuple(found)


def _paragraphs(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text)
