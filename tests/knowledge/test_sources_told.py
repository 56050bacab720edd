from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.knowledge import FAQ_TOPICS, TASK_TOPICS, ArticlePlace, Knowledge
from bot.knowledge.sources import sources_text
from bot.knowledge.topics import PHRASES

TITLE = "the article “Scalp Micropigmentation: A Cosmetic Approach for Hair Loss”"


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (["pain_level"], f"{TITLE} (section “Does SMP Hurt?”, line 108)."),
        (["pain_level", "pain_level"], f"{TITLE} (section “Does SMP Hurt?”, line 108)."),
        (["numbing_wait", "numbing_top_up"], f"{TITLE} (section “Step 4”, lines 74 and 76)."),
        (
            ["numbing_wait", "mild_pain"],
            f"{TITLE} (section “Step 4”, line 74; its opening part, line 15; "
            "section “Risks and Benefits of SMP”, line 181).",
        ),
        (
            ["keep_dry", "no_sweat", "no_picking", "no_sun"],
            f"{TITLE} (section “Scalp Care for Post-SMP”, between lines 193 and 199).",
        ),
        (
            ["scar_must_be_settled"],
            f"{TITLE} (section “What Is SMP Used for?”, line 34) and the clinic’s screening rules on "
            "scars on the scalp. We put some of it in our own way, still to be approved by a dermatologist, "
            "because a young or raised scar is still changing.",
        ),
        ([], ""),
    ],
)
def test_where_a_fact_comes_from(knowledge: Knowledge, facts: list[str], told: str) -> None:
    assert knowledge.sources(facts) == told


def test_a_reason_shared_by_facts_is_told_once(knowledge: Knowledge) -> None:
    told = knowledge.sources(["infection_signs", "sepsis_signs", "infection"])
    assert told.count("the article names no warning signs") == 1
    assert told.count("still to be approved by a doctor") == 1


def test_once_approved_a_departure_is_the_clinics_decision(knowledge: Knowledge) -> None:
    fact = replace(knowledge.facts.by_id["sessions_usual"], approval=None)
    assert "as decided by the clinic, because" in sources_text([fact], knowledge.facts.article)


def test_an_unknown_fact_is_an_error(knowledge: Knowledge) -> None:
    with pytest.raises(KeyError):
        knowledge.sources(["no_such_fact"])


def test_every_fact_is_told_somewhere(knowledge: Knowledge) -> None:
    values = {"part": "", "sources": ""}
    told = {fact for topic in FAQ_TOPICS for fact in knowledge.answer(topic).facts}
    told |= {fact for id_ in (*PHRASES, *TASK_TOPICS) for fact in knowledge.phrase(id_, **values).facts}
    assert set(knowledge.facts.by_id) - told == set()


def test_every_fact_names_a_place_in_the_article(knowledge: Knowledge) -> None:
    without = [
        fact.id
        for fact in knowledge.facts.by_id.values()
        if not any(isinstance(source, ArticlePlace) and source.lines for source in fact.sources)
    ]
    assert without == []


def test_what_rests_on_a_screening_rule_says_so_and_waits_for_approval(knowledge: Knowledge) -> None:
    """History-taking before a session is in the article itself; the rule only names the allergies."""
    unsaid = [
        fact.id
        for fact in knowledge.facts.by_id.values()
        if len(fact.sources) > sum(isinstance(source, ArticlePlace) for source in fact.sources)
        and (fact.departs is None or fact.approval is None)
    ]
    assert unsaid == ["tell_your_history"]


def test_a_reason_fits_into_a_sentence(knowledge: Knowledge) -> None:
    for fact in knowledge.facts.by_id.values():
        if fact.departs:
            assert re.fullmatch(r"[a-z][^.]*[^.]", fact.departs), fact.id
