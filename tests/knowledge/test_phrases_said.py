from __future__ import annotations

import pytest

from bot.knowledge import TASK_TOPICS, Knowledge


def test_the_welcome_is_honest_about_what_is_writing(knowledge: Knowledge) -> None:
    welcome = knowledge.phrase("welcome")
    assert "automated assistant of Harbour Scalp Studio" in welcome.text
    assert "not a doctor" in welcome.text
    assert "In an emergency call 999." in welcome.text
    assert 3 <= len(welcome.next) <= 4


def test_the_emergency_number_is_the_visitors_where_it_is_known(knowledge: Knowledge) -> None:
    number = knowledge.clinic.emergency_number("US")
    assert "call 911 now" in knowledge.phrase("report_symptom", emergency_number=number).text
    assert "call 999 now" in knowledge.phrase("report_symptom").text


@pytest.mark.parametrize("task", sorted(set(TASK_TOPICS) - {"talk_to_human"}))
def test_about_a_task_it_says_what_it_cannot_do_and_that_nothing_is_lost(
    knowledge: Knowledge, task: str
) -> None:
    text = knowledge.phrase(task).text
    assert "I cannot" in text
    assert "kept" in text
    assert "marked" in text
    assert "person at the clinic" in text
    assert not any(
        word in text for word in ("shortly", "as soon as possible", "within", "right away", "soon as")
    )


def test_whoever_wants_a_person_hears_that_nothing_is_lost_and_how_to_reach_the_clinic(
    knowledge: Knowledge,
) -> None:
    text = knowledge.phrase("talk_to_human").text
    assert all(words in text for words in ("kept", "marked", knowledge.clinic.phone, knowledge.clinic.email))


def test_the_check_of_ones_own_case_reassures_nobody(knowledge: Knowledge) -> None:
    text = knowledge.phrase("check_eligibility").text
    assert "take nothing here as a yes or a no" in text
    assert "do not stop or change a medicine" in text
    assert not any(word in text.lower() for word in ("safe", "fine", "no problem", "worry", "normal"))


def test_a_problem_after_a_session_begins_with_the_emergency(knowledge: Knowledge) -> None:
    text = knowledge.phrase("report_symptom").text
    assert text.index("call 999 now") < text.index("doctor the same day") < text.index("I cannot judge")
    for sign in (
        "trouble breathing",
        "fever with shaking",
        "pus",
        "spreading redness",
        "brown or black skin",
    ):
        assert sign in text


def test_a_quote_request_gets_the_ranges_with_their_basis(knowledge: Knowledge) -> None:
    phrase = knowledge.phrase("request_quote")
    assert phrase.text.count("for a course of three sessions") == 3
    assert "not this clinic’s prices" in phrase.text
    assert {"price_scalp", "price_hairline", "price_microblading"} <= set(phrase.facts)


def test_what_a_visitor_wrote_is_put_in_as_it_is(knowledge: Knowledge) -> None:
    phrase = knowledge.phrase("unanswered_part", part="{phone} \\1 {price_scalp}")
    assert phrase.text == "I could not tell what you meant by “{phone} \\1 {price_scalp}”."


def test_a_value_that_is_not_given_is_named(knowledge: Knowledge) -> None:
    with pytest.raises(ValueError, match="'unanswered_part' needs a value for part"):
        knowledge.phrase("unanswered_part")


def test_an_unknown_phrase_is_an_error(knowledge: Knowledge) -> None:
    with pytest.raises(KeyError):
        knowledge.phrase("no_such_phrase")


@pytest.mark.parametrize("id_", ["waking", "not_read", "long_message", "clarify_offer_person"])
def test_a_service_text_says_that_the_message_is_kept(knowledge: Knowledge, id_: str) -> None:
    assert "kept" in knowledge.phrase(id_).text


def test_the_source_is_told_in_one_go(knowledge: Knowledge) -> None:
    sources = knowledge.sources(["pain_level"])
    assert knowledge.phrase("source_intro", sources=sources).text.startswith("That comes from the article “")
