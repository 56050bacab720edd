"""Runs Rasa's graph node after node: for a dozen small nodes dask's scheduler costs more than it orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Task = tuple[Any, ...]


def get(graph: Mapping[str, Task], targets: Sequence[str]) -> tuple[Any, ...]:
    """What the target nodes give, in their order; a stand-in for `dask.get` on the graphs that Rasa builds.

    A node is a function and the names of what it needs; an input is its own name and its value. Each node gives
    (name, result), and is run once. A name that nothing gives stands for itself. Raises whatever a node raises.
    """
    done: dict[str, Any] = {}

    def result(name: str) -> Any:
        if name not in graph:
            return name
        if name not in done:
            first, *rest = graph[name]
            done[name] = first(*map(result, rest)) if callable(first) else graph[name]
        return done[name]

    return tuple(map(result, targets))
