"""What has still to be asked: only what moves the price, and nothing that is known or was left open."""

from __future__ import annotations

from typing import Final

from bot.forms.names import QUOTE
from bot.forms.turn import Choice, choice
from bot.pricing.book import COURSES, WORLDWIDE, PriceBook
from bot.pricing.inputs import QuoteInputs
from bot.quoting.state import Question, State
from bot.quoting.wording import QuoteWording

UNSURE: Final = "unsure"
ELSEWHERE: Final = "elsewhere"
SESSION_CHOICES: Final = {"two": 2, "three": 3, "four": 4}
"""The article's course, as buttons; other numbers are typed."""


def next_question(state: State, book: PriceBook) -> Question | None:
    """The first that would move the price."""
    inputs = state.inputs
    if inputs.treatment is not None and not book.treatments[inputs.treatment].prices:
        return None
    needed: dict[Question, bool] = {
        "treatment": inputs.treatment is None and len(possible(inputs, book)) > 1,
        "sessions": _sessions_matter(inputs, book),
        "country": inputs.country is None and _country_matters(inputs, book),
    }
    return next((name for name, is_ in needed.items() if is_ and name not in state.left_open), None)


def possible(inputs: QuoteInputs, book: PriceBook) -> tuple[str, ...]:
    """The treatments that it may be."""
    if inputs.treatment is not None:
        return (inputs.treatment,)
    return book.extents[inputs.extent.key].suits if inputs.extent is not None else tuple(COURSES)


def options(
    question: Question, inputs: QuoteInputs, book: PriceBook, wording: QuoteWording
) -> tuple[Choice, ...]:
    """The buttons of a question, "not sure" last."""
    titles: dict[str, str] = {}
    match question:
        case "treatment":
            ids = possible(inputs, book) if inputs.extent is not None else (*COURSES, "scar_camouflage")
            titles = {id_: wording.button(id_) for id_ in ids}
        case "sessions":
            titles = {str(count): wording.button(name) for name, count in SESSION_CHOICES.items()}
        case "country":
            titles = {code: book.countries[code] for code in _priced_apart(inputs, book)}
            titles[ELSEWHERE] = wording.button(ELSEWHERE)
    titles[UNSURE] = wording.button(UNSURE)
    return tuple(choice(QUOTE.key, title, f"{question}#{id_}") for id_, title in titles.items())


def _sessions_matter(inputs: QuoteInputs, book: PriceBook) -> bool:
    if inputs.sessions is not None or inputs.extent is not None:
        return False
    return inputs.treatment is None or book.treatments[inputs.treatment].sessions is None


def _country_matters(inputs: QuoteInputs, book: PriceBook) -> bool:
    return bool(_priced_apart(inputs, book))


def _priced_apart(inputs: QuoteInputs, book: PriceBook) -> list[str]:
    """Countries in which one of the possible treatments has a price of its own."""
    priced = {code for id_ in possible(inputs, book) for code in book.treatments[id_].prices}
    return sorted(priced - {WORLDWIDE})
