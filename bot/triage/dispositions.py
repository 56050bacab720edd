"""The outcomes that a rule can have and which of them goes first (clinical.md 0.2 and 0.3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

Lane = Literal["before", "after"]

BEFORE: Final = (
    "urgent_now",
    "not_suitable",
    "defer",
    "needs_clinician",
    "suitable_with_precautions",
    "suitable",
)
AFTER: Final = (
    "emergency_now",
    "same_day_clinician",
    "needs_clinician",
    "contact_artist_24_48h",
    "normal_healing",
)
EMERGENCIES: Final = frozenset({"urgent_now", "emergency_now"})
ALL: Final = frozenset({*BEFORE, *AFTER})

_RANK: Final = {
    "urgent_now": 0,
    "emergency_now": 0,
    **{code: place for place, code in enumerate(BEFORE) if place},
}
_RANK_AFTER: Final = {"urgent_now": 0, **{code: place for place, code in enumerate(AFTER)}}


def rank(disposition: str, lane: Lane) -> int:
    """0 for the most restrictive of a lane; higher is milder."""
    return (_RANK if lane == "before" else _RANK_AFTER)[disposition]


def strictest(dispositions: Iterable[str], lane: Lane) -> str:
    return min(dispositions, key=lambda code: rank(code, lane))
