"""Puts messages together that ask alike, by the vectors of their sentences."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

ALIKE: Final = 0.65
"""Cosine from which a message joins a group; measured on held-out questions in tests/learning/test_grouping.py."""


def groups_of(vectors: Vectors, alike: float = ALIKE) -> tuple[tuple[int, ...], ...]:
    """The rows of `vectors`, unit vectors of shape (n, d), in groups; the largest first, then in the order given.

    A row joins the group whose mean it is most like, if it is alike enough, and otherwise begins one.
    """
    members: list[list[int]] = []
    sums = np.zeros((len(vectors), vectors.shape[1] if len(vectors) else 0), np.float32)
    for place, vector in enumerate(vectors):
        best = _nearest(sums[: len(members)], vector, alike)
        if best is None:
            best = len(members)
            members.append([])
        members[best].append(place)
        sums[best] += vector
    return tuple(tuple(group) for group in sorted(members, key=lambda group: (-len(group), group[0])))


def _nearest(sums: Vectors, vector: Vectors, alike: float) -> int | None:
    if not len(sums):
        return None
    likeness = (sums @ vector) / np.linalg.norm(sums, axis=1)
    best = int(likeness.argmax())
    return best if likeness[best] >= alike else None
