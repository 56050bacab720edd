"""Draws charts as SVG: lines over weeks and bars. Each has a title and says in words what it shows.

Colours are classes of static/figures.css: the page allows no styles of its own, and both themes and print use them.
Lines differ by their dashes and are named at their end, bars carry their numbers, so that no colour need be told apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

WIDTH: Final = 720
_LEFT: Final = 44
_RIGHT: Final = 190  # for the names of the lines
_TOP: Final = 16
_HEIGHT: Final = 220
_BAR: Final = 22
_GAP: Final = 8
_NAMES: Final = 300  # for the names of the bars
_NUMBERS: Final = 70
_LINE: Final = 15  # least distance of two names
_TICKS: Final = 4
_LONGEST_NAME: Final = 42  # characters
KINDS: Final = 6  # of lines and parts of bars that can be told apart


@dataclass(frozen=True)
class Series:
    """One line, with a value for every label."""

    name: str
    values: Sequence[float]


@dataclass(frozen=True)
class Bar:
    """One bar of one or more parts, in the order of the legend; shown: the number beside it, in words."""

    name: str
    parts: Sequence[float]
    shown: str


def lines(
    id_: str, title: str, told: str, labels: Sequence[str], series: Sequence[Series], unit: str = ""
) -> Markup:
    """Lines over the same labels. told: what the picture shows, in words. unit follows the numbers of the scale."""
    top = scale(max((value for each in series for value in each.values), default=0))
    width, bottom = WIDTH - _LEFT - _RIGHT, _TOP + _HEIGHT
    step = width / max(1, len(labels) - 1)

    def across(place: int) -> float:
        return _LEFT + (width / 2 if len(labels) == 1 else place * step)

    def down(value: float) -> float:
        return bottom - value / top * _HEIGHT

    drawn = [_tick(top * tick / _TICKS, down(top * tick / _TICKS), width, unit) for tick in range(_TICKS + 1)]
    every = max(1, -(-len(labels) // 6))
    for place, label in enumerate(labels):
        if place % every == 0:
            drawn.append(_text(across(place), bottom + 18, label, "middle"))
    ends = _apart([down(each.values[-1]) if each.values else bottom for each in series])
    for kind, each in enumerate(series):
        points = [(across(place), down(value)) for place, value in enumerate(each.values)]
        joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        drawn.append(
            Markup('<polyline class="line k{}" points="{}" fill="none"/>').format(kind % KINDS, joined)
        )
        drawn += [
            Markup('<circle class="dot k{}" cx="{}" cy="{}" r="3"/>').format(
                kind % KINDS, f"{x:.1f}", f"{y:.1f}"
            )
            for x, y in points
        ]
        drawn.append(
            _text(
                WIDTH - _RIGHT + 12,
                ends[kind] + 4,
                _cut(each.name, _LONGEST_NAME * _RIGHT // _NAMES),
                "start",
                f"name k{kind % KINDS}",
            )
        )
    return _picture(id_, title, told, bottom + 30, drawn)


def bars(id_: str, title: str, told: str, found: Sequence[Bar]) -> Markup:
    """Bars that lie, one below the other, on one scale."""
    most = max((sum(bar.parts) for bar in found), default=0) or 1
    room = WIDTH - _NAMES - _NUMBERS
    drawn: list[Markup] = []
    for place, bar in enumerate(found):
        y = _TOP + place * (_BAR + _GAP)
        x = float(_NAMES)
        drawn.append(_text(_NAMES - 10, y + 16, _cut(bar.name, _LONGEST_NAME), "end"))
        for kind, part in enumerate(bar.parts):
            width = part / most * room
            rect = Markup('<rect class="bar k{}" x="{}" y="{}" width="{}" height="{}"/>')
            if width > 0:
                drawn.append(rect.format(kind % KINDS, f"{x:.1f}", y, f"{width:.1f}", _BAR))
            x += width
        drawn.append(_text(x + 8, y + 16, bar.shown, "start", "value"))
    return _picture(id_, title, told, _TOP + len(found) * (_BAR + _GAP) + 4, drawn)


def scale(most: float) -> float:
    """The end of a scale from 0 whose quarters are round: 4, 8, 20, 40, 80, 200, …"""
    step = 1.0
    while True:
        for factor in (4, 8, 20):
            if most <= factor * step:
                return factor * step
        step *= 10


def _tick(value: float, y: float, width: float, unit: str) -> Markup:
    line = Markup('<line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/>')
    number = _text(_LEFT - 8, y + 4, f"{value:,.0f}{unit}", "end")
    return line.format(_LEFT, f"{_LEFT + width:.1f}", f"{y:.1f}", f"{y:.1f}") + number


def _apart(heights: Sequence[float]) -> list[float]:
    """The heights, moved so far that names do not lie upon each other."""
    order = sorted(range(len(heights)), key=lambda place: heights[place])
    moved = list(heights)
    above = float("-inf")
    for place in order:
        moved[place] = above = max(heights[place], above + _LINE)
    below = float(_TOP + _HEIGHT + _LINE)
    for place in reversed(order):
        moved[place] = below = min(moved[place], below - _LINE)
    return moved


def _text(x: float, y: float, text: str, anchor: str, kind: str = "label") -> Markup:
    return Markup('<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>').format(
        kind, f"{x:.1f}", f"{y:.1f}", anchor, text
    )


def _cut(name: str, longest: int) -> str:
    return name if len(name) <= longest else name[: longest - 1] + "…"


def _picture(id_: str, title: str, told: str, height: float, drawn: Sequence[Markup]) -> Markup:
    head = Markup(
        '<svg class="chart" viewBox="0 0 {w} {h}" role="img" aria-labelledby="{i}-title {i}-told">'
        '<title id="{i}-title">{t}</title><desc id="{i}-told">{d}</desc>'
    ).format(w=WIDTH, h=round(height), i=id_, t=title, d=told)
    return head + Markup("").join(drawn) + Markup("</svg>")
