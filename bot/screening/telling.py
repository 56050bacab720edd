"""The last message of a screening: the outcome in words, with what can be done next."""

from __future__ import annotations

from bot.screening.wording import Wording
from bot.triage import wording as triage_wording
from bot.triage.dispositions import EMERGENCIES
from bot.triage.outcome import Outcome

NUMBER = "the emergency number"
CALL = f"Call {NUMBER} now."
"""How the rules say it; the visitor reads the clinic's number instead."""
NEEDS_STAFF = frozenset(
    {
        *EMERGENCIES,
        "not_suitable",
        "needs_clinician",
        "same_day_clinician",
        "contact_artist_24_48h",
    }
)


def text_of(outcome: Outcome, wording: Wording) -> str:
    """What to do comes first; the emergency number is the clinic's."""
    number = wording.emergency_number
    if outcome.disposition not in EMERGENCIES:
        return triage_wording.told(outcome).replace(NUMBER, f"{NUMBER} ({number})", 1)
    if any(found.concept == triage_wording.SELF_HARM for found in outcome.reasons):
        return f"{triage_wording.told(outcome)}\n{wording.say('self_harm')}".replace(NUMBER, number)
    urgent = [found.text for found in outcome.reasons if found.disposition in EMERGENCIES]
    besides = [text.removeprefix(CALL).strip().replace(NUMBER, number) for text in dict.fromkeys(urgent)]
    return "\n".join([wording.say("emergency"), *(text for text in besides if text)])


def is_emergency(outcome: Outcome) -> bool:
    return outcome.disposition in EMERGENCIES


def for_staff(outcome: Outcome) -> str | None:
    """Why a person at the clinic should look, without a word about anybody's health; None if nobody has to."""
    clinician = outcome.disposition == "defer" and any(found.who for found in outcome.reasons)
    if outcome.disposition in NEEDS_STAFF or clinician:
        return f"Screening: {outcome.disposition}."
    return None


def may_book(outcome: Outcome) -> bool:
    """Whether a consultation is offered: before a session, unless SMP is not offered or help is needed now."""
    return outcome.lane == "before" and outcome.disposition not in {*EMERGENCIES, "not_suitable"}
