"""What differs between two quotes, line by line, and what made it differ."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Literal

from babel import Locale

from bot.pricing.book import Price, Sessions
from bot.pricing.inputs import Extent, QuoteInputs
from bot.pricing.lines import Line, LineId, counted
from bot.pricing.money import told_range
from bot.pricing.quote import Quote

CauseKind = Literal["input", "price_list", "price", "rate", "tax"]


@dataclass(frozen=True)
class Cause:
    """Something that is not the same. name: an input's field, or what has changed; before, after: in words.

    None for an input that was not given.
    """

    kind: CauseKind
    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class LineDifference:
    """One line of both quotes; None where one has none. low, high: after less before."""

    id: LineId
    before: Line | None
    after: Line | None
    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class Comparison:
    """first, second: as given. comparable: both in one currency; without it there are no differences to tell.

    lines add up to low and high, the differences of the totals. inputs: what was asked differently; changed: what
    is different without having been asked, such as the price list. same: not one figure differs.
    """

    first: Quote
    second: Quote
    comparable: bool
    lines: tuple[LineDifference, ...]
    low: Decimal
    high: Decimal
    inputs: tuple[Cause, ...]
    changed: tuple[Cause, ...]

    @property
    def same(self) -> bool:
        return self.comparable and (self.first.low, self.first.high) == (self.second.low, self.second.high)


def compare(first: Quote, second: Quote) -> Comparison:
    """For a what-if, and for two stored quotes: which input changed, or which price list or rate."""
    comparable = first.currency == second.currency
    lines = _lines(first, second) if comparable else ()
    return Comparison(
        first=first,
        second=second,
        comparable=comparable,
        lines=lines,
        low=second.low - first.low if comparable else Decimal(0),
        high=second.high - first.high if comparable else Decimal(0),
        inputs=_inputs(first, second),
        changed=_changed(first, second),
    )


def _lines(first: Quote, second: Quote) -> tuple[LineDifference, ...]:
    before, after = _by_id(first, second), _by_id(second, first)
    return tuple(_difference(id_, before.get(id_), after.get(id_)) for id_ in {**before, **after})


def _by_id(quote: Quote, other: Quote) -> dict[LineId, Line]:
    """Where the two are priced on another basis, all sessions are one line: only so can they be set side by side."""
    lines = {line.id: line for line in quote.lines}
    further = lines.get("further_sessions")
    if further is None or (quote.basis == other.basis and len(quote.treatments) == len(other.treatments)):
        return lines
    main = lines["treatment"]
    together = Line(
        id="treatment",
        label=f"{main.label} and {further.label[0].lower()}{further.label[1:]}",
        low=main.low + further.low,
        high=main.high + further.high,
        basis=f"{main.basis}; {further.basis}",
        sources=main.sources,
    )
    return {
        id_: together if id_ == "treatment" else line for id_, line in lines.items() if line is not further
    }


def _difference(id_: LineId, before: Line | None, after: Line | None) -> LineDifference:
    nothing = Decimal(0)
    low = (after.low if after else nothing) - (before.low if before else nothing)
    high = (after.high if after else nothing) - (before.high if before else nothing)
    return LineDifference(id_, before, after, low, high)


def _inputs(first: Quote, second: Quote) -> tuple[Cause, ...]:
    found = []
    for name in (field.name for field in fields(QuoteInputs)):
        if getattr(first.inputs, name) != getattr(second.inputs, name):
            found.append(Cause("input", name, _said(first, name), _said(second, name)))
    return tuple(found)


def _said(quote: Quote, name: str) -> str | None:
    """An input in words."""
    value = getattr(quote.inputs, name)
    if value is None:
        return None
    if isinstance(value, Sessions):
        return str(value.low) if value.low == value.high else f"{value.low}-{value.high}"
    if isinstance(value, Extent):
        area = quote.recommended.name if quote.recommended is not None else value.key
        return area if value.cm is None else f"{area} of {value.cm:f} cm"
    if name == "treatment":
        return quote.name
    if name == "country":
        return quote.country_name or str(Locale("en").territories.get(value, value))
    return str(value)


def _changed(first: Quote, second: Quote) -> tuple[Cause, ...]:
    found = []
    if first.book_version != second.book_version or first.book != second.book:
        found.append(Cause("price_list", "price_list", _list(first), _list(second)))
    found += _prices(first, second)
    if first.currency == second.currency and first.converted_rate != second.converted_rate:
        found.append(Cause("rate", first.currency, _rate(first), _rate(second)))
    if _tax(first) != _tax(second):
        found.append(Cause("tax", "tax", _tax(first), _tax(second)))
    return tuple(found)


def _prices(first: Quote, second: Quote) -> list[Cause]:
    """The prices that both rest on, where the figure is another one."""
    before, after = _priced(first), _priced(second)
    return [
        Cause("price", name, before[name], after[name])
        for name in before
        if name in after and before[name] != after[name]
    ]


def _priced(quote: Quote) -> dict[str, str]:
    """The prices behind a quote in words, by treatment and place."""
    priced = zip(quote.treatments, quote.regions, quote.prices, strict=True)
    return {
        f"{treatment} {region}": f"{told_range(price.low, price.high, quote.book_currency)} {_per(price)}"
        for treatment, region, price in priced
    }


def _per(price: Price) -> str:
    if price.basis == "session":
        return "per session"
    return f"for a course of {counted(Sessions(price.sessions, price.sessions))}"


def _list(quote: Quote) -> str:
    return f"{quote.book} ({quote.book_version})"


def _rate(quote: Quote) -> str:
    return "none" if quote.converted_rate is None else f"{quote.converted_rate:f}"


def _tax(quote: Quote) -> str:
    return next((line.label for line in quote.lines if line.id == "tax"), "no tax line")
