"""The clinic itself: name, ways to reach it, opening hours, and the numbers for an emergency."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.clinic_data import Node, read

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DEFAULT = "default"
_KEYS = {
    "name", "country", "timezone", "phone", "email", "hours", "holidays", "emergency_numbers", "crisis_lines",
}  # fmt: skip
_COUNTRY = re.compile(r"[A-Z]{2}")
_PHONE = re.compile(r"\+[0-9][0-9 ]{6,}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_STRETCH = re.compile(r"([0-2][0-9]:[0-5][0-9])-([0-2][0-9]:[0-5][0-9])")


@dataclass(frozen=True)
class Opening:
    """A stretch of a day, in the clinic's time zone."""

    start: time
    end: time


@dataclass(frozen=True)
class Holiday:
    """A day on which the clinic is closed."""

    date: date
    name: str


@dataclass(frozen=True)
class Clinic:
    """`country` and the keys of both tables are ISO 3166 codes. `reviews` says what nobody confirmed yet."""

    name: str
    country: str
    timezone: ZoneInfo
    phone: str
    email: str
    hours: Mapping[str, tuple[Opening, ...]]
    holidays: tuple[Holiday, ...]
    emergency_numbers: Mapping[str, str]
    crisis_lines: Mapping[str, str]
    reviews: Mapping[str, str]

    def emergency_number(self, country: str | None = None) -> str:
        """The number for `country`, or for the clinic's own when it is not known where the visitor is."""
        return self.emergency_numbers.get(country or self.country, self.emergency_numbers[DEFAULT])

    def crisis_line(self, country: str | None = None) -> str:
        """Whom somebody may call who might harm themselves; by country as for `emergency_number`."""
        return self.crisis_lines.get(country or self.country, self.crisis_lines[DEFAULT])

    def opening_hours(self) -> str:
        """The week in words: "Monday to Friday 09:00 to 18:00 and Saturday 10:00 to 16:00"."""
        runs: list[tuple[str, str, str]] = []
        for day in WEEKDAYS:
            shown = " and ".join(f"{item.start:%H:%M} to {item.end:%H:%M}" for item in self.hours[day])
            if runs and runs[-1][2] == shown:
                runs[-1] = (runs[-1][0], day, shown)
            else:
                runs.append((day, day, shown))
        return _listed([_run(*run) for run in runs if run[2]]) or "by appointment only"


def _run(first: str, last: str, shown: str) -> str:
    days = first.capitalize() if first == last else f"{first.capitalize()} to {last.capitalize()}"
    return f"{days} {shown}"


def _listed(items: list[str]) -> str:
    return f"{', '.join(items[:-1])} and {items[-1]}" if len(items) > 1 else "".join(items)


def load_clinic(folder: Path) -> Clinic:
    """Reads `clinic.yml` in `folder`. Raises ClinicDataError naming file, line and key."""
    root = read(folder / "clinic.yml")
    root.only(_KEYS)
    numbers, lines = root.need("emergency_numbers"), root.need("crisis_lines")
    numbers.only({"review", "numbers"})
    lines.only({"review", "lines"})
    holidays = root.get("holidays")
    return Clinic(
        name=root.need("name").text(),
        country=_matching(root.need("country"), _COUNTRY, "two capital letters such as GB"),
        timezone=_zone(root.need("timezone")),
        phone=_matching(root.need("phone"), _PHONE, "an international number such as +44 20 7946 0000"),
        email=_matching(root.need("email"), _EMAIL, "an e-mail address"),
        hours=_hours(root.need("hours")),
        holidays=tuple(_holiday(item) for item in holidays.list()) if holidays else (),
        emergency_numbers=_by_country(numbers.need("numbers")),
        crisis_lines=_by_country(lines.need("lines")),
        reviews=_reviews({"emergency_numbers": numbers, "crisis_lines": lines}),
    )


def _reviews(tables: Mapping[str, Node]) -> Mapping[str, str]:
    notes = {key: node.get("review") for key, node in tables.items()}
    return MappingProxyType({key: note.text() for key, note in notes.items() if note})


def _matching(node: Node, pattern: re.Pattern[str], expected: str) -> str:
    text = node.text()
    if pattern.fullmatch(text) is None:
        raise node.fail(f"'{text}' is not {expected}.")
    return text


def _zone(node: Node) -> ZoneInfo:
    try:
        return ZoneInfo(node.text())
    except (KeyError, ValueError):
        raise node.fail(f"'{node.text()}' is not a time zone such as Europe/London.") from None


def _hours(node: Node) -> Mapping[str, tuple[Opening, ...]]:
    node.only(WEEKDAYS)
    return MappingProxyType(
        {day: tuple(_opening(item) for item in node.need(day).list()) for day in WEEKDAYS}
    )


def _opening(node: Node) -> Opening:
    found = _STRETCH.fullmatch(node.text())
    try:
        start, end = (time.fromisoformat(part) for part in found.groups()) if found else (None, None)
    except ValueError:
        start = end = None
    if start is None or end is None or start >= end:
        raise node.fail(f"'{node.text()}' is not a stretch such as 09:00-18:00, start before end.")
    return Opening(start, end)


def _holiday(node: Node) -> Holiday:
    node.only({"date", "name"})
    day = node.need("date")
    try:
        return Holiday(date.fromisoformat(str(day.value)), node.need("name").text())
    except ValueError:
        raise day.fail(f"'{day.value}' is not a date such as 2026-12-25.") from None


def _by_country(node: Node) -> Mapping[str, str]:
    node.need(DEFAULT)
    table: dict[str, str] = {}
    for country, value in node.items():
        if country != DEFAULT and _COUNTRY.fullmatch(country) is None:
            raise value.fail("expected a country as two capital letters, or 'default'.")
        table[country] = value.text()
    return MappingProxyType(table)
