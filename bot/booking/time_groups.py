"""Which days and times of day of a text belong together: "Mondays after 5 or Saturday mornings"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Final, Literal

from bot.booking.clock_words import Window

Parts = Mapping[str, tuple[time, time]]
"""When the parts of a day begin and end, by name."""

ALL_DAYS: Final = tuple(range(7))
_ANY_TIME: Final = Window(None, None, None)


@dataclass(frozen=True)
class Stretch:
    """A wish for days and a part of them. weekdays: 0 is Monday, () for any. first, last: days, None where open.

    soon: as soon as possible.
    """

    weekdays: tuple[int, ...] = ()
    first: date | None = None
    last: date | None = None
    part: str | None = None
    start: time | None = None
    end: time | None = None
    soon: bool = False


@dataclass(frozen=True)
class Item:
    """One thing said, at text[start:end]. `not` begins what does not suit, `break` ends what belongs together."""

    start: int
    end: int
    kind: Literal["weekdays", "dates", "any", "soon", "window", "not", "break"]
    weekdays: tuple[int, ...] = ()
    first: date | None = None
    last: date | None = None
    window: Window | None = None


@dataclass
class _Group:
    """Days and windows that were said together. negative: what does not suit."""

    negative: bool = False
    days: list[Item] = field(default_factory=list)
    windows: list[Window] = field(default_factory=list)
    windows_first: bool = False

    @property
    def empty(self) -> bool:
        return not self.days and not self.windows

    def add(self, item: Item) -> None:
        if item.window is not None:
            self.windows_first = self.windows_first or not self.days
            self.windows.append(item.window)
        else:
            self.days.append(item)

    def is_over(self, item: Item) -> bool:
        """Whether `item` begins the next wish: "Mondays after 5 | Tuesdays", "after 5 on Mondays | before 11"."""
        if not self.days or not self.windows:
            return False
        if item.window is not None:
            return self.windows_first and not self.negative
        return not self.windows_first and not self._is_narrowed_by(item)

    def _is_narrowed_by(self, item: Item) -> bool:
        """ "Wednesday afternoons next week" is one wish."""
        weekdays = all(day.kind == "weekdays" for day in self.days)
        return weekdays and item.kind == "dates" and item.first != item.last


def stretches_of(items: Sequence[Item], text: str, parts: Parts) -> tuple[Stretch, ...]:
    """The wishes that the items, in order of place, make together; each once."""
    return tuple(dict.fromkeys(_stretches(_groups(items, text), parts)))


def _groups(items: Sequence[Item], text: str) -> list[_Group]:
    groups = [_Group()]
    for item in items:
        if item.kind in ("not", "break"):
            groups.append(_Group(negative=item.kind == "not"))
            continue
        group = groups[-1]
        if group.negative and not group.empty and _turns(text, item):
            positive = _without_time(groups[:-1])
            if item.window is not None and positive is not None:
                positive.windows.append(item.window)
                continue
            groups.append(_Group())
        elif group.is_over(item):
            groups.append(_Group())
        groups[-1].add(item)
    return [group for group in groups if not group.empty]


def _without_time(groups: Sequence[_Group]) -> _Group | None:
    """The wish that a time after an exception belongs to: "any weekday except Wednesday, after 4"."""
    wanted = [group for group in groups if not group.negative and group.days]
    return wanted[-1] if wanted and not wanted[-1].windows else None


def _turns(text: str, item: Item) -> bool:
    """Whether after "not Monday" a new, positive wish begins: "not Monday, Saturday is best"."""
    before = text[: item.start].rstrip()
    after = re.match(
        r" ?(?:is|are|would|works?|suits?|please|best|fine|only)\b", text[item.end :], re.IGNORECASE
    )
    rather = re.search(r"\b(?:only|rather|prefer|better)$", before)
    return item.kind == "window" or after is not None or rather is not None


def _stretches(groups: list[_Group], parts: Parts) -> Iterator[Stretch]:
    wanted = [group for group in groups if not group.negative]
    unwanted = [group for group in groups if group.negative]
    without_days = {
        day for group in unwanted if not group.windows for item in group.days for day in item.weekdays
    }
    without_parts = {
        window.part for group in unwanted if not group.days for window in group.windows if window.part
    }
    if not wanted and (without_days or without_parts):
        wanted = [_Group()]
    for group in wanted:
        for stretch in _of_group(group, without_parts, parts):
            kept = _without(stretch, without_days)
            if kept is not None:
                yield kept


def _of_group(group: _Group, without_parts: set[str], parts: Parts) -> Iterator[Stretch]:
    windows = [window for window in group.windows if window.part not in without_parts]
    if not windows and without_parts:
        windows = [
            Window(name, *parts[name]) for name in parts if name not in without_parts and name != "lunchtime"
        ]
    weekdays = tuple(sorted({day for item in group.days for day in item.weekdays}))
    dates = [Stretch(first=item.first, last=item.last) for item in group.days if item.kind == "dates"]
    days = [replace(item, weekdays=weekdays) if item.first != item.last else item for item in dates]
    if weekdays and all(item.first == item.last for item in dates):
        days.insert(0, Stretch(weekdays=weekdays))
    if any(item.kind == "soon" for item in group.days):
        days = [replace(item, soon=True) for item in days] or [Stretch(soon=True)]
    for day in days or [Stretch()]:
        for window in windows or [_ANY_TIME]:
            yield replace(day, part=window.part, start=window.start, end=window.end)


def _without(stretch: Stretch, days: set[int]) -> Stretch | None:
    if not days or (stretch.first is not None and stretch.first == stretch.last):
        return stretch
    left = tuple(day for day in stretch.weekdays or ALL_DAYS if day not in days)
    return replace(stretch, weekdays=left) if left else None
