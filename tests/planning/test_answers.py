"""Short answers to the dialogue's own questions, and the words of care that a message names."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.planning.answers import answer_of, cancels, corrects, number_of, which_day
from bot.planning.care_words import care_asked

MARCH, APRIL = dt.date(2027, 3, 4), dt.date(2027, 4, 3)

ANSWERS = [
    ("not booked yet", "not_booked"),
    ("I haven't booked yet", "not_booked"),
    ("no, not yet", "not_booked"),
    ("I don’t have a date yet", "not_booked"),
    ("not sure", "unsure"),
    ("no idea sorry", "unsure"),
    ("a new date for it", "moved"),
    ("it moved", "moved"),
    ("the same one", "moved"),
    ("one more session", "one_more"),
    ("another one please", "one_more"),
    ("both", "one_more"),
    ("4 december", None),
    ("does it hurt?", None),
    ("I booked it for friday", None),
]


@pytest.mark.parametrize(("text", "meant"), ANSWERS)
def test_what_a_short_answer_means(text: str, meant: str | None) -> None:
    assert answer_of(text) == meant


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("march", MARCH),
        ("April please", APRIL),
        ("in apr", APRIL),
        ("the first one", MARCH),
        ("the second", APRIL),
        ("may", None),
        ("neither", None),
        ("march or april", None),
    ],
)
def test_which_of_two_days_is_meant(text: str, day: dt.date | None) -> None:
    assert which_day(text, (MARCH, APRIL)) == day


@pytest.mark.parametrize(
    ("text", "number"),
    [("3", 3), ("three sessions", 3), ("just 2 please", 2), ("zero", 0), ("some", None), ("3 or 4", None)],
)
def test_a_bare_number(text: str, number: int | None) -> None:
    assert number_of(text) == number


@pytest.mark.parametrize(
    "text", ["sorry, it was friday", "no, the 5th", "I meant the 5th", "it's on the 6th"]
)
def test_a_correction_begins_like_one(text: str) -> None:
    assert corrects(text)


@pytest.mark.parametrize("text", ["the 5th of may", "can I swim on friday?"])
def test_what_puts_nothing_right(text: str) -> None:
    assert not corrects(text)


@pytest.mark.parametrize(
    ("text", "cancelled"),
    [
        ("my session got cancelled", True),
        ("I’m not having the second session", True),
        ("the treatment is called off", True),
        ("cancel", False),
        ("my flight was cancelled", False),
        ("my session is on friday", False),
    ],
)
def test_a_session_that_does_not_take_place(text: str, cancelled: bool) -> None:
    assert cancels(text) == cancelled


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("when can I swim", ("aftercare_water_heat",)),
        ("when can i shave and wash", ("aftercare_shaving", "aftercare_washing")),
        ("can you work out my dates", ()),
        ("when can I work out", ("aftercare_exercise",)),
        ("is rogaine ok", ("minoxidil",)),
        ("send me the dates", ()),
        ("what about the season", ()),
    ],
)
def test_the_words_of_care(text: str, topics: tuple[str, ...]) -> None:
    assert care_asked(text) == topics
