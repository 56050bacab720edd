"""Buttons may be answered by typing: by number, by place, or by title."""

from __future__ import annotations

import pytest

from bot.choices import chosen, confirmed

TITLES = ["Does it hurt?", "Prices", "Talk to a person"]


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("1", 0), ("2", 1), ("3", 2), (" 2 ", 1), ("2.", 1), ("2)", 1), ("(2)", 1), ("#2", 1), ("٢", 1),
        ("option 2", 1), ("Option 2 please", 1), ("number 3", 2), ("no. 3", 2), ("choice 1", 0),
        ("the second", 1), ("second", 1), ("Second one", 1), ("the second one please", 1), ("the 2nd", 1),
        ("2nd one", 1), ("first", 0), ("the third option!", 2), ("two", 1), ("option two", 1),
        ("the last one", 2), ("last", 2),
        ("Prices", 1), ("prices", 1), ("PRICES.", 1), ("does it hurt", 0), ("Does it hurt??", 0),
        ("talk  to a\nperson", 2),
    ],
)  # fmt: skip
def test_a_typed_choice_is_recognised(typed: str, place: int) -> None:
    assert chosen(typed, TITLES) == place


@pytest.mark.parametrize(
    "typed",
    [
        "0", "4", "the fourth", "99", "-1", "2 sessions", "2 or 3", "2 weeks ago", "i had two sessions",
        "second session hurt", "price", "does it hurt much?", "one of my friends had it", "the", "option",
        "12", "2.5", "2000", "", "?", "number", "second time lucky",
    ],
)  # fmt: skip
def test_an_ordinary_message_is_no_choice(typed: str) -> None:
    assert chosen(typed, TITLES) is None


@pytest.mark.parametrize("typed", ["1", "the first", "last", "Prices"])
def test_without_buttons_there_is_nothing_to_choose(typed: str) -> None:
    assert chosen(typed, []) is None


def test_a_title_goes_before_a_number() -> None:
    assert chosen("3", ["2 sessions", "3", "1 session"]) == 1


SESSIONS = ["2 sessions", "3 sessions", "4 sessions", "Not sure"]


@pytest.mark.parametrize(
    ("typed", "place"),
    [("3", 1), ("2", 0), ("four", 2), ("3 sessions", 1), ("the second one", 1), ("option 3", 2), ("last", 3)],
)
def test_a_bare_number_means_the_title_that_begins_with_it(typed: str, place: int) -> None:
    assert chosen(typed, SESSIONS) == place


@pytest.mark.parametrize("typed", ["1", "5", "40"])
def test_a_bare_number_in_no_title_is_an_ordinary_message_where_titles_count_something(typed: str) -> None:
    assert chosen(typed, SESSIONS) is None


@pytest.mark.parametrize(
    ("text", "place"),
    [("yes", 0), ("Yes!", 0), ("no.", 1), ("yes please delete", None), ("delete", None), ("", None)],
)
def test_a_bare_yes_or_no_confirms_where_just_these_two_are_offered(text: str, place: int | None) -> None:
    assert confirmed(text, ["Yes, delete it all", "No, keep it"]) == place
    assert confirmed(text, ["Yes, now", "Yes, in the past", "No"]) is None
