"""A request is changed, stopped, taken up again, sent again or withdrawn."""

from __future__ import annotations

import pytest

from bot.booking.wording import Wording
from tests.booking.talking import WISH, Talk, titles

# Before it is sent


@pytest.mark.parametrize(
    ("words", "field"),
    [("change the phone", "contact"), ("change my name", "name"), ("change the times", "times"), ("no", "")],
)
def test_the_summary_can_be_changed_by_naming_what(
    at_summary: Talk, wording: Wording, words: str, field: str
) -> None:
    turn = at_summary.say(words)
    assert turn.text == wording.say(f"ask_{field}" if field else "change_which")


def test_a_button_changes_one_part_and_comes_back_to_the_summary(at_summary: Talk, wording: Wording) -> None:
    turn = at_summary.say("Change something", "Times", "weekdays after 4")
    assert "Times: Monday to Friday, after 16:00" in turn.text
    assert titles(turn) == ["Send it", "Change something"]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("no, 07700 900124", "Telephone: +44 7700 900124"),
        ("my name is Tim", "Name: Tim"),
        ("Thursday evenings would be better", "Times: Thursday, in the evening"),
        ("also Thursday evenings", "Times: Saturday, in the morning; Thursday, in the evening"),
        ("tom@example.org works too", "E-mail: tom@example.org"),
    ],
)
def test_a_correction_in_passing_is_taken(at_summary: Talk, words: str, line: str) -> None:
    assert line in at_summary.say(words).text


def test_a_second_way_to_be_reached_is_kept_beside_the_first(at_summary: Talk) -> None:
    at_summary.say("and my email is tom@example.org")
    assert [contact.kind for contact in at_summary.state.contacts] == ["phone", "email"]


def test_starting_again_keeps_the_consent_and_nothing_else(at_summary: Talk, wording: Wording) -> None:
    turn = at_summary.say("start again")
    assert wording.say("ask_name") in turn.text
    assert at_summary.state.consent == "given"
    assert not at_summary.state.told


# Stopping, going on, coming back


def test_after_a_stop_the_same_wish_offers_to_go_on(agreed: Talk, wording: Wording) -> None:
    agreed.say("Tom")
    agreed.waits = False  # as the form leaves it when told to stop
    turn = agreed.say(WISH)
    assert turn.text == wording.say("resume_offer")
    assert wording.say("ask_contact") in agreed.say("Continue").text
    assert agreed.state.name == "Tom"


def test_after_a_stop_something_new_goes_on_at_once(agreed: Talk, wording: Wording) -> None:
    agreed.say("Tom")
    agreed.waits = False
    assert wording.say("ask_times") in agreed.say("my number is 07700 900123").text


# After it was sent


def test_a_second_wish_shows_the_request_that_is_there(at_summary: Talk) -> None:
    at_summary.say("Send it")
    at_summary.waits = False
    turn = at_summary.say(WISH)
    assert "You sent the clinic a request on Tuesday 24 November 2026." in turn.text
    assert titles(turn) == ["Change something", "Withdraw request"]


def test_a_change_after_sending_is_sent_again_only_when_agreed(at_summary: Talk) -> None:
    at_summary.say("Send it")
    turn = at_summary.say("actually my number is 07700 900124")
    assert "Telephone: +44 7700 900124" in turn.text
    assert at_summary.stored == ["consent", "lead"]
    at_summary.say("yes")
    assert at_summary.stored == ["consent", "lead", "lead"]


@pytest.mark.parametrize("other", ["thanks", "does it hurt?", "what is SMP?", "hello"])
def test_other_messages_after_sending_are_none_of_the_requests(at_summary: Talk, other: str) -> None:
    at_summary.say("Send it")
    unread = at_summary.unread
    at_summary.say(other, topics=("pain",))
    assert at_summary.unread == unread + 1


@pytest.mark.parametrize(
    "words", ["Withdraw request", "please delete my number", "cancel my booking request"]
)
def test_a_request_can_be_withdrawn(at_summary: Talk, wording: Wording, words: str) -> None:
    turn = at_summary.say("Send it", words)
    assert turn.text == wording.say("withdrawn")
    assert not at_summary.state.told
    assert at_summary.stored == ["consent", "lead", "withdraw"]


def test_withdrawing_before_it_was_sent_ends_it(agreed: Talk, wording: Wording) -> None:
    turn = agreed.say("Tom", "please delete my details")
    assert turn.text == wording.say("withdrawn")
    assert agreed.stored == ["consent", "withdraw"]
    assert not turn.goes_on
