"""What holds for any facts, in any order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.triage import concepts
from bot.triage.dispositions import rank
from bot.triage.facts import Fact
from bot.triage.outcome import Outcome
from bot.triage.rulebook import load_rulebook
from bot.triage.screening import screen
from tests.triage.conftest import CLINIC
from tests.triage.making import AFTER_LANE, BEFORE_LANE, chance_fact, facts
from tests.triage.telling import TODAY, told

RULES = load_rulebook(CLINIC)
SOME = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ANY_BEFORE = st.lists(facts(RULES, BEFORE_LANE), max_size=5)
ANY_AFTER = st.lists(facts(RULES, AFTER_LANE), min_size=1, max_size=4)


def before(told_: Sequence[Fact], session: dt.date | None = None) -> Outcome:
    return screen(told_, today=TODAY, session_date=session, lane="before", rulebook=RULES)


def after(told_: Sequence[Fact]) -> Outcome:
    session = TODAY - dt.timedelta(days=3)
    return screen(told_, today=TODAY, session_date=session, lane="after", rulebook=RULES)


@SOME
@given(ANY_BEFORE, facts(RULES, BEFORE_LANE), st.sampled_from((None, 20, 200)))
def test_a_further_finding_never_makes_the_outcome_milder(
    base: list[Fact], further: Fact, ahead: int | None
) -> None:
    session = TODAY + dt.timedelta(days=ahead) if ahead else None
    less, more = before(base, session), before([*base, further], session)
    assert rank(more.disposition, "before") <= rank(less.disposition, "before")
    if less.earliest_date is not None and more.earliest_date is not None:
        assert more.earliest_date >= less.earliest_date
    rules = {reason.concept for reason in less.reasons}
    assert rules <= {reason.concept for reason in more.reasons}


@SOME
@given(ANY_AFTER, facts(RULES, [*AFTER_LANE, *BEFORE_LANE]))
def test_a_further_symptom_never_makes_the_outcome_milder(base: list[Fact], further: Fact) -> None:
    less, more = after(base), after([*base, further])
    recognised = any(reason.concept != concepts.SESSION for reason in less.reasons)
    if recognised:
        assert rank(more.disposition, "after") <= rank(less.disposition, "after")


@SOME
@given(ANY_BEFORE, facts(RULES, [*BEFORE_LANE, *AFTER_LANE]))
def test_a_denied_finding_never_counts(base: list[Fact], denied: Fact) -> None:
    with_it = before([*base, replace(denied, negated=True)])
    without = before(base)
    assert replace(with_it, questions=()) == replace(without, questions=())


@SOME
@given(ANY_BEFORE, facts(RULES, BEFORE_LANE))
def test_a_question_about_people_in_general_never_counts(base: list[Fact], asked: Fact) -> None:
    general = replace(asked, attributes={**asked.attributes, "general": "yes"})
    assert before([*base, general]).reasons == before(base).reasons


@SOME
@given(ANY_BEFORE, facts(RULES, sorted({*BEFORE_LANE} - {"keloid_history"})))
def test_a_relative_counts_only_with_keloids(base: list[Fact], relative: Fact) -> None:
    assert before([*base, replace(relative, experiencer="family")]).reasons == before(base).reasons


@SOME
@given(ANY_BEFORE)
def test_a_suspicion_counts_like_a_certainty(base: list[Fact]) -> None:
    sure = before([replace(fact, uncertain=False) for fact in base])
    unsure = before([replace(fact, uncertain=True) for fact in base])
    assert [reason.rule for reason in unsure.reasons] == [reason.rule for reason in sure.reasons]
    assert unsure.disposition == sure.disposition


@SOME
@given(ANY_AFTER)
def test_a_symptom_that_is_not_certain_is_never_called_normal(base: list[Fact]) -> None:
    assert after([replace(fact, uncertain=True) for fact in base]).disposition != "normal_healing"


@SOME
@given(st.lists(facts(RULES, [*BEFORE_LANE, *AFTER_LANE]), max_size=6), st.randoms(use_true_random=False))
def test_the_order_in_which_facts_are_told_changes_nothing(base: list[Fact], random: Random) -> None:
    shuffled = random.sample(base, len(base))
    first = screen(base, today=TODAY, rulebook=RULES)
    assert screen(shuffled, today=TODAY, rulebook=RULES) == first
    assert screen(base, today=TODAY, rulebook=RULES) == first


@SOME
@given(ANY_BEFORE)
def test_the_headline_is_the_strictest_reason_and_hides_none(base: list[Fact]) -> None:
    outcome = before(base)
    ranks = [rank(reason.disposition, "before") for reason in outcome.reasons]
    assert ranks == sorted(ranks)
    assert rank(outcome.disposition, "before") == min(ranks, default=rank("suitable", "before"))


@SOME
@given(facts(RULES, BEFORE_LANE))
def test_on_the_earliest_date_that_wait_is_over(one: Fact) -> None:
    one = replace(one, negated=False, experiencer="self")
    outcome = before([one])
    if outcome.earliest_date is None or outcome.disposition != "defer":
        return
    day_before = outcome.earliest_date - dt.timedelta(days=1)
    held = screen([one], today=day_before, lane="before", rulebook=RULES)
    assert held.earliest_date in (None, outcome.earliest_date)
    later = screen([one], today=outcome.earliest_date, lane="before", rulebook=RULES)
    assert later.earliest_date is None or later.earliest_date > outcome.earliest_date


@pytest.mark.parametrize("days", range(0, 430, 7))
def test_isotretinoin_by_the_calendar(days: int) -> None:
    last = TODAY - dt.timedelta(days=days)
    stopped = replace(told("isotretinoin ended")[0], when_from=last, when_to=last)
    outcome = before([stopped])
    if last > dt.date(2026, 5, 22):
        assert (outcome.disposition, outcome.earliest_date is not None) == ("defer", True)
    elif last > dt.date(2025, 11, 22):
        assert outcome.disposition == "suitable_with_precautions"
    else:
        assert outcome.disposition == "suitable"


@pytest.mark.parametrize("concept", sorted(concepts.ALL - {concepts.SESSION}))
def test_every_branch_is_reached_by_some_fact(concept: str) -> None:
    condition = RULES.conditions[concept]
    random = Random(concept)
    others = told(
        "ps_sepsis + emergency_symptom + diabetes + ps_fever + anticoagulant + ps_anaphylaxis + ps_eye"
    )
    more = chance_fact(condition, random)
    wanted, reached = {branch.id for branch in condition.branches}, set[str]()
    for turn in range(4000):
        if wanted <= reached:
            break
        one = replace(chance_fact(condition, random), text=str(turn))
        company: tuple[Fact, ...] = ()
        if turn % 3 == 0:
            company = tuple(replace(random.choice(others), text="company") for _ in range(2))
        if turn % 7 == 0:
            drugs = [{**one.attributes, "drug": name} for name in ("first", "second")]
            one, company = (
                replace(one, attributes=drugs[0]),
                (replace(more, attributes=drugs[1], temporality="current"),),
            )
        outcome = screen([one, *company], today=TODAY, session_date=_session(turn), rulebook=RULES)
        reached |= {reason.rule for reason in (*outcome.reasons, *outcome.other_lane)}
    assert wanted <= reached


def _session(turn: int) -> dt.date:
    return TODAY - dt.timedelta(days=turn % 40)
