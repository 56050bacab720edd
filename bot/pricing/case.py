"""What the inputs of a quote come to in a price book: treatments, prices, sessions, currency."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from bot.pricing.book import COURSES, Claim, ExtentRule, Place, Price, PriceBook, Sessions, Treatment
from bot.pricing.inputs import QuoteInputs
from bot.pricing.lines import Money


class NoPriceError(LookupError):
    """There is no figure for that treatment; the message says so to a visitor, `facts` what it rests on."""

    def __init__(self, treatment: str, claim: Claim, sources: tuple[Place, ...]) -> None:
        super().__init__(claim.text)
        self.treatment = treatment
        self.facts = claim.facts
        self.sources = sources


@dataclass(frozen=True)
class Case:
    """treatments: all that are possible, with their prices in the same order and the place each stands under."""

    inputs: QuoteInputs
    book: PriceBook
    treatments: tuple[Treatment, ...]
    prices: tuple[Price, ...]
    regions: tuple[str, ...]
    sessions: Sessions
    rule: ExtentRule | None
    money: Money

    @property
    def name(self) -> str:
        """The treatments in words: "SMP of the scalp or scalp microblading"."""
        names = [treatment.name for treatment in self.treatments]
        return " or ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]

    @property
    def converted(self) -> bool:
        return self.money.currency != self.book.currency


def case_of(inputs: QuoteInputs, book: PriceBook) -> Case:
    """Raises NoPriceError when none of the treatments that it may be has a price."""
    rule = book.extents[inputs.extent.key] if inputs.extent is not None else None
    possible = [book.treatments[id_] for id_ in _possible(inputs, rule)]
    found = [(one, book.price(one.id, inputs.country)) for one in possible]
    priced = [(one, price) for one, price in found if price is not None]
    if not priced:
        raise _no_price(possible[0])
    treatments = tuple(one for one, _ in priced)
    currency = inputs.currency or book.currency
    rate = Fraction(1) if currency == book.currency else Fraction(book.rates.per_unit[currency])
    return Case(
        inputs=inputs,
        book=book,
        treatments=treatments,
        prices=tuple(price for _, (_, price) in priced),
        regions=tuple(region for _, (region, _) in priced),
        sessions=_sessions(inputs, treatments, rule, book),
        rule=rule,
        money=Money(currency, rate, book.tax),
    )


def _no_price(treatment: Treatment) -> NoPriceError:
    claim = treatment.unpriced or Claim(f"There is no price for {treatment.name}.")
    return NoPriceError(treatment.id, claim, treatment.sources)


def _possible(inputs: QuoteInputs, rule: ExtentRule | None) -> tuple[str, ...]:
    if inputs.treatment is not None:
        return (inputs.treatment,)
    return rule.suits if rule is not None else COURSES


def _sessions(
    inputs: QuoteInputs, treatments: tuple[Treatment, ...], rule: ExtentRule | None, book: PriceBook
) -> Sessions:
    """As told; else what the treatment itself takes; else what is recommended; else any course."""
    if inputs.sessions is not None:
        return inputs.sessions
    own = treatments[0].sessions
    if own is not None:
        return own
    return rule.sessions if rule is not None else book.limits.course
