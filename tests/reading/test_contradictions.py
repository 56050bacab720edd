from __future__ import annotations

from datetime import date

import pytest

from bot.reading.findings import contradictions
from bot.reading.reader import Reader

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("I'm not diabetic … my diabetes is controlled", "diabetes"),
        ("no keloids. I do have a keloid on my chest", "keloid_history"),
        ("I'm on warfarin. I don't take blood thinners", "anticoagulant"),
        ("not pregnant. I'm 20 weeks pregnant", "pregnancy"),
    ],
)
def test_the_same_thing_said_and_denied_is_a_contradiction(reader: Reader, text: str, concept: str) -> None:
    pairs = contradictions(reader.read(text, TODAY))

    assert [{one.concept, other.concept} for one, other in pairs] == [{concept}]
    assert all(one.negated != other.negated for one, other in pairs)


@pytest.mark.parametrize(
    "text",
    [
        "no diabetes, but I have eczema",
        "my mum has diabetes, I don't",
        "not on warfarin any more, came off it last year. no blood thinners now",
        "I'm on apixaban, not warfarin",
        "sorry, I meant Roaccutane not Rogaine",
        "Type 1 - wait no, type 2 diabetes",
        "no psoriasis on my scalp, only on my elbows",
        "had psoriasis as a kid, no psoriasis now",
        "no nut allergy but allergic to bee stings",
    ],
)
def test_other_people_times_sites_and_corrections_contradict_nothing(reader: Reader, text: str) -> None:
    assert contradictions(reader.read(text, TODAY)) == ()
