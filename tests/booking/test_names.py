"""Names are read with care: only where one was asked for or said outright, and never an illness."""

from __future__ import annotations

import pytest

from bot.booking.listening import Ears
from bot.booking.names import answered_name, said_name

SAID = [
    ("I'm Tom", "Tom"),
    ("I’m Tom, 07700 900123", "Tom"),
    ("im tom", "Tom"),
    ("I'm Tom Baker and I'd like to book", "Tom Baker"),
    ("my name is tom baker", "Tom Baker"),
    ("my name's Siobhán O'Neill", "Siobhán O'Neill"),
    ("name: Jean-Luc Picard, 07700", "Jean-Luc Picard"),
    ("this is Mehmet", "Mehmet"),
    ("call me Tom", "Tom"),
    ("it's Anna here", "Anna"),
    ("Anna here", "Anna"),
    ("hi I'm Priya Shah from Leeds", "Priya Shah"),
    ("I am MEHMET YILMAZ", "Mehmet Yilmaz"),
    ("I'm tom and i take warfarin", "Tom"),
    ("I'm Mark", "Mark"),
    ("My name is Tom Graves", "Tom Graves"),
    ("I take warfarin. I'm Tom", "Tom"),
]
NOT_SAID = [
    *("I'm bald", "I'm Bald", "I'm diabetic", "I'm Diabetic", "I am Crohn's", "I'm Keloid", "I'm Alopecia"),
    *("my name is psoriasis", "my name is Graves", "i'm allergic", "I'm on Warfarin", "it's Vitiligo"),
    *("This is urgent", "call me back", "call me Saturday", "Call me tomorrow please", "I'm interested"),
    *("I'm Interested in SMP", "I'm Turkish", "I'm losing my hair", "I'm worried", "I'm Norwood 5", "I'm 45"),
    *("I am a Tom", "I'm stressed", "it's about my hair", "Tom", "im not sure", "I'm free on Monday"),
]
ANSWERED = [
    ("Tom", "Tom"),
    ("tom baker", "Tom Baker"),
    ("it's Tom", "Tom"),
    ("just Tom thanks", "Tom"),
    ("my name is tom", "Tom"),
    ("Dr. Tom Baker", "Dr. Tom Baker"),
    ("Mr Black", "Mr Black"),
    ("O'Neill", "O'Neill"),
    ("o'neill", "O'Neill"),
    ("van der Berg", "van der Berg"),
    ("maria josé garcía lópez", "Maria José García López"),
    ("TOM", "Tom"),
    ("mcDonald", "mcDonald"),
    ("李小龙", "李小龙"),
    ("jean-luc", "Jean-Luc"),
    ("Rose", "Rose"),
    ("Tom Graves", "Tom Graves"),
]
NOT_ANSWERED = [
    *(
        "psoriasis",
        "Mr Psoriasis",
        "Crohn",
        "bad psoriasis",
        "alopecia areata",
        "diabetes",
        "warfarin",
        "keloids",
        "Graves",
        "rash",
    ),
    *("no", "why?", "skip", "hello", "Nobody", "Saturday mornings", "does it hurt", "how much is it"),
    *("I don't want to say", "07700 900123", "", "?", "understood", "send it", "one two three four five"),
]


@pytest.mark.parametrize(("text", "name"), SAID)
def test_a_name_said_outright_is_read_in_any_message(ears: Ears, text: str, name: str) -> None:
    found = said_name(text, ears.is_health)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("text", NOT_SAID)
def test_what_is_no_name_is_not_taken_for_one(ears: Ears, text: str) -> None:
    assert said_name(text, ears.is_health) is None


@pytest.mark.parametrize(("text", "name"), ANSWERED)
def test_an_answer_is_read_as_it_is_to_be_written(ears: Ears, text: str, name: str) -> None:
    assert answered_name(text, ears.is_health) == name


@pytest.mark.parametrize("text", NOT_ANSWERED)
def test_an_answer_that_is_no_name_is_asked_about_again(ears: Ears, text: str) -> None:
    assert answered_name(text, ears.is_health) is None
