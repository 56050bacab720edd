"""Reads aftercare.yml and holds its days to the figures of facts.yml, so that no day is told in two ways."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bot.aftercare.rules import BASES, DAYS_OF, FITS, KINDS, Basis, EventRule, Fit, Kind, Place, Rules, Step
from bot.clinic_data import Node, read

FILE: Final = "aftercare.yml"
GENERIC: Final = "generic"
_STEP_KEYS: Final = {
    "id", "from_day", "to_day", "safe_day", "kind", "title", "calendar", "text", "basis", "why", "then", "only",
    "private", "topics", "source", "facts",
}  # fmt: skip
_EVENT_KEYS: Final = {"title", "steps", "ask", "fit", "needs", "facts"}
_LONGEST_TITLE: Final = 24
_LONGEST_DAYS: Final = 3660

_KINDS: Final[Mapping[str, Kind]] = {kind: kind for kind in KINDS}
_BASES: Final[Mapping[str, Basis]] = {basis: basis for basis in BASES}
_FITS: Final[Mapping[str, Fit]] = {fit: fit for fit in FITS}


@dataclass(frozen=True)
class _Known:
    """What the other files hold: per fact its figure as it stands and in days, and the ids of the topics."""

    numbers: Mapping[str, tuple[int, ...]]
    days: Mapping[str, tuple[int, ...]]
    topics: frozenset[str]


def load_rules(folder: Path) -> Rules:
    """Reads aftercare.yml in `folder`, and facts.yml and answers.yml to check it against.

    Raises ClinicDataError naming file, line and key.
    """
    root = read(folder / FILE)
    root.only({"version", "review", "sessions", "limits", "steps", "events"})
    root.need("version").text()
    known = _known(folder)
    sessions, limits = root.need("sessions"), root.need("limits")
    sessions.only({"count", "gap_days", "source"})
    limits.only({"days_back", "days_ahead"})
    steps = _steps(root.need("steps"), known)
    low, high, usual = _course(sessions.need("count"), known)
    return Rules(
        version=hashlib.sha256((folder / FILE).read_bytes()).hexdigest()[:12],
        steps=steps,
        events=_events(root.need("events"), steps, known),
        course_low=low,
        course_high=high,
        course_usual=usual,
        gap_days=_gap(sessions.need("gap_days"), known),
        gap_source=_place(sessions.need("source")),
        days_back=_days(limits.need("days_back")),
        days_ahead=_days(limits.need("days_ahead")),
    )


def _known(folder: Path) -> _Known:
    facts = dict(read(folder / "facts.yml").need("facts").items())
    topics = frozenset(topic for topic, _ in read(folder / "answers.yml").need("answers").items())
    numbers = {id_: tuple(_numbers(fact)) for id_, fact in facts.items()}
    days = {id_: tuple(number * _unit(facts[id_]) for number in found) for id_, found in numbers.items()}
    return _Known(numbers, {id_: tuple(filter(None, found)) for id_, found in days.items()}, topics)


def _numbers(fact: Node) -> Iterator[int]:
    value = fact.get("value")
    if value is None or isinstance(value.value, Mapping):
        return
    for number in value.list() if isinstance(value.value, list) else [value]:
        yield int(number.number())


def _unit(fact: Node) -> int:
    """Days in the unit of a fact's figure; 0 for anything else than days, weeks and months."""
    unit = fact.get("unit")
    return DAYS_OF.get(unit.text(), 0) if unit is not None else 0


def _course(node: Node, known: _Known) -> tuple[int, int, int]:
    node.only({"low", "high", "usual", "facts"})
    low, high, usual = (_days(node.need(key)) for key in ("low", "high", "usual"))
    told = [known.numbers[fact] for fact in _facts(node.need("facts"), known)]
    for key, value in (("low", (low, high)), ("usual", (usual,))):
        if value not in told:
            raise node.need(key).fail("does not agree with the figures of the facts beside it in facts.yml.")
    return low, high, usual


def _gap(node: Node, known: _Known) -> int:
    node.only({"about", "facts"})
    about = _days(node.need("about"))
    if (about,) not in [known.days[fact] for fact in _facts(node.need("facts"), known)]:
        raise node.need("about").fail("does not agree with the figures of the facts beside it in facts.yml.")
    return about


def _steps(node: Node, known: _Known) -> tuple[Step, ...]:
    nodes = node.list()
    steps = tuple(_step(item, known) for item in nodes)
    ids = [step.id for step in steps]
    for item, step in zip(nodes, steps, strict=True):
        if ids.count(step.id) > 1:
            raise item.need("id").fail(f"'{step.id}' is there twice; each step has an id of its own.")
    for item, step in zip(nodes, steps, strict=True):
        if step.then is not None:
            _follows(item.need("then"), step, steps)
    return steps


def _follows(node: Node, step: Step, steps: Sequence[Step]) -> None:
    by_id = {item.id: item for item in steps}
    follower = by_id[node.one_of(by_id)]
    if step.to_day is None or follower.from_day != step.to_day + 1:
        raise node.fail(f"'{follower.id}' has to begin on the day after '{step.id}' ends.")


def _step(node: Node, known: _Known) -> Step:
    node.only(_STEP_KEYS)
    calendar, then, private, why = (node.get(key) for key in ("calendar", "then", "private", "why"))
    first, last, safe = _span(node)
    basis = _BASES[node.need("basis").one_of(_BASES)]
    if (basis == "caution") != (why is not None):
        raise node.need("basis").fail("'why' is needed for the basis caution, and only for it.")
    step = Step(
        id=node.need("id").text(),
        from_day=first,
        to_day=last,
        safe_day=safe,
        kind=_KINDS[node.need("kind").one_of(_KINDS)],
        title=_title(node.need("title")),
        text=_sentence(node.need("text")),
        calendar=None if calendar is None else _title(calendar),
        basis=basis,
        why=None if why is None else _sentence(why),
        then=None if then is None else then.text(),
        last_only=_last_only(node),
        private=private is not None and private.flag(),
        topics=tuple(item.one_of(known.topics) for item in node.need("topics").list()),
        source=_place(node.need("source")),
        facts=_facts(node.need("facts"), known),
    )
    if step.private and calendar is not None:
        raise calendar.fail("a private step is not put into the calendar.")
    _agrees(node, step, known)
    return step


def _span(node: Node) -> tuple[int, int | None, int | None]:
    first, last, safe = node.need("from_day"), node.get("to_day"), node.get("safe_day")
    if last is not None and _days(last) < _days(first):
        raise last.fail(f"'{last.value}' lies before 'from_day'.")
    if safe is not None and not _days(first) < _days(safe) <= (_days(last) if last else _LONGEST_DAYS):
        raise safe.fail("the careful first day lies after 'from_day' and not after 'to_day'.")
    return _days(first), None if last is None else _days(last), None if safe is None else _days(safe)


def _agrees(node: Node, step: Step, known: _Known) -> None:
    """Every figure of the step's facts is one of its days; one that is more careful may go beyond it."""
    edges = {step.from_day, step.safe_day, None if step.to_day is None else step.to_day + 1}
    careful = step.to_day if step.basis == "caution" and step.to_day is not None else 0
    for fact in step.facts:
        for days in known.days[fact]:
            if days not in edges and days > careful:
                raise node.need("from_day").fail(
                    f"the days do not agree with '{fact}' of facts.yml ({days})."
                )


def _last_only(node: Node) -> bool:
    only = node.get("only")
    return only is not None and only.one_of({"last"}) == "last"


def _events(node: Node, steps: Sequence[Step], known: _Known) -> Mapping[str, EventRule]:
    events = {kind: _event(kind, item, steps, known) for kind, item in node.items()}
    if GENERIC not in events:
        raise node.fail(f"'{GENERIC}' is missing; it is used for whatever has no rule of its own.")
    return MappingProxyType(events)


def _event(kind: str, node: Node, steps: Sequence[Step], known: _Known) -> EventRule:
    node.only(_EVENT_KEYS)
    ids = [step.id for step in steps if step.to_day is not None]
    ask, fit, needs = node.get("ask"), node.get("fit"), node.get("needs")
    met = tuple(item.one_of(ids) for item in node.need("steps").list())
    if not met and ask is None and needs is None:
        raise node.fail("the event meets nothing; allowed are 'steps', 'needs' and 'ask'.")
    return EventRule(
        kind=kind,
        title=node.need("title").text(),
        steps=met,
        ask=None if ask is None else _sentence(ask),
        fit="yes" if fit is None else _FITS[fit.one_of(_FITS)],
        needs=None if needs is None else needs.one_of([step.id for step in steps]),
        facts=_facts(node.need("facts"), known),
    )


def _facts(node: Node, known: _Known) -> tuple[str, ...]:
    return tuple(item.one_of(known.numbers) for item in node.list())


def _place(node: Node) -> Place:
    node.only({"section", "lines"})
    return Place(node.need("section").text(), tuple(_days(line) for line in node.need("lines").list()))


def _days(node: Node) -> int:
    number = node.number()
    if not isinstance(number, int) or not 0 <= number <= _LONGEST_DAYS:
        raise node.fail(f"'{number}' is not a whole number from 0 to {_LONGEST_DAYS}.")
    return number


def _title(node: Node) -> str:
    title = node.text()
    if len(title) > _LONGEST_TITLE:
        raise node.fail(f"'{title}' is too long; {_LONGEST_TITLE} characters are allowed.")
    return _without_figures(node, title)


def _sentence(node: Node) -> str:
    text = node.text()
    if text[-1] not in ".?!":
        raise node.fail("expected a whole sentence, ending in a full stop.")
    return _without_figures(node, text)


def _without_figures(node: Node, text: str) -> str:
    found = next((sign for sign in text if sign.isdigit()), None)
    if found is not None:
        raise node.fail(f"'{found}' is a number in the text; days stand in 'from_day' and 'to_day' only.")
    return text
