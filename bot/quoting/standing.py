"""How the screening stands: a quote is not settled while a session may not be possible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

SCREENED: Final = "screened"
"""Key in Said.known: {"disposition", "complete"} of the last stored screening before a session, if there is one."""

CONDITION: Final = "condition"
"""Key in Said.known: whether the message states a condition or a medicine of the writer's own."""

OPEN: Final = "open"
TOLD: Final = "told"
NOT_KEPT: Final = "not_kept"
REASONS: Final = (OPEN, TOLD, NOT_KEPT, "urgent_now", "not_suitable", "defer", "needs_clinician")
"""Why a quote is provisional: the screening goes on; something was told that it has to look at; its outcome was not
to be stored; or what it came to."""


@dataclass(frozen=True)
class Standing:
    """reason: one of REASONS, None for a quote that nothing speaks against. screened: whether anybody was."""

    reason: str | None
    screened: bool


def standing(known: Mapping[str, Any], *, condition: bool = False) -> Standing:
    """What follows from the screening's state and from what was last stored of it.

    condition: a condition or a medicine was told beside the price, which counts until somebody was screened.
    """
    state, stored = known.get("screening"), known.get(SCREENED)
    if isinstance(state, Mapping) and state.get("lane") != "after" and state.get("phase") != "done":
        return Standing(OPEN, screened=True)
    if isinstance(stored, Mapping):
        if not stored["complete"]:
            return Standing(OPEN, screened=True)
        disposition = str(stored["disposition"])
        return Standing(disposition if disposition in REASONS else None, screened=True)
    if isinstance(state, Mapping) and state.get("consent") == "refused":
        return Standing(NOT_KEPT, screened=True)
    return Standing(TOLD if condition else None, screened=False)
