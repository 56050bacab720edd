"""A price is not told as settled while the screening is open or speaks against a session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from bot.quoting.dialogue import Dialogue
from bot.quoting.standing import CONDITION, NOT_KEPT, OPEN, SCREENED, TOLD, standing
from bot.triage.dispositions import BEFORE
from tests.quoting.talking import Talk

ASKING = {"phase": "asking", "lane": "before", "consent": "given"}
PAUSED = {**ASKING, "phase": "paused"}
DONE = {**ASKING, "phase": "done"}
AFTER = {**ASKING, "lane": "after"}
REFUSED = {"phase": "done", "lane": None, "consent": "refused"}
FULL = "how much is the hairline, 3 sessions"


def outcome(disposition: str, *, complete: bool = True) -> dict[str, Any]:
    return {"disposition": disposition, "complete": complete}


@pytest.mark.parametrize(
    ("known", "reason", "screened"),
    [
        ({}, None, False),
        ({"screening": ASKING}, OPEN, True),
        ({"screening": PAUSED}, OPEN, True),
        ({"screening": PAUSED, SCREENED: outcome("suitable")}, OPEN, True),
        ({"screening": DONE, SCREENED: outcome("suitable")}, None, True),
        ({"screening": DONE, SCREENED: outcome("suitable_with_precautions")}, None, True),
        ({"screening": DONE, SCREENED: outcome("defer")}, "defer", True),
        ({"screening": DONE, SCREENED: outcome("needs_clinician")}, "needs_clinician", True),
        ({"screening": DONE, SCREENED: outcome("not_suitable")}, "not_suitable", True),
        ({SCREENED: outcome("suitable", complete=False)}, OPEN, True),
        ({"screening": REFUSED}, NOT_KEPT, True),
        ({"screening": AFTER}, None, False),
        ({"screening": AFTER, SCREENED: outcome("defer")}, "defer", True),
    ],
)
def test_what_a_price_rests_on(known: Mapping[str, Any], reason: str | None, screened: bool) -> None:
    found = standing(known)
    assert (found.reason, found.screened) == (reason, screened)


@pytest.mark.parametrize("disposition", [one for one in BEFORE if not one.startswith("suitable")])
def test_every_outcome_that_speaks_against_a_session_is_told_and_stored(
    dialogue: Dialogue, disposition: str
) -> None:
    talk = Talk(dialogue, known={"screening": DONE, SCREENED: outcome(disposition)})
    turn = talk.say(FULL)
    assert f"provisional, because {dialogue.wording.provisional[disposition]}" in turn.text
    assert [item.reason for item in talk.told] == [disposition]


def test_a_what_if_is_provisional_too(dialogue: Dialogue) -> None:
    talk = Talk(dialogue, known={"screening": PAUSED})
    turn = talk.say(FULL, "what if I take 4 sessions")
    assert dialogue.wording.provisional[OPEN] in turn.text
    assert [item.reason for item in talk.told] == [OPEN, OPEN]


def test_an_open_screening_can_be_gone_on_with(dialogue: Dialogue) -> None:
    turn = Talk(dialogue, known={"screening": PAUSED}).say(FULL)
    assert '/screening{"choice":"resume"}' in [button.payload for button in turn.buttons]


def test_without_a_screening_it_says_that_it_comes_first_and_offers_it(talk: Talk) -> None:
    turn = talk.say(FULL)
    assert talk.dialogue.wording.say("screen_first") in turn.text
    assert "/check_eligibility" in [button.payload for button in turn.buttons]
    assert "provisional" not in turn.text


def test_a_condition_told_beside_the_price_makes_it_provisional_until_somebody_was_screened(
    dialogue: Dialogue,
) -> None:
    talk = Talk(dialogue, known={CONDITION: True})
    turn = talk.say("I take warfarin, how much is the hairline, 3 sessions")
    assert dialogue.wording.provisional[TOLD] in turn.text
    assert "/check_eligibility" in [button.payload for button in turn.buttons]
    talk.known = {}
    assert dialogue.wording.provisional[TOLD] in talk.say("what if I take 4 sessions").text
    talk.known = {SCREENED: outcome("suitable")}
    assert "provisional" not in talk.say("what if I take 2 sessions").text


def test_after_a_good_outcome_nothing_is_said_of_it(dialogue: Dialogue) -> None:
    turn = Talk(dialogue, known={"screening": DONE, SCREENED: outcome("suitable")}).say(FULL)
    assert "provisional" not in turn.text
    assert dialogue.wording.say("screen_first") not in turn.text
