"""Puts a session that was told into the days known already: a new one, the same on another day, or a doubt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from bot.aftercare.rules import Rules
from bot.planning.days import SessionDay, plan
from bot.planning.state import Doubt

Days = tuple[SessionDay, ...]


def place(
    days: Days, told: SessionDay, rules: Rules, today: dt.date, *, moved: bool = False, beside: bool = False
) -> Days | Doubt:
    """The days with `told` among them, or what has to be asked first.

    moved: said to be another day of a known session. beside: told in one message with other sessions, so that it
    is one of its own. Raises PlanError, with a sentence for the visitor, for what cannot be one course.
    """
    numbered = _numbered(days)
    old = _replaced(numbered, told, today, moved)
    if old is not None:
        return put_instead(days, told, old.day)
    same = next((item for item in days if item.day == told.day), None)
    if same is not None:
        merged = replace(told, number=told.number or same.number)
        return _checked((*(item for item in days if item is not same), merged))
    near = _near(numbered, told, rules)
    if near is not None and told.number is None and not beside:
        return Doubt("moved", (told.day,), state=told.state, old=near.day)
    return _checked((*days, told))


def put_instead(days: Days, told: SessionDay, old: dt.date) -> Days:
    """The days with the session of `old` on another day. Raises PlanError."""
    before = next((item for item in _numbered(days) if item.day == old), None)
    number = told.number or (before.number if before else None)
    return _checked((*(item for item in days if item.day != old), replace(told, number=number)))


def put_beside(days: Days, told: SessionDay) -> Days:
    """The days with one more session. Raises PlanError."""
    return _checked((*days, told))


def _replaced(
    numbered: Sequence[SessionDay], told: SessionDay, today: dt.date, moved: bool
) -> SessionDay | None:
    """The known session that `told` is another day for, as far as its number or "moved" says so."""
    if told.number is not None:
        return next((item for item in numbered if item.number == told.number and item.day != told.day), None)
    if not moved or any(item.day == told.day for item in numbered):
        return None
    to_come = [item for item in numbered if item.day >= today]
    return to_come[0] if to_come else numbered[-1] if numbered else None


def _near(numbered: Sequence[SessionDay], told: SessionDay, rules: Rules) -> SessionDay | None:
    """The known session so near that both on their own would be too close to each other."""
    near = [item for item in numbered if abs((item.day - told.day).days) < rules.gap_days]
    return min(near, key=lambda item: abs((item.day - told.day).days), default=None)


def _numbered(days: Sequence[SessionDay]) -> list[SessionDay]:
    """The days in order, each with the number that it has in the plan."""
    by_day = {item.day: item for item in days}
    return [replace(by_day[item.day], number=item.number) for item in plan(days).sessions]


def _checked(days: Sequence[SessionDay]) -> Days:
    plan(days)
    return tuple(sorted(days, key=lambda item: item.day))
