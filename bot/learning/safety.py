"""What is about safety, and who must stand behind it: two people with names, one of them a clinician."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

SAFETY_TOPICS: Final = frozenset({"report_symptom", "check_eligibility"})
"""Topics that lead to the screening: a message that is taken for another one may be a warning sign missed."""

CLINICIAN: Final = "clinician"
SECONDS: Final = frozenset({CLINICIAN, "admin"})
"""Roles that may be the second person; an admin only beside a clinician."""


@dataclass(frozen=True)
class Person:
    """Somebody of staff, with the role that they had when they decided."""

    id: str
    role: str


def is_safety(
    topic: str | None, understood_as: Iterable[str], text: str, alarms: Callable[[str], bool]
) -> bool:
    """Whether learning that `text` asks for `topic` touches safety.

    understood_as: the topics that it was taken for; leading away from the screening is about safety too.
    alarms: whether a text speaks of an emergency.
    """
    return topic in SAFETY_TOPICS or not SAFETY_TOPICS.isdisjoint(understood_as) or alarms(text)


def why_not_second(first: Person, second: Person) -> str | None:
    """Why `second` cannot be the second person behind what `first` proposed; None if they can."""
    if first.id == second.id:
        return "The second person must be somebody else than the one who proposed it."
    if second.role not in SECONDS:
        return "The second person must be a clinician, or an admin where a clinician proposed it."
    if CLINICIAN not in (first.role, second.role):
        return "One of the two people must be a clinician: an admin judges nobody's health."
    return None
