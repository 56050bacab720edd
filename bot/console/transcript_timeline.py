"""Puts what is stored about a visitor into one line of time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from bot.console import transcript_delivery
from bot.console.queue_view import TITLES as PROMISES
from bot.console.queue_view import channel_title
from bot.console.transcript_marks import Piece, when_shown
from bot.console.transcript_reminders import happenings
from bot.console.transcript_words import LANES, PROVISIONAL, PURPOSES, Words
from bot.database.dossier import Dossier
from bot.database.figures import step_of
from bot.database.models import INBOUND, TAKEN_OVER
from bot.database.promises import ANSWERED, DECIDED, DONE, PUT_OFF, SEEN
from bot.database.reminders import REMINDERS
from bot.forms.names import FORMS
from bot.understanding.topics import OUT_OF_SCOPE

ENDED: Final = {
    ANSWERED: "answered",
    DECIDED: "decided",
    DONE: "settled",
    SEEN: "looked at",
    PUT_OFF: "put off",
}
DATES: Final = {"past": "Had a session", "booked": "Has a session", "asked": "Asked about a session"}
NEAR: Final = 5  # of 100; a topic below it was not near


@dataclass(frozen=True)
class Entry:
    """One thing on the line of time. kind names the template's part; a plain event has only `text` and `who`."""

    at: datetime
    kind: str
    text: str = ""
    who: str = ""
    row: Any = None
    values: Mapping[str, Any] = field(default_factory=dict)
    conversation: str = ""


@dataclass(frozen=True)
class Told:
    """What the pipeline made of a message. sure: 0 to 100."""

    topics: Sequence[tuple[str, int]]
    alternatives: Sequence[tuple[str, int]]
    out_of_scope: bool


@dataclass(frozen=True)
class Timeline:
    """Made of one page of messages and of whatever happened in the time that the page spans."""

    dossier: Dossier
    words: Words
    marks: Mapping[str, tuple[Piece, ...]]
    until: datetime | None = None

    @cached_property
    def arrived(self) -> Mapping[str, str]:
        """By message, what kind of arrival it was, where that is not plain words."""
        return transcript_delivery.marks(self.dossier.arrivals)

    def entries(self) -> list[Entry]:
        messages = self.dossier.messages
        since = messages[0].created_at if self.dossier.further and messages else None
        happened = [
            entry
            for entry in self._happened()
            if (since is None or entry.at >= since) and (self.until is None or entry.at < self.until)
        ]
        asked = self._asked()
        said = [self._message(row, (row.conversation_id, row.sequence - 1) in asked) for row in messages]
        return sorted([*said, *happened], key=lambda entry: entry.at)

    def _asked(self) -> frozenset[tuple[str, int]]:
        """Where a dialogue asked something: conversation and sequence."""
        return frozenset(
            (row.conversation_id, row.sequence)
            for row in self.dossier.messages
            if row.direction != INBOUND and any(step_of(row.buttons or (), form.key) for form in FORMS)
        )

    def _happened(self) -> Iterator[Entry]:
        # Of what happened at the same time, what led to the rest comes first.
        yield from self._consents()
        yield from self._screenings()
        yield from self._quotes()
        yield from self._dates()
        for row in self.dossier.leads:
            yield Entry(row.created_at, "lead", row=row, conversation=row.conversation_id)
        yield from self._promises()
        yield from self._assignments()
        for happened in happenings(self.dossier.reminders, self.words.knowledge.clinic.timezone):
            yield Entry(happened.at, "event", happened.text, conversation=happened.conversation)
        for row in self.dossier.notes:
            yield Entry(row.created_at, "note", row.text, row.author_name, row)
        yield from map(self._review, self.dossier.reviews)
        for row, line in transcript_delivery.events(self.dossier.arrivals):
            yield Entry(row.created_at, "event", line, conversation=row.conversation_id)

    def _message(self, row: Any, answers: bool) -> Entry:
        """answers: whether a dialogue had asked for it; a name is then no question that was not understood."""
        inbound = row.direction == INBOUND
        values = {
            "pieces": self.marks.get(row.id) or (Piece(row.text),),
            # A tap is what it is; nothing had to be understood.
            "told": self._told(row.understood) if inbound and row.payload is None else None,
            "sources": [self.words.source(id_) for id_ in row.sources or ()],
            "places": self.words.places(row.sources or ()),
            "tapped": row.payload is not None,
            "answers": inbound and answers,
            "delivery": transcript_delivery.delivery_of(self.dossier.deliveries.get(row.id, ())),
            "photos": transcript_delivery.photos(self.dossier.photos.get(row.id, ())),
            "mark": self.arrived.get(row.id, ""),
        }
        kind = "said" if inbound else "answered"
        return Entry(row.created_at, kind, row.text, row.author_name or "", row, values, row.conversation_id)

    def _told(self, understood: Mapping[str, Any] | None) -> Told | None:
        if not understood:
            return None
        return Told(
            self._sure(understood.get("topics") or ()),
            [near for near in self._sure(understood.get("alternatives") or ()) if near[1] >= NEAR],
            bool(understood.get(OUT_OF_SCOPE)),
        )

    def _sure(self, items: Sequence[Mapping[str, Any]]) -> list[tuple[str, int]]:
        return [
            (self.words.topic(str(item["topic"])), round(100 * float(item["confidence"]))) for item in items
        ]

    def _consents(self) -> Iterator[Entry]:
        for row in self.dossier.consents:
            purpose = PURPOSES.get(row.purpose, row.purpose.replace("_", " "))
            what = purpose if row.purpose == REMINDERS else f"the storing of {purpose}"
            yield Entry(row.given_at, "event", f"Agreed to {what} ({row.wording_version}).")
            if row.withdrawn_at is not None:
                yield Entry(row.withdrawn_at, "event", f"Withdrew the agreement on {purpose}.")

    def _screenings(self) -> Iterator[Entry]:
        superseded = {row.supersedes for row in self.dossier.screenings}
        for row in self.dossier.screenings:
            reasons = [self._reason(reason) for reason in row.reasons or ()]
            found = [self._finding(item) for item in self.dossier.findings if item.screening_id == row.id]
            values = {
                "outcome": self.words.outcome(row.disposition),
                "lane": LANES[row.lane],
                "reasons": reasons,
                "findings": found,
                "superseded": row.id in superseded,
                "about": "somebody else" if row.subject not in ("", "self") else "",
            }
            yield Entry(row.created_at, "screening", row=row, values=values, conversation=row.conversation_id)

    def _reason(self, reason: Mapping[str, Any]) -> Mapping[str, Any]:
        return {
            "title": reason.get("title") or self.words.condition(str(reason.get("concept"))),
            "text": reason.get("text") or "",
            "rule": reason.get("rule") or "",
            "outcome": self.words.outcome(reason.get("disposition")),
            "words": list(reason.get("words") or ()),
            "earliest": reason.get("earliest"),
            "wait": reason.get("wait_text") or "",
            "who": reason.get("who") or "",
            "assumed": bool(reason.get("assumed")),
            "sources": [self.words.citation(key) for key in reason.get("source") or ()],
        }

    def _finding(self, row: Any) -> Mapping[str, Any]:
        parts = ["denied" if row.negated else "", row.temporality, when_shown(row.when_said or "")]
        return {
            "title": self.words.condition(row.concept),
            "detail": ", ".join(part for part in parts if part and part != "current"),
            "words": row.words,
        }

    def _quotes(self) -> Iterator[Entry]:
        superseded = {row.supersedes for row in self.dossier.quotes}
        for row in self.dossier.quotes:
            why = row.provisional_reason or ""
            values = {
                "total": f"{row.low:,.2f} to {row.high:,.2f} {row.currency}",
                "why": PROVISIONAL.get(why, self.words.outcome(why) if why else ""),
                "superseded": row.id in superseded,
            }
            yield Entry(row.created_at, "quote", row=row, values=values, conversation=row.conversation_id)

    def _dates(self) -> Iterator[Entry]:
        for row in self.dossier.dates:
            number = f" (number {row.number})" if row.number else ""
            later = " Put right later." if row.superseded else ""
            day = f"{row.day.day} {row.day:%b %Y}"
            text = f"{DATES.get(row.state, row.state)} on {day}{number}.{later}"
            yield Entry(row.created_at, "event", text, conversation=row.conversation_id)

    def _promises(self) -> Iterator[Entry]:
        for row in self.dossier.promises:
            title = PROMISES.get(row.kind, row.kind)
            due = {"due": row.due_at}
            yield Entry(row.made_at, "promise", f"{title}: {row.why}", row=row, values=due)
            if row.ended_at is not None:
                late = ", late" if row.ended_at > row.due_at else ""
                text = f"{title}: {ENDED.get(row.ended_how, row.ended_how)}{late}."
                yield Entry(row.ended_at, "event", text, row.ended_name or "")

    def _assignments(self) -> Iterator[Entry]:
        for row in self.dossier.assignments:
            taken = row.kind == TAKEN_OVER
            text = "Took the chat over; the assistant is silent." if taken else f"Given to {row.name}."
            yield Entry(row.created_at, "event", text, row.by_name)
            if taken and row.ended_at is not None:
                yield Entry(row.ended_at, "event", "The assistant answers again.")

    def _review(self, row: Any) -> Entry:
        superseded = row.id in {other.supersedes for other in self.dossier.reviews}
        values = {
            "outcome": self.words.outcome(row.disposition),
            "bot": self.words.outcome(row.bot_disposition),
            "superseded": superseded,
        }
        return Entry(row.created_at, "review", row.reason or "", row.author_name, row, values)


def channels_of(dossier: Dossier) -> Mapping[str, str]:
    """The channel of each conversation, in words."""
    return {row.id: channel_title(row.channel) for row in dossier.conversations}
