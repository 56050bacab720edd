"""The state of the dialogue about dates survives JSON whole, and what cannot be it is refused."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.aftercare.clashes import Event
from bot.planning.days import SessionDay
from bot.planning.state import Doubt, Offset, State, Wish, from_json, to_json

DAYS = st.dates()
NUMBERS = st.none() | st.integers(1, 12)
STATES = st.sampled_from(["booked", "past", "asked"])
SESSIONS = st.builds(SessionDay, DAYS, STATES, NUMBERS)
WISHES = st.builds(
    Wish,
    asked=st.lists(st.sampled_from(["plan", "book_by"])).map(tuple),
    events=st.lists(st.builds(Event, st.sampled_from(["pool", "generic"]), DAYS, DAYS)).map(tuple),
    offsets=st.lists(st.builds(Offset, st.integers(0, 99), NUMBERS, st.sampled_from(["", "pool"]))).map(
        tuple
    ),
    days=st.lists(st.integers(0, 99)).map(tuple),
    topics=st.lists(st.sampled_from(["recovery", "minoxidil"])).map(tuple),
)
DOUBTS = st.builds(
    Doubt,
    kind=st.sampled_from(["session", "moved", "event"]),
    days=st.lists(DAYS, min_size=1).map(tuple),
    number=NUMBERS,
    state=STATES,
    old=st.none() | DAYS,
    event=st.sampled_from(["", "wedding"]),
    until=st.none() | DAYS,
)
ANY_STATE = st.builds(
    State,
    day=DAYS,
    phase=st.sampled_from(["open", "session", "doubt", "event", "count", "done"]),
    days=st.lists(SESSIONS).map(tuple),
    wanted=NUMBERS,
    wish=WISHES,
    doubts=st.lists(DOUBTS).map(tuple),
    event=st.sampled_from(["", "wedding"]),
    number=NUMBERS,
    misses=st.integers(0, 3),
)


@given(ANY_STATE)
def test_a_state_comes_back_from_json_as_it_was(state: State) -> None:
    assert from_json(json.loads(json.dumps(to_json(state)))) == state


@given(WISHES, WISHES)
def test_joined_wishes_hold_everything_once(one: Wish, other: Wish) -> None:
    both = one.joined(other)
    for part in ("asked", "events", "offsets", "days", "topics"):
        found = getattr(both, part)
        assert len(found) == len(set(found))
        assert set(found) == {*getattr(one, part), *getattr(other, part)}


@pytest.mark.parametrize(
    "spoilt", [{}, {"day": "x"}, {"phase": "elsewhere"}, {"days": [["2026-02-31", "past", 1]]}]
)
def test_what_is_no_state_is_refused(spoilt: dict[str, object]) -> None:
    whole = to_json(State(dt.date(2026, 11, 22)))
    with pytest.raises((KeyError, ValueError, TypeError)):
        from_json(whole | spoilt if spoilt else {})
