"""Delivery states never go backwards, whatever the order in which providers tell them."""

from __future__ import annotations

from itertools import permutations

import pytest

from bot.channels.arrivals import State, furthest


@pytest.mark.parametrize(
    ("known", "told", "kept"),
    [
        (None, "sent", "sent"),
        (None, "failed", "failed"),
        ("sent", "delivered", "delivered"),
        ("delivered", "sent", "delivered"),
        ("read", "delivered", "read"),
        ("sent", "failed", "failed"),
        ("failed", "sent", "failed"),
        ("failed", "delivered", "delivered"),
        ("delivered", "failed", "delivered"),
        ("read", "read", "read"),
    ],
)
def test_the_furthest_state_is_kept(known: State | None, told: State, kept: State) -> None:
    assert furthest(known, told) == kept


def test_the_order_of_arrival_makes_no_difference() -> None:
    states: tuple[State, ...] = ("sent", "delivered", "read", "failed")
    for order in permutations(states):
        known: State | None = None
        for told in order:
            known = furthest(known, told)
        assert known == "read"
