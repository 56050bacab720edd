"""What cannot be right is asked about, not guessed."""

from __future__ import annotations

import pytest

from bot.triage.problems import problems
from bot.triage.rules import Rulebook
from tests.triage.telling import TODAY, told

ASKED_BACK = (
    ("under_18 age=150", "150"),
    ("under_18 age=0", "as an age"),
    ("under_18 age=18", "18 or older"),
    ("isotretinoin ended when=P2M", "still ahead"),
    ("hair_transplant_planned planned when=-P2M", "that date has passed"),
    ("isotretinoin ended date_problem=no_such_day", "does not exist"),
    ("isotretinoin ended date_problem=in_the_future", "still ahead"),
    ("isotretinoin + isotretinoin ended", "still going on, or is it over"),
    ("diabetes + diabetes denied", "Which is right?"),
    ("pregnancy weeks_pregnant=52", "52"),
    ("pregnancy due=2028-05-01", "due date"),
    ("ps_fever fever_value=100.4", "100.4"),
)
ACCEPTED = (
    "",
    "under_18 age=17",
    "isotretinoin ended when=-P4M",
    "psoriasis current + psoriasis past denied",
    "anticoagulant drug=warfarin + anticoagulant ended drug=apixaban",
    "keloid_history site=ear + keloid_history denied site=scalp",
    "diabetes + diabetes other denied",
    "isotretinoin correction=yes + isotretinoin denied corrected=yes",
    "diabetes general=yes + diabetes denied",
    "pregnancy due=2027-03-10",
    "botox past when=-P1W + botox past when=-P6M",
)


@pytest.mark.parametrize(("facts", "words"), ASKED_BACK)
def test_the_impossible_is_asked_about(facts: str, words: str, rulebook: Rulebook) -> None:
    found = problems(told(facts), TODAY, rulebook=rulebook)
    assert len(found) == 1
    assert words in found[0].ask
    assert found[0].ask.endswith("?")


@pytest.mark.parametrize("facts", ACCEPTED)
def test_the_possible_is_taken_as_told(facts: str, rulebook: Rulebook) -> None:
    assert problems(told(facts), TODAY, rulebook=rulebook) == ()
