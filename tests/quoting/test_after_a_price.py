"""What can be said once a price was told: other cases beside it, corrections, details, years, and why it changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.forms.turn import RESTART, RESUME, Said
from bot.pricing.book import PriceBooks
from bot.pricing.inputs import Extent, Sessions
from bot.quoting.dialogue import Dialogue
from bot.quoting.telling import ToStore
from tests.quoting.talking import Talk

HAIRLINE = "how much is the hairline, 3 sessions"
NORWOOD_5 = "how much for a norwood 5 in istanbul, 3 sessions"


@pytest.fixture
def told(talk: Talk) -> Talk:
    talk.say(NORWOOD_5)
    return talk


@pytest.mark.parametrize(
    ("message", "price"),
    [
        ("what if I take 4 sessions", "$2,000 to $5,600"),
        ("how about 2 sessions?", "$1,000 to $2,800"),
        ("and with one more session", "$2,000 to $5,600"),
        ("and in the uk?", "$500 to $4,000"),
        ("and at home in england?", "$500 to $4,000"),
        ("microblading instead", "$500 to $2,500"),
        ("what about just the hairline", "$400 to $3,200"),
        ("what if it were 2 sessions in spain", "$333 to $2,667"),
    ],
)
def test_a_what_if_is_set_beside_the_case_and_leaves_it_as_it_is(
    told: Talk, message: str, price: str
) -> None:
    before = told.now.inputs
    turn = told.say(message)
    assert "$1,500 to $4,200" in turn.text
    assert price in turn.text
    assert told.now.inputs == before
    assert [item.the_case for item in told.told] == [True, False]


def test_a_what_if_can_be_taken_over(told: Talk) -> None:
    turn = told.say("what if I take 4 sessions", "Go on with this one")
    assert "$2,000 to $5,600" in turn.text
    assert told.now.inputs.sessions == Sessions(4, 4)
    assert told.told[-1].the_case


@pytest.mark.parametrize(
    ("message", "sessions"),
    [("no, 4 sessions", 4), ("sorry, I meant 2 sessions", 2), ("actually 4 sessions", 4), ("4 sessions", 4)],
)
def test_a_correction_replaces_the_case(told: Talk, message: str, sessions: int) -> None:
    told.say(message)
    assert told.now.inputs.sessions == Sessions(sessions, sessions)
    assert [item.the_case for item in told.told] == [True, True]


def test_another_currency_is_only_another_currency(told: Talk) -> None:
    assert "€1,305 to €3,654" in told.say("in euros please").text
    assert told.now.inputs.currency == "EUR"


def test_a_whole_head_in_the_place_of_the_hairline_forgets_the_hairline(talk: Talk) -> None:
    talk.say(HAIRLINE, "no, the full head")
    assert (talk.now.inputs.treatment, talk.now.inputs.extent) == ("scalp", Extent("full_head"))


def test_two_cases_of_one_message_are_set_side_by_side(talk: Talk) -> None:
    turn = talk.say("hairline vs full head, 3 sessions, in the uk")
    assert "$400 to $3,200" in turn.text
    assert "$500 to $4,000" in turn.text
    assert len(talk.told) == 2


def test_two_cases_wait_for_what_has_to_be_asked_first(talk: Talk) -> None:
    turn = talk.say("compare 3 and 4 sessions for the full head", "Turkey")
    assert "$1,500 to $4,200" in turn.text
    assert "$2,000 to $5,600" in turn.text


@pytest.mark.parametrize(
    "message", ["what if 40 sessions", "what about norwood 9", "in bitcoin please", "2.5 sessions"]
)
def test_an_impossible_what_if_changes_nothing(told: Talk, message: str) -> None:
    before = told.now.inputs
    told.say(message)
    assert told.now.inputs == before
    assert len(told.told) == 1


def test_the_lines_add_up_to_the_price_told(told: Talk) -> None:
    text = told.say("Line by line").text
    assert "Together: $1,500 to $4,200" in text
    assert told.say("break it down please").text == text


def test_the_years_count_touch_ups_and_name_no_price_for_them(told: Talk) -> None:
    turn = told.say("Over ten years")
    assert "no price for a touch-up" in turn.text
    assert "no total over 10 years" in turn.text
    assert "over 12 years" in told.say("over 12 years").text
    assert "over 5 years" in told.say("what's the total over 5 years with touch-ups?").text
    assert told.now.inputs.horizon_years is None


def test_what_is_included_and_what_would_lower_it_are_told(told: Talk) -> None:
    assert "tax" in told.say("what is included?").text
    assert "lower" in told.say("what would lower it").text


def test_why_it_changed_names_what_was_asked_otherwise(told: Talk) -> None:
    turn = told.say("no, 4 sessions", "why did my price change?")
    assert "the number of sessions went from 3 to 4" in turn.text
    assert turn.store is None


def test_one_price_has_not_changed(told: Talk) -> None:
    assert told.say("why did my price change?").text == told.dialogue.wording.say("nothing_to_compare")


def test_why_it_changed_names_a_new_price_list(dialogue: Dialogue, told: Talk) -> None:
    told.dialogue = replace(dialogue, books=dearer(dialogue.books))
    turn = told.say("why did my price change?")
    assert "there is a new price list" in turn.text
    assert "$1,500 to $4,200" in turn.text
    assert "$3,000 to $8,400" in turn.text


@pytest.mark.parametrize(
    ("message", "topics"),
    [
        ("does it hurt?", ("pain",)),
        ("what about pain with microblading", ("pain",)),
        ("is microblading the same as smp?", ("vs_microblading",)),
        ("thanks", ()),
        ("I want to book a consultation in london", ("book_consultation",)),
        ("can I swim after 2 sessions?", ("aftercare_water_heat",)),
        ("blah", ()),
    ],
)
def test_everything_else_is_left_to_others(told: Talk, message: str, topics: tuple[str, ...]) -> None:
    assert told.maybe(message, topics=topics) is None


def test_it_is_told_again_when_somebody_comes_back(told: Talk) -> None:
    again = told.dialogue.open(told.state, Said("", told.day, RESUME))
    assert "$1,500 to $4,200" in again.text
    asked = told.dialogue.open(told.state, Said("quote please", told.day))
    assert "$1,500 to $4,200" in asked.text


def test_starting_again_forgets_the_case(told: Talk) -> None:
    turn = told.dialogue.open(told.state, Said("", told.day, RESTART))
    assert told.dialogue.wording.say("fresh") in turn.text
    assert turn.goes_on


def test_a_case_that_the_price_list_does_not_know_any_more_is_asked_about_anew(
    dialogue: Dialogue, told: Talk
) -> None:
    told.say("in euros")
    told.dialogue = replace(dialogue, books=without_rates(dialogue.books))
    assert "$1,500 to $4,200" in told.dialogue.open(told.state, Said("", told.day, RESUME)).text


def dearer(books: PriceBooks) -> PriceBooks:
    """A later list in which everything costs twice as much."""
    (book,) = books.books
    treatments = {
        id_: replace(
            one,
            prices={
                key: replace(price, low=price.low * 2, high=price.high * 2)
                for key, price in one.prices.items()
            },
        )
        for id_, one in book.treatments.items()
    }
    return replace(books, version="later", books=(replace(book, version="later", treatments=treatments),))


def without_rates(books: PriceBooks) -> PriceBooks:
    (book,) = books.books
    rates = replace(book.rates, per_unit={})
    return replace(books, version="later", books=(replace(book, version="later", rates=rates),))


def test_what_is_stored_is_what_was_told(told: Talk) -> None:
    (only,) = told.told
    assert isinstance(only, ToStore)
    assert (only.quote.low, only.quote.high) == (Decimal("1500.00"), Decimal("4200.00"))
    assert only.quote.valid_until == dt.date(2026, 12, 22)
