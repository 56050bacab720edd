"""What is known of one request, as it lies in the database: plain values for `pack.py`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.planning.days import SessionDay
from bot.pricing.quote import Quote
from bot.triage.facts import Fact
from bot.triage.outcome import Outcome


@dataclass(frozen=True)
class Expectation:
    """A statement that was told before the request went out, and whether it was understood."""

    statement: str
    understood: bool
    explained: bool


@dataclass(frozen=True)
class Asked:
    """The request. contacts: (kind, value). times: as they were read; said: in the visitor's words.

    reply_by: by when an answer was promised, None if none was. replaced: the visitor sent another one later.
    """

    name: str
    contacts: Sequence[tuple[str, str]]
    times: str
    said: Sequence[str]
    wishes: str
    expectations: Sequence[Expectation]
    sent_at: dt.datetime
    reply_by: dt.datetime | None
    replaced: bool = False


@dataclass(frozen=True)
class Screened:
    """The latest screening. facts: what it was decided on. answered: ids of the questions that were answered."""

    outcome: Outcome
    facts: Sequence[Fact]
    answered: frozenset[str]
    complete: bool
    day: dt.date


@dataclass(frozen=True)
class Quoted:
    """A quote as it was told. provisional: why it is not settled, as it is stored; None if it is."""

    quote: Quote
    provisional: str | None


@dataclass(frozen=True)
class Agreed:
    """A consent. withdrawn: when it was taken back."""

    purpose: str
    version: str
    given: dt.datetime
    withdrawn: dt.datetime | None


@dataclass(frozen=True)
class Records:
    """health_agreed: whether health data may be held; without it `screened` is None.

    topics: what the visitor asked about in the chat, in order. conversation: its id.
    """

    conversation: str
    asked: Asked
    health_agreed: bool
    screened: Screened | None
    quotes: Sequence[Quoted]
    sessions: Sequence[SessionDay]
    consents: Sequence[Agreed]
    topics: Sequence[str]
