"""Every number and claim once, with where it comes from.

Figures are counts, times or prices; a price always carries its currency and the basis it is for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from bot.clinic_data import Node, read
from bot.knowledge.wording import checked, fill, placeholders, whole_sentence

Number = int | float
Value = tuple[Number, ...]
"""No figure, one figure, or the lower and the upper end of a range."""

BASES = {"per_session": "per session", "per_course_of_3": "for a course of three sessions"}
CURRENCIES = ("USD", "EUR", "GBP", "TRY")
TIMES = ("minutes", "hours", "days", "weeks", "months", "years")
UNITS = (*TIMES, "sessions", "steps", "out of 10")
_FACT_KEYS = {"says", "value", "unit", "currency", "basis", "source", "departs", "approval"}


@dataclass(frozen=True)
class ArticlePlace:
    """Where the article says it: the heading, and the lines of the stored text counted from 1."""

    section: str
    lines: tuple[int, ...]


@dataclass(frozen=True)
class ScreeningRule:
    """A rule of the clinic's screening, by its subject in plain words and its concept ids."""

    subject: str
    concepts: tuple[str, ...]


Source = ArticlePlace | ScreeningRule


@dataclass(frozen=True)
class Fact:
    """One claim. `value` is in `unit`, or in `currency` for what `basis` names.

    `departs` says why we do not say what the article says; `approval` who must still approve that.
    """

    id: str
    says: str
    value: Value
    unit: str | None
    currency: str | None
    basis: str | None
    sources: tuple[Source, ...]
    departs: str | None
    approval: str | None

    @property
    def number(self) -> str:
        """The bare figure: "2 to 4", "4,000"."""
        return " to ".join(f"{part:,}" for part in self.value)

    @property
    def shown(self) -> str:
        """The figure with its unit: "2 to 4 out of 10", "a month", "500 to 1,400 USD per session"."""
        if self.currency is not None and self.basis is not None:
            return f"{self.number} {self.currency} {BASES[self.basis]}"
        if self.unit in TIMES and self.value == (1,):
            return f"{'an' if self.unit == 'hours' else 'a'} {self.unit[:-1]}"
        return f"{self.number} {self.unit}"

    def figure(self, bare: bool) -> str:
        return self.number if bare else self.shown

    @property
    def statement(self) -> str:
        """The claim with its figure."""
        return fill(self.says, lambda _name, bare: self.figure(bare))


@dataclass(frozen=True)
class Facts:
    """The facts by id, and the title of the article that most of them come from."""

    article: str
    by_id: Mapping[str, Fact]

    def figures(self) -> frozenset[str]:
        """Ids of the facts that have a figure to show."""
        return frozenset(id_ for id_, fact in self.by_id.items() if fact.value)


def load_facts(path: Path) -> Facts:
    """Raises ClinicDataError naming file, line and key of the first fault."""
    root = read(path)
    root.only({"article", "facts"})
    nodes = dict(root.need("facts").items())
    facts = {id_: _fact(id_, node, nodes) for id_, node in nodes.items()}
    return Facts(root.need("article").text(), MappingProxyType(facts))


def _fact(id_: str, node: Node, nodes: Mapping[str, Node]) -> Fact:
    node.only(_FACT_KEYS)
    value = _value(node, nodes)
    says = node.need("says")
    text = checked(whole_sentence(says), ("value",))
    if bool(placeholders(text)) != bool(value):
        raise says.fail("must hold {value} when the fact has a value, and only then.")
    unit, currency, basis = _measure(node, value)
    departs, approval = node.get("departs"), node.get("approval")
    if approval is not None and departs is None:
        raise approval.fail("stands only beside 'departs'.")
    return Fact(
        id=id_,
        says=text,
        value=value,
        unit=unit,
        currency=currency,
        basis=basis,
        sources=_sources(node.need("source")),
        departs=departs.text() if departs else None,
        approval=approval.text() if approval else None,
    )


def _measure(node: Node, value: Value) -> tuple[str | None, str | None, str | None]:
    """Unit, currency and basis: a figure has a unit, or a currency with its basis; a claim has none."""
    unit, currency, basis = node.get("unit"), node.get("currency"), node.get("basis")
    if not value:
        for extra in (unit, currency, basis):
            if extra is not None:
                raise extra.fail("stands only beside 'value'.")
        return None, None, None
    if (unit is None) == (currency is None):
        raise node.fail("a value needs either 'unit' or 'currency'.")
    if unit is not None:
        if basis is not None:
            raise basis.fail("stands only beside 'currency'.")
        return unit.one_of(UNITS), None, None
    price = node.need("currency").one_of(CURRENCIES)
    return None, price, node.need("basis").one_of(BASES)


def _value(node: Node, nodes: Mapping[str, Node]) -> Value:
    value = node.get("value")
    if value is None:
        return ()
    if isinstance(value.value, Mapping):
        return _product(value, nodes)
    if isinstance(value.value, list):
        return _range(value)
    return (_positive(value),)


def _range(value: Node) -> Value:
    ends = [_positive(end) for end in value.list()]
    if len(ends) != 2 or ends[0] >= ends[1]:
        raise value.fail("expected one number, or [low, high] with low below high.")
    return tuple(ends)


def _positive(node: Node) -> Number:
    number = node.number()
    if number <= 0:
        raise node.fail(f"'{number}' is not above zero.")
    return number


def _product(value: Node, nodes: Mapping[str, Node]) -> Value:
    """A figure worked out from two others: `{of: fact, times: fact with one number}`."""
    value.only({"of", "times"})
    of, times = (_plain_value(value.need(key), nodes) for key in ("of", "times"))
    if len(times) != 1:
        raise value.need("times").fail("must name a fact with a single number.")
    return tuple(part * times[0] for part in of)


def _plain_value(name: Node, nodes: Mapping[str, Node]) -> Value:
    source = nodes.get(name.text())
    if source is None:
        raise name.fail(f"there is no fact '{name.text()}'.")
    value = source.get("value")
    if value is None or isinstance(value.value, Mapping):
        raise name.fail(f"the fact '{name.text()}' has no figure of its own.")
    return _value(source, nodes)


def _sources(node: Node) -> tuple[Source, ...]:
    sources = tuple(_source(item) for item in node.list())
    if not sources:
        raise node.fail("a fact needs at least one source.")
    return sources


def _source(node: Node) -> Source:
    if node.get("rules") is not None:
        node.only({"rules", "concepts"})
        concepts = node.get("concepts")
        return ScreeningRule(node.need("rules").text(), concepts.texts() if concepts else ())
    node.only({"section", "lines"})
    return ArticlePlace(node.need("section").text(), tuple(_line(line) for line in node.need("lines").list()))


def _line(node: Node) -> int:
    line = node.number()
    if not isinstance(line, int) or line < 1:
        raise node.fail("expected a line number, counted from 1.")
    return line
