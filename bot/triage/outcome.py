"""What screening hands back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.triage.dispositions import Lane

Accepts = Literal["date", "text", "nothing"]


@dataclass(frozen=True)
class Answer:
    """A button. `sets` holds what the fact then says: attributes, `time`, or `when` as durations back from today.

    adds, denies: concept of a further fact that this answer states or denies.
    reply: "yes" or "no" where a typed yes or no means this button although its title says something else.
    """

    title: str
    sets: Mapping[str, str]
    adds: str | None = None
    denies: str | None = None
    reply: str | None = None


@dataclass(frozen=True)
class Question:
    """A question about one concept, and the details that its answer fills.

    fills: attribute names, "when" for the date, "concept:<id>" for a further fact.
    only: rules after which alone it makes sense; empty if after any.
    """

    id: str
    concept: str
    ask: str
    why: str
    answers: tuple[Answer, ...]
    accepts: Accepts
    fills: frozenset[str]
    only: frozenset[str]


@dataclass(frozen=True)
class Reason:
    """One rule that applied. `words` is what it was read from; `earliest` the first day that it allows.

    wait_text: the event or length of time to be waited for, in words; empty if nothing is.
    assumed: True if the deciding detail was not known and the rule for that case was used.
    open: what was not known, as in Question.fills.
    """

    concept: str
    title: str
    rule: str
    disposition: str
    text: str
    sources: tuple[str, ...]
    precautions: tuple[str, ...]
    who: str
    wait_text: str
    earliest: dt.date | None
    words: tuple[str, ...]
    provisional: bool
    assumed: bool
    open: frozenset[str]
    uncertain: bool
    experiencer: str


@dataclass(frozen=True)
class Outcome:
    """The result for the facts told.

    disposition: the most restrictive of `reasons`, which are sorted by it. reasons never hide one another.
    other_lane: rules of the other lane that the facts also touch: what matters for a next session while
        somebody reports a symptom.
    earliest_date: the latest of all waits; None if nothing is waited for or an event without a date is.
    waits_for: those events in words.
    questions: still open and able to change the outcome, the safest first.
    assumed: ids of the rules used although the deciding detail is unknown.
    nothing_stated: no fact counted; then "suitable" means only that nothing told so far stands in the way.
    day: whole days since the session, in the lane after it.
    """

    lane: Lane
    disposition: str
    reasons: tuple[Reason, ...]
    other_lane: tuple[Reason, ...]
    precautions: tuple[str, ...]
    earliest_date: dt.date | None
    waits_for: tuple[str, ...]
    questions: tuple[Question, ...]
    assumed: tuple[str, ...]
    nothing_stated: bool
    day: int | None
    rule_version: str
