"""Whole dialogues about something after a session, through the HTTP API and the trained assistant."""

from __future__ import annotations

import pytest

from bot.database.models import conversation, screening
from bot.triage.wording import HEADLINES
from tests.conversations.screening_talk import AGREE, DECLINE, WORDING, rows, talk
from tests.product import Product, Said, Visitor

BREATHING, FEVER, WORSE, OTHER = (check.ask for check in WORDING.red_flags)


def all_denied(visitor: Visitor, said: Said) -> Said:
    """Answers every question with its button for no or none until the outcome comes."""
    for _ in range(8):
        denial = next((title for title in said.buttons if title in ("No", "None of these", "Mild")), None)
        if denial is None:
            return said
        said = visitor.tap(said.buttons[denial])
    return said


def test_what_to_do_in_an_emergency_is_said_before_anything_is_asked(visitor: Visitor) -> None:
    said = talk(visitor, "i had my second session yesterday and my scalp is red, is something wrong?")
    assert said.text.startswith(WORDING.say("after_intro"))


def test_a_vague_message_about_healing_is_looked_at_and_not_asked_back(visitor: Visitor) -> None:
    said = talk(visitor, "day 3 after smp, head is pink and tight is that normal")
    assert said.text.startswith(WORDING.say("after_intro"))


def test_a_question_beside_a_symptom_is_answered_after_what_to_do_now(visitor: Visitor) -> None:
    said = talk(visitor, "my scalp is oozing pus since my session on monday. also how long do the dots last?")
    assert "6 to 8 years" in said.text
    assert said.text.index(WORDING.say("after_intro")) < said.text.index("6 to 8 years")


def test_redness_on_the_second_day_is_usual_once_the_red_flags_are_denied(visitor: Visitor) -> None:
    said = talk(visitor, "i had my second session 2 days ago and my scalp is red and a bit tight", DECLINE)
    assert BREATHING in said.text
    said = all_denied(visitor, said)
    assert HEADLINES["normal_healing"] in said.text
    assert "not a diagnosis" in said.text


def test_the_gravest_signs_are_asked_about_first(visitor: Visitor) -> None:
    said = talk(visitor, "my scalp is flaking 4 days after my session, is that a problem?", AGREE)
    order = []
    while said.buttons.get("No"):
        order.append(said.text.split("\n\n")[-1])
        said = visitor.tap(said.buttons["No"])
    assert order[:4] == [BREATHING, FEVER, WORSE, OTHER]


def test_redness_is_asked_about_by_heat_pain_and_swelling(visitor: Visitor) -> None:
    said = talk(visitor, "i had my session yesterday and my scalp is red, is something wrong?", AGREE)
    asked = []
    for _ in range(6):
        asked.append(said.text)
        denial = next((title for title in said.buttons if title in ("No", "None of these")), None)
        if denial is None:
            break
        said = visitor.tap(said.buttons[denial])
    assert any("hot, more painful or more swollen" in text for text in asked)


def test_a_fever_leads_to_a_doctor_the_same_day(product: Product, visitor: Visitor) -> None:
    said = talk(visitor, "i had smp 3 days ago and now i have a fever", AGREE)
    said = all_denied(visitor, said)
    assert HEADLINES["same_day_clinician"] in said.text
    (row,) = rows(product, conversation, visitor)
    assert row.needs_person


def test_shivers_with_a_session_are_an_emergency_at_once(product: Product, visitor: Visitor) -> None:
    said = talk(
        visitor, "had my second session tuesday, redness is creeping down my forehead and ive got the shivers"
    )
    assert "999" in said.text.split("\n")[0]
    (row,) = rows(product, conversation, visitor)
    assert row.needs_person


def test_a_red_flag_tapped_in_the_dialogue_is_an_emergency(visitor: Visitor) -> None:
    said = talk(
        visitor, "i had my session yesterday and my scalp is red, is something wrong?", DECLINE, "Yes"
    )
    assert WORDING.say("emergency") in said.text


def test_spreading_within_hours_is_an_emergency(visitor: Visitor) -> None:
    said = talk(visitor, "redness is creeping down my forehead 3 days after my smp session", AGREE)
    for _ in range(4):
        if "Within hours" in said.buttons:
            break
        said = visitor.tap(said.buttons["No"])
    said = visitor.tap(said.buttons["Within hours"])
    assert said.text.startswith(WORDING.say("emergency"))


def test_denials_lower_nothing_that_is_there(visitor: Visitor) -> None:
    said = talk(visitor, "day 5 after smp, yellow pus on my scalp, no fever, no pain", AGREE)
    assert HEADLINES["same_day_clinician"] in all_denied(visitor, said).text


def test_a_problem_without_a_sign_or_a_day_is_asked_about_both(visitor: Visitor) -> None:
    said = talk(visitor, "something is wrong after my smp session", AGREE)
    assert WORDING.symptom.ask in said.text
    said = visitor.tap(said.buttons["Itching"])
    asked = []
    for _ in range(7):
        asked.append(said.text)
        choice = next(
            (t for t in said.buttons if t in ("No", "None of these", "Mild", "4 to 10 days ago")), None
        )
        if choice is None:
            break
        said = visitor.tap(said.buttons[choice])
    assert any("When was your last session?" in text for text in asked)
    assert HEADLINES["normal_healing"] in said.text


def test_a_day_in_own_words_is_understood(visitor: Visitor) -> None:
    said = talk(visitor, "something is wrong after my smp session", AGREE)
    said = visitor.tap(said.buttons["Scabs or flaking"])
    for _ in range(7):
        if "When was your last session?" in said.text:
            break
        title = next(t for t in said.buttons if t in ("No", "None of these", "Dry and untouched"))
        said = visitor.tap(said.buttons[title])
    assert HEADLINES["normal_healing"] in visitor.say("five days ago").text


def test_an_eye_years_later_is_for_the_same_day(visitor: Visitor) -> None:
    said = talk(visitor, "i had smp 3 years ago and now my eye is red and sore, is it a reaction?", AGREE)
    assert HEADLINES["same_day_clinician"] in all_denied(visitor, said).text


def test_lumps_months_later_are_never_reassured(visitor: Visitor) -> None:
    said = talk(visitor, "hard lumps in my dots 6 months after my smp session, what is wrong?", AGREE)
    said = all_denied(visitor, said)
    assert HEADLINES["normal_healing"] not in said.text
    assert "doctor" in said.text.lower() or "dermatologist" in said.text.lower()


@pytest.mark.parametrize("consent", [AGREE, DECLINE])
def test_what_was_decided_is_stored_only_with_consent(
    product: Product, visitor: Visitor, consent: str
) -> None:
    said = talk(visitor, "i had my second session 2 days ago and my scalp is red and a bit tight", consent)
    all_denied(visitor, said)
    stored = rows(product, screening, visitor)
    assert [row.lane for row in stored] == (["after"] if consent == AGREE else [])


def test_a_question_about_care_in_between_is_answered(visitor: Visitor) -> None:
    question = talk(visitor, "i had my session yesterday and my scalp is red, is something wrong?", AGREE)
    said = visitor.say("when can i wash my hair?")
    assert said.buttons == question.buttons
    assert len(said.text) > len(BREATHING)
