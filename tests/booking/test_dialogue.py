"""Whole requests in front of the state machine alone, on Tuesday 24 November 2026 at two in the afternoon."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.booking.dialogue import Dialogue
from bot.booking.state import Expected
from bot.booking.telling import stretch_shown
from bot.booking.wording import Wording
from tests.booking.talking import ALL_AT_ONCE, NOW, UNDERSTOOD, WISH, Talk, titles

# What is asked, and in which order


def test_consent_comes_first_and_says_what_for(talk: Talk, wording: Wording) -> None:
    turn = talk.say(WISH)
    assert turn.text == wording.consent
    assert titles(turn) == [wording.agree, wording.decline]
    assert turn.store is None


def test_what_is_told_before_consent_is_held_back_until_there_is_one(talk: Talk, wording: Wording) -> None:
    turn = talk.say(WISH, "priya@example.org")
    assert turn.text.startswith(wording.say("held_back"))
    assert turn.store is None
    assert wording.say("ask_times") in talk.say("yes", "Priya").text


def test_one_thing_is_asked_after_the_other(agreed: Talk, wording: Wording) -> None:
    assert wording.say("ask_name") in agreed.say("why do you ask?").text
    assert wording.say("ask_contact") in agreed.say("Tom").text
    assert wording.say("ask_times") in agreed.say("07700 900123").text
    assert wording.say("ask_wishes") in agreed.say("Saturday mornings").text
    assert wording.expectations[0].text in agreed.say("a low hairline").text
    assert wording.expectations[1].text in agreed.say("Understood").text
    assert wording.expectations[2].text in agreed.say("ok, got it").text
    summary = agreed.say("I understand")
    for line in (
        "Name: Tom",
        "Telephone: +44 7700 900123",
        "Times: Saturday, in the morning",
        "Wishes: a low hairline",
    ):
        assert line in summary.text
    assert titles(summary) == ["Send it", "Change something"]


def test_what_was_told_at_once_is_not_asked_again(talk: Talk, wording: Wording) -> None:
    turn = talk.say(ALL_AT_ONCE, "yes")
    assert turn.text.endswith(wording.say("ask_wishes"))


def test_every_question_says_why_it_is_asked(talk: Talk, wording: Wording) -> None:
    talk.say(WISH)
    reasons = [talk.say("why?").text.split("\n\n")[0]]
    for answer in (wording.agree, "Tom", "07700 900123", "Any time", "Nothing to add", *UNDERSTOOD):
        talk.say(answer)
        reasons.append(talk.say("why do you ask?").text.split("\n\n")[0])
    assert reasons == [
        wording.say(name)
        for name in (
            *("consent_why", "why_name", "why_contact", "why_times", "why_wishes"),
            *("why_expect", "why_expect", "why_expect", "why_summary"),
        )
    ]


@pytest.mark.parametrize("skip", ["skip", "rather not say", "no", "not sure", "Rather not say"])
def test_a_name_is_not_needed(agreed: Talk, wording: Wording, skip: str) -> None:
    turn = agreed.say(skip)
    assert wording.say("ask_contact") in turn.text
    assert agreed.state.name == ""


def test_without_a_number_the_chat_is_the_way(agreed: Talk) -> None:
    agreed.say("Tom", "I'd rather not give my number, no")
    assert [contact.kind for contact in agreed.state.contacts] == ["chat"]


# Consent


@pytest.mark.parametrize("no", ["no", "no thanks", "No, keep nothing", "skip", "rather not"])
def test_without_consent_nothing_is_kept_and_other_ways_are_named(
    talk: Talk, wording: Wording, no: str
) -> None:
    turn = talk.say(ALL_AT_ONCE, no)
    assert turn.text == wording.say("declined")
    assert "+44 20 7946 0182" in turn.text
    assert "hello@harbour-scalp-studio.example.org" in turn.text
    assert not turn.goes_on
    assert not talk.state.told
    assert talk.stored == []


def test_a_new_wish_after_a_refusal_asks_for_consent_again(talk: Talk, wording: Wording) -> None:
    assert talk.say(WISH, "no", WISH).text == wording.consent


def test_a_message_that_is_no_answer_asks_again_and_then_counts_as_no(talk: Talk, wording: Wording) -> None:
    assert wording.consent in talk.say(WISH, "blue").text
    assert talk.say("green").text == wording.say("declined")


# What cannot be read, or cannot be


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("tom@", "In “tom@” the part after the @ is not complete"),
        ("tom@gmail", "In “tom@gmail” the part after the @ is not complete"),
        ("tom..b@example.org", "is not an e-mail address"),
        ("07700 9001", "“07700 9001” is not a complete telephone number"),
    ],
)
def test_a_contact_that_cannot_be_one_is_named_and_asked_again(
    agreed: Talk, wording: Wording, text: str, told: str
) -> None:
    turn = agreed.say("Tom", text)
    assert told in turn.text
    assert turn.text.endswith(wording.say("ask_contact"))
    assert agreed.state.contacts == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Sundays", "The clinic is closed on Sundays."),
        ("Christmas Day", "the clinic is closed (Christmas Day)"),
        ("Saturday at 8 in the evening", "On Saturday the clinic is open from 10:00 to 16:00."),
        ("31 February", "“31 February” is not a day of the calendar."),
        ("last Monday", "“last Monday” is over already."),
        ("4 December 2029", "“4 December 2029” is more than a year ahead"),
        ("Saturday 4 December", "The weekday and the date do not go together at “4 December”."),
    ],
)
def test_a_time_that_cannot_be_is_explained_with_the_opening_hours(
    agreed: Talk, text: str, told: str
) -> None:
    turn = agreed.say("Tom", "07700 900123", text)
    assert told in turn.text
    assert "Monday to Wednesday 09:00 to 18:00" in turn.text
    assert agreed.state.times == ()
    assert agreed.state.phase == "times"


def test_of_several_times_the_possible_ones_are_kept(agreed: Talk, wording: Wording) -> None:
    turn = agreed.say("Tom", "07700 900123", "weekends")
    assert "The clinic is closed on Sundays." in turn.text
    assert wording.say("ask_wishes") in turn.text
    assert [stretch_shown(item) for item in agreed.state.times] == ["Saturday"]


@pytest.mark.parametrize("text", ["psoriasis", "I'm diabetic", "Warfarin", "keloids"])
def test_an_illness_is_never_a_name(agreed: Talk, wording: Wording, text: str) -> None:
    turn = agreed.say(text)
    assert wording.say("name_not_read") in turn.text
    assert agreed.state.name == ""


def test_what_cannot_be_read_twice_is_left_open(agreed: Talk, wording: Wording) -> None:
    agreed.say("Tom", "07700 900123")
    turn = agreed.say("purple", "mauve")
    assert wording.say("left_open") in turn.text
    assert wording.say("ask_wishes") in turn.text


def test_a_number_that_may_be_from_elsewhere_is_read_back(agreed: Talk) -> None:
    assert "I read your number as +44 7700 900123." in agreed.say("Tom", "07700 900123").text
    assert "I read your number" not in agreed.say("change my number", "+90 532 123 45 67").text


# Wishes, and health beside them


def test_health_stays_out_of_the_request_without_consent_for_it(agreed: Talk, wording: Wording) -> None:
    agreed.say("Tom", "07700 900123", "Any time")
    turn = agreed.say("A low hairline please. I take warfarin for my heart.")
    assert agreed.state.wishes == ("A low hairline please.",)
    assert wording.say("wishes_health") in turn.text


def test_health_may_be_passed_on_once_that_was_agreed(dialogue: Dialogue, wording: Wording) -> None:
    talk = Talk(dialogue, known={"screening": {"consent": "given", "told": [1]}})
    talk.say(ALL_AT_ONCE, wording.agree, "I take warfarin.")
    assert talk.state.wishes == ("I take warfarin.",)


def test_health_said_beside_times_is_not_kept_with_them(talk: Talk) -> None:
    talk.say("Call me on Saturday mornings. I have psoriasis.", "yes")
    assert talk.state.times
    assert "psoriasis" not in str(talk.saved)


def test_what_is_to_be_covered_is_a_wish_and_not_health(agreed: Talk) -> None:
    agreed.say("Tom", "07700 900123", "Any time", "can you cover my FUE scar?")
    assert agreed.state.wishes == ("can you cover my FUE scar?",)


@pytest.mark.parametrize(
    "nothing", ["no", "nothing", "no thanks", "that's all", "nothing to add", "Nothing to add"]
)
def test_no_wish_is_an_answer(agreed: Talk, wording: Wording, nothing: str) -> None:
    turn = agreed.say("Tom", "07700 900123", "Any time", nothing)
    assert wording.expectations[0].text in turn.text
    assert agreed.state.wishes == ()


def test_a_long_wish_is_cut_and_that_is_said(agreed: Talk, wording: Wording) -> None:
    turn = agreed.say("Tom", "07700 900123", "Any time", "I want it soft. " * 60)
    assert wording.say("wishes_cut") in turn.text
    assert len(agreed.state.wishes[0]) <= wording.longest_wish + 1


def test_a_question_as_a_wish_is_answered_and_noted_for_the_artist(agreed: Talk) -> None:
    agreed.say("Tom", "07700 900123", "Any time")
    turn = agreed.say("does it hurt?", topics=("pain",))
    assert turn.asides == ("pain",)
    assert agreed.state.wishes == ("does it hurt?",)


def test_a_correction_is_not_taken_for_a_wish(agreed: Talk, wording: Wording) -> None:
    agreed.say("Tom", "07700 900123", "Any time")
    turn = agreed.say("my number is 07700 900124")
    assert wording.say("corrected") in turn.text
    assert turn.text.endswith(wording.say("ask_wishes"))
    assert agreed.state.wishes == ()


# Questions in between


def test_a_question_in_between_is_left_to_be_answered_and_then_asked_again(
    agreed: Talk, wording: Wording
) -> None:
    turn = agreed.say("does it hurt?", topics=("pain",))
    assert agreed.unread == 1
    assert turn.text == wording.say("ask_name")


# Expectations


def test_each_statement_can_be_explained_before_it_is_understood(at_summary: Talk, wording: Wording) -> None:
    assert at_summary.state.expected == tuple(
        Expected(item.id, "understood") for item in wording.expectations
    )


def test_tell_me_more_explains_from_the_facts_and_asks_again(talk: Talk, wording: Wording) -> None:
    turn = talk.say(ALL_AT_ONCE, "yes", "no", "Tell me more")
    statement = wording.expectations[0]
    assert turn.asides == (statement.more,)
    assert turn.sources == statement.facts
    assert statement.text in turn.text
    assert titles(turn) == ["Understood", "Talk about it later"]
    talk.say("Understood")
    assert talk.state.expected == (Expected(statement.id, "understood", more=True),)


def test_who_does_not_agree_is_noted_and_not_pressed(talk: Talk, wording: Wording) -> None:
    turn = talk.say(ALL_AT_ONCE, "yes", "no", "no", "no")
    assert wording.say("expect_left") in turn.text
    assert talk.state.expected == (Expected(wording.expectations[0].id, "to_talk", more=True),)


# The summary, and sending it


def test_nothing_is_sent_before_the_summary_is_agreed(at_summary: Talk) -> None:
    assert at_summary.stored == ["consent"]


@pytest.mark.parametrize("yes", ["Send it", "yes", "yes please", "send it", "looks good, send", "ok"])
def test_sending_books_nothing_and_says_so(at_summary: Talk, yes: str) -> None:
    turn = at_summary.say(yes)
    assert "nothing is booked yet" in turn.text
    assert "within one working day, by Wednesday 25 November, 18:00" in turn.text
    assert turn.needs_person
    assert "Tom" not in turn.needs_person
    assert "7700" not in turn.needs_person
    assert at_summary.stored == ["consent", "lead"]


def test_when_it_is_closed_the_opening_hours_are_told(dialogue: Dialogue, wording: Wording) -> None:
    talk = Talk(dialogue, now=NOW + dt.timedelta(hours=8))
    talk.say(ALL_AT_ONCE, wording.agree, "Nothing to add", *UNDERSTOOD)
    assert "It is closed just now." in talk.say("Send it").text


def test_a_health_check_is_offered_to_who_had_none(at_summary: Talk) -> None:
    assert "Health check" in titles(at_summary.say("Send it"))


def test_no_health_check_is_offered_to_who_had_one(dialogue: Dialogue, wording: Wording) -> None:
    talk = Talk(dialogue, known={"screening": {"consent": "refused", "told": [1]}})
    talk.say(ALL_AT_ONCE, wording.agree, "Nothing to add", *UNDERSTOOD)
    assert "Health check" not in titles(talk.say("Send it"))


def test_an_old_button_does_not_send_twice(at_summary: Talk) -> None:
    button = dict(at_summary.shown)
    at_summary.say("Send it")
    at_summary.shown = button
    turn = at_summary.say("Send it")
    assert turn.store is None
    assert "You sent the clinic a request on Tuesday 24 November 2026." in turn.text
