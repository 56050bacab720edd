"""What every dialogue does as a Rasa form, whatever it asks: one message in, one reply and the slots out."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.form import DialogueForm, Parts
from actions.usual import Usual
from bot.database.session import Database, DatabaseDownError
from bot.forms.envelope import Envelope
from bot.forms.names import DATES, QUOTE, SCREENING
from bot.forms.turn import RESUME, Said, Turn, choice
from bot.forms.wording import load_wording
from bot.knowledge import load_knowledge

CLINIC = Path("data/clinic")
KNOWLEDGE = load_knowledge(CLINIC)
WORDING = load_wording(CLINIC)
QUESTION = "How many?"
ASKED = Envelope({"told": []}, "answer", 1).to_json()
TOLD = Envelope({"told": ["3"]}, "more", 1).to_json()


class Counting:
    """A dialogue that asks for a number, tells it back and lingers; "save" is to be stored."""

    def open(self, before: dict[str, Any] | None, said: Said) -> Turn:
        kept = before or {"told": []}
        return self.hear(kept, said) or Turn({**kept, "resumed": said.choice == RESUME}, QUESTION)

    def hear(self, state: dict[str, Any], said: Said) -> Turn | None:
        number = next((word for word in said.text.split() if word.isdigit()), said.choice)
        if number is None or not number.isdigit():
            return Turn(state, "Saved.", lingers=True, store="it") if said.text == "save" else None
        return Turn({"told": [*state["told"], number]}, f"So {number}.", lingers=True)

    def again(self, state: dict[str, Any], said: Said, *, missed: bool) -> Turn:
        return Turn({**state, "missed": missed}, QUESTION)


class Plain(Action):
    """Stands for an answer outside every dialogue."""

    def __init__(self, events: list[dict[str, Any]]) -> None:
        self._events = events

    def name(self) -> str:
        return "plain"

    async def run(self, dispatcher: CollectingDispatcher, *_given: Any) -> list[dict[str, Any]]:
        dispatcher.utter_message(json_message={"reply": {"text": "Plainly."}})
        return self._events


class CountingForm(DialogueForm):
    form = QUOTE

    def __init__(self, down: bool = False, usual_events: list[dict[str, Any]] | None = None) -> None:
        plain = Plain(usual_events or [])
        parts = Parts(
            KNOWLEDGE, WORDING, Usual(plain, plain, plain, plain, plain), CLINIC, cast(Database, None)
        )
        super().__init__(parts, Counting)
        self._down = down

    async def _stored(self, turn: Turn, said: Said) -> Turn:
        if self._down:
            raise DatabaseDownError("away")
        return replace(turn, state={**turn.state, "stored": True})


class Run:
    """One message to the form. `topics` are what was surely asked; the first is the intent."""

    def __init__(self, form: DialogueForm, text: str, *topics: str, **slots: Any) -> None:
        found = [{"topic": topic, "confidence": 0.9, "clause": text} for topic in topics]
        message = {
            "text": text,
            "intent": {"name": topics[0] if topics else "nlu_fallback"},
            "understood": {"topics": found, "alternatives": [], "out_of_scope": False},
        }
        tracker = Tracker("someone", slots, message, [], False, None, {}, "action_listen")
        dispatcher = CollectingDispatcher()
        self.events = asyncio.run(form.run(dispatcher, tracker, {}))
        self.replies = [item["custom"] for item in dispatcher.messages]

    @property
    def text(self) -> str:
        return "\n\n".join(item["reply"]["text"] for item in self.replies)

    @property
    def buttons(self) -> dict[str, str]:
        return {one["title"]: one["payload"] for item in self.replies for one in item["reply"]["buttons"]}

    @property
    def slots(self) -> dict[str, Any]:
        return {item["name"]: item["value"] for item in self.events if item["event"] == "slot"}

    @property
    def next(self) -> str | None:
        return next((item["name"] for item in self.events if item["event"] == "followup"), None)


@pytest.fixture
def form() -> CountingForm:
    return CountingForm()


def test_it_opens_with_its_question_and_waits(form: CountingForm) -> None:
    run = Run(form, "quote please", "request_quote")
    assert run.text == QUESTION
    assert run.slots["quote"]["waits"] == "answer"
    assert (run.slots["quote_step"], run.next) == (None, None)


def test_an_opening_message_is_answered_and_its_other_questions_before_it(form: CountingForm) -> None:
    run = Run(form, "quote please, does it hurt", "request_quote", "pain")
    assert run.text == f"{KNOWLEDGE.answer('pain').text}\n\n{QUESTION}"


def test_where_another_action_handed_over_nothing_is_answered_twice(form: CountingForm) -> None:
    assert Run(form, "does it hurt, quote please", "pain", "request_quote").text == QUESTION


def test_a_question_in_between_is_answered_and_the_dialogues_own_comes_again(form: CountingForm) -> None:
    run = Run(form, "does it hurt", "pain", quote=ASKED)
    assert run.text == f"{KNOWLEDGE.answer('pain').text}\n\n{QUESTION}"
    assert run.slots["quote"]["state"]["missed"] is False


def test_what_cannot_be_read_counts_as_missed(form: CountingForm) -> None:
    assert Run(form, "blah", quote=ASKED).slots["quote"]["state"]["missed"] is True


def test_a_symptom_goes_to_the_screening_with_what_was_told_kept(form: CountingForm) -> None:
    run = Run(form, "3 and it is full of pus", "report_symptom", quote=ASKED)
    assert (run.replies, run.next) == ([], SCREENING.name)
    assert run.slots["waiting_forms"] == [QUOTE.name]
    assert run.slots["quote_step"] == "done"


def test_another_task_takes_over_and_this_one_waits(form: CountingForm) -> None:
    run = Run(form, "when can I shave", "plan_dates", quote=ASKED)
    assert run.text == WORDING.say("put_aside", title=KNOWLEDGE.title("request_quote"))
    assert run.next == DATES.name
    assert run.slots["waiting_forms"] == [QUOTE.name]
    assert run.slots["quote"]["waits"] == "no"


def test_a_finished_dialogue_does_not_wait_for_another(form: CountingForm) -> None:
    run = Run(form, "when can I shave", "plan_dates", quote=TOLD)
    assert (run.replies, run.next, run.slots["waiting_forms"]) == ([], DATES.name, [])


def test_at_its_end_it_offers_the_way_back(form: CountingForm) -> None:
    run = Run(form, "4", quote=ASKED, waiting_forms=[DATES.name])
    assert run.buttons == {KNOWLEDGE.title("plan_dates"): choice(DATES.key, "", RESUME).payload}
    assert run.slots["waiting_forms"] == []


def test_what_was_asked_for_beside_it_is_offered_at_the_end(form: CountingForm) -> None:
    run = Run(form, "price for 3 and dates", "request_quote", "plan_dates")
    assert run.text == "So 3."
    assert list(run.buttons) == [KNOWLEDGE.title("plan_dates")]


@pytest.mark.parametrize("text", ["stop", "cancel", "never mind"])
def test_stopping_keeps_the_state_and_offers_to_go_on(form: CountingForm, text: str) -> None:
    run = Run(form, text, quote=ASKED)
    assert run.text == WORDING.say("stopped")
    assert WORDING.buttons["go_on"] in run.buttons
    assert run.slots["quote"] == {**ASKED, "waits": "no"}
    assert (run.slots["waiting_forms"], run.next) == ([QUOTE.name], "action_listen")


def test_leaving_a_question_out_is_no_stopping(form: CountingForm) -> None:
    assert Run(form, "skip", "stop", quote=ASKED).text == QUESTION


def test_going_on_begins_where_it_was_left(form: CountingForm) -> None:
    stopped = {**ASKED, "waits": "no"}
    for text, topic in (('/quote{"choice":"resume"}', "quote"), ("continue", "check_eligibility")):
        assert Run(form, text, topic, quote=stopped).slots["quote"]["state"]["resumed"] is True


def test_a_person_is_called_and_the_dialogue_waits(form: CountingForm) -> None:
    run = Run(form, "can I talk to somebody", "talk_to_human", quote=ASKED)
    assert KNOWLEDGE.phrase("talk_to_human").text in run.text
    assert run.replies[0]["needs_person"]
    assert run.slots["quote"]["state"] == ASKED["state"]


def test_a_tapped_answer_of_another_topic_is_no_answer(form: CountingForm) -> None:
    assert Run(form, "/pain", "pain", quote=ASKED).text.endswith(QUESTION)


def test_after_a_result_what_it_cannot_use_goes_the_usual_way(form: CountingForm) -> None:
    run = Run(form, "does it hurt", "pain", quote=TOLD)
    assert run.text == "Plainly."
    assert run.slots == {"quote_step": None}


def test_after_a_result_the_usual_answer_may_hand_over(form: CountingForm) -> None:
    events = [{"event": "followup", "name": SCREENING.name}]
    run = Run(CountingForm(usual_events=events), "does it hurt, I take warfarin", "pain", quote=TOLD)
    assert run.next == SCREENING.name
    assert (run.slots["quote_step"], run.slots["quote"]["waits"]) == ("done", "no")


def test_what_was_stored_is_in_the_state(form: CountingForm) -> None:
    assert Run(form, "save", quote=ASKED).slots["quote"]["state"]["stored"] is True


def test_what_could_not_be_stored_is_told_to_the_visitor_and_to_staff() -> None:
    run = Run(CountingForm(down=True), "save", quote=ASKED)
    assert WORDING.say("not_stored") in run.text
    assert run.replies[0]["needs_person"]


def test_a_state_of_another_version_is_begun_anew(form: CountingForm) -> None:
    assert Run(form, "hello there", "request_quote", quote={**ASKED, "version": 9}).text == QUESTION
