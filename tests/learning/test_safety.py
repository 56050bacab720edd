"""What is about safety, and who may be the second person behind it."""

from __future__ import annotations

import pytest

from bot.learning.safety import Person, is_safety, why_not_second

ROLES = ("viewer", "reviewer", "clinician", "admin")


def alarms(text: str) -> bool:
    return "breathe" in text


@pytest.mark.parametrize(
    ("topic", "understood_as", "text", "safety"),
    [
        ("pain", ["anesthetic"], "does it sting", False),
        ("report_symptom", [], "it oozes", True),
        ("check_eligibility", ["pain"], "am I ok for it", True),
        ("aftercare", ["pain", "report_symptom"], "it oozes", True),
        ("pain", [], "I can't breathe", True),
        ("out_of_scope", ["check_eligibility"], "my dog", True),
    ],
)
def test_leading_to_the_screening_and_away_from_it_is_about_safety(
    topic: str, understood_as: list[str], text: str, safety: bool
) -> None:
    assert is_safety(topic, understood_as, text, alarms) is safety


def test_of_two_people_one_is_a_clinician_and_the_second_a_clinician_or_an_admin() -> None:
    allowed = {
        (one, two)
        for one in ROLES
        for two in ROLES
        if why_not_second(Person("1", one), Person("2", two)) is None
    }
    clinician_second = {(one, "clinician") for one in ROLES}
    assert allowed == clinician_second | {("clinician", "admin")}


@pytest.mark.parametrize("role", ROLES)
def test_nobody_is_their_own_second(role: str) -> None:
    assert "somebody else" in (why_not_second(Person("1", role), Person("1", role)) or "")
