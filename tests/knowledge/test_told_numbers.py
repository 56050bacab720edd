"""No reply holds a number that its own facts do not hold, and every price says what it is for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import combinations

import pytest

from bot.knowledge import FAQ_TOPICS, TASK_TOPICS, Fact, Knowledge, compose

WORD = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|half|twice|double|hundred|"
    r"thousand)\b",
    re.IGNORECASE,
)
FIGURE = re.compile(r"(?P<low>\d[\d,]*)(?: to (?P<high>\d[\d,]*))?(?P<after>[^\d]{0,40})")
SINGLE = re.compile(r"\ban? (minute|hour|day|week|month|year)\b")
PER_COURSE = "USD for a course of three sessions"
PER_SESSION = "USD per session"


def foreign_numbers(text: str, facts: Iterable[Fact]) -> list[str]:
    """The figures of `text`, a range being one figure, that no fact states in the same unit."""
    facts = list(facts)
    rest = text.replace("for a course of three sessions", "").replace("out of 10", "out of ten")
    found = [match[0] for match in FIGURE.finditer(rest) if not any(_states(fact, match) for fact in facts)]
    found += [
        match[0] for match in SINGLE.finditer(text) if not any(_single(fact, match[1]) for fact in facts)
    ]
    plain = rest.replace("out of ten", "")
    return found + WORD.findall(plain)


def _states(fact: Fact, match: re.Match[str]) -> bool:
    ends = tuple(int(end.replace(",", "")) for end in (match["low"], match["high"]) if end)
    if ends != fact.value:
        return False
    after = match["after"].lstrip()
    if fact.currency is not None:
        return after.startswith(fact.currency)
    words = after.split()
    units = {"minutes", "hours", "days", "weeks", "months", "years", "sessions", "steps", "out", "USD"}
    stated = words[0].strip(".,;") if words else ""
    return stated not in units or (fact.unit or "").startswith(stated)


def _single(fact: Fact, unit: str) -> bool:
    return fact.value == (1,) and fact.unit == f"{unit}s"


def prices_without_basis(text: str) -> list[str]:
    return [
        text[match.start() :][:40]
        for match in re.finditer("USD", text)
        if not text[match.start() :].startswith((PER_COURSE, PER_SESSION))
    ]


@pytest.mark.parametrize("topic", FAQ_TOPICS)
def test_every_number_of_an_answer_is_in_one_of_its_facts(knowledge: Knowledge, topic: str) -> None:
    answer = knowledge.answer(topic)
    facts = [knowledge.facts.by_id[id_] for id_ in answer.facts]
    assert foreign_numbers(answer.text, facts) == []
    assert prices_without_basis(answer.text) == []


@pytest.mark.parametrize("topic", FAQ_TOPICS)
def test_every_number_of_two_answers_together_is_in_one_of_their_facts(
    knowledge: Knowledge, topic: str
) -> None:
    for first, second in combinations(FAQ_TOPICS, 2):
        if topic != first:
            continue
        composed = compose([knowledge.answer(first), knowledge.answer(second)])
        facts = [knowledge.facts.by_id[id_] for id_ in composed.facts]
        assert foreign_numbers(composed.text, facts) == [], (first, second)
        assert prices_without_basis(composed.text) == [], (first, second)


@pytest.mark.parametrize("task", TASK_TOPICS)
def test_every_number_said_about_a_task_is_in_its_facts_or_is_the_clinics_own(
    knowledge: Knowledge, task: str
) -> None:
    own = {
        "phone": "(telephone)",
        "email": "(mail)",
        "opening_hours": "(hours)",
        "emergency_number": "(emergency)",
    }
    phrase = knowledge.phrase(task, **own)
    assert foreign_numbers(phrase.text, [knowledge.facts.by_id[id_] for id_ in phrase.facts]) == []
    assert prices_without_basis(phrase.text) == []


@pytest.mark.parametrize(
    ("text", "facts", "foreign"),
    [
        ("A course is 2 to 4 sessions.", ["sessions_count"], False),
        ("A course is 2 to 5 sessions.", ["sessions_count"], True),
        ("A course is 2 to 4 hours.", ["sessions_count"], True),
        ("After 4 to 6 weeks wash gently.", ["wash_from"], True),
        ("Shampoo from day 15.", ["shampoo_from"], False),
        ("Shampoo from day 10.", ["shampoo_from"], True),
        ("It takes a month.", ["wash_from"], True),
        ("It takes a month.", ["settled_after"], False),
        ("It takes three weeks.", ["session_gap"], True),
        ("It is 500 to 4,000 GBP for a course.", ["price_scalp"], True),
        ("About 2 to 4 out of 10.", ["pain_level"], False),
    ],
)
def test_the_search_for_foreign_numbers_tells_true_from_false(
    knowledge: Knowledge, text: str, facts: list[str], foreign: bool
) -> None:
    assert bool(foreign_numbers(text, [knowledge.facts.by_id[id_] for id_ in facts])) is foreign


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("500 USD per session", 0),
        ("500 USD for a course of three sessions", 0),
        ("500 to 1,400 USD in Turkey", 1),
        ("400 USD, or 500 USD per session", 1),
    ],
)
def test_a_price_without_basis_is_found(text: str, count: int) -> None:
    assert len(prices_without_basis(text)) == count


def test_turkey_and_worldwide_are_compared_on_the_same_basis(knowledge: Knowledge) -> None:
    text = knowledge.answer("cost_turkey").text
    assert f"500 to 1,400 {PER_SESSION}" in text
    assert f"1,500 to 4,200 {PER_COURSE}" in text
    assert f"500 to 4,000 {PER_COURSE}" in text
