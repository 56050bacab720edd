"""What the visitor reads: short, in whole sentences, with no number but days of the calendar and of the plan."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.aftercare.clashes import Event, book_by, clash
from bot.aftercare.day_words import told
from bot.aftercare.rule_reading import load_rules
from bot.aftercare.rules import Rules
from bot.aftercare.sessions import SessionPlan, plan_of
from bot.aftercare.timeline import timeline
from bot.aftercare.wording import book_by_text, clash_text, day_text, plan_text
from tests.aftercare.conftest import CLINIC, TODAY, Shown, sessions_ago

RULES = load_rules(CLINIC)
DATE = re.compile(
    r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday) (\d\d?) "
    r"(January|February|March|April|May|June|July|August|September|October|November|December)(?: (\d{4}))?"
)

plans = st.tuples(
    st.lists(st.integers(-60, 60), min_size=1, max_size=4, unique=True), st.sampled_from([None, 1, 2, 3, 4])
).map(lambda given_: sessions_ago(*given_[0], wanted=given_[1]))
kinds = st.sampled_from(sorted(RULES.events))


def days_of_plan(plan: SessionPlan) -> set[dt.date]:
    """Every day that may be told: those of steps and sessions, and the last one before each."""
    shown = timeline(plan, RULES, TODAY)
    days = {session.day for session in plan.sessions} | {item.day for item in shown.suggested}
    for entry in (*shown.entries, *shown.replaced):
        days |= {day for day in (entry.first, entry.last, entry.safe) if day is not None}
    return days


def days_told(text: str) -> set[dt.date]:
    found = set()
    for number, month, year in DATE.findall(text):
        near = [int(year)] if year else [TODAY.year - 1, TODAY.year, TODAY.year + 1]
        meant = [dt.datetime.strptime(f"{number} {month} {each}", "%d %B %Y").date() for each in near]
        day = min(meant, key=lambda day: abs(day - TODAY))
        assert told(day, TODAY) in text, f"{day} is no such weekday"
        found.add(day)
    return found


def numbers_left(text: str) -> list[str]:
    """Numbers that are neither part of a date nor a count of days since a session."""
    rest = re.sub(r"\bday \d+\b|\bonly \d+ days apart\b", "", DATE.sub("", text))
    return re.findall(r"\d+", rest)


@settings(max_examples=100, deadline=None)
@given(plans)
def test_a_plan_tells_its_own_days_and_no_other_number(plan: SessionPlan) -> None:
    shown = timeline(plan, RULES, TODAY)
    for text in (plan_text(shown), day_text(shown)):
        assert days_told(text) <= days_of_plan(plan)
        assert numbers_left(text) == []
        assert len(text.split()) < 120, text


@settings(max_examples=100, deadline=None)
@given(plans, kinds, st.integers(-30, 90), st.integers(0, 20))
def test_a_clash_is_told_in_few_words_and_true_days(
    plan: SessionPlan, kind: str, day: int, more: int
) -> None:
    first = TODAY + dt.timedelta(days=day)
    event = Event(kind, first, first + dt.timedelta(days=more))
    met = clash(event, plan, RULES)
    text = clash_text(met, TODAY)
    named = {event.first, event.last} | {day for day in (met.fits_from, met.free_from) if day is not None}
    assert days_told(text) <= days_of_plan(plan) | named
    assert numbers_left(text) == []
    assert len(text.split()) < 120, text
    if met.rule.fit == "no":
        assert "fits from" not in text


@settings(max_examples=100, deadline=None)
@given(kinds, st.integers(-10, 300), st.sampled_from([None, 1, 2, 3, 4]))
def test_days_counted_back_are_told_in_few_words(kind: str, day: int, sessions: int | None) -> None:
    on = TODAY + dt.timedelta(days=day)
    by = book_by(Event(kind, on, on), RULES, TODAY, sessions)
    text = book_by_text(by, TODAY)
    assert days_told(text) == {on, *(day for _, day in by.sessions)}
    assert numbers_left(text) == []
    assert len(text.split()) < 120


def test_day_three_in_full(shown: Shown) -> None:
    assert day_text(shown(3)) == (
        "Your session was on Thursday 19 November, so today is day 3. Today: no water on the scalp, no sweating, "
        "no pools or steam, no sun on the scalp, no picking or scrubbing, no shaving, use artist’s products. "
        "Next: gentle washing from Monday 23 November (to be careful, from Wednesday 25 November). "
        "Your own artist’s instructions come first."
    )


def test_a_plan_in_full(shown: Shown) -> None:
    assert plan_text(shown(-12, wanted=2)).splitlines() == [
        "Your session is on Friday 4 December.",
        "Up to and including Monday 7 December: no water on the scalp.",
        "Up to and including Thursday 10 December: no sweating, no pools or steam, no sun on the scalp.",
        "Up to and including Friday 18 December: no picking or scrubbing, no shaving.",
        "From Tuesday 8 December: gentle washing (to be careful, from Thursday 10 December).",
        "From Saturday 19 December: shampoo again, shaving again.",
        "From Monday 4 January: life as before.",
        "Second session about Friday 18 December.",
        "Each session starts the count again.",
        "Your own artist’s instructions come first.",
    ]


def test_sessions_close_together_are_pointed_out(shown: Shown) -> None:
    assert "Your first and second session are only 5 days apart; ask the clinic." in plan_text(shown(3, -2))


def test_without_a_session_there_is_no_plan(shown: Shown) -> None:
    assert (plan_text(shown()), day_text(shown())) == ("", "")


FITTING = [
    (
        "pool",
        5,
        "Swimming on Friday 27 November does not fit your aftercare: it is day 5 after your session.",
    ),
    (
        "pool",
        5,
        "From Sunday 29 November it could fit if your artist agrees; from Wednesday 23 December it fits.",
    ),
    ("shave", 5, "It fits from Monday 7 December."),
    ("shave", 20, "The shave on Saturday 12 December fits your aftercare: it is day 20 after your session."),
    ("wedding", 20, "comes before everything has settled: it is day 20 after your session."),
    ("transplant", 90, "so ask your artist first. The two are not done at the same time"),
    ("flight", 2, "Our source says nothing about flying itself"),
    ("pool", 0, "it is the day of your session"),
    ("pool", -1, "is before your session, so the care afterwards does not meet it."),
]


@pytest.mark.parametrize(("kind", "day", "said"), FITTING)
def test_an_event_is_answered_with_the_reason(rules: Rules, kind: str, day: int, said: str) -> None:
    on = TODAY + dt.timedelta(days=day)
    assert said in clash_text(clash(Event(kind, on, on), plan_of([(1, TODAY)]), rules), TODAY)


NEVER = [
    r"\b(?:always|never|guarantee\w*|100|completely)\b",
    r"\b(?:stop|skip|come off)\b.{0,30}\b(?:medicine|tablet|minoxidil)",
    r"\b(?:color|center|organiz|recogniz)",
    r"\b(?:amazing|perfect|best|great)\b",
]


@pytest.mark.parametrize("pattern", NEVER)
def test_no_text_of_the_rules_crosses_a_hard_limit(rules: Rules, pattern: str) -> None:
    texts = [text for step in rules.steps for text in (step.title, step.text, step.why or "")]
    texts += [text for event in rules.events.values() for text in (event.title, event.ask or "")]
    assert [text for text in texts if re.search(pattern, text, re.IGNORECASE)] == []
