"""The plan as a picture: an SVG of what holds when, readable on a phone and printed in black and white.

Each sort of rule has a shape of its own, so that no colour is needed to tell them apart. Everything is drawn with
presentation attributes: no style, script, font or link that a strict page would refuse.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as Xml

from bot.aftercare.day_words import full, listed, lowered, short, told
from bot.aftercare.own_days import anchor, introduction
from bot.aftercare.sessions import Session
from bot.aftercare.timeline import Entry, SessionDays, Timeline

_WIDTH: Final = 320
_LEFT: Final = 12
_RIGHT: Final = 308
_ROW: Final = 38
_BAR: Final = 9
_CELLS: Final = 32
"""Days on the scale of one session, from its own to the one on which everything has settled."""

_CELL: Final = (_RIGHT - _LEFT) / _CELLS
_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_INK: Final = "#1a1a1a"
_PAPER: Final = "#ffffff"
_FONT: Final = "system-ui, sans-serif"
_LEGEND: Final = (
    ("avoid", "leave it out"),
    ("do", "do it this way"),
    ("ask", "ask your artist first"),
    ("reached", "from this day on"),
)


@dataclass
class _Sheet:
    """The drawing so far. y: how far down it reaches."""

    root: Xml.Element
    y: int = 0


def picture(shown: Timeline, clinic: str) -> str:
    """An SVG document; wide 320 units, as high as it needs. clinic: its name, for the title."""
    root = Xml.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "role": "img",
            "aria-labelledby": "title desc",
            "font-family": _FONT,
            "fill": _INK,
        },
    )
    Xml.SubElement(root, "title", {"id": "title"}).text = _allowed(f"{clinic}: your dates")
    Xml.SubElement(root, "desc", {"id": "desc"}).text = _allowed(description(shown))
    _hatching(root)
    paper = Xml.SubElement(root, "rect", {"width": str(_WIDTH), "fill": _PAPER})
    sheet = _Sheet(root, 10)
    _text(sheet, f"Today: {full(shown.today)}", 16, bold=True)
    for days in shown.sessions:
        _session(sheet, days, shown)
    for item in shown.suggested:
        when = "ask the clinic for a day" if item.waited else f"about {full(item.day)}"
        _text(sheet, f"Session {item.number}: {when}", 16, gap=14)
    _legend(sheet)
    _text(sheet, "Your artist’s instructions come first.", 13, gap=12)
    height = str(sheet.y + 12)
    paper.set("height", height)
    root.set("viewBox", f"0 0 {_WIDTH} {height}")
    root.set("width", str(_WIDTH))
    root.set("height", height)
    return Xml.tostring(root, encoding="unicode")


def description(shown: Timeline) -> str:
    """The picture in words, for those who do not see it."""
    session = anchor(shown)
    said = [introduction(shown, session)] if session is not None else ["There is no session in the plan yet."]
    for days in shown.sessions:
        told_entries = [_in_words(entry, shown.today) for entry in days.entries if not entry.step.private]
        said.append(
            f"Session {days.session.number} on {told(days.session.day, shown.today)}: {listed(told_entries)}."
        )
    said += [
        f"Session {item.number} about {told(item.day, shown.today)}."
        for item in shown.suggested
        if not item.waited
    ]
    return " ".join(said)


def _in_words(entry: Entry, today: dt.date) -> str:
    title = lowered(entry.step.title)
    if entry.last is None or entry.step.kind == "reached":
        return f"{title} from {told(entry.first, today)}"
    return f"{title} from {told(entry.first, today)} to {told(entry.last, today)}"


def _session(sheet: _Sheet, days: SessionDays, shown: Timeline) -> None:
    """A heading, and below it a bar for each rule on a scale of days; for a session that is over, the heading."""
    session = days.session
    sheet.y += 10
    _line(sheet, _LEFT, sheet.y, _RIGHT, sheet.y)
    _text(sheet, f"Session {session.number}: {full(session.day)}", 16, bold=True, gap=8)
    following = shown.plan.after(session)
    if following is not None and following.day <= shown.today:
        return
    marked = session == shown.current and shown.day is not None and shown.day < _CELLS
    if marked:
        _today(sheet, session, shown)
    for entry in days.entries:
        if not entry.step.private:
            _row(sheet, entry, session, shown.today if marked else None)


def _today(sheet: _Sheet, session: Session, shown: Timeline) -> None:
    """ "today, day 3" over its place on the scale."""
    label = f"today, day {shown.day}"
    middle = _x(session, shown.today) + _CELL / 2
    half = len(label) * 4
    at = min(max(middle, _LEFT + half), _RIGHT - half)
    sheet.y += 22
    _put(sheet, label, at, sheet.y, 14, bold=True, anchor="middle")
    _add(sheet, "path", d=f"M{middle:.1f} {sheet.y + 10} l-4 -6 h8 z")
    sheet.y += 8


def _row(sheet: _Sheet, entry: Entry, session: Session, today: dt.date | None) -> None:
    """The title, its days, and below them the bar."""
    ends = entry.last is not None and entry.step.kind != "reached"
    when = f"{_day(entry.first)} – {_day(entry.last or entry.first)}" if ends else f"from {_day(entry.first)}"
    _put(sheet, entry.step.title, _LEFT, sheet.y + 17, 14)
    _put(sheet, when, _RIGHT, sheet.y + 17, 13, anchor="end")
    top = sheet.y + 23
    _line(sheet, _LEFT, top + _BAR / 2, _RIGHT, top + _BAR / 2, thin=True)
    start = min(_x(session, entry.first), _RIGHT - _CELL)
    last = entry.last if ends and entry.last is not None else entry.first
    end = min(_x(session, last) + _CELL, _RIGHT)
    _bar(sheet, entry.step.kind, start, max(end, start + _CELL), top)
    if entry.safe is not None:
        x = _x(session, entry.safe)
        _line(sheet, x, top, x, top + _BAR)
    if today is not None:
        x = _x(session, today) + _CELL / 2
        _line(sheet, x, top - 3, x, top + _BAR + 3, bold=True)
    sheet.y += _ROW


def _bar(sheet: _Sheet, kind: str, start: float, end: float, top: float) -> None:
    """avoid: solid; do: an outline; ask: hatched; reached: a flag."""
    if kind == "reached":
        _add(sheet, "path", d=f"M{start:.1f} {top + _BAR} v-{_BAR + 3} l{_CELL:.1f} 4 l-{_CELL:.1f} 4 z")
        return
    fill = {"avoid": _INK, "do": _PAPER, "ask": "url(#hatched)"}[kind]
    _add(
        sheet,
        "rect",
        x=f"{start:.1f}",
        y=f"{top:.1f}",
        width=f"{end - start:.1f}",
        height=str(_BAR),
        rx="2",
        fill=fill,
        stroke=_INK,
    )


def _legend(sheet: _Sheet) -> None:
    sheet.y += 12
    _line(sheet, _LEFT, sheet.y, _RIGHT, sheet.y)
    sheet.y += 6
    for kind, words in _LEGEND:
        _bar(sheet, kind, _LEFT, _LEFT + 28, sheet.y + 8)
        _put(sheet, words, _LEFT + 38, sheet.y + 17, 14)
        sheet.y += 22


def _hatching(root: Xml.Element) -> None:
    box = {"id": "hatched", "width": "5", "height": "5", "patternUnits": "userSpaceOnUse"}
    pattern = Xml.SubElement(
        Xml.SubElement(root, "defs"), "pattern", {**box, "patternTransform": "rotate(45)"}
    )
    Xml.SubElement(pattern, "rect", {"width": "5", "height": "5", "fill": _PAPER})
    Xml.SubElement(pattern, "rect", {"width": "2", "height": "5", "fill": _INK})


def _text(sheet: _Sheet, text: str, size: int, *, bold: bool = False, gap: int = 4) -> None:
    """A line of text of its own."""
    sheet.y += gap + size
    _put(sheet, text, _LEFT, sheet.y, size, bold=bold)
    sheet.y += 4


def _put(
    sheet: _Sheet, text: str, x: float, y: float, size: int, *, bold: bool = False, anchor: str = "start"
) -> None:
    element = _add(sheet, "text", x=f"{x:g}", y=f"{y:g}")
    element.set("font-size", str(size))
    if anchor != "start":
        element.set("text-anchor", anchor)
    if bold:
        element.set("font-weight", "bold")
    element.text = _allowed(text)


def _line(
    sheet: _Sheet, x1: float, y1: float, x2: float, y2: float, *, thin: bool = False, bold: bool = False
) -> None:
    element = _add(sheet, "line", x1=f"{x1:.1f}", y1=f"{y1:.1f}", x2=f"{x2:.1f}", y2=f"{y2:.1f}", stroke=_INK)
    element.set("stroke-width", "0.5" if thin else "2.5" if bold else "1")


def _add(sheet: _Sheet, tag: str, **attributes: str) -> Xml.Element:
    return Xml.SubElement(sheet.root, tag, attributes)


def _x(session: Session, day: dt.date) -> float:
    """The left edge of a day's cell."""
    return _LEFT + (day - session.day).days * _CELL


def _day(day: dt.date) -> str:
    """ "19 Nov": the weekday stands in the heading."""
    return short(day)[4:]


def _allowed(text: str) -> str:
    """Without the signs that XML cannot hold at all; the others are escaped when it is written."""
    return _FORBIDDEN.sub("", text)
