"""Who may decide what: the part of the rules that depends on the case, beside the table in roles.py."""

from __future__ import annotations

from typing import Final

from bot.console.roles import Permission
from bot.handover import CLINICIAN, DEFERRED, LEAD, NEW, PERSON, UNSURE, URGENT
from bot.triage.dispositions import AFTER, BEFORE, Lane, rank

SAFETY: Final = frozenset(
    {"urgent_now", "emergency_now", "same_day_clinician", "not_suitable", "needs_clinician"}
)
"""Outcomes about which a clinician decides."""

SAFETY_KINDS: Final = frozenset({URGENT, CLINICIAN})
"""Promises that only somebody who decides about safety may settle without answering."""

BY_ANSWER: Final = (URGENT, PERSON, UNSURE, NEW)
"""What a message of a person to the visitor settles."""

PUT_OFF: Final = (CLINICIAN, UNSURE, LEAD, NEW, DEFERRED)
"""What is put off with a case. Whoever waits for a person, or is in danger, is not put off."""


def outcomes(lane: Lane, held: str) -> tuple[str, ...]:
    """The outcomes that can be chosen, the strictest first; `held` is always among them."""
    known = BEFORE if lane == "before" else AFTER
    return known if held in known else (held, *known)


def needed(held: str, chosen: str, lane: Lane) -> Permission:
    """What deciding `chosen` takes, where `held` holds now: the assistant's outcome or an earlier decision.

    Whoever may decide may always be stricter about what is no question of safety; being milder, and everything
    about an outcome that concerns safety, is for whoever decides about safety.
    """
    milder = rank(chosen, lane) > rank(held, lane)
    return Permission.DECIDE_SAFETY if held in SAFETY or milder else Permission.DECIDE


def settled_by(permission: Permission | None) -> tuple[str, ...]:
    """Promises that a decision settles; permission: DECIDE_SAFETY if its maker has it, else None."""
    safe = (URGENT, CLINICIAN) if permission is Permission.DECIDE_SAFETY else ()
    return (*safe, DEFERRED, NEW)


def for_clinician(chosen: str) -> bool:
    """Whether an outcome that was chosen by somebody else has to be seen by a clinician."""
    return chosen in SAFETY
