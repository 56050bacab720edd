"""Whole screenings before a session, through the HTTP API and the trained assistant."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bot.database.models import consent, conversation, finding, screening
from bot.database.screenings import decide_again
from bot.database.session import open_engine
from bot.knowledge import load_knowledge
from bot.triage.wording import HEADLINES, day
from tests.conversations.screening_talk import AGREE, DECLINE, NOT_SURE, WORDING, rows, talk
from tests.product import Product, Visitor

KNOWLEDGE = load_knowledge(Path("data/clinic"))
PSORIASIS = "can I have it with psoriasis?"
DIABETES = "I have diabetes, am I suitable for SMP?"
SURVEY = "am i a good candidate?"


def test_consent_for_health_data_comes_first(visitor: Visitor) -> None:
    said = talk(visitor, PSORIASIS)
    assert WORDING.consent in said.text
    assert list(said.buttons) == [AGREE, DECLINE]


def test_a_question_about_one_condition_asks_only_what_that_rule_needs(visitor: Visitor) -> None:
    said = talk(visitor, PSORIASIS, AGREE)
    for answer in ("All quiet", "Never", "No"):
        assert not any(check.ask in said.text for check in WORDING.survey)
        said = visitor.tap(said.buttons[answer])
    assert HEADLINES["suitable_with_precautions"] in said.text


def test_without_consent_there_is_an_outcome_and_nothing_is_stored(
    product: Product, visitor: Visitor
) -> None:
    said = talk(visitor, PSORIASIS, DECLINE, "All quiet", "Never", "No")
    assert HEADLINES["suitable_with_precautions"] in said.text
    assert WORDING.say("forgotten") in said.text
    assert [rows(product, table, visitor) for table in (consent, screening, finding)] == [[], [], []]


def test_with_consent_the_outcome_is_stored_and_can_be_decided_again(
    product: Product, visitor: Visitor
) -> None:
    talk(visitor, PSORIASIS, AGREE, "All quiet", "Never", "No")
    (given,) = rows(product, consent, visitor)
    (stored,) = rows(product, screening, visitor)
    assert given.wording_version == WORDING.consent_version
    assert stored.complete
    assert stored.disposition == "suitable_with_precautions"
    engine = open_engine(product.environment["DATABASE_URL"])
    with engine.connect() as connection:
        again = decide_again(connection, stored.id)
    engine.dispose()
    assert again.disposition == stored.disposition
    assert [found.rule for found in again.reasons] == [found["rule"] for found in stored.reasons]


def test_a_complete_statement_gets_its_dated_outcome_at_once_after_consent(visitor: Visitor) -> None:
    said = talk(visitor, "I finished accutane one month ago, am I suitable?", AGREE)
    assert HEADLINES["defer"] in said.text
    assert "Not before" in said.text
    assert str(dt.date.today().year + (dt.date.today().month > 7)) in said.text


def test_it_says_why_it_asks_and_asks_again(visitor: Visitor) -> None:
    question = talk(visitor, PSORIASIS, AGREE)
    said = visitor.say("why do you ask?")
    assert question.text.split("\n\n")[-1] in said.text
    assert said.text != question.text.split("\n\n")[-1]
    assert said.buttons == question.buttons


@pytest.mark.parametrize("open_", ["not sure", "skip", "no idea", NOT_SURE])
def test_an_open_answer_is_taken_and_the_next_question_comes(visitor: Visitor, open_: str) -> None:
    first = talk(visitor, PSORIASIS, AGREE)
    said = visitor.tap(first.buttons[open_]) if open_ in first.buttons else visitor.say(open_)
    assert said.buttons
    assert said.buttons != first.buttons


def test_when_nothing_is_sure_the_careful_rule_is_used(visitor: Visitor) -> None:
    said = talk(visitor, DIABETES, AGREE, "not sure", "not sure")
    assert HEADLINES["needs_clinician"] in said.text


def test_a_question_in_between_is_answered_and_the_screening_goes_on(visitor: Visitor) -> None:
    question = talk(visitor, PSORIASIS, AGREE)
    said = visitor.say("does it hurt?")
    assert "2 to 4 out of 10" in said.text
    assert said.text.endswith(question.text.split("\n\n")[-1])
    assert said.buttons == question.buttons


def test_free_text_answers_like_a_button(visitor: Visitor) -> None:
    said = talk(visitor, "I have epilepsy, can I have SMP?", AGREE, "the last one was two years ago", "no")
    assert HEADLINES["suitable_with_precautions"] in said.text


def test_a_corrected_medicine_replaces_the_slip(visitor: Visitor) -> None:
    talk(visitor, "I use Rogaine, am I suitable?", AGREE)
    said = talk(visitor, "am i a good candidate? sorry, I meant Roaccutane")
    assert HEADLINES["defer"] in said.text
    assert "minoxidil" not in said.text.lower()


def test_an_answer_can_be_changed_by_naming_its_condition(visitor: Visitor) -> None:
    first = talk(visitor, DIABETES, AGREE)
    said = talk(visitor, "In range")
    assert said.buttons != first.buttons
    again = visitor.say("change the diabetes answer")
    assert WORDING.say("changed") in again.text
    assert again.buttons == first.buttons


def test_going_back_asks_the_last_question_again(visitor: Visitor) -> None:
    first = talk(visitor, PSORIASIS, AGREE)
    visitor.tap(first.buttons["All quiet"])
    assert visitor.say("go back").buttons == first.buttons


def test_a_finished_screening_can_be_changed_and_the_new_outcome_supersedes(
    product: Product, visitor: Visitor
) -> None:
    talk(
        visitor,
        "I have epilepsy, can I have SMP?",
        AGREE,
        "Over 6 months ago",
        "No",
        "Change an answer",
        "Epilepsy",
    )
    said = talk(visitor, "6 weeks ago")
    assert HEADLINES["needs_clinician"] in said.text
    first, second = rows(product, screening, visitor)
    assert (first.disposition, second.disposition) == ("suitable_with_precautions", "needs_clinician")
    assert second.supersedes == first.id


def test_an_old_button_changes_the_answer_to_its_own_question(visitor: Visitor) -> None:
    first = talk(visitor, "I have epilepsy, can I have SMP?", AGREE)
    said = talk(visitor, "Over 6 months ago", "No")
    assert HEADLINES["suitable_with_precautions"] in said.text
    said = visitor.tap(first.buttons["Under 6 months ago"])
    assert HEADLINES["needs_clinician"] in said.text


def test_it_stops_when_told_and_goes_on_where_it_was(product: Product, visitor: Visitor) -> None:
    question = talk(visitor, PSORIASIS, AGREE)
    said = visitor.say("stop")
    assert said.text == WORDING.say("paused")
    (draft,) = rows(product, screening, visitor)
    assert not draft.complete
    assert visitor.tap(said.buttons[WORDING.buttons["go_on"]]).buttons == question.buttons


def test_after_a_stop_the_same_wish_offers_to_go_on(visitor: Visitor) -> None:
    question = talk(visitor, PSORIASIS, AGREE)
    said = talk(visitor, "cancel", SURVEY)
    assert WORDING.say("resume_offer") in said.text
    assert visitor.say("yes please").buttons == question.buttons


def test_a_person_can_be_asked_for_at_any_time_and_nothing_is_lost(
    product: Product, visitor: Visitor
) -> None:
    question = talk(visitor, PSORIASIS, AGREE)
    said = visitor.say("can i speak to a human please")
    assert WORDING.say("person") in said.text
    (row,) = rows(product, conversation, visitor)
    assert row.needs_person
    assert visitor.tap(said.buttons[WORDING.buttons["go_on"]]).buttons == question.buttons


def test_another_person_is_screened_and_no_medicine_is_stopped(product: Product, visitor: Visitor) -> None:
    said = talk(visitor, "my dad's on warfarin for AF, can he have SMP or should he stop it?", AGREE)
    while not said.text.startswith(HEADLINES["needs_clinician"]) and NOT_SURE in said.buttons:
        said = visitor.tap(said.buttons[NOT_SURE])
    assert HEADLINES["needs_clinician"] in said.text
    assert "Keep taking" in said.text
    (stored,) = rows(product, screening, visitor)
    assert stored.subject == "other"


def test_two_people_in_one_message_are_told_apart(visitor: Visitor) -> None:
    said = talk(visitor, "my wife is pregnant and I take warfarin, can we both have SMP?", AGREE)
    assert WORDING.say("whose") in said.text
    said = talk(visitor, "about me")
    assert "pregnan" not in said.text.lower()


def test_a_contradiction_in_one_message_is_asked_about(visitor: Visitor) -> None:
    said = talk(visitor, "I'm not diabetic but my diabetes is controlled, am I suitable?", AGREE)
    assert "Which is right?" in said.text
    assert WORDING.buttons["applies"] in said.buttons


def test_a_contradiction_between_messages_is_asked_about_and_settled(visitor: Visitor) -> None:
    question = talk(visitor, DIABETES, AGREE)
    said = talk(visitor, "actually I don't have diabetes")
    assert "Which is right?" in said.text
    assert visitor.tap(said.buttons[WORDING.buttons["applies"]]).buttons == question.buttons


def test_a_day_that_does_not_exist_is_questioned(visitor: Visitor) -> None:
    said = talk(visitor, "I came off accutane on 31 February 2026, am I suitable?", AGREE)
    assert "does not exist" in said.text
    assert HEADLINES["defer"] in talk(visitor, "last month").text


def test_an_impossible_age_is_questioned(visitor: Visitor) -> None:
    said = talk(visitor, "I'm 150 years old, am I suitable?", AGREE)
    assert "150" in said.text
    assert HEADLINES["not_suitable"] in talk(visitor, "15").text


def test_a_general_wish_asks_about_groups_and_ends_with_booking(visitor: Visitor) -> None:
    said = talk(visitor, SURVEY, AGREE)
    for check in WORDING.survey:
        assert check.ask in said.text
        said = visitor.say("none")
    assert WORDING.buttons["book"] in said.buttons


def test_a_condition_named_in_the_survey_is_followed_up(visitor: Visitor) -> None:
    said = talk(visitor, SURVEY, AGREE, "none", "I am 30 weeks pregnant", "none", "none")
    while NOT_SURE in said.buttons:
        said = visitor.tap(said.buttons[NOT_SURE])
    assert HEADLINES["defer"] in said.text


@pytest.mark.parametrize("said_so", ["I have HIV, am I suitable?", "I have hepatitis B, am I suitable?"])
def test_hiv_or_hepatitis_alone_is_never_refused(visitor: Visitor, said_so: str) -> None:
    said = talk(visitor, said_so, AGREE)
    while NOT_SURE in said.buttons:
        said = visitor.tap(said.buttons[NOT_SURE])
    assert HEADLINES["not_suitable"] not in said.text


def test_a_changed_mole_is_sent_to_a_doctor_and_never_reassured(product: Product, visitor: Visitor) -> None:
    said = talk(visitor, "I have a mole on my scalp that got darker and bleeds, am I suitable?", AGREE)
    while NOT_SURE in said.buttons:
        said = visitor.tap(said.buttons[NOT_SURE])
    assert HEADLINES["needs_clinician"] in said.text
    assert "harmless" not in said.text
    (row,) = rows(product, conversation, visitor)
    assert row.needs_person
    assert "mole" not in row.needs_person_reason


def test_the_earliest_date_is_kept_as_it_was_told(product: Product, visitor: Visitor) -> None:
    said = talk(visitor, "I finished accutane one month ago, am I suitable?", AGREE)
    (stored,) = rows(product, screening, visitor)
    assert day(stored.earliest_date) in said.text


def test_what_is_told_of_health_is_in_no_log(product: Product, visitor: Visitor) -> None:
    talk(visitor, "I have trichotillomania, am I suitable?", AGREE, "not sure")
    assert "trichotillomania" not in product.log.lower()


def test_a_restart_in_the_middle_forgets_nothing(product: Product, visitor: Visitor) -> None:
    question = talk(visitor, "I have epilepsy and psoriasis, am I suitable?", AGREE)
    product.stop()
    product.start()
    assert visitor.say("why do you ask?").buttons == question.buttons


def test_a_second_question_beside_the_first_one_about_health_is_answered_too(visitor: Visitor) -> None:
    said = visitor.say("stopped roaccutane four months ago, can i get smp? and does it hurt")
    assert KNOWLEDGE.answer("pain").first in said.text
    assert WORDING.consent in said.text
    assert said.text.count(KNOWLEDGE.answer("pain").first) == 1


def test_a_condition_told_beside_a_question_is_answered_and_then_screened(visitor: Visitor) -> None:
    said = talk(visitor, "I take warfarin. Does it hurt?")
    assert "out of 10" in said.text
    assert said.text.endswith(WORDING.consent)


def test_what_an_outcome_stands_on_is_told_when_asked(visitor: Visitor) -> None:
    said = talk(visitor, "I stopped roaccutane four months ago, can I have smp?", AGREE)
    for _ in range(6):
        if "Not sure" not in said.buttons:
            break
        said = visitor.tap(said.buttons["Not sure"])
    said = talk(visitor, "where is this from?")
    assert "screening rules (isotretinoin." in said.text
    assert "reviewed by nobody yet" in said.text
    assert "They stand on:" in said.text


def test_asking_for_sources_in_between_repeats_the_question(visitor: Visitor) -> None:
    talk(visitor, "does it hurt?")
    asked = talk(visitor, DIABETES, AGREE)
    question = asked.text.split("\n\n")[-1]
    said = talk(visitor, "where is that from?")
    assert said.text.endswith(question)
    assert "That comes from" in said.text or "not told you anything" in said.text


def test_a_detail_that_comes_after_the_outcome_is_taken_in(visitor: Visitor) -> None:
    said = talk(visitor, "im 16, can i get it done", AGREE)
    assert HEADLINES["not_suitable"] in said.text
    said = talk(visitor, "i meant 26 lol")
    assert WORDING.say("corrected") in said.text
    assert said.text.endswith(WORDING.survey[0].ask)


def test_asking_whether_to_stop_a_medicine_is_answered_first(visitor: Visitor) -> None:
    said = talk(visitor, "my dad's on warferin for AF, should he just stop it before the appointment?")
    assert said.text.startswith(WORDING.say("never_stop"))


def test_opening_hours_are_told_in_the_middle_of_a_screening(visitor: Visitor) -> None:
    question = talk(visitor, PSORIASIS, AGREE).text.split("\n\n")[-1]
    said = talk(visitor, "what are your opening hours?")
    assert KNOWLEDGE.clinic.phone in said.text
    assert said.text.endswith(question)
