"""Takes what a message names into the inputs of a quote; what cannot be used is named and left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from bot.pricing.book import PriceBook
from bot.pricing.inputs import Extent, QuoteInputs, Sessions
from bot.pricing.problems import problems
from bot.quoting.state import Question
from bot.reading.quote_values import Area, Found
from bot.reading.quote_words import QuoteWords

_BY_WEIGHT: Final = ("microblading", "removal", "touch_up", "scalp", "hairline", "scar_camouflage")
"""Which treatment is meant when a message names several: "scalp microblading for my temples"."""
_BEYOND_HAIRLINE: Final = frozenset({"crown", "full_head", "density"})
_ASKED_WITH: Final[dict[str, Question]] = {
    "treatment": "treatment",
    "extent": "sessions",
    "sessions": "sessions",
    "country": "country",
}


@dataclass(frozen=True)
class Taken:
    """changes: what the message says, by the names of QuoteInputs' fields; each can be used.

    problems: sentences on what cannot; ask: the question that could put the first of them right.
    notes: names of phrases that say how something was taken.
    """

    changes: dict[str, Any]
    problems: tuple[str, ...] = ()
    ask: Question | None = None
    notes: tuple[str, ...] = ()


def take(words: QuoteWords, inputs: QuoteInputs, book: PriceBook) -> Taken:
    """What the message changes of `inputs`; of two values for one thing the first."""
    wanted, notes = _wanted(words, inputs, book)
    changes, wrong, ask = {}, list(_unknown(words, book)), _asked_for_unknown(words)
    for name, value in wanted.items():
        found = problems(QuoteInputs(**{name: value}), book)
        if found:
            wrong += found
            ask = ask or _ASKED_WITH.get(name)
        else:
            changes[name] = value
    if words.fraction is not None:
        notes.append("whole_sessions")
        ask = ask or "sessions"
    return Taken(changes, tuple(wrong), ask, tuple(notes))


def second_of(words: QuoteWords, inputs: QuoteInputs, book: PriceBook) -> dict[str, Any]:
    """The other side of a comparison that one message names: "3 and 4 sessions", "hairline vs full head"."""
    second = replace(
        words,
        treatments=_second(_strong(words.treatments)),
        areas=_second(words.areas),
        sessions=words.sessions[1:2],
        countries=words.countries[1:2],
        currencies=(),
        years=None,
        more_sessions=None,
    )
    return take(second, inputs, book).changes if second.names_something else {}


def changed(inputs: QuoteInputs, changes: dict[str, Any], book: PriceBook) -> QuoteInputs:
    """The inputs with the changes, without what belonged to another treatment or area and was not said anew."""
    treatment, extent = changes.get("treatment"), changes.get("extent")
    dropped: dict[str, Any] = {}
    if treatment is not None and extent is None and inputs.extent is not None:
        kind = inputs.extent.kind
        if (kind == "hairline_only" and treatment == "scalp") or (
            kind == "scar" and treatment != "scar_camouflage"
        ):
            dropped["extent"] = None
    tied = inputs.treatment in ("hairline", "scar_camouflage")
    if extent is not None and treatment is None and tied and inputs.treatment not in _suits(extent, book):
        dropped["treatment"] = None
    return replace(inputs, **{**dropped, **changes})


def differing(changes: dict[str, Any]) -> QuoteInputs:
    """The changes alone, to be kept until there is a case that they can be set beside."""
    return QuoteInputs(**changes)


def as_changes(kept: QuoteInputs) -> dict[str, Any]:
    """What `differing` kept."""
    return {
        field.name: getattr(kept, field.name)
        for field in fields(kept)
        if getattr(kept, field.name) is not None
    }


def _second(found: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(found[1:2])


def _strong(found: Sequence[Found[Any]]) -> tuple[Found[Any], ...]:
    """What was named for itself; with nothing else, what was named in passing."""
    return tuple(one for one in found if not one.weak) or tuple(found)


def _wanted(words: QuoteWords, inputs: QuoteInputs, book: PriceBook) -> tuple[dict[str, Any], list[str]]:
    wanted: dict[str, Any] = {}
    notes: list[str] = []
    area = _area(words, book, notes)
    if area is not None:
        wanted["extent"] = Extent(area.kind, area.grade, area.cm)
    treatment = _treatment(words, area)
    if treatment is not None:
        wanted["treatment"] = treatment
    sessions = _sessions(words, inputs, book)
    if sessions is not None:
        wanted["sessions"] = sessions
    for name, found in (("country", words.countries), ("currency", words.currencies)):
        if found:
            wanted[name] = _strong(found)[0].value
    if words.years is not None:
        wanted["horizon_years"] = words.years.value
    return wanted, notes


def _area(words: QuoteWords, book: PriceBook, notes: list[str]) -> Area | None:
    areas = [found.value for found in words.areas]
    if not areas:
        return None
    if "compare" in words.cues:
        return areas[0]
    graded = [area for area in areas if area.grade is not None and area.kind == areas[0].kind]
    if len(graded) > 1 and words.areas[0].words == words.areas[1].words:
        notes.append("higher_grade")
        return max(graded, key=lambda area: area.grade or 0)
    if graded:
        return graded[0]
    # Several places of one head: the one that takes most; a scar only where nothing else was named.
    others = [area for area in areas if area.kind != "scar"] or areas
    return max(others, key=lambda area: book.extents[area.kind].sessions.high)


def _treatment(words: QuoteWords, area: Area | None) -> str | None:
    named = [found.value for found in words.treatments if not found.weak]
    if "compare" in words.cues and named:
        return named[0]
    if area is not None and area.kind in _BEYOND_HAIRLINE:
        named = [name for name in named if name not in ("hairline", "scar_camouflage")]
    if area is not None and area.kind != "scar" and len(named) > 1:
        named = [name for name in named if name != "scar_camouflage"]
    if named:
        return min(named, key=_BY_WEIGHT.index)
    # "SMP" names any of our treatments but microblading; it decides only where that was what stood against it.
    return "scalp" if words.treatments and "compare" in words.cues else None


def _sessions(words: QuoteWords, inputs: QuoteInputs, book: PriceBook) -> Sessions | None:
    if words.sessions:
        return Sessions(*words.sessions[0].value)
    if words.more_sessions is None:
        return None
    now = inputs.sessions or _recommended(inputs, book)
    return Sessions(now.low + words.more_sessions, now.high + words.more_sessions)


def _recommended(inputs: QuoteInputs, book: PriceBook) -> Sessions:
    return book.extents[inputs.extent.key].sessions if inputs.extent is not None else book.limits.course


def _suits(extent: Extent, book: PriceBook) -> tuple[str, ...]:
    return book.extents[extent.key].suits


def _unknown(words: QuoteWords, book: PriceBook) -> Iterator[str]:
    if words.unknown_country is not None:
        yield from problems(QuoteInputs(country=words.unknown_country), book)
    if words.unknown_currency is not None:
        yield from problems(QuoteInputs(currency=words.unknown_currency), book)


def _asked_for_unknown(words: QuoteWords) -> Question | None:
    return "country" if words.unknown_country is not None else None
