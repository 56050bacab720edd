"""In whatever order and in however many messages something is told: nothing is lost, nothing is sent unasked."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.booking.contacts import Contact, read_contacts
from bot.booking.dialogue import Dialogue
from bot.booking.listening import Ears, listen
from bot.booking.state import State, from_json, to_json
from bot.booking.telling import stretch_shown
from tests.booking.talking import TODAY, Talk

PIECES = {
    "name": ("I'm Tom", "my name is tom", "My name's Tom"),
    "contact": ("07700 900123", "my number is 07700 900123", "call me on +44 7700 900123"),
    "times": ("Saturday mornings", "saturdays in the morning", "sat mornings please"),
}
ORDERS = st.permutations(sorted(PIECES))
WORDS = st.tuples(*(st.sampled_from(PIECES[name]) for name in sorted(PIECES)))
JOINS = st.sampled_from([", ", ". ", "; ", "\n"])
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def told(state: State) -> tuple[str, list[str], list[str]]:
    return state.name, [item.value for item in state.contacts], [stretch_shown(item) for item in state.times]


EVERYTHING = ("Tom", ["+447700900123"], ["Saturday, in the morning"])


@FEW
@given(order=ORDERS, words=WORDS, join=JOINS)
def test_one_message_in_any_order_tells_everything(
    ears: Ears, order: list[str], words: tuple[str, ...], join: str
) -> None:
    said = dict(zip(sorted(PIECES), words, strict=True))
    heard = listen(ears, join.join(said[name] for name in order), TODAY)
    assert heard.name == "Tom"
    assert [contact.value for contact in heard.contacts] == ["+447700900123"]
    assert [stretch_shown(stretch) for stretch in heard.times.stretches] == ["Saturday, in the morning"]


@FEW
@given(order=ORDERS, words=WORDS, consent_after=st.integers(0, 3), first=st.booleans())
def test_several_messages_in_any_order_lose_nothing(
    dialogue: Dialogue, order: list[str], words: tuple[str, ...], consent_after: int, first: bool
) -> None:
    said = dict(zip(sorted(PIECES), words, strict=True))
    talk = Talk(dialogue)
    messages = [said[name] for name in order]
    messages.insert(consent_after, "yes")
    if consent_after == 0 or first:
        messages.insert(0, "I'd like to book")
    talk.say(*messages)
    assert told(talk.state) == EVERYTHING
    assert talk.state.consent == "given"
    assert talk.stored == ["consent"]


@FEW
@given(order=ORDERS, words=WORDS)
def test_a_refusal_forgets_everything(dialogue: Dialogue, order: list[str], words: tuple[str, ...]) -> None:
    said = dict(zip(sorted(PIECES), words, strict=True))
    talk = Talk(dialogue)
    turn = talk.say("I'd like to book", *(said[name] for name in order), "no")
    assert not talk.state.told
    assert talk.stored == []
    assert "Tom" not in json.dumps(turn.state)
    assert "7700" not in json.dumps(turn.state)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(messages=st.lists(st.one_of(st.text(max_size=40), st.sampled_from(
    ["yes", "no", "Tom", "07700 900123", "tom@", "Sundays", "31 February", "Saturday mornings", "skip", "not sure",
     "why?", "go back", "change the name", "I take warfarin", "Any time", "In this chat", "Nothing to add"]
)), max_size=14))  # fmt: skip
def test_nothing_is_sent_without_consent_and_a_summary_that_was_agreed(
    dialogue: Dialogue, messages: list[str]
) -> None:
    talk = Talk(dialogue)
    talk.say("I'd like to book")
    for message in messages:
        before = talk.state
        turn = talk.say(message)
        if turn.store == "lead":
            assert before.phase == "summary"
            assert before.consent == "given"
        assert "confirmed" not in turn.text.lower()
    if talk.state.consent != "given":
        assert "lead" not in talk.stored


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=80), asked=st.booleans())
def test_any_text_can_be_read_for_contacts(text: str, asked: bool) -> None:
    end = 0
    for mention in read_contacts(text, "GB", asked=asked):
        assert end <= mention.start < mention.end <= len(text)
        assert (mention.contact is None) != (mention.problem is None)
        end = mention.end


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=80), asked=st.sampled_from(["", "name", "contact", "times"]))
def test_any_text_can_be_read(ears: Ears, text: str, asked: str) -> None:
    listen(ears, text, TODAY, asked)


def test_a_state_survives_json() -> None:
    state = State(
        phase="summary", consent="given", name="Tom", contacts=(Contact("phone", "+447700900123", False),),
        times_said=("Saturdays",), wishes=("a low hairline",), settled=frozenset({"name", "times"}),
        explained="fading", misses=1, consent_id="c", lead="l", sent_on=TODAY,
    )  # fmt: skip
    assert from_json(json.loads(json.dumps(to_json(state)))) == state
