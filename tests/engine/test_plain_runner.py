"""The plain runner gives what dask gives, and runs every node once."""

from __future__ import annotations

from collections.abc import Callable

import dask
import pytest

from bot.engine.plain_runner import get


def node(name: str, runs: list[str]) -> Callable[..., tuple[str, object]]:
    def run(*needs: object) -> tuple[str, object]:
        runs.append(name)
        return name, needs

    return run


def test_each_target_gets_what_dask_would_give_and_each_node_runs_once() -> None:
    runs: list[str] = []
    graph = {
        "message": ("message", "hello"),
        "tokens": (node("tokens", runs), "message"),
        "vector": (node("vector", runs), "tokens"),
        "intent": (node("intent", runs), "tokens", "vector", "nobody gives this"),
        "unasked": (node("unasked", runs), "intent"),
    }
    given = get(graph, ["intent", "vector"])
    assert sorted(runs) == ["intent", "tokens", "vector"]
    assert given == dask.get(graph, ["intent", "vector"])


def test_what_a_node_raises_is_raised() -> None:
    def fails() -> None:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        get({"node": (fails,)}, ["node"])
