"""A request as it is passed on to the clinic: plain values, made from a finished dialogue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.booking.contacts import Contact
from bot.booking.state import State, stretch_to_json
from bot.booking.telling import times_shown
from bot.booking.wording import Wording


@dataclass(frozen=True)
class Request:
    """What a visitor agreed to pass on.

    contact: E.164 or an address, None for the chat. preferred, expectation, pack: plain JSON values.
    """

    name: str | None
    contact_kind: str
    contact: str | None
    preferred: Mapping[str, Any]
    wishes: str | None
    expectation: Sequence[Mapping[str, Any]]
    pack: Mapping[str, Any]


def request_of_state(state: State, wording: Wording, reply_by: dt.datetime | None) -> Request:
    """reply_by: by when an answer was promised."""
    first = state.contacts[0] if state.contacts else Contact("chat", "")
    return Request(
        name=state.name or None,
        contact_kind=first.kind,
        contact=first.value or None,
        preferred={
            "times": [stretch_to_json(stretch) for stretch in state.times],
            "shown": times_shown(state.times, wording.labels["any_time"]),
            "said": list(state.times_said),
        },
        wishes="\n".join(state.wishes) or None,
        expectation=[_expectation(state, item.id, wording) for item in state.expected],
        pack={
            "contacts": [{"kind": item.kind, "value": item.value} for item in state.contacts],
            "reply_by": reply_by.isoformat() if reply_by else None,
        },
    )


def _expectation(state: State, id_: str, wording: Wording) -> dict[str, Any]:
    """The answer with the statement as it was put, so that it stays readable after the wording has changed."""
    given = next(item for item in state.expected if item.id == id_)
    known = {item.id: item for item in wording.expectations}
    statement = known.get(id_)
    return {
        "id": id_,
        "answer": given.answer,
        "explained": given.more,
        "statement": statement.text if statement else "",
        "facts": list(statement.facts) if statement else [],
    }
