"""Buttons, slots and waiting dialogues, as every form uses them."""

from __future__ import annotations

import pytest

from bot.forms.envelope import Envelope, opened, states
from bot.forms.names import BOOKING, BY_TOPIC, DATES, FORMS, QUOTE, SCREENING
from bot.forms.turn import RESUME, choice, choice_of
from bot.forms.waiting import asked_for, way_back, with_form, without


def test_a_buttons_choice_is_read_by_its_own_dialogue_only() -> None:
    assert [
        choice_of(other.key, choice(one.key, "Title", "a#b").payload) for one in FORMS for other in FORMS
    ] == ["a#b" if one is other else None for one in FORMS for other in FORMS]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "quote",
        "/quote",
        "/quote{}",
        '/quote{"choice":1}',
        '/quote{"choice"',
        '/pain{"choice":"a"}',
        "/quote{[]}",
    ],
)
def test_other_texts_hold_no_choice(text: str) -> None:
    assert choice_of("quote", text) is None
    assert choice_of("pain", text) is None


def test_a_state_comes_back_from_its_slot_as_it_was() -> None:
    kept = Envelope({"a": [1]}, "answer", 3)
    assert opened(kept.to_json(), 3) == kept


@pytest.mark.parametrize("slot", [None, {}, {"version": 2, "waits": "no", "state": {}}, "text"])
def test_what_another_version_wrote_is_not_opened(slot: object) -> None:
    assert opened(slot, 3) is None


def test_dialogues_see_each_others_states() -> None:
    slots = {"screening": {"phase": "done"}, "quote": Envelope({"b": 1}, "no", 1).to_json(), "dates": None}
    assert states(slots) == {"screening": {"phase": "done"}, "quote": {"b": 1}}


def test_what_is_asked_for_together_is_opened_health_first() -> None:
    topics = ["plan_dates", "pain", "request_quote", "report_symptom", "quote"]
    assert asked_for(topics, None) == [SCREENING, QUOTE, DATES]
    assert asked_for(topics, SCREENING) == [QUOTE, DATES]


def test_every_topic_belongs_to_one_dialogue() -> None:
    assert len(BY_TOPIC) == sum(len(form.topics) + 1 for form in FORMS)


def test_who_waits_is_kept_once_the_latest_first_and_offered_by_name() -> None:
    waiting = with_form([DATES.name, QUOTE.name], QUOTE, BOOKING)
    assert waiting == [QUOTE.name, BOOKING.name, DATES.name]
    assert without(waiting, BOOKING) == [QUOTE.name, DATES.name]
    buttons = way_back([QUOTE.name, "gone_form"], lambda topic: topic.upper())
    assert [(one.title, choice_of("quote", one.payload)) for one in buttons] == [("REQUEST_QUOTE", RESUME)]
