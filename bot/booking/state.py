"""Where a request stands. All of it goes through JSON, so that it survives a restart between two messages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from bot.booking.contacts import Contact
from bot.booking.time_groups import Stretch

Phase = Literal[
    "open", "consent", "name", "contact", "times", "wishes", "expect", "summary", "changing", "resuming",
    "sent", "done",
]  # fmt: skip
"""What the next message answers. `done`: nothing is asked and nothing was sent."""
Consent = Literal["unasked", "given", "refused"]
Answer = Literal["understood", "to_talk"]

FIELDS: Final = ("name", "contact", "times", "wishes")
Field = Literal["name", "contact", "times", "wishes"]


@dataclass(frozen=True)
class Expected:
    """The answer to one statement. more: it was explained first."""

    id: str
    answer: Answer
    more: bool = False


@dataclass(frozen=True)
class State:
    """One request for a consultation.

    name: "" when it is not known. contacts: at most one of each kind, the one to be used first.
    times: within the opening hours; times_said: what was written about them.
    wishes: what was written, in order.
    settled: fields that are answered, if only with "rather not say", "any time" or "nothing".
    explained: the statement whose explanation was given last. misses: messages in a row that could not be read.
    consent_id, lead, sent_on: of what was stored.
    """

    phase: Phase = "open"
    consent: Consent = "unasked"
    name: str = ""
    contacts: tuple[Contact, ...] = ()
    times: tuple[Stretch, ...] = ()
    times_said: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    settled: frozenset[str] = frozenset()
    expected: tuple[Expected, ...] = ()
    explained: str = ""
    misses: int = 0
    consent_id: str | None = None
    lead: str | None = None
    sent_on: dt.date | None = None

    @property
    def told(self) -> bool:
        """Whether anything was said that would be lost."""
        return bool(self.name or self.contacts or self.times or self.wishes or self.settled or self.expected)


def to_json(state: State) -> dict[str, Any]:
    return {
        "phase": state.phase,
        "consent": state.consent,
        "name": state.name,
        "contacts": [[contact.kind, contact.value, contact.sure] for contact in state.contacts],
        "times": [stretch_to_json(stretch) for stretch in state.times],
        "times_said": list(state.times_said),
        "wishes": list(state.wishes),
        "settled": sorted(state.settled),
        "expected": [[item.id, item.answer, item.more] for item in state.expected],
        "explained": state.explained,
        "misses": state.misses,
        "consent_id": state.consent_id,
        "lead": state.lead,
        "sent_on": state.sent_on.isoformat() if state.sent_on else None,
    }


def from_json(value: Mapping[str, Any]) -> State:
    """Raises KeyError, ValueError or TypeError for what `to_json` did not write."""
    return State(
        phase=value["phase"],
        consent=value["consent"],
        name=value["name"],
        contacts=tuple(Contact(kind, text, sure) for kind, text, sure in value["contacts"]),
        times=tuple(stretch_from_json(item) for item in value["times"]),
        times_said=tuple(value["times_said"]),
        wishes=tuple(value["wishes"]),
        settled=frozenset(value["settled"]),
        expected=tuple(Expected(id_, answer, more) for id_, answer, more in value["expected"]),
        explained=value["explained"],
        misses=value["misses"],
        consent_id=value["consent_id"],
        lead=value["lead"],
        sent_on=dt.date.fromisoformat(value["sent_on"]) if value["sent_on"] else None,
    )


def stretch_to_json(stretch: Stretch) -> dict[str, Any]:
    return {
        "weekdays": list(stretch.weekdays),
        "first": stretch.first.isoformat() if stretch.first else None,
        "last": stretch.last.isoformat() if stretch.last else None,
        "part": stretch.part,
        "start": stretch.start.isoformat("minutes") if stretch.start else None,
        "end": stretch.end.isoformat("minutes") if stretch.end else None,
        "soon": stretch.soon,
    }


def stretch_from_json(value: Mapping[str, Any]) -> Stretch:
    """Raises KeyError, ValueError or TypeError for what `stretch_to_json` did not write."""
    return Stretch(
        weekdays=tuple(value["weekdays"]),
        first=dt.date.fromisoformat(value["first"]) if value["first"] else None,
        last=dt.date.fromisoformat(value["last"]) if value["last"] else None,
        part=value["part"],
        start=dt.time.fromisoformat(value["start"]) if value["start"] else None,
        end=dt.time.fromisoformat(value["end"]) if value["end"] else None,
        soon=value["soon"],
    )
