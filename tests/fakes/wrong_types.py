"""Deliveries of which one value is of a wrong type, as of a provider that changed its form, or of a forger."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.fakes.samples import names, sample

_WRONG: list[Any] = [
    None,
    7,
    -1,
    1.5,
    True,
    "",
    "x",
    [],
    ["x"],
    {},
    {"x": 1},
    [[]],
    "\ud800",
    "\x00",
    10**400,
]


@dataclass(frozen=True)
class Broken:
    """A sample with another value at `path`."""

    value: Any
    path: tuple[Any, ...]


@st.composite
def broken(draw: st.DrawFn, provider: str) -> Broken:
    """Any sample of the provider, broken anywhere."""
    value = copy.deepcopy(sample(provider, draw(st.sampled_from(names(provider)))))
    path = draw(st.sampled_from(list(_places(value))))
    holder = value
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = draw(st.sampled_from(_WRONG))
    return Broken(value, path)


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield (*path, key)
        yield from _places(part, (*path, key))
