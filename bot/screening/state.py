"""Where a screening stands. All of it goes through JSON, so that it survives a restart between two messages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal

from bot.screening.facts import fact_from_json, fact_to_json
from bot.triage.dispositions import Lane
from bot.triage.facts import Fact

Phase = Literal["open", "consent", "whose", "asking", "problem", "changing", "resuming", "paused", "done"]
"""What the next message answers: consent, who it is about, the question `pending`, what is right of the `doubtful`
statements, which answer to change, whether to go on. `open`: nothing was asked yet."""

Consent = Literal["unasked", "given", "refused"]
Subject = Literal["unknown", "self", "other"]

NOTHING_SET: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Given:
    """An answer to one question.

    words: the button's title or the words typed. day: when it was given; lengths of time count back from it.
    sets: what it fills in on the facts of `concept`, as in the rulebook's Answer.sets.
    facts: what it states or denies beside that.
    open: True for "not sure" and "skip"; the question is not asked again.
    """

    question: str
    concept: str
    words: str
    day: dt.date
    sets: Mapping[str, str] = field(default=NOTHING_SET, hash=False)
    facts: tuple[Fact, ...] = ()
    open: bool = False


@dataclass(frozen=True)
class State:
    """One screening of one person.

    told: what messages said, in order. answers: what was answered to questions, in order.
    pending: id of the question that the next message answers, "" for none.
    doubtful: statements that cannot be as they were told, one alone or two that exclude each other.
    misses: how often in a row the answer to `pending` could not be read.
    day: day of the latest message, from which windows are counted.
    survey: nothing particular was told or asked, so that the usual groups are asked about.
    saved: id of the row that this screening was last stored in; consent_id that of the consent.
    """

    day: dt.date
    phase: Phase = "open"
    lane: Lane | None = None
    subject: Subject = "unknown"
    consent: Consent = "unasked"
    told: tuple[Fact, ...] = ()
    answers: tuple[Given, ...] = ()
    pending: str = ""
    doubtful: tuple[Fact, ...] = ()
    misses: int = 0
    survey: bool = False
    consent_id: str | None = None
    saved: str | None = None

    @property
    def answered(self) -> frozenset[str]:
        return frozenset(given.question for given in self.answers)

    @property
    def waits(self) -> bool:
        """Whether the next message belongs to the screening."""
        return self.phase not in ("paused", "done")

    def without_answers(self, questions: frozenset[str]) -> State:
        """The state in which these questions were not answered yet."""
        return replace(
            self, answers=tuple(given for given in self.answers if given.question not in questions)
        )


def to_json(state: State) -> dict[str, Any]:
    return {
        "day": state.day.isoformat(),
        "phase": state.phase,
        "lane": state.lane,
        "subject": state.subject,
        "consent": state.consent,
        "told": [fact_to_json(fact) for fact in state.told],
        "answers": [
            {
                "question": given.question,
                "concept": given.concept,
                "words": given.words,
                "day": given.day.isoformat(),
                "sets": dict(given.sets),
                "facts": [fact_to_json(fact) for fact in given.facts],
                "open": given.open,
            }
            for given in state.answers
        ],
        "pending": state.pending,
        "doubtful": [fact_to_json(fact) for fact in state.doubtful],
        "misses": state.misses,
        "survey": state.survey,
        "consent_id": state.consent_id,
        "saved": state.saved,
    }


def from_json(value: Mapping[str, Any]) -> State:
    """Raises KeyError, ValueError or TypeError for what `to_json` did not write."""
    return State(
        day=dt.date.fromisoformat(value["day"]),
        phase=value["phase"],
        lane=value["lane"],
        subject=value["subject"],
        consent=value["consent"],
        told=tuple(fact_from_json(item) for item in value["told"]),
        answers=tuple(
            Given(
                question=item["question"],
                concept=item["concept"],
                words=item["words"],
                day=dt.date.fromisoformat(item["day"]),
                sets=MappingProxyType(dict(item["sets"])),
                facts=tuple(fact_from_json(fact) for fact in item["facts"]),
                open=item["open"],
            )
            for item in value["answers"]
        ),
        pending=value["pending"],
        doubtful=tuple(fact_from_json(item) for item in value["doubtful"]),
        misses=value["misses"],
        survey=value["survey"],
        consent_id=value["consent_id"],
        saved=value["saved"],
    )
