"""Reads the treatments and the extents of a price book."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final, Literal

from bot.clinic_data import Node
from bot.pricing import book_values as values
from bot.pricing.book import (
    EXTENTS,
    GRADES,
    TREATMENTS,
    WORLDWIDE,
    Claim,
    ExtentRule,
    Fades,
    Limits,
    Place,
    Price,
    Sessions,
    Treatment,
)

_PRICED: Final = frozenset({"name", "prices", "fades", "sessions", "cautions"})
_UNPRICED: Final = frozenset({"name", "price", "reason", "facts", "source", "sessions"})


def extent_keys() -> tuple[str, ...]:
    """Every extent with its grades: "norwood_1", ..., "crown"."""
    keys = []
    for kind in EXTENTS:
        low, high = GRADES.get(kind, (0, 0))
        keys += [f"{kind}_{grade}" for grade in range(low, high + 1)] if kind in GRADES else [kind]
    return tuple(keys)


def claim(node: Node, facts: Collection[str] | None) -> Claim:
    """{text, facts}; `facts` holds the ids that exist, None if they are not to be checked."""
    node.only({"text", "facts"})
    return Claim(node.need("text").text(), _fact_ids(node, facts))


def claims(node: Node, facts: Collection[str] | None) -> tuple[Claim, ...]:
    return tuple(claim(item, facts) for item in node.list())


def _fact_ids(node: Node, facts: Collection[str] | None) -> tuple[str, ...]:
    found = node.get("facts")
    if found is None:
        return ()
    return tuple(item.text() if facts is None else item.one_of(facts) for item in found.list())


class TreatmentReader:
    """limits, countries: those of the same book. facts: the ids that exist, None if they are not to be checked."""

    def __init__(self, limits: Limits, countries: Mapping[str, str], facts: Collection[str] | None) -> None:
        self._limits = limits
        self._countries = countries
        self._facts = facts

    def fact_ids(self, node: Node) -> tuple[str, ...]:
        return _fact_ids(node, self._facts)

    def treatments(self, node: Node) -> Mapping[str, Treatment]:
        node.only(TREATMENTS)
        return {id_: self._treatment(id_, node.need(id_)) for id_ in TREATMENTS}

    def _treatment(self, id_: str, node: Node) -> Treatment:
        price, sessions, fades = node.get("price"), node.get("sessions"), node.get("fades")
        if price is not None:
            price.one_of({"none"})
            node.only(_UNPRICED)
        else:
            node.only(_PRICED)
        cautions = node.get("cautions")
        return Treatment(
            id=id_,
            name=node.need("name").text(),
            prices={} if price is not None else self._prices(node.need("prices")),
            unpriced=Claim(node.need("reason").text(), self.fact_ids(node)) if price is not None else None,
            sources=_sources(node.need("source")) if price is not None else (),
            fades=self._fades(fades) if fades else None,
            sessions=self._sessions(sessions) if sessions else None,
            cautions=dict(self._caution(key, item) for key, item in cautions.items()) if cautions else {},
        )

    def _fades(self, node: Node) -> Fades:
        node.only({"years", "says", "facts"})
        years = values.span(node.need("years"), 1, 60)
        return Fades(years.low, years.high, node.need("says").text(), self.fact_ids(node))

    def _sessions(self, node: Node) -> Sessions:
        return values.span(node, self._limits.fewest_sessions, self._limits.most_sessions)

    def _caution(self, key: str, node: Node) -> tuple[str, Claim]:
        if key not in extent_keys():
            raise node.fail(f"unknown extent; allowed are {', '.join(extent_keys())}.")
        return key, claim(node, self._facts)

    def _prices(self, node: Node) -> Mapping[str, Price]:
        node.need(WORLDWIDE)
        for place, item in node.items():
            if place != WORLDWIDE and place not in self._countries:
                allowed = ", ".join([WORLDWIDE, *sorted(self._countries)])
                raise item.fail(f"unknown place; allowed are {allowed}, and others named under 'countries'.")
        return {place: self._price(item) for place, item in node.items()}

    def _price(self, node: Node) -> Price:
        node.only({"low", "high", "basis", "sessions", "facts", "source"})
        low, high = values.money(node.need("low")), values.money(node.need("high"))
        if low > high:
            raise node.need("low").fail(f"'{low}' is above 'high'; allowed is up to {high}.")
        basis: Literal["course", "session"] = (
            "course" if node.need("basis").one_of({"course", "session"}) == "course" else "session"
        )
        count = node.get("sessions")
        if (basis == "course") != (count is not None):
            raise node.fail("'sessions' stands beside 'basis: course', and only there.")
        return Price(
            low=low,
            high=high,
            basis=basis,
            sessions=values.whole(count, 1, self._limits.most_sessions) if count is not None else 1,
            facts=self.fact_ids(node),
            sources=_sources(node.need("source")),
        )

    def extents(self, node: Node) -> tuple[Mapping[str, ExtentRule], str | None]:
        """The rules by key, and who must still confirm them."""
        node.only({"review", *extent_keys()})
        review = node.get("review")
        rules = {key: self._extent(key, node.need(key)) for key in extent_keys()}
        return rules, review.text() if review else None

    def _extent(self, key: str, node: Node) -> ExtentRule:
        node.only({"name", "sessions", "suits", "reason"})
        suits = tuple(item.one_of(TREATMENTS) for item in node.need("suits").list())
        if not suits:
            raise node.need("suits").fail(f"expected at least one; allowed are {', '.join(TREATMENTS)}.")
        return ExtentRule(
            key=key,
            name=node.need("name").text(),
            sessions=self._sessions(node.need("sessions")),
            reason=node.need("reason").text(),
            suits=suits,
        )


def _sources(node: Node) -> tuple[Place, ...]:
    places = tuple(_place(item) for item in node.list())
    if not places:
        raise node.fail("a figure needs at least one source.")
    return places


def _place(node: Node) -> Place:
    if node.get("clinic") is not None:
        node.only({"clinic"})
        return Place(node.need("clinic").text())
    node.only({"section", "lines"})
    lines = node.need("lines").list()
    return Place(node.need("section").text(), tuple(values.whole(line, 1, 100_000) for line in lines))
