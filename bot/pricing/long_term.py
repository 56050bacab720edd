"""The total over some years, with the touch-ups that fall in them.

The article has years until fading shows, and no price for a touch-up. So touch-ups are always counted, and a
total is only told when the clinic has set a price for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.pricing.book import Claim, PriceBook, Sessions, Treatment
from bot.pricing.inputs import QuoteInputs
from bot.pricing.lines import Line, Money, Span, counted, per_session, total
from bot.pricing.money import cents

_EACH_ONCE = Sessions(1, 1)


@dataclass(frozen=True)
class LongTerm:
    """The total over some years. years: None when only a number of touch-ups was asked for.

    touch_ups: how many fall in the years, at fewest and at most; None when the source does not tell.
    lines, low, high: touch-ups and the total with them; no lines and None while they have no price.
    says: what it takes for granted, or why there is no total.
    """

    years: int | None
    touch_ups: Sessions | None
    lines: tuple[Line, ...]
    low: Decimal | None
    high: Decimal | None
    says: tuple[Claim, ...]


def long_term(
    inputs: QuoteInputs,
    treatments: Sequence[Treatment],
    book: PriceBook,
    money: Money,
    lines: tuple[Line, ...],
) -> LongTerm | None:
    """None when neither years nor touch-ups were asked for. lines: those of the quote itself."""
    years = inputs.horizon_years
    if years is None and inputs.touch_ups is None:
        return None
    count, says = _count(inputs, treatments)
    if count is None:
        return LongTerm(years, None, (), None, None, says)
    if count.high == 0:
        return _summed(years, count, lines, (), says)
    found = book.price("touch_up", inputs.country)
    touch_up = book.treatments["touch_up"]
    if found is None:
        why = () if touch_up.unpriced is None else (touch_up.unpriced,)
        return LongTerm(years, count, (), None, None, (*says, *why))
    price = found[1]
    each, needed = per_session(price), touch_up.sessions or _EACH_ONCE
    span = Span(each.low * needed.low * count.low, each.high * needed.high * count.high)
    label, basis = _touch_ups(count), f"{counted(needed)} for each, at {money.told(each)} per session"
    added = money.with_tax((money.line("touch_ups", label, span, basis, price.sources),))
    taken = Claim(
        "Touch-ups are counted at today’s price, and each is taken to last as long as the first colour."
    )
    return _summed(years, count, lines, added, (*says, taken))


def _summed(
    years: int | None,
    count: Sessions,
    lines: tuple[Line, ...],
    added: tuple[Line, ...],
    says: tuple[Claim, ...],
) -> LongTerm:
    low, high = total((*lines, *added))
    return LongTerm(years, count, added, cents(low), cents(high), says)


def _count(inputs: QuoteInputs, treatments: Sequence[Treatment]) -> tuple[Sessions | None, tuple[Claim, ...]]:
    """How many touch-ups, and how that is known."""
    if inputs.touch_ups is not None:
        return Sessions(inputs.touch_ups, inputs.touch_ups), ()
    fades = [treatment.fades for treatment in treatments if treatment.fades is not None]
    if inputs.horizon_years is None or len(fades) < len(treatments):
        return None, (
            Claim("Our price list does not say how long this lasts, so touch-ups cannot be counted."),
        )
    years = inputs.horizon_years
    count = Sessions(years // max(one.latest for one in fades), years // min(one.earliest for one in fades))
    spans = dict.fromkeys(
        Claim(f"{_named(one.says)} {one.earliest} to {one.latest} years.", one.facts) for one in fades
    )
    within = f"{years} year{'' if years == 1 else 's'}"
    falls = (
        f"{_touch_ups(count)} may be wanted within {within}."
        if count.high
        else f"None falls within {within}."
    )
    return count, (*spans, Claim(falls))


def _named(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"


def _touch_ups(count: Sessions) -> str:
    if count.high == 0:
        return "No touch-up"
    if count.low == count.high:
        return f"{count.low} touch-up{'' if count.low == 1 else 's'}"
    if count.low == 0:
        return f"Up to {count.high} touch-up{'' if count.high == 1 else 's'}"
    return f"{count.low} to {count.high} touch-ups"
