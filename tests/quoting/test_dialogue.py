"""The quote dialogue alone: it asks for what moves the price, takes everything in any order, and loses nothing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import permutations

import pytest

from bot.pricing.inputs import Extent, QuoteInputs, Sessions
from bot.quoting.dialogue import Dialogue
from tests.quoting.talking import Talk

PARTS = ("a norwood 5", "in istanbul", "3 sessions", "in euros")
NORWOOD_5 = QuoteInputs(extent=Extent("norwood", 5), sessions=Sessions(3, 3), country="TR", currency="EUR")


def say(talk: Talk, name: str) -> str:
    return talk.dialogue.wording.say(name)


def test_one_message_with_everything_gets_its_price_at_once(talk: Talk) -> None:
    turn = talk.say("how much for a norwood 5 in istanbul, 3 sessions, in euros")
    assert talk.now.inputs == NORWOOD_5
    assert turn.lingers
    # 500 to 1,400 USD a session (article, line 158) x 3 sessions x 0.87 EUR, the example rate of the price book.
    assert "€1,305 to €3,654" in turn.text
    assert "estimate, not an offer" in turn.text
    assert "example rate" in turn.text


@pytest.mark.parametrize("parts", permutations(PARTS), ids=" / ".join)
def test_the_order_of_what_is_told_does_not_matter(dialogue: Dialogue, parts: tuple[str, ...]) -> None:
    talk = Talk(dialogue)
    talk.say(f"how much is {', '.join(parts)}")
    assert talk.now.inputs == NORWOOD_5


@pytest.mark.parametrize("parts", permutations(PARTS), ids=" / ".join)
def test_one_thing_after_the_other_comes_to_the_same(dialogue: Dialogue, parts: tuple[str, ...]) -> None:
    talk = Talk(dialogue)
    talk.say("quote please", *parts)
    assert talk.now.inputs == NORWOOD_5


def test_it_asks_for_treatment_sessions_and_country_and_nothing_else(talk: Talk) -> None:
    assert say(talk, "treatment") in talk.say("quote please").text
    assert say(talk, "sessions") in talk.say("The scalp").text
    assert say(talk, "country") in talk.say("3 sessions").text
    # 500 to 4,000 USD for three sessions (article, lines 136 and 138).
    assert "$500 to $4,000" in talk.say("Another country").text


def test_the_country_is_not_asked_where_it_moves_no_price(talk: Talk) -> None:
    # 400 to 3,200 USD for three sessions (article, lines 140 and 142); there is no other figure for the hairline.
    assert "$400 to $3,200" in talk.say("quote please", "The hairline", "3 sessions").text


def test_an_area_gives_the_recommended_sessions_with_the_reason(talk: Talk) -> None:
    turn = talk.say("quote for a norwood 4 in turkey")
    assert talk.told[-1].quote.sessions == Sessions(3, 3)
    assert "because the front and the crown are both affected" in turn.text


def test_not_sure_everywhere_gives_the_range_over_the_possibilities(talk: Talk) -> None:
    turn = talk.say("quote please", "not sure", "no idea", "Not sure")
    told = talk.told[-1].quote
    assert turn.lingers
    assert (told.sessions, set(told.treatments)) == (Sessions(2, 4), {"scalp", "hairline", "microblading"})
    # The cheapest is the hairline at 400 x 2/3, the dearest the scalp at 4,000 x 4/3.
    assert (told.low, told.high) == (Decimal("266.67"), Decimal("5333.33"))


@pytest.mark.parametrize(
    ("answer", "sessions"),
    [
        ("3", (3, 3)),
        ("three", (3, 3)),
        ("maybe 4", (4, 4)),
        ("2-3", (2, 3)),
        ("2 or 3", (2, 3)),
        ("4 sessions", (4, 4)),
    ],
)
def test_a_bare_number_answers_how_many_sessions(talk: Talk, answer: str, sessions: tuple[int, int]) -> None:
    talk.say("quote please", "The scalp", answer)
    assert talk.now.inputs.sessions == Sessions(*sessions)


@pytest.mark.parametrize("answer", ["norwood 5", "V", "nw5", "stage 5", "norwod five"])
def test_a_grade_answers_it_too(talk: Talk, answer: str) -> None:
    talk.say("quote please", "The scalp", answer)
    assert talk.now.inputs.extent == Extent("norwood", 5)


@pytest.mark.parametrize(
    ("message", "possible"),
    [
        ("0 sessions", "1 to 6 sessions"),
        ("40 sessions", "1 to 6 sessions"),
        ("-3 sessions", "1 to 6 sessions"),
        ("2.5 sessions", "whole numbers"),
        ("norwood 9", "1 to 7"),
        ("ludwig 5", "1 to 3"),
        ("a scar of 900 cm", "40 cm"),
    ],
)
def test_what_is_impossible_is_answered_with_what_is_possible_and_not_kept(
    talk: Talk, message: str, possible: str
) -> None:
    turn = talk.say("quote please", "The scalp", message)
    assert possible in turn.text
    assert say(talk, "sessions") in turn.text
    assert (talk.now.inputs.sessions, talk.now.inputs.extent, talk.told) == (None, None, [])


def test_what_was_possible_in_the_same_message_is_kept(talk: Talk) -> None:
    talk.say("quote for 40 sessions in istanbul, in pounds")
    assert talk.now.inputs == QuoteInputs(country="TR", currency="GBP")
    assert talk.now.pending == "sessions"


def test_an_unknown_country_is_named_and_asked_again(talk: Talk) -> None:
    turn = talk.say("quote please", "The scalp", "3 sessions", "narnia")
    assert "narnia" in turn.text
    assert "$1,500 to $4,200" in talk.say("turky").text


@pytest.mark.parametrize("message", ["thank you bye", "ok", "what", "hm"])
def test_ordinary_words_are_no_country(talk: Talk, message: str) -> None:
    talk.say("quote please", "The scalp", "3 sessions")
    assert talk.maybe(message) is None


def test_why_it_changed_is_answered_also_while_something_is_asked(talk: Talk) -> None:
    turn = talk.say("quote please", "why did my price change?")
    assert say(talk, "nothing_to_compare") in turn.text
    assert say(talk, "treatment") in turn.text


def test_an_unknown_currency_is_named_and_the_price_told_in_the_books_own(talk: Talk) -> None:
    turn = talk.say("quote for the hairline, 3 sessions, in bitcoin")
    assert "bitcoin" in turn.text
    assert "$400 to $3,200" in turn.text


@pytest.mark.parametrize("message", ["can i have it for free?", "is it free", "could I get it for nothing"])
def test_free_is_answered_plainly_and_the_question_comes_again(talk: Talk, message: str) -> None:
    turn = talk.say("quote please", message)
    assert "free of charge" in turn.text
    assert say(talk, "treatment") in turn.text


def test_a_free_quote_is_only_a_quote(talk: Talk) -> None:
    assert "free" not in talk.say("can I get a free quote").text


def test_a_treatment_without_a_figure_says_so_and_stores_nothing(talk: Talk) -> None:
    turn = talk.say("how much to cover my FUT scar, it's roughly 20cm long")
    assert "no price for covering a scar" in turn.text
    assert not any(char.isdigit() for char in turn.text)
    assert talk.told == []
    assert "$400 to $3,200" in talk.say("and the hairline, 3 sessions, instead?").text


@pytest.mark.parametrize("message", ["why do you ask?", "why?", "what for"])
def test_it_says_why_it_asks(talk: Talk, message: str) -> None:
    turn = talk.say("quote please", message)
    assert say(talk, "treatment_why") in turn.text
    assert say(talk, "treatment") in turn.text


def test_a_question_of_another_kind_is_left_to_others(talk: Talk) -> None:
    talk.say("quote please")
    assert talk.maybe("does microblading hurt?", topics=("pain",)) is None
    assert talk.maybe("does it hurt?", topics=("pain",)) is None


def test_two_answers_that_cannot_be_read_leave_the_question_open(talk: Talk) -> None:
    talk.say("quote please")
    assert say(talk, "treatment") in talk.again("blah").text
    assert say(talk, "sessions") in talk.again("blah blah").text


def test_with_no_price_list_in_force_it_says_so_and_calls_a_person(talk: Talk) -> None:
    talk.day = dt.date(2019, 1, 1)
    turn = talk.say("quote please")
    assert "No price list is in force" in turn.text
    assert turn.needs_person
    assert not turn.goes_on
