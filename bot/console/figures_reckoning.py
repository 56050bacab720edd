"""What the figures are reckoned with: how often two judges agree, and how long most people waited."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from math import ceil

from bot.triage.dispositions import Lane, rank


def judged(counted: dict[tuple[str, str], int], lane: Lane) -> tuple[int, int, int, int]:
    """All, the same, where the assistant was milder than the person, and stricter."""
    every = same = under = over = 0
    for (bot, person), count in counted.items():
        every += count
        if bot == person:
            same += count
        elif _rank(bot, lane) > _rank(person, lane):
            under += count
        else:
            over += count
    return every, same, under, over


def _rank(code: str, lane: Lane) -> int:
    try:
        return rank(code, lane)
    except KeyError:
        return 0  # an outcome that the rules no longer know counts as the strictest


def middle_wait(waited: Sequence[timedelta]) -> timedelta | None:
    """waited: the shortest first."""
    count = len(waited)
    return (waited[(count - 1) // 2] + waited[count // 2]) / 2 if waited else None


def slow_wait(waited: Sequence[timedelta]) -> timedelta | None:
    """The wait that nine in ten did not exceed. waited: the shortest first."""
    return waited[ceil(0.9 * len(waited)) - 1] if waited else None
