"""One message may tell everything at once, or nothing of the request at all."""

from __future__ import annotations

import pytest

from bot.booking.listening import Ears, listen
from bot.booking.telling import stretch_shown
from tests.booking.talking import TODAY

PHONE = "+447700900123"
ROWS = [
    ("I'm Tom, 07700 900123, Saturday mornings", "Tom", [PHONE], ["Saturday, in the morning"]),
    ("Tom Baker, 07700 900123, Saturday mornings", "Tom Baker", [PHONE], ["Saturday, in the morning"]),
    ("saturdays please, my number is 07700 900123 and I'm Anna", "Anna", [PHONE], ["Saturday"]),
    ("Tom / tom@example.org / mornings", "Tom", ["tom@example.org"], ["any day, in the morning"]),
    ("book a consultation for saturday morning", "", [], ["Saturday, in the morning"]),
    ("can you call me on 07700 900123 after 5?", "", [PHONE], ["any day, after 17:00"]),
    ("my number is 07700 900123", "", [PHONE], []),
    ("Call me, 07700 900123", "", [PHONE], []),
    (
        "Hi, I'm Siobhan. Email me at s@x.org. Any weekday but not Wednesday. Can I keep my beard?",
        "Siobhan",
        ["s@x.org"],
        ["Monday, Tuesday, Thursday and Friday"],
    ),
    ("I had my last session on Tuesday, can I book?", "", [], []),
    ("are you open on saturday?", "", [], []),
    ("I started minoxidil in March. I'm Tom", "Tom", [], []),
    ("7 norwood, Istanbul", "", [], []),
    ("psoriasis, 07700 900123", "", [PHONE], []),
    ("Warfarin, 07700 900123", "", [PHONE], []),
    ("hello", "", [], []),
    ("", "", [], []),
]


@pytest.mark.parametrize(("text", "name", "contacts", "times"), ROWS)
def test_a_message_is_read_whole(
    ears: Ears, text: str, name: str, contacts: list[str], times: list[str]
) -> None:
    heard = listen(ears, text, TODAY)
    assert heard.name == name
    assert [contact.value for contact in heard.contacts] == contacts
    assert [stretch_shown(stretch) for stretch in heard.times.stretches] == times


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("tom, 07700 900123", "Tom"),
        ("tom", "Tom"),
        ("it's tom. does it hurt?", "Tom"),
        ("tuesday", ""),
        ("07700 900123", ""),
    ],
)
def test_when_the_name_was_asked_for_it_may_stand_alone(ears: Ears, text: str, name: str) -> None:
    assert listen(ears, text, TODAY, "name").name == name


def test_when_times_were_asked_for_a_date_alone_is_one(ears: Ears) -> None:
    (stretch,) = listen(
        ears, "the 4th I guess, if the traffic is not too bad", TODAY, "times"
    ).times.stretches
    assert stretch_shown(stretch) == "Friday 4 December 2026"


def test_a_day_of_something_else_is_no_answer_to_which_times(ears: Ears) -> None:
    assert listen(ears, "I had surgery on 3 March", TODAY, "times").times.stretches == ()
