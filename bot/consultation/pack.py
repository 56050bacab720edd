"""Puts the consultation pack together: what is shown, in which words, and what is left for the chat to tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.booking.contacts import Contact
from bot.booking.telling import day_shown
from bot.consultation.records import Agreed, Asked, Records, Screened
from bot.planning.days import SessionDay
from bot.pricing.wording import range_of
from bot.triage import wording as triage_wording
from bot.triage.dispositions import EMERGENCIES
from bot.triage.facts import Fact

MOST_LINES: Final = 6
"""Entries of one list; the page has to stay one page. Whatever is left out is counted."""
LONGEST_TEXT: Final = 400  # characters of a visitor's own words
LONGEST_LINE: Final = 180
DENSE_FROM: Final = 3_400
"""From how many characters on the print has to be smaller; tests/browser/test_pack.py prints the fullest page."""
NOT_REVIEWED: Final = "Prepared by the assistant, not reviewed by a person yet."
LATER_ONE: Final = "A later request has taken the place of this one."
NOT_SCREENED: Final = "The health check has not been done."
NOT_AGREED: Final = "There is no agreement to store health data, so none is here."
UNFINISHED: Final = "The health check is not finished; this is where it stands."
NO_QUOTE: Final = "No price was worked out."
NO_SESSION: Final = "No session date is known."
CHECK_AGAINST: Final = "the health check names something to wait for or to settle first"

_KINDS: Final = {"phone": "Telephone", "email": "E-mail", "chat": "In the chat"}
_PURPOSES: Final = {"contact": "Contact details", "health_data": "Health data"}
_STATES: Final = {"past": "had", "booked": "booked", "asked": "asked about"}
_PROVISIONAL: Final = {
    "open": "the health check is not finished",
    "told": "something told about health has still to be checked",
    "not_kept": "the result of the health check was not kept",
}


@dataclass(frozen=True)
class Entry:
    """A line with its label; label "" for none."""

    label: str
    text: str


@dataclass(frozen=True)
class Section:
    """A heading with what stands under it. note: a sentence ahead of the entries."""

    title: str
    entries: tuple[Entry, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Pack:
    """One page. sections: in order of reading. has_timeline: whether there are session dates to draw.

    dense: there is so much that it has to be printed smaller.
    """

    clinic: str
    prepared: str
    not_reviewed: str
    name: str
    sections: tuple[Section, ...]
    has_timeline: bool
    dense: bool


@dataclass(frozen=True)
class Names:
    """How things are called: a topic's title, a condition's title; the clinic's name and time zone."""

    clinic: str
    zone: dt.tzinfo
    topic: Callable[[str], str]
    condition: Callable[[str], str]


def assemble(records: Records, names: Names, now: dt.datetime) -> Pack:
    """The page as it stands at `now`."""
    asked = records.asked
    sections = (
        Section("The request", tuple(_request(asked, names)), LATER_ONE if asked.replaced else ""),
        Section("Told before it was sent", tuple(_expectations(asked))),
        *_health(records, names),
        Section("Prices told", *_entries(_quotes(records), NO_QUOTE)),
        Section("Sessions", *_entries(_sessions(records.sessions), NO_SESSION)),
        *_explained(records.topics, names),
        Section("Agreements", tuple(_consents(records.consents, names))),
    )
    return Pack(
        names.clinic,
        f"{_moment(now, names)}",
        NOT_REVIEWED,
        asked.name,
        sections,
        has_timeline=any(day.state != "asked" for day in records.sessions),
        dense=sum(map(_length, sections)) > DENSE_FROM,
    )


def _request(asked: Asked, names: Names) -> Iterator[Entry]:
    yield Entry("Name", asked.name or "not given")
    for kind, value in asked.contacts:
        shown = Contact(kind, value).shown  # type: ignore[arg-type]
        yield Entry(_KINDS[kind] if value else "Reached", shown or "in the chat")
    yield Entry("Times", asked.times)
    if asked.said:
        yield Entry("In their words", _cut(" / ".join(asked.said), LONGEST_LINE))
    yield Entry("Wishes", _cut(asked.wishes, LONGEST_TEXT) or "none")
    yield Entry("Sent", _moment(asked.sent_at, names))
    if asked.reply_by is not None:
        yield Entry("Answer promised by", _moment(asked.reply_by, names))
    yield Entry("Booked", "nothing yet; a person agrees the date")


def _expectations(asked: Asked) -> Iterator[Entry]:
    for item in asked.expectations:
        answer = "understood" if item.understood else "wants to talk about it"
        yield Entry(f"{answer}, explained first" if item.explained else answer, item.statement)


def _health(records: Records, names: Names) -> Iterator[Section]:
    screened = records.screened
    if not records.health_agreed:
        yield Section("Health check", note=NOT_AGREED)
        return
    if screened is None:
        yield Section("Health check", note=NOT_SCREENED)
        return
    note = triage_wording.headline(screened.outcome)
    yield Section(
        "Health check",
        _few([Entry("Checked", day_shown(screened.day)), *_reasons(screened)], MOST_LINES + 2),
        note if screened.complete else f"{UNFINISHED} {note}",
    )
    told = _few([_fact(fact, names) for fact in screened.facts if fact.concept != "smp_session"])
    if told:
        yield Section("Told about health", told)
    questions = _few(
        [Entry("", item.ask) for item in screened.outcome.questions if item.id not in screened.answered]
    )
    if questions:
        yield Section("Open questions", questions)


def _reasons(screened: Screened) -> Iterator[Entry]:
    outcome = screened.outcome
    for found in outcome.reasons:
        dated = f" Not before {day_shown(found.earliest)}." if found.earliest else ""
        urgent = "urgent: " if found.disposition in EMERGENCIES else ""
        yield Entry(urgent + _capital(found.title), _cut(found.text + dated, LONGEST_LINE))
    if outcome.precautions:
        yield Entry("Please mind", _cut("; ".join(outcome.precautions), LONGEST_LINE))


def _fact(fact: Fact, names: Names) -> Entry:
    marks = [
        *(["denied"] if fact.negated else []),
        *(["not sure"] if fact.uncertain else []),
        *(["in the family"] if fact.experiencer == "family" else []),
        *(["somebody else"] if fact.experiencer == "other" else []),
        *(["in the past"] if fact.temporality == "past" else []),
        *(["planned"] if fact.temporality == "planned" else []),
    ]
    words = f"“{fact.text}”" if fact.text else "answered"
    return Entry(_capital(names.condition(fact.concept)), ", ".join([_cut(words, LONGEST_LINE), *marks]))


def _quotes(records: Records) -> Iterator[Entry]:
    for item in records.quotes:
        quote = item.quote
        text = f"{range_of(quote)}. An estimate, not an offer, until {day_shown(quote.valid_until)}."
        if item.provisional is not None:
            why = _PROVISIONAL.get(item.provisional, CHECK_AGAINST)
            text += f" Provisional: {why}." if records.health_agreed else " Provisional."
        yield Entry(day_shown(quote.day), text)


def _sessions(sessions: Sequence[SessionDay]) -> Iterator[Entry]:
    for item in sessions:
        number = f"Session {item.number}" if item.number else "Session"
        yield Entry(number, f"{day_shown(item.day)}, {_STATES[item.state]}")


def _explained(topics: Sequence[str], names: Names) -> Iterator[Section]:
    if topics:
        titles = list(dict.fromkeys(names.topic(topic) for topic in topics))
        yield Section("Explained in the chat", (Entry("", _cut("; ".join(titles), LONGEST_TEXT)),))


def _consents(consents: Sequence[Agreed], names: Names) -> Iterator[Entry]:
    for item in consents:
        text = f"given {_moment(item.given, names)}, wording of {item.version}"
        if item.withdrawn is not None:
            text += f"; withdrawn {_moment(item.withdrawn, names)}"
        yield Entry(_PURPOSES.get(item.purpose, item.purpose), text)


def _length(section: Section) -> int:
    texts = [section.title, section.note, *(entry.label + entry.text for entry in section.entries)]
    return sum(map(len, texts))


def _entries(entries: Iterable[Entry], otherwise: str) -> tuple[tuple[Entry, ...], str]:
    """The entries and no note, or none and the note."""
    shown = _few(list(entries))
    return (shown, "") if shown else ((), otherwise)


def _few(entries: Sequence[Entry], most: int = MOST_LINES) -> tuple[Entry, ...]:
    if len(entries) <= most:
        return tuple(entries)
    return (*entries[: most - 1], Entry("", f"and {len(entries) - most + 1} more"))


def _cut(text: str, longest: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else f"{flat[: longest - 1].rstrip()}… (the rest is in the chat)"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _moment(at: dt.datetime, names: Names) -> str:
    local = at.astimezone(names.zone)
    return f"{day_shown(local.date())}, {local:%H:%M}"
