"""The figures as the article has them, or as worked out here from what the article has."""

from __future__ import annotations

import pytest

from bot.knowledge import Knowledge

SESSIONS_IN_PRICE_TABLE = 3


@pytest.mark.parametrize(
    ("fact", "shown"),
    [
        ("procedure_steps_count", "5 steps"),
        ("patch_test_before", "a day"),
        ("numbing_wait", "30 minutes"),
        ("sessions_count", "2 to 4 sessions"),
        ("sessions_usual", f"{SESSIONS_IN_PRICE_TABLE} sessions"),
        ("session_hours", "2 to 5 hours"),
        ("session_gap", "2 weeks"),
        ("pain_level", "2 to 4 out of 10"),
        ("fading_years", "6 to 8 years"),
        ("microblading_years", "4 to 6 years"),
        ("results_after", "a month"),
        ("settled_after", "a month"),
        ("wash_from", "4 to 6 days"),
        ("shampoo_from", "15 days"),
        ("shave_from", "15 days"),
        ("price_scalp", "500 to 4,000 USD for a course of three sessions"),
        ("price_hairline", "400 to 3,200 USD for a course of three sessions"),
        ("price_microblading", "500 to 2,500 USD for a course of three sessions"),
        ("price_turkey_session", "500 to 1,400 USD per session"),
        (
            "price_turkey_course",
            f"{SESSIONS_IN_PRICE_TABLE * 500:,} to {SESSIONS_IN_PRICE_TABLE * 1400:,} USD "
            "for a course of three sessions",
        ),
    ],
)
def test_figure(knowledge: Knowledge, fact: str, shown: str) -> None:
    assert knowledge.facts.by_id[fact].shown == shown


def test_no_figure_is_without_a_line_above(knowledge: Knowledge) -> None:
    (mark,) = test_figure.pytestmark  # type: ignore[attr-defined]
    assert {fact for fact, _ in mark.args[1]} == knowledge.facts.figures()


@pytest.mark.parametrize(
    ("topic", "told"),
    [
        ("procedure_steps", ["5 steps", "30 minutes"]),
        ("anesthetic", ["30 minutes"]),
        ("sessions_count", ["2 to 4 sessions, most often 3.", "2 to 5 hours", "2 weeks"]),
        ("session_duration", ["2 to 5 hours"]),
        ("session_spacing", ["2 weeks"]),
        ("pain", ["2 to 4 out of 10"]),
        ("permanence", ["6 to 8 years"]),
        ("touch_up", ["6 to 8 years"]),
        ("results_timeline", ["after the first session", "a month after the last one"]),
        ("cost", ["500 to 4,000 USD", "400 to 3,200 USD", "500 to 2,500 USD"]),
        ("cost_turkey", ["500 to 1,400 USD per session", "1,500 to 4,200 USD"]),
        ("aftercare", ["4 to 6 days", "shampoo from day 15", "shave after 15 days", "a month"]),
        ("aftercare_washing", ["4 to 6 days", "day 15"]),
        ("aftercare_shaving", ["after 15 days"]),
        ("recovery", ["no time off work", "a month of care"]),
        ("vs_microblading", ["6 to 8 years", "4 to 6 years"]),
    ],
)
def test_answer_tells_the_figure(knowledge: Knowledge, topic: str, told: list[str]) -> None:
    text = knowledge.answer(topic).text
    assert [words for words in told if words not in text] == []


def test_a_fact_reads_as_a_sentence_with_its_figure(knowledge: Knowledge) -> None:
    assert knowledge.facts.by_id["session_hours"].statement == "One session takes 2 to 5 hours."
    assert knowledge.facts.by_id["no_cuts"].statement == "SMP needs no cuts."
