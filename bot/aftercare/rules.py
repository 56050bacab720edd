"""The rules of care after a session, as the clinic's file aftercare.yml holds them.

Days count from the session, which is day 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["avoid", "do", "ask", "reached"]
Basis = Literal["source", "caution"]
KINDS: Final[tuple[Kind, ...]] = ("avoid", "do", "ask", "reached")
Fit = Literal["yes", "no", "depends"]
FITS: Final[tuple[Fit, ...]] = ("yes", "no", "depends")
BASES: Final[tuple[Basis, ...]] = ("source", "caution")

DAYS_OF: Final = {"days": 1, "weeks": 7, "months": 31}
"""Days that a figure counts for; a month is the longest one, so that none comes out shorter than it is."""


@dataclass(frozen=True)
class Place:
    """Where the article says it: the heading, and lines of its stored text counted from 1."""

    section: str
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Step:
    """What holds from one day after a session to another.

    from_day, to_day: first and last day, both included; to_day None: it goes on.
    safe_day: the careful first day, where the source gives a span ("after 4 to 6 days"), else None.
    kind: "avoid", "do", "ask" (only as the artist says) or "reached" (a point on the way).
    title: a few words; text: one or two sentences to the visitor.
    calendar: the title in a calendar that others may see; None: not in the calendar.
    basis: "source" if the article says so, "caution" where we are more careful; then `why` says how.
    then: id of the step that takes over when this one ends, or None.
    last_only: counted from the last session of the course only.
    private: for those who ask about it; it names a medicine.
    topics: ids of the questions that it answers. facts: ids of facts.yml.
    """

    id: str
    from_day: int
    to_day: int | None
    safe_day: int | None
    kind: Kind
    title: str
    text: str
    calendar: str | None
    basis: Basis
    why: str | None
    then: str | None
    last_only: bool
    private: bool
    topics: tuple[str, ...]
    source: Place
    facts: tuple[str, ...]


@dataclass(frozen=True)
class EventRule:
    """What an event such as a holiday meets.

    steps: ids of the steps that it clashes with while they hold.
    ask: said unless it simply fits: what the source leaves open, or who must decide; None if there is nothing.
    fit: "no" where no day may be named as fitting; "depends" where it is not known whether it clashes at all.
    needs: id of a step that should be reached by then, or None.
    """

    kind: str
    title: str
    steps: tuple[str, ...]
    ask: str | None
    fit: Fit
    needs: str | None
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Rules:
    """All of aftercare.yml.

    version: first 12 hex digits of the file's sha256, to be stored with what was told.
    course_low, course_high, course_usual: sessions of a course. gap_days: about so many days between two.
    days_back, days_ahead: how far from today a session's day may lie before it is taken for a slip.
    """

    version: str
    steps: tuple[Step, ...]
    events: Mapping[str, EventRule]
    course_low: int
    course_high: int
    course_usual: int
    gap_days: int
    gap_source: Place
    days_back: int
    days_ahead: int

    def step(self, id_: str) -> Step:
        """Raises KeyError for an unknown id."""
        for step in self.steps:
            if step.id == id_:
                return step
        raise KeyError(id_)

    def topics(self) -> frozenset[str]:
        """The questions that can be answered for somebody's own day."""
        return frozenset(topic for step in self.steps for topic in step.topics) | {SPACING}


SPACING: Final = "session_spacing"
"""The topic that is answered with the visitor's next session instead of a step."""
