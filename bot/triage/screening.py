"""From facts and dates to an outcome, by the combination and precedence of clinical.md 0.3."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.triage import concepts
from bot.triage.deciding import Decision, decide
from bot.triage.dispositions import EMERGENCIES, Lane, rank
from bot.triage.facts import Fact
from bot.triage.matching import Setting
from bot.triage.outcome import Outcome, Question, Reason
from bot.triage.reasons import merged, reason, standing_in
from bot.triage.rules import Rulebook


def screen(
    facts: Iterable[Fact],
    *,
    today: dt.date,
    session_date: dt.date | None = None,
    lane: Lane | None = None,
    rulebook: Rulebook,
) -> Outcome:
    """The outcome for the facts told, whatever their order.

    session_date: the next session, for which windows are then judged, or the last one, from which days count.
    lane: "after" when a symptom after a session is being reported; otherwise it follows from the facts. A
        symptom after a session always leads there.
    """
    told = tuple(facts)
    counting = tuple(
        sorted((fact for fact in told if _counts(fact, rulebook)), key=lambda fact: fact.sort_key)
    )
    session = _last_session(counting, session_date, today)
    reference = session_date if session_date is not None and session_date > today else today
    setting = Setting(
        today, reference, session, tuple(fact for fact in counting if fact.experiencer != "family")
    )
    decisions = _decisions(counting, setting, rulebook)
    chosen = _lane(lane, counting, session, today, rulebook)
    here, there = _by_lane(decisions, chosen)
    if chosen == "after":
        here = _with_floor(here, rulebook)
    reasons = merged(here, chosen)
    disposition = reasons[0].disposition if reasons else "suitable"
    return Outcome(
        lane=chosen,
        disposition=disposition,
        reasons=reasons,
        other_lane=merged(there, "before" if chosen == "after" else "after"),
        precautions=_once(item for found in reasons for item in found.precautions),
        earliest_date=_earliest(reasons, today),
        waits_for=_once(found.wait_text for found in reasons if _open_wait(found, today)),
        questions=_with_day(_questions(reasons, decisions, told, chosen), reasons, chosen, session, rulebook),
        assumed=tuple(found.rule for found in reasons if found.assumed),
        nothing_stated=not decisions,
        day=(today - session[1]).days if session is not None and session[0] == session[1] else None,
        rule_version=rulebook.version,
    )


def _counts(fact: Fact, rulebook: Rulebook) -> bool:
    condition = rulebook.conditions.get(fact.concept)
    if condition is None or not fact.stated:
        return False
    if fact.experiencer == "family":
        return condition.family is not None
    return fact.time in condition.counts


def _decisions(facts: Sequence[Fact], setting: Setting, rulebook: Rulebook) -> list[Decision]:
    judged = (fact for fact in facts if fact.concept != concepts.SESSION)
    return [decide(rulebook.conditions[fact.concept], fact, setting) for fact in judged]


def _last_session(
    facts: Sequence[Fact], session_date: dt.date | None, today: dt.date
) -> tuple[dt.date, dt.date] | None:
    """The first and last day on which the latest session can have been; None if none is past or dated."""
    if session_date is not None and session_date <= today:
        return session_date, session_date
    spans = [
        (fact.when_to, fact.when_from or dt.date.min)
        for fact in facts
        if fact.concept == concepts.SESSION and fact.temporality != "planned" and fact.when_to is not None
    ]
    last, first = max((span for span in spans if span[0] <= today), default=(None, None))
    return (first, last) if first is not None and last is not None else None


def _lane(
    asked: Lane | None,
    facts: Sequence[Fact],
    session: tuple[dt.date, dt.date] | None,
    today: dt.date,
    rulebook: Rulebook,
) -> Lane:
    if asked == "after" or any(fact.concept in concepts.AFTER for fact in facts):
        return "after"
    if asked == "before" or any(fact.concept != concepts.SESSION for fact in facts):
        return "before"
    if session is not None:
        return "after" if (today - session[1]).days <= rulebook.healing_days else "before"
    had = any(fact.concept == concepts.SESSION and fact.time in ("past", "ended") for fact in facts)
    return "after" if had else "before"


def _by_lane(decisions: Iterable[Decision], lane: Lane) -> tuple[list[Reason], list[Reason]]:
    here: list[Reason] = []
    there: list[Reason] = []
    for decision in decisions:
        found = reason(decision)
        own = decision.condition.ranked_in == lane
        if not own and found.disposition in EMERGENCIES:
            here.append(replace(found, disposition="emergency_now" if lane == "after" else "urgent_now"))
        else:
            (here if own else there).append(found)
    return here, there


def _with_floor(reasons: list[Reason], rulebook: Rulebook) -> list[Reason]:
    """A symptom that is not certain, or that no rule knows, is at least one for the artist."""
    floor = rulebook.unsure_after_session
    if not reasons:
        return [standing_in(floor, concepts.SESSION, rulebook.conditions[concepts.SESSION].title)]
    return [
        replace(found, disposition=floor.then, text=floor.reason, who=floor.who, assumed=True)
        if found.uncertain and rank(found.disposition, "after") > rank(floor.then, "after")
        else found
        for found in reasons
    ]


def _open_wait(found: Reason, today: dt.date) -> bool:
    return bool(found.wait_text) and found.earliest is None


def _earliest(reasons: Sequence[Reason], today: dt.date) -> dt.date | None:
    """None as soon as one wait ends with an event that has no date, or never."""
    if any(_endless(found) for found in reasons):
        return None
    return max(
        (found.earliest for found in reasons if found.earliest and found.earliest > today), default=None
    )


def _endless(found: Reason) -> bool:
    return found.earliest is None and found.disposition in {*EMERGENCIES, "not_suitable", "defer"}


def _questions(
    reasons: Sequence[Reason], decisions: Sequence[Decision], told: Sequence[Fact], lane: Lane
) -> tuple[Question, ...]:
    """None in an emergency, and none once a rule that nothing can change says that SMP is not suitable."""
    if any(found.disposition in EMERGENCIES for found in reasons):
        return ()
    if any(found.disposition == "not_suitable" and not found.open for found in reasons):
        return ()
    known = {f"concept:{fact.concept}" for fact in told}
    open_: dict[str, tuple[int, Question]] = {}
    for decision in decisions:
        if decision.condition.ranked_in != lane:
            continue
        for question in decision.condition.questions:
            if question.only and decision.branch.id not in question.only:
                continue
            further = {name for name in question.fills if name.startswith("concept:")} - known
            if further or question.fills & decision.open:
                open_.setdefault(question.id, (decision.worst, question))
    return tuple(question for _, question in sorted(open_.values(), key=lambda pair: pair[0]))


def _with_day(
    questions: tuple[Question, ...],
    reasons: Sequence[Reason],
    lane: Lane,
    session: tuple[dt.date, dt.date] | None,
    rulebook: Rulebook,
) -> tuple[Question, ...]:
    """After a session its day is asked for, unless it is an emergency; red flags are asked about before it."""
    if lane == "before" or session is not None or any(found.disposition in EMERGENCIES for found in reasons):
        return questions
    return (*questions, *rulebook.conditions[concepts.SESSION].questions)


def _once(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for item in items if item))
