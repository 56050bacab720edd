"""What is wrong with what a quote was asked for, in sentences that say what is possible."""

from __future__ import annotations

from collections.abc import Iterator

from bot.pricing.book import EXTENTS, GRADES, TREATMENTS, PriceBook, Sessions
from bot.pricing.book_values import country_codes
from bot.pricing.inputs import Extent, QuoteInputs


class UnusableInputsError(ValueError):
    """A quote was asked for with inputs that `problems` refuses; the message holds its sentences."""


def problems(inputs: QuoteInputs, book: PriceBook) -> tuple[str, ...]:
    """One sentence for each input that cannot be used; none when a quote can be made."""
    return tuple(_problems(inputs, book))


def _problems(inputs: QuoteInputs, book: PriceBook) -> Iterator[str]:
    limits = book.limits
    if inputs.treatment is not None and inputs.treatment not in TREATMENTS:
        yield f"“{inputs.treatment}” is not a treatment in our price list; there are {treatment_names(book)}."
    if inputs.extent is not None:
        yield from _extent(inputs.extent, book)
    if inputs.sessions is not None and not _within(
        inputs.sessions, limits.fewest_sessions, limits.most_sessions
    ):
        yield (
            f"I can work with {limits.fewest_sessions} to {limits.most_sessions} sessions, "
            f"not {_number(inputs.sessions)}; a course is {limits.course.low} to {limits.course.high}."
        )
    if inputs.country is not None and inputs.country not in country_codes():
        yield f"I do not know the country “{inputs.country}”; please name one such as the UK or Turkey."
    if inputs.currency is not None and inputs.currency not in book.currencies():
        yield f"I have no exchange rate for “{inputs.currency}”; I can tell the price in {_listed(book.currencies())}."
    if inputs.horizon_years is not None and not 1 <= inputs.horizon_years <= limits.most_years:
        yield f"I can look 1 to {limits.most_years} years ahead, not {inputs.horizon_years}."
    if inputs.touch_ups is not None and not 0 <= inputs.touch_ups <= limits.most_touch_ups:
        yield f"I can work with 0 to {limits.most_touch_ups} touch-ups, not {inputs.touch_ups}."


def _extent(extent: Extent, book: PriceBook) -> Iterator[str]:
    if extent.kind not in EXTENTS:
        yield f"“{extent.kind}” is not an area I know; there are {extent_names(book)}."
        return
    grades = GRADES.get(extent.kind)
    if grades is not None and (extent.grade is None or not grades[0] <= extent.grade <= grades[1]):
        scale = f"The {extent.kind.capitalize()} scale goes from {grades[0]} to {grades[1]}"
        said = "" if extent.grade is None else f", so there is no {extent.grade}"
        yield f"{scale}{said}; name one of these, or describe the area in your own words."
    elif grades is None and extent.grade is not None:
        yield f"Only Norwood and Ludwig have grades; {book.extents[extent.kind].name} has none."
    if extent.cm is None:
        return
    if extent.kind != "scar":
        yield "Centimetres are for the length of a scar; for hair loss, tell me its grade or describe the area."
    elif not (extent.cm.is_finite() and 0 < extent.cm <= book.limits.longest_scar_cm):
        yield f"A scar can be up to {book.limits.longest_scar_cm} cm long here, and longer than 0; not {extent.cm} cm."


def _within(sessions: Sessions, fewest: int, most: int) -> bool:
    return fewest <= sessions.low <= sessions.high <= most


def _number(sessions: Sessions) -> str:
    return str(sessions.low) if sessions.low == sessions.high else f"{sessions.low} to {sessions.high}"


def treatment_names(book: PriceBook) -> str:
    """The treatments in words: "SMP of the scalp, ... and removal"."""
    return _listed([treatment.name for treatment in book.treatments.values()])


def extent_names(book: PriceBook) -> str:
    """The extents in words, those with grades as "Norwood 1 to 7"."""
    names = []
    for kind in EXTENTS:
        if kind in GRADES:
            low, high = GRADES[kind]
            names.append(f"{kind.capitalize()} {low} to {high}")
        else:
            names.append(book.extents[kind].name)
    return _listed(names)


def nothing_free(book: PriceBook) -> str:
    """The answer to somebody who asks for a treatment for nothing, or for less than nothing."""
    priced = [treatment.name for treatment in book.treatments.values() if treatment.prices]
    return f"Nothing in our price list is free of charge; I can give you an estimate for {_listed(priced)}."


def _listed(items: tuple[str, ...] | list[str]) -> str:
    return f"{', '.join(items[:-1])} and {items[-1]}" if len(items) > 1 else "".join(items)
