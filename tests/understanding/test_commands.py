"""Remarks about the conversation itself are known by rule."""

from __future__ import annotations

import pytest

from bot.understanding.commands import beside_contact, command_of
from bot.understanding.understanding import Topic, Understood


@pytest.mark.parametrize(
    "text",
    [
        "where is this from?",
        "Where is that from",
        "where did you get that from?",
        "where does this information come from",
        "what's your source?",
        "source?",
        "sources please",
        "how do you know that?",
        "says who",
        "show me the source",
        "and where are these figures from?",
    ],
)
def test_asking_for_the_source_is_recognised(text: str) -> None:
    assert command_of(text) == "ask_source"


@pytest.mark.parametrize(
    "text",
    [
        "what is your opening hours",
        "What are your opening hours?",
        "opening times please",
        "hi can you tell me your phone number",
        "are you open on saturdays?",
        "when do you close",
        "and what time do you close on saturdays",
        "what time does the clinic open tomorrow",
        "which days are you open?",
        "how can I reach you?",
        "where are you located",
        "your email address?",
    ],
)
def test_asking_for_the_clinic_s_own_details_is_recognised(text: str) -> None:
    assert command_of(text) == "clinic_details"


@pytest.mark.parametrize(
    "text",
    [
        "how many hours does it take?",
        "hours?",
        "where are you going to put the dots",
        "what address do you post the cream to",
        "is it open wounds afterwards",
        "when do you close up the wound",
        "how do you reach the skin",
        "can i have my phone with me",
        "location of the scar matters?",
    ],
)
def test_other_questions_with_the_same_words_are_not_taken_for_it(text: str) -> None:
    assert command_of(text) != "clinic_details"


@pytest.mark.parametrize(
    "text",
    ["What might rule me out?", "check my eligibility", "continue", "change my diabetes answer"],
)
def test_what_goes_on_with_a_screening_is_recognised(text: str) -> None:
    assert command_of(text) == "check_eligibility"


@pytest.mark.parametrize(
    "text",
    [
        "why did my price change?",
        "Why is the quote higher than last week",
        "what if I take 4 sessions",
        "what if I go to Turkey instead?",
        "continue with my quote",
    ],
)
def test_what_goes_on_with_a_quote_is_recognised(text: str) -> None:
    assert command_of(text) == "request_quote"


@pytest.mark.parametrize(
    "text",
    [
        "can someone call me",
        "could you ring me back tomorrow?",
        "call me please",
        "give me a call",
        "my number is 07700 900123",
        "I'm Tom, 07700 900123, Saturday mornings",
        "reach me on +90 532 123 45 67",
        "tom@example.org",
        "my email is tom@gmail",
        "can I come in for a consultation",
        "how do I book an appointment?",
        "cancel my request",
        "change my appointment to Friday",
        "continue with my booking",
    ],
)
def test_a_wish_for_a_consultation_and_a_way_to_be_reached_are_recognised(text: str) -> None:
    assert command_of(text) == "book_consultation"


@pytest.mark.parametrize(
    "text",
    [
        "what if I go swimming after the session",
        "can you text me the price",
        "call an ambulance",
        "what happens at the consultation?",
        "what should I do before my appointment",
        "01-02-2026 or 03-04-2026",
        "10:00 04.12.2026 14:00",
        "delete the old tattoo",
        "why is the price so high",
        "where are you from?",
        "where is the ink from and is it safe",
        "how do you know if the artist is good",
        "who says it is safe for diabetics",
        "where can i see photos",
        "",
    ],
)
def test_other_questions_are_left_to_the_model(text: str) -> None:
    assert command_of(text) is None


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("my name is Priya and my email is priya@nowhere", ()),
        ("my email is priya@example.org, do you keep it?", ("privacy",)),
        ("here is my number 07700 900123, please delete my data", ("privacy",)),
    ],
)
def test_leaving_an_address_is_no_question_about_data(text: str, left: tuple[str, ...]) -> None:
    understood = Understood((Topic("privacy", 0.9, text),), (), out_of_scope=False, sure=True)
    beside = beside_contact(command_of(text), text, understood)
    assert tuple(item.topic for item in beside.topics) == left
