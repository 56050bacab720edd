"""The dialogue's state is kept small and complete, and goes with its conversation."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine import without_tensorflow

without_tensorflow.install()

from rasa.shared.core.domain import Domain  # noqa: E402
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered  # noqa: E402
from rasa.shared.core.trackers import DialogueStateTracker  # noqa: E402

from bot.database.migrate import upgrade  # noqa: E402
from bot.database.models import conversation, new_id, visitor  # noqa: E402
from bot.database.session import open_engine  # noqa: E402
from bot.engine.tracker_store import RECENT_TURNS, RecentTrackerStore, recent_events  # noqa: E402

DOMAIN = Domain.load("domain.yml")


def turn(text: str) -> list[Event]:
    return [
        UserUttered(text, {"name": "pain", "confidence": 1.0}),
        ActionExecuted("action_answer"),
        SlotSet("last_facts", [text]),
        SlotSet("clarifications", float(len(text) % 3)),
        ActionExecuted("action_listen"),
    ]


def tracker(texts: list[str], sender: str = "x") -> DialogueStateTracker:
    events: list[Event] = [ActionExecuted("action_listen")]
    for text in texts:
        events += turn(text)
    return DialogueStateTracker.from_events(sender, events, DOMAIN.slots)


@given(st.lists(st.text(max_size=5), max_size=20))
def test_replaying_what_is_kept_gives_the_same_state(texts: list[str]) -> None:
    whole = tracker(texts)
    kept = DialogueStateTracker.from_events("x", recent_events(whole), DOMAIN.slots)
    assert kept.current_slot_values() == whole.current_slot_values()
    assert kept.active_loop_name == whole.active_loop_name
    assert kept.latest_message == whole.latest_message or not texts
    assert kept.latest_action_name == whole.latest_action_name


def test_an_open_form_is_still_open_after_many_turns() -> None:
    whole = tracker(["a"] * 3)
    whole.update(ActiveLoop("screening_form"))
    for event in [event for _ in range(RECENT_TURNS + 2) for event in turn("b")]:
        whole.update(event)
    kept = DialogueStateTracker.from_events("x", recent_events(whole), DOMAIN.slots)
    assert kept.active_loop_name == "screening_form"


def test_the_thousandth_turn_keeps_no_more_than_the_tenth() -> None:
    assert len(recent_events(tracker(["a"] * 1000))) == len(recent_events(tracker(["a"] * 10)))


@pytest.fixture
def store(database_url: str) -> Iterator[RecentTrackerStore]:
    store = RecentTrackerStore(DOMAIN, database=database_url)
    upgrade(store._engine)
    yield store
    store._engine.dispose()


@pytest.fixture
def known(store: RecentTrackerStore) -> str:
    """A conversation that exists."""
    someone, talk = new_id(), new_id()
    with store._engine.begin() as connection:
        connection.execute(visitor.insert().values(id=someone))
        connection.execute(conversation.insert().values(id=talk, visitor_id=someone, channel="website"))
    return talk


def test_a_tracker_is_found_again(store: RecentTrackerStore, known: str) -> None:
    asyncio.run(store.save(tracker(["hello"], known)))
    asyncio.run(store.save(tracker(["hello", "again"], known)))
    found = asyncio.run(store.retrieve(known))
    assert found is not None
    assert found.latest_message.text == "again"
    assert asyncio.run(store.keys()) == [known]


def test_an_unknown_conversation_has_no_tracker(store: RecentTrackerStore) -> None:
    assert asyncio.run(store.retrieve("nobody")) is None


def test_a_tracker_goes_with_its_conversation(store: RecentTrackerStore, known: str) -> None:
    asyncio.run(store.save(tracker(["hello"], known)))
    engine = open_engine(str(store._engine.url.render_as_string(hide_password=False)))
    with engine.begin() as connection:
        connection.execute(conversation.delete())
    engine.dispose()
    assert asyncio.run(store.retrieve(known)) is None
