"""What a visitor reads about an outcome. Never a diagnosis, never advice to change a prescribed medicine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from bot.triage.dispositions import EMERGENCIES, Lane, rank
from bot.triage.outcome import Outcome, Reason
from bot.triage.rules import Branch, Condition, Rulebook

HEADLINES = {
    "urgent_now": "Please get help now: call the emergency number.",
    "emergency_now": "Please get help now: call the emergency number.",
    "not_suitable": "By the clinic's rules SMP is not offered here.",
    "defer": "Not now: there is something to wait for first.",
    "needs_clinician": "A doctor should agree before anything is booked.",
    "suitable_with_precautions": "SMP looks possible, with some care.",
    "suitable": "Nothing you told me stands in the way.",
    "same_day_clinician": "Please have a doctor look at it today.",
    "contact_artist_24_48h": "Please tell your artist within a day or two.",
    "normal_healing": "What you describe fits the usual healing at this stage.",
}
DOCTOR_AFTER_SESSION = "Please have a doctor look at it, even though it is not an emergency."
NOTHING_STATED = "Nothing you told me so far says whether anything stands in the way."
SYMPTOM_UNKNOWN = "I could not place that symptom, so please show it to your artist within a day or two."
STILL_APPLIES = (
    "The normal consultation and a patch test still apply; "
    "a patch test lowers the risk but cannot exclude a reaction."
)
CAREFUL_SIDE = "I took the careful side where I do not know enough yet."
NOT_A_DIAGNOSIS = (
    "This is not a diagnosis; it follows the clinic's screening rules, and the clinic has the last word."
)
WATCH = "If it gets worse, or a fever comes, see a doctor the same day."
SELF_HARM = "self_harm_risk"


def day(date: dt.date) -> str:
    return f"{date.day} {date:%B %Y}"


def told(outcome: Outcome) -> str:
    """The whole answer: what to do first, every reason with its date, what to mind, what is still open."""
    if outcome.disposition in EMERGENCIES:
        return emergency(outcome)
    parts = [headline(outcome), *_reasons(outcome)]
    if outcome.earliest_date is not None and len(outcome.reasons) > 1:
        parts.append(f"All together, not before {day(outcome.earliest_date)}.")
    if outcome.precautions:
        parts.append(f"Please mind: {'; '.join(outcome.precautions)}.")
    parts.extend(_closing(outcome))
    return "\n".join(parts)


def emergency(outcome: Outcome) -> str:
    """What to do now, and nothing besides; the number for the place is added by whoever sends it."""
    urgent = [found for found in outcome.reasons if found.disposition in EMERGENCIES]
    lines = dict.fromkeys(found.text for found in urgent)
    if any(found.concept == SELF_HARM for found in urgent):
        kind = [f"You can turn to {found.who}." for found in urgent if found.concept == SELF_HARM]
        return "\n".join([*lines, *dict.fromkeys(kind)])
    return "\n".join([HEADLINES[outcome.disposition], *lines])


def headline(outcome: Outcome) -> str:
    """One sentence for the disposition; after a session it says what to do."""
    if outcome.lane == "after" and outcome.disposition == "needs_clinician":
        return DOCTOR_AFTER_SESSION
    if outcome.nothing_stated:
        return SYMPTOM_UNKNOWN if outcome.lane == "after" else NOTHING_STATED
    return HEADLINES[outcome.disposition]


def reason(found: Reason) -> str:
    """One reason with its date or event, and who should agree."""
    parts = [found.text]
    if found.earliest is not None:
        parts.append(f"Not before {day(found.earliest)}.")
    elif found.wait_text:
        parts.append(f"The wait lasts {found.wait_text}.")
    if found.who:
        parts.append(f"Who to ask: {found.who}.")
    return f"{_capital(found.title)}: {' '.join(parts)}"


def general_answer(rulebook: Rulebook) -> str:
    """What might stand in the way, grouped by the strictest that the rules can come to; no promise either way."""
    groups: dict[str, list[str]] = {}
    common = (condition for condition in rulebook.conditions.values() if condition.common)
    for condition in common:
        worst = min((branch.then for branch in condition.branches), key=lambda code: rank(code, "before"))
        groups.setdefault(worst, []).append(condition.title)
    lines = ["It depends on details, so here is what most often matters."]
    for code, words in (
        ("not_suitable", "Can rule it out"),
        ("defer", "Can mean waiting"),
        ("needs_clinician", "A doctor has to agree first"),
    ):
        if code in groups:
            lines.append(f"{words}: {', '.join(groups[code])}.")
    lines.append("Tell me what applies to you, and I will say what the clinic's rules make of it.")
    return "\n".join(lines)


def single(rulebook: Rulebook, concept: str) -> str:
    """What the rules say about one condition in general, the strictest first. Raises KeyError for an unknown id."""
    condition = rulebook.conditions[concept]
    lines = [_line(branch, condition.ranked_in) for branch in _distinct(condition)]
    if len(lines) == 1:
        return f"{_capital(condition.title)}: {lines[0]}\n{NOT_A_DIAGNOSIS}"
    said = "\n".join(f"- {line}" for line in lines)
    return f"{_capital(condition.title)}: it depends.\n{said}\n{NOT_A_DIAGNOSIS}"


def _distinct(condition: Condition) -> list[Branch]:
    """One branch for each disposition, the default or else the first, without emergencies unless all are."""
    chosen: dict[str, Branch] = {}
    for branch in condition.branches:
        if branch.default or branch.then not in chosen:
            chosen[branch.then] = branch
    calm = [branch for branch in chosen.values() if branch.then not in EMERGENCIES]
    return sorted(calm or chosen.values(), key=lambda branch: rank(branch.then, condition.ranked_in))


def _line(branch: Branch, lane: Lane) -> str:
    words = (
        DOCTOR_AFTER_SESSION
        if (lane, branch.then) == ("after", "needs_clinician")
        else HEADLINES[branch.then]
    )
    wait = f" The wait lasts {branch.wait.until}." if branch.wait is not None else ""
    if branch.then == "suitable":
        return f"{branch.reason}{wait}"
    return f"{words} {branch.reason}{wait}"


def _reasons(outcome: Outcome) -> Iterable[str]:
    found = [reason(item) for item in outcome.reasons]
    return found if len(found) == 1 else [f"- {line}" for line in found]


def _closing(outcome: Outcome) -> Iterable[str]:
    if outcome.other_lane and outcome.lane == "after":
        titles = ", ".join(dict.fromkeys(found.title for found in outcome.other_lane))
        yield f"For your next session this matters too: {titles}."
    if outcome.assumed and outcome.questions:
        yield CAREFUL_SIDE
    if outcome.questions:
        yield f"It would help to know: {outcome.questions[0].ask}"
    if outcome.lane == "after":
        if outcome.disposition in ("normal_healing", "contact_artist_24_48h"):
            yield WATCH
    elif outcome.disposition in ("suitable", "suitable_with_precautions"):
        yield STILL_APPLIES
    yield NOT_A_DIAGNOSIS


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
